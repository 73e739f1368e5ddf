package merge_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

// A person in a random round: a document of their own, entries on the way to
// the server, and how much of the log has come back.
type person struct {
	by     text.Author
	doc    *merge.Document
	sent   []merge.Entry
	next   int // of the log
	number uint64
	own    []uint64 // numbers of own edits
	shadow string   // Text, kept up by the deltas that the document returned
	lost   []uint64 // refused, and not withdrawn yet
}

// A round is a server and some people who edit at random over links with
// random delays.
type round struct {
	t      *testing.T
	random *rand.Rand
	base   string
	server *merge.Document
	shadow string
	log    []merge.Numbered
	at     merge.Version
	people []*person
	reach  int // of undo; 0: as usual
}

// document returns a new document. Each has its own idea of when to keep a
// text and when to throw a window away, which must not matter.
func (r *round) document(base text.Text, at merge.Version) *merge.Document {
	if r.reach == 0 {
		return merge.New(base, at)
	}
	return merge.NewTight(base, at, r.reach, 1+r.n(5), 1+r.n(8), r.n(6))
}

func (r *round) n(n int) int { return r.random.IntN(n) }

func (r *round) fatal(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *round) keep(shadow *string, d delta.Delta, doc *merge.Document) {
	r.t.Helper()
	var err error
	if *shadow, err = d.Apply(*shadow); err != nil {
		r.t.Fatal(err)
	}
	if got := doc.Text().String(); got != *shadow {
		r.t.Fatalf("the text is %q, and by the deltas %q", got, *shadow)
	}
}

var alphabet = []rune("abcdefg\nسلام中文e\u0301👩\u200d🚀")

func (r *round) word(most int) string {
	out := make([]rune, 1+r.n(most))
	for i := range out {
		out[i] = alphabet[r.n(len(alphabet))]
	}
	return string(out)
}

// edit returns a random change of one to three places; mostly typing.
func (r *round) edit(length int) delta.Delta {
	var b delta.Builder
	for places := 1 + r.n(4)/3*r.n(3); places > 0; places-- {
		keep := r.n(length + 1)
		b.Keep(keep)
		length -= keep
		deleted := 0
		if r.n(3) == 0 {
			deleted = r.n(min(5, length+1))
		}
		b.Delete(deleted)
		length -= deleted
		if deleted == 0 || r.n(3) > 0 {
			b.Insert(r.word(3))
		}
	}
	b.Keep(length)
	return b.Delta()
}

func (r *round) act(p *person) {
	p.number += 1 + uint64(r.n(2))
	e := merge.Entry{By: p.by, Number: p.number, Base: p.doc.Head()}
	if len(p.own) > 0 && r.n(4) == 0 {
		for range 1 + r.n(2) {
			if number := p.own[len(p.own)-1-r.n(min(len(p.own), 6))]; !slices.Contains(e.Undo, number) {
				e.Undo = append(e.Undo, number)
			}
		}
	} else {
		e.Delta = r.edit(p.doc.Text().Len())
		p.own = append(p.own, p.number)
	}
	d, err := p.doc.Pend(e)
	if len(e.Undo) > 0 && (errors.Is(err, merge.ErrUnknown) || errors.Is(err, merge.ErrTooOld)) {
		return // it names what was refused with something before it, or is too old by now
	}
	r.fatal(err)
	r.keep(&p.shadow, d, p.doc)
	p.sent = append(p.sent, e)
}

// arrive takes the oldest entry on its way to the server. Now and then the
// server refuses one, and all behind it that then no longer fit.
func (r *round) arrive(p *person) {
	e := p.sent[0]
	p.sent = p.sent[1:]
	err := r.server.Check(e)
	if err == nil && r.n(40) == 0 {
		err = fmt.Errorf("refused at random")
	}
	if err != nil {
		late := len(e.Undo) > 0 && (errors.Is(err, merge.ErrTooOld) || errors.Is(err, merge.ErrUnknown))
		if len(p.lost) == 0 && !late && err.Error() != "refused at random" {
			r.t.Fatal(err)
		}
		p.lost = append(p.lost, e.Number)
		r.refused(p)
		return
	}
	r.at += 1 + merge.Version(r.n(3)/2)
	foreseen, told := r.server.Foresee(&e)
	d, err := r.server.Append(r.at, e)
	r.fatal(err)
	if told && !foreseen.Equal(d) {
		r.t.Fatalf("%v was foreseen of what did %v", foreseen, d)
	}
	r.keep(&r.shadow, d, r.server)
	r.log = append(r.log, merge.Numbered{At: r.at, Entry: e})
}

// refused tells p that an entry was refused, right behind what the log held
// before, and forgets that it was ever made.
func (r *round) refused(p *person) {
	for p.next < len(r.log) {
		r.receive(p)
	}
	number := p.lost[len(p.lost)-1]
	d, err := p.doc.Withdraw(number)
	r.fatal(err)
	r.keep(&p.shadow, d, p.doc)
	p.own = slices.DeleteFunc(p.own, func(n uint64) bool { return n == number })
}

func (r *round) receive(p *person) {
	e := r.log[p.next]
	p.next++
	d, err := p.doc.Append(e.At, e.Entry)
	r.fatal(err)
	r.keep(&p.shadow, d, p.doc)
}

