package away_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/text"
	"parley/tui/away"
)

func TestTheRedlineReadsInLinesAndWholeWords(t *testing.T) {
	for _, tt := range []struct{ name, before, after, want string }{
		{"a word", "that States should act;\n", "that States shall act;\n", "1 that States {--should--}{++shall++} act;"},
		{"words put in between words", "access\nto networks\n", "access\nto affordable networks\n", "2 to {++affordable ++}networks"},
		{"two in a line", "a bad cat\n", "a good dog\n", "1 a {--bad--}{++good++} {--cat--}{++dog++}"},
		{"a whole line put in", "one\nthree\n", "one\ntwo\nthree\n", "2 {++two++}"},
		{"a whole line taken out", "one\ntwo\nthree\n", "one\nthree\n", "-2 {--two--}"},
		{"the last line taken out", "one\ntwo", "one", "1 one{-- / two--}"},
		{"an empty line", "one\ntwo\n", "one\n\ntwo\n", "2 {++(blank)++}"},
		{"two lines joined", "one\ntwo\n", "one two\n", "1 one{-- / --}{++ ++}two"},
		{"a line split", "one two\n", "one\ntwo\n", "1 one{-- --}\n2 two"},
		{"far apart", "a\nb\nc\nd\n", "A\nb\nc\nD\n", "1 {--a--}{++A++}\n4 {--d--}{++D++}"},
		{"everything", "", "one\ntwo", "1 {++one++}\n2 {++two++}"},
		{"nothing", "one\n", "one\n", ""},
		{"accents", "les États membres", "les états membres", "1 les {--États--}{++états++} membres"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := delta.Diff(tt.before, tt.after)
			if err != nil {
				t.Fatal(err)
			}
			rows, _ := away.Redline(text.New(tt.before, 1), text.New(tt.after, 2), d)
			if got := shown(rows); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestVersionsAreComparedLineByLine(t *testing.T) {
	for _, tt := range []struct{ name, before, after, want string }{
		{"a new line ends as the one before it did", "1 that States should act;\n\n2 to report;\n", "1 that States should move;\n1bis that all act;\n\n2 to report;\n",
			"1 1 that States should {--act--}{++move++};\n2 {++1bis that all act;++}"},
		{"a line is gone, and the one behind it changed", "to act now;\nto meet now;\nto end", "to meet often;\nto end", "-1 {--to act now;--}\n1 to meet {--now--}{++often++};"},
		{"a line is split", "one two three four\nfive\n", "one two\nthree four\nfive\n", "1 one two{-- --}\n2 three four"},
		{"everything is new", "", "one\ntwo", "1 {++one++}\n2 {++two++}"},
		{"nothing is left", "one\ntwo", "", "-1 {--one--}\n1 {--two--}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := shown(away.Compare(text.New(tt.before, 1), text.New(tt.after, 2)).Rows); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func shown(rows []away.Row) string {
	var lines []string
	for _, r := range rows {
		sign := ""
		if r.Gone {
			sign = "-"
		}
		lines = append(lines, fmt.Sprintf("%s%d %s", sign, r.Line, r.Marked(false)))
	}
	return strings.Join(lines, "\n")
}

// What the stretches of a changed line keep and put in must be the line as it
// is now, whatever was done.
func TestTheRedlineOfAnyChangeHasTheLinesAsTheyAre(t *testing.T) {
	seed := rand.Uint64()
	chance := rand.New(rand.NewPCG(seed, 0))
	pieces := []string{"a", "b", "word", " ", "\n", "\n\n", "é", "two words", ""}
	some := func() string {
		var b strings.Builder
		for range chance.IntN(12) {
			b.WriteString(pieces[chance.IntN(len(pieces))])
		}
		return b.String()
	}
	for range 5000 {
		before, d := text.New(some(), 1), delta.Builder{}
		for rest := before.Len(); ; {
			n := chance.IntN(rest + 1)
			d.Keep(n)
			rest -= n
			gone := chance.IntN(rest + 1)
			d.Delete(gone)
			rest -= gone
			d.Insert(some())
			if rest == 0 || chance.IntN(3) == 0 {
				d.Keep(rest)
				break
			}
		}
		did := d.Delta()
		now, err := did.Apply(before.String())
		if err != nil {
			t.Fatal(err)
		}
		after := text.New(now, 2)
		rows, places := away.Redline(before, after, did)
		if (len(rows) > 0) != (places > 0) || (places > 0) != (now != before.String()) {
			t.Fatalf("seed %d: %q to %q: %d rows, %d places", seed, before, now, len(rows), places)
		}
		for _, r := range rows {
			var line strings.Builder
			for _, s := range r.Stretches {
				if s.Kind != away.Deleted {
					line.WriteString(s.Text)
				}
			}
			if got, want := line.String(), after.Line(r.Line-1); !r.Gone && got != want {
				t.Fatalf("seed %d: %q to %q by %v: line %d reads %q, want %q", seed, before, now, did, r.Line, got, want)
			}
		}
	}
}
