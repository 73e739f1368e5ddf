package merge_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

// A patch replaces deleted code points at at.
type patch struct {
	at, deleted int
	inserted    string
}

// A desk is a server and people who have all seen the base text and, until
// the end, nothing of each other.
type desk struct {
	t      *testing.T
	server *merge.Document
	people []*merge.Document
	at     merge.Version
	log    []merge.Numbered
}

func newDesk(t *testing.T, base string, people int) *desk {
	d := &desk{t: t, server: merge.New(text.New(base, 0), 0)}
	for range people {
		d.people = append(d.people, merge.New(text.New(base, 0), 0))
	}
	return d
}

// do makes a person's entry and puts it into the log at once; nobody else sees
// it before they sync.
func (d *desk) do(person int, e merge.Entry) {
	d.t.Helper()
	doc := d.people[person]
	d.at++
	e.By, e.Base = text.Author(person+1), doc.Head()
	if e.Number == 0 {
		e.Number = d.at
	}
	if _, err := doc.Pend(e); err != nil {
		d.t.Fatal(err)
	}
	if err := d.server.Check(e); err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.server.Append(d.at, e); err != nil {
		d.t.Fatal(err)
	}
	d.log = append(d.log, merge.Numbered{At: d.at, Entry: e})
}

func (d *desk) edit(person int, p patch) uint64 {
	d.t.Helper()
	length := d.people[person].Text().Len()
	d.do(person, merge.Entry{Delta: delta.Replace(length, p.at, p.deleted, p.inserted)})
	return d.at
}

func (d *desk) undo(person int, numbers ...uint64) {
	d.t.Helper()
	d.do(person, merge.Entry{Undo: numbers})
}

// sync lets people read the log.
func (d *desk) sync(people ...int) {
	d.t.Helper()
	for _, i := range people {
		for _, e := range d.log {
			if e.At > d.people[i].Head() {
				if _, err := d.people[i].Append(e.At, e.Entry); err != nil {
					d.t.Fatal(err)
				}
			}
		}
	}
}

// end lets everybody read the log and returns the text that all then have.
func (d *desk) end() string {
	d.t.Helper()
	want := d.server.Text().String()
	for i, doc := range d.people {
		d.sync(i)
		if got := doc.Text().String(); got != want {
			d.t.Fatalf("person %d has %q, the server %q", i, got, want)
		}
	}
	return want
}

func forward(s string, at int) []patch {
	var out []patch
	for i, r := range []rune(s) {
		out = append(out, patch{at + i, 0, string(r)})
	}
	return out
}

func backward(s string, at int) []patch {
	var out []patch
	for _, r := range s {
		out = append(out, patch{at, 0, string(r)})
	}
	return out
}

func holds(parts ...string) func(string) bool {
	return func(s string) bool {
		for _, p := range parts {
			if !strings.Contains(s, p) {
				return false
			}
		}
		return true
	}
}

func inOrder(first, second string) func(string) bool {
	return func(s string) bool {
		i, j := strings.Index(s, first), strings.Index(s, second)
		return i >= 0 && i < j
	}
}

const sentence = "[one two three]"

func TestWhatBecomesOfPeoplesText(t *testing.T) {
	at := strings.Index(sentence, " two")
	for _, tt := range []struct {
		name   string
		base   string
		people [][]patch
		holds  func(string) bool
	}{
		{"three people type forward at one place: not interleaved", sentence,
			[][]patch{forward("AAAAAA", at), forward("ببببب", at), forward("中中中中", at)}, holds("AAAAAA", "ببببب", "中中中中")},
		{"two people type backward at one place: not interleaved", sentence,
			[][]patch{backward("AAAAAA", at), backward("👩👩👩", at)}, holds("AAAAAA", "👩👩👩")},
		{"two lines put in front, block by block: not interleaved", sentence,
			[][]patch{{{0, 0, "a2\n"}, {0, 0, "a1\n"}}, {{0, 0, "b2\n"}, {0, 0, "b1\n"}}}, holds("a1\na2\n", "b1\nb2\n")},
		{"an insertion into a range that somebody deletes survives", sentence,
			[][]patch{{{5, 0, "NEW "}}, {{1, 13, ""}}}, holds("NEW")},
		{"both replace the same word: both replacements stay", sentence,
			[][]patch{{{5, 3, "deux"}}, {{5, 3, "zwei"}}}, func(s string) bool { return holds("deux", "zwei")(s) && !holds("two")(s) }},
		{"overlapping deletions delete no more than was seen", sentence,
			[][]patch{{{1, 7, ""}}, {{5, 5, ""}}}, func(s string) bool { return s == "[hree]" }},
		{"the order is kept across a gap that somebody deleted", "xyz",
			[][]patch{{{1, 0, "A"}}, {{2, 0, "B"}}, {{1, 1, ""}}}, inOrder("A", "B")},
		{"three people put letters in front: not interleaved", sentence,
			[][]patch{backward("AAA", 0), backward("BBB", 0), backward("CCC", 0)}, holds("AAA", "BBB", "CCC")},
		{"a letter mended in a word while somebody types at the same place", sentence,
			[][]patch{append(forward("hllo", at), patch{at + 1, 0, "e"}), forward("WORLD", at)}, holds("hello", "WORLD")},
		{"text put where a range was deleted, and typing in that range", sentence,
			[][]patch{{{1, 13, ""}, {1, 0, "X"}}, forward("QQ", 8)}, holds("X", "QQ")},
		{"an accent and a joiner typed behind their letters stay there", sentence,
			[][]patch{forward("e\u0301", at), forward("👩\u200d🚀", at)}, holds("e\u0301", "👩\u200d🚀")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(7, 8))
			for range 200 {
				d := newDesk(t, tt.base, len(tt.people))
				for _, turn := range arrival(random, tt.people) {
					d.edit(turn.person, turn.patch)
				}
				if got := d.end(); !tt.holds(got) {
					t.Fatalf("got %q after %v", got, d.log)
				}
			}
		})
	}
}