// oldest returns the oldest base from which an entry may still come: one that
// somebody has yet to make, one on its way to the server, or one of those on
// their way back.
func (r *round) oldest(back []merge.Numbered) merge.Version {
	oldest := r.server.Head()
	for _, e := range back {
		oldest = min(oldest, e.Base)
	}
	for _, p := range r.people {
		oldest = min(oldest, p.doc.Head())
		if len(p.sent) > 0 {
			oldest = min(oldest, p.sent[0].Base)
		}
	}
	return oldest
}

func (r *round) join() {
	base, at, entries := r.server.Since(r.oldest(nil))
	doc := r.document(base, at)
	for _, e := range entries {
		_, err := doc.Append(e.At, e.Entry)
		r.fatal(err)
	}
	doc.Advance(r.server.Head())
	by := text.Author(len(r.people) + 1)
	r.people = append(r.people, &person{by: by, doc: doc, next: len(r.log), shadow: doc.Text().String()})
}

// same fails unless got is, letter by letter and author by author, want.
func same(t *testing.T, who string, got text.Text, want string, authors []text.Author) {
	t.Helper()
	if got.String() != want {
		t.Fatalf("%s has %q, want %q", who, got, want)
	}
	for span := range got.Spans(0, got.Len()) {
		for i := span.From; i < span.To; i++ {
			if authors[i] != span.By {
				t.Fatalf("%s says %d wrote letter %d of %q, want %d", who, span.By, i, want, authors[i])
			}
		}
	}
}

// mustEqualOracle compares a document with the oracle over the whole history.
func (r *round) mustEqualOracle(who string, doc *merge.Document, log []merge.Numbered) {
	r.t.Helper()
	o := newOracle(r.base)
	for _, e := range log {
		o.add(e.At, e.Entry)
	}
	for _, e := range doc.Pending() {
		if o.fits(e) {
			o.add(unlogged, e)
		}
	}
	want, authors := o.text()
	same(r.t, who, doc.Text(), want, authors)
	for _, b := range doc.Blame(0, doc.Len()) {
		for i := b.From; i < b.To; i++ {
			if authors[i] != b.By {
				r.t.Fatalf("%s blames %d for letter %d of %q, want %d", who, b.By, i, want, authors[i])
			}
		}
	}
}

// mustHavePast compares what a person's document says of the log alone with the
// oracle, at some event, and when the past has come to the present.
func (r *round) mustHavePast(p *person) {
	r.t.Helper()
	held := r.log[:p.next]
	for len(held) > 0 && held[0].At <= p.doc.Oldest() {
		held = held[1:]
	}
	n := p.next - len(held)
	v := p.doc.Oldest()
	if some := r.n(len(held) + 1); some > 0 {
		n, v = n+some, held[some-1].At
	}
	past := p.doc.At(v)
	r.mustEqualOracle("the past", past, r.log[:n])
	for e := range p.doc.After(v) {
		past.Advance(e.At - 1)
		_, err := past.Append(e.At, *e.Entry)
		r.fatal(err)
	}
	r.mustEqualOracle("the past as it is now", past, r.log[:p.next])
}

func runRound(t *testing.T, seed uint64) {
	defer func() {
		if t.Failed() {
			t.Logf("round with seed %d", seed)
		}
	}()
	r := &round{t: t, random: rand.New(rand.NewPCG(seed, 1))}
	r.base = string([]rune("Hello سلام 中文")[:r.n(14)])
	r.reach = []int{0, 2, 4, 12}[r.n(4)]
	r.shadow, r.server = r.base, r.document(text.New(r.base, 0), 0)
	for range 2 + r.n(4) {
		r.people = append(r.people, &person{by: text.Author(len(r.people) + 1), doc: r.document(text.New(r.base, 0), 0), shadow: r.base})
	}
	steps := 20 + r.n(60)
	if r.n(16) == 0 {
		steps *= 5
	}
	for range steps {
		p := r.people[r.n(len(r.people))]
		switch what := r.n(20); {
		case what < 7:
			r.act(p)
		case what < 12 && len(p.sent) > 0:
			r.arrive(p)
		case what < 17 && p.next < len(r.log):
			r.receive(p)
		case what == 17:
			r.server.Forget(r.oldest(nil))
			if r.random.IntN(2) == 0 {
				r.server.Fence()
			}
		case what == 18:
			p.doc.Forget(r.oldest(r.log[p.next:]))
		case what == 19 && r.n(4) == 0 && len(r.people) < 6:
			r.join()
		}
		if r.n(20) == 0 {
			r.mustEqualOracle("a person in between", p.doc, r.log[:p.next])
			r.mustHavePast(p)
		}
	}
	for _, p := range r.people {
		for len(p.sent) > 0 {
			r.arrive(p)
		}
	}
	r.mustEqualOracle("the server", r.server, r.log)
	for _, p := range r.people {
		for p.next < len(r.log) {
			r.receive(p)
		}
		r.mustEqualOracle(fmt.Sprintf("person %d", p.by), p.doc, r.log)
	}
}

func TestRandomRoundsEndEqual(t *testing.T) {
	rounds := 2000
	if n, err := strconv.Atoi(os.Getenv("PARLEY_ROUNDS")); err == nil {
		rounds = n
	}
	const parts = 4
	for part := range parts {
		t.Run(fmt.Sprintf("part %d of %d", part+1, parts), func(t *testing.T) {
			t.Parallel()
			for seed := part; seed < rounds; seed += parts {
				runRound(t, uint64(seed))
			}
		})
	}
}
