package draft

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
)

// plainCarry gives the lines of a text their ids after a change, one replacement
// after the other, by looking for everything.
func plainCarry(o *Overlay, t text.Text, d delta.Delta, s Source) {
	back := o.takeBack(s)
	waiting, before := slices.Clone(back), slices.Clone(o.ids)
	at, deleted := 0, 0
	replace := func(inserted string) {
		o.ids = plainSplice(o, t, at, deleted, inserted, &waiting)
		t = t.Splice(at, deleted, inserted, 0)
		at, deleted = at+utf8.RuneCountInString(inserted), 0
	}
	for op := range d.Ops() {
		switch {
		case op.Delete > 0:
			deleted = op.Delete
		case op.Insert != "":
			replace(op.Insert)
		default:
			if deleted > 0 {
				replace("")
			}
			at += op.Keep
		}
	}
	if deleted > 0 {
		replace("")
	}
	for i, id := range o.ids {
		if slices.Contains(back, id) && slices.Contains(o.ids[:i], id) {
			o.ids[i] = o.newID()
		}
	}
	before = slices.DeleteFunc(before, func(id ID) bool { return slices.Contains(o.ids, id) })
	if len(before) > 0 {
		o.gone = append(o.gone, gone{s.By, s.Number, before})
	}
}

func plainSplice(o *Overlay, t text.Text, at, deleted int, inserted string, back *[]ID) []ID {
	first, last, more := t.LineOf(at), t.LineOf(at+deleted), strings.Count(inserted, "\n")
	if first == last && more == 0 {
		return o.ids
	}
	was, now := slices.Clone(o.ids[first:last+1]), make([]ID, more+1)
	head := at > t.LineStart(first)
	tail := at+deleted < t.LineEnd(last) || first < last && at+deleted == t.LineStart(last)
	end := more // before which of the new lines was stands, line by line
	if tail {
		now[more] = was[len(was)-1]
		was, end = was[:len(was)-1], more-1
	}
	switch {
	case head && tail && first == last: // cut in two, the first part is the old one
		now[more], now[0] = 0, now[more]
	case head && more == 0:
		now[0] = o.ids[first]
	}
	for i := 0; i <= end && i < len(was); i++ {
		now[i] = was[i]
	}
	for i := range now {
		if now[i] == 0 && len(*back) > 0 {
			now[i], *back = (*back)[0], (*back)[1:]
		} else if now[i] == 0 {
			now[i] = o.newID()
		}
	}
	return slices.Replace(slices.Clone(o.ids), first, last+1, now...)
}

func TestLinesAreCarriedInOneWalkAsOneAfterTheOther(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	pick := func(all ...string) string { return all[chance.IntN(len(all))] }
	for round := range 3000 {
		tx := text.Text{}
		for range chance.IntN(12) {
			tx = tx.Splice(tx.Len(), 0, pick("\n", "a", "bc", "é\n"), 0)
		}
		o, plain := New(tx), New(tx)
		for number := range uint64(6) {
			var b delta.Builder
			left := tx.Len()
			for left > 0 || number == 0 && left == 0 && chance.IntN(2) == 0 {
				n := chance.IntN(min(4, left) + 1)
				switch chance.IntN(3) {
				case 0:
					b.Keep(n)
				case 1:
					b.Delete(n)
				default:
					n = 0
					b.Insert(pick("\n", "x", "y\n", "\nz", "a\nb\n"))
				}
				left -= n
			}
			d, s := b.Delta(), Source{By: 1, Number: number}
			for of := range number {
				if chance.IntN(3) == 0 {
					s.Undo = append(s.Undo, of)
				}
			}
			if err := o.Carry(tx, d, s); err != nil {
				t.Fatal(err)
			}
			plainCarry(plain, tx, d, s)
			if got, want := o.Record(), plain.Record(); !slices.Equal(got.IDs, want.IDs) || got.Next != want.Next || len(got.Gone) != len(want.Gone) {
				t.Fatalf("round %d: %q changed by %v, undoing %v: lines %v, next %v, want %v, %v", round, tx.String(), d, s.Undo, got.IDs, got.Next, want.IDs, want.Next)
			}
			tx, _ = Apply(tx, d, 0)
		}
	}
}

func TestAHundredThousandLinesAreCarriedAtOnce(t *testing.T) {
	const n = 100_000
	tx := text.New(strings.Repeat("\n", 2*n), 0)
	o := New(tx)
	begin := time.Now()
	change := func(d delta.Delta, s Source) {
		if err := o.Carry(tx, d, s); err != nil {
			t.Fatal(err)
		}
		tx, _ = Apply(tx, d, 0)
	}
	change(delta.Replace(tx.Len(), 10, n, ""), Source{By: 1, Number: 1})
	change(delta.Replace(tx.Len(), 10, 0, strings.Repeat("\n", n)), Source{By: 1, Number: 2, Undo: []uint64{1}})
	change(delta.Replace(tx.Len(), 10, n, strings.Repeat("\n", n)), Source{By: 1, Number: 3})
	var b delta.Builder
	for range n / 4 {
		b.Keep(2)
		b.Insert("\n")
	}
	b.Keep(tx.Len() - n/2)
	change(b.Delta(), Source{By: 1, Number: 4})
	if took := time.Since(begin); took > 5*time.Second { // each was a minute where every line was looked for
		t.Errorf("it took %v", took)
	}
}

func TestOfVeryManyLinesThatWentTheOldestAreForgotten(t *testing.T) {
	tx := text.New(strings.Repeat("\n", 3*MaxGone), 0)
	o := New(tx)
	take := func(number uint64, n int) {
		t.Helper()
		if err := o.Carry(tx, delta.Replace(tx.Len(), 0, n, ""), Source{By: 1, Number: number}); err != nil {
			t.Fatal(err)
		}
		tx = tx.Splice(0, n, "", 0)
	}
	kept := func() (all int) {
		for _, g := range o.gone {
			all += len(g.ids)
		}
		return all
	}
	take(1, MaxGone/2)
	take(2, MaxGone/4)
	if got, want := kept(), MaxGone*3/4; got != want {
		t.Errorf("%d lines are remembered, want %d", got, want)
	}
	take(3, MaxGone/2)
	if got, want := kept(), MaxGone*3/4; got != want || o.gone[0].number != 2 {
		t.Errorf("%d lines are remembered from entry %d on, want %d from 2 on", got, o.gone[0].number, want)
	}
	if _, err := FromRecord(o.Record(), tx); err != nil {
		t.Errorf("what is remembered cannot be read: %v", err)
	}
	take(4, MaxGone+1)
	if got := kept(); got != 0 {
		t.Errorf("%d lines are remembered, though the last entry took out more than there is room for", got)
	}
}