type turn struct {
	person int
	patch
}

// arrival returns everybody's patches in a random order that keeps each
// person's own.
func arrival(random *rand.Rand, people [][]patch) []turn {
	var order []int
	for i, patches := range people {
		for range patches {
			order = append(order, i)
		}
	}
	random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	next, out := make([]int, len(people)), []turn{}
	for _, i := range order {
		out = append(out, turn{i, people[i][next[i]]})
		next[i]++
	}
	return out
}

func TestTheOrderAcrossADeletedGapDoesNotHangOnWhoIsFirst(t *testing.T) {
	patches := [][]patch{{{1, 0, "A"}}, {{2, 0, "B"}}, {{1, 1, ""}}}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		d := newDesk(t, "xyz", 3)
		for _, person := range order {
			d.edit(person, patches[person][0])
		}
		if got := d.end(); got != "xABz" {
			t.Errorf("order %v: got %q, want %q", order, got, "xABz")
		}
	}
}

func TestALineIsContinuedInFrontFromASecondSession(t *testing.T) {
	for _, order := range []string{"aAB", "aBA", "BaA"} {
		d := newDesk(t, "[x]", 3) // the second session is another author
		for _, who := range order {
			switch who {
			case 'a':
				d.edit(0, patch{0, 0, "aaa"})
			case 'B':
				d.edit(2, patch{0, 0, "BBB"})
			case 'A': // has seen what was in the log when "aaa" came in
				for _, e := range d.log {
					if d.people[1].Append(e.At, e.Entry); e.By == 1 {
						break
					}
				}
				before, _, _ := strings.Cut(d.people[1].Text().String(), "aaa")
				d.edit(1, patch{len(before), 0, "AAA"})
			}
		}
		if got := d.end(); !strings.Contains(got, "AAAaaa") {
			t.Errorf("order %s: got %q", order, got)
		}
	}
}

func TestUndoTakesBackOnlyOnesOwn(t *testing.T) {
	const a, b = 0, 1
	for _, tt := range []struct {
		name string
		do   func(d *desk)
		want string
	}{
		{"a word in which somebody else typed: only one's own letters go", func(d *desk) {
			word := d.edit(a, patch{4, 0, "HELLO"})
			d.sync(b)
			d.edit(b, patch{6, 0, "WORLD"})
			d.sync(a)
			d.undo(a, word)
		}, "[oneWORLD two three]"},
		{"the deletion of a word in which somebody was typing: it is back around their text", func(d *desk) {
			gone := d.edit(a, patch{5, 3, ""})
			d.edit(b, patch{6, 0, "NEW"})
			d.sync(a)
			d.undo(a, gone)
		}, "[one tNEWwo three]"},
		{"undo and redo of letters, one of which somebody deleted: it stays deleted", func(d *desk) {
			letters := d.edit(a, patch{1, 0, "abc"})
			d.sync(b)
			d.edit(b, patch{2, 1, ""})
			d.sync(a)
			d.undo(a, letters)
			d.undo(a, letters)
		}, "[acone two three]"},
		{"both replaced the same word: the other's replacement stays, the word stays deleted", func(d *desk) {
			mine := d.edit(a, patch{5, 3, "deux"})
			d.edit(b, patch{5, 3, "zwei"})
			d.sync(a)
			d.undo(a, mine)
		}, "[one zwei three]"},
		{"somebody typed elsewhere: their text stays", func(d *desk) {
			mine := d.edit(a, patch{1, 0, "AAA"})
			d.sync(b)
			d.edit(b, patch{1, 0, "BBB"})
			d.sync(a)
			d.undo(a, mine)
		}, "[BBBone two three]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, sentence, 2)
			tt.do(d)
			if got := d.end(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
