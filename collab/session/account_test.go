package session_test

import (
	"fmt"
	"strings"
	"testing"

	"parley/collab/meeting"
	"parley/collab/text"
)

// An alphabet hands out letters, none twice: not to one owner, nor to two. So
// every letter of a meeting can be told from every other by itself, whatever
// the code under test thinks of places and orders.
type alphabet struct{ next int }

// owners is how many have an alphabet: next begins with the owner's number,
// below this.
const owners = 9

// scripts are of two, three and four bytes in UTF-8, with combining marks
// among them. The draft has none of them.
var scripts = []struct{ first, last rune }{
	{0x0100, 0x036F}, {0x0400, 0x052F}, {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3}, {0x1F300, 0x1F5FF}, {0x20000, 0x323AF}, {0xF0000, 0xFFFFD}, {0x100000, 0x10FFFD},
}

// take returns the next n letters.
func (a *alphabet) take(n int) string {
	const apart = 10007 // a prime, so that what is typed is of several scripts
	all := 0
	for _, s := range scripts {
		all += int(s.last-s.first) + 1
	}
	var b strings.Builder
	for range n {
		i := rune(a.next * apart % all)
		if a.next += owners; a.next >= all {
			panic("the alphabet is used up")
		}
		for _, s := range scripts {
			if size := s.last - s.first + 1; i >= size {
				i -= size
				continue
			}
			b.WriteRune(s.first + i)
			break
		}
	}
	return b.String()
}

// A record is what one person saw to go when they struck something out: it is
// taken from the screen, before the code under test has a say.
type record struct {
	struck      map[uint64][]rune // by command
	begun, seen string            // the text when the unsent batch began, and before the newest change
}

// before notes the text that is about to be changed, and whether a batch is
// open.
func (r *record) before(seen string, batched bool) {
	if r.seen = seen; !batched {
		r.begun = seen
	}
}

// sent notes what a command strikes out of the text on which its batch began.
func (r *record) sent(c meeting.Command) {
	edit, ok := c.Ask.(meeting.Edit)
	if !ok {
		return
	}
	rest, after := []rune(r.begun), strings.Builder{}
	if len(rest) != edit.Delta.BaseLen() { // by a test's own hand: account says so
		return
	}
	for op := range edit.Delta.Ops() {
		r.struck[c.Number] = append(r.struck[c.Number], rest[:op.Delete]...)
		after.WriteString(string(rest[op.Delete:op.Delete+op.Keep]) + op.Insert)
		rest = rest[op.Delete+op.Keep:]
	}
	if after.String() == r.seen { // the change under way begins the next batch
		r.begun = r.seen
	}
}

// A step is an edit of the log as the count knows it.
type step struct {
	typed, struck []rune
	off           bool // undone
}

// A command is named by whose it is and its number.
type commandName struct {
	by     text.Author
	number uint64
}

// account checks that the log has every command asked exactly once, as it was
// asked, and that the text has every letter that was typed and that no entry
// struck out, once, and no other. It knows nothing of how entries are merged:
// letters are told apart by themselves.
func account(t *testing.T, h *hubs, delegates []*delegate, truth *meeting.State) {
	steps := map[commandName]*step{}
	struck := asked(t, h, delegates)
	for _, e := range h.events() {
		name := commandName{e.By, e.Command}
		switch what := e.What.(type) {
		case meeting.Opened:
			steps[name] = &step{typed: []rune(what.Text)}
		case meeting.Edited:
			s := &step{struck: struck[name]}
			gone := 0
			for op := range what.Delta.Ops() {
				s.typed = append(s.typed, []rune(op.Insert)...)
				gone += op.Delete
			}
			if gone != len(s.struck) {
				t.Errorf("command %d of %d strikes out %d letters, its author saw %d go", e.Command, e.By, gone, len(s.struck))
			}
			steps[name] = s
		case meeting.Undone:
			for _, of := range what.Of {
				steps[commandName{e.By, of}].off = !steps[commandName{e.By, of}].off
			}
		}
	}
	balance(t, steps, truth.Text().String())
}

// balance checks the letters of a text against the steps that made it.
func balance(t *testing.T, steps map[commandName]*step, final string) {
	covered := map[rune]bool{}
	for _, s := range steps {
		for _, r := range s.struck {
			covered[r] = covered[r] || !s.off
		}
	}
	due := map[rune]int{}
	for _, s := range steps {
		for _, r := range s.typed {
			if !s.off && !covered[r] && r != '\n' {
				due[r]++
			}
		}
	}
	for _, r := range final {
		if r == '\n' { // the one letter that is typed more than once
			continue
		}
		if due[r]--; due[r] < 0 {
			t.Errorf("%q is in the text, doubled or though it was struck out", r)
		}
	}
	for r, n := range due {
		if n > 0 {
			t.Errorf("%q is lost: it was typed, nobody struck it out, and the text does not have it", r)
		}
	}
}

// asked checks the log against what was asked, and returns what each command
// struck out before its author's eyes.
func asked(t *testing.T, h *hubs, delegates []*delegate) map[commandName][]rune {
	inLog := map[text.Author]map[uint64]meeting.What{}
	for _, e := range h.events() {
		if e.Command == 0 {
			continue
		}
		if inLog[e.By] == nil {
			inLog[e.By] = map[uint64]meeting.What{}
		}
		if _, twice := inLog[e.By][e.Command]; twice {
			t.Errorf("command %d of %d happened twice", e.Command, e.By)
		}
		inLog[e.By][e.Command] = e.What
	}
	struck := map[commandName][]rune{}
	for _, d := range delegates {
		d.do(func() {
			me := d.seat.Me().Number
			for _, c := range d.asked {
				if got := inLog[me][c.Number]; !meeting.Completed(c.Happens()) && fmt.Sprint(got) != fmt.Sprint(c.Happens()) {
					t.Errorf("command %d of %s: asked %v, the log has %v", c.Number, d.name, c.Happens(), got)
				}
				struck[commandName{me, c.Number}] = d.record.struck[c.Number]
			}
			if len(d.asked) != len(inLog[me]) {
				t.Errorf("%s asked %d commands, the log has %d", d.name, len(d.asked), len(inLog[me]))
			}
		})
	}
	return struck
}
