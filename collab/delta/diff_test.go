package delta_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"parley/collab/delta"
)

// touched counts the code points a delta deletes and inserts.
func touched(d delta.Delta) int {
	n := 0
	for op := range d.Ops() {
		n += op.Delete + utf8.RuneCountInString(op.Insert)
	}
	return n
}

// prose returns a text of n numbered lines, each of which occurs once.
func prose(n int, line func(i int) string) string {
	var s strings.Builder
	for i := range n {
		s.WriteString(line(i))
	}
	return s.String()
}

func clause(i int) string {
	return fmt.Sprintf("%d. The Parties shall consider, at session %d, the report of the Secretariat.\n", i, i*7)
}

func mustDiff(t interface {
	Helper()
	Fatal(...any)
}, older, newer string) delta.Delta {
	t.Helper()
	d, err := delta.Diff(older, newer)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDiffIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		older := texts().Draw(t, "older")
		newer := texts().Draw(t, "newer")
		d := mustDiff(t, older, newer)
		mustBeCanonical(t, d)
		if got := apply(t, d, older); got != newer {
			t.Fatalf("%v: got %q, want %q", d, got, newer)
		}
	})
}

func TestDiffFindsSmallChanges(t *testing.T) {
	for _, tt := range []struct{ name, older, newer, want string }{
		{"nothing", "abc", "abc", "=3"},
		{"a letter", "abc", "abXc", `=2 +"X" =1`},
		{"an accent with a shared first byte", "é", "è", `-1 +"è"`},
		{"a shared last byte", "aé", "a©", `=1 -1 +"©"`},
		{"an emoji with a joiner", "👩", "👩‍🚀", `=1 +"\u200d🚀"`},
		{"a word", "one two three", "one zwei three", `=4 -1 +"z" =1 -1 +"ei" =6`},
		{"everything", "abc", "", "-3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := mustDiff(t, tt.older, tt.newer).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestDiffRefusesWhatIsNotText(t *testing.T) {
	for _, pair := range [][2]string{{"a\xffb", "ab"}, {"ab", "\xe0"}} {
		if _, err := delta.Diff(pair[0], pair[1]); !errors.Is(err, delta.ErrNotText) {
			t.Errorf("%q to %q: got %v", pair[0], pair[1], err)
		}
	}
	if _, err := delta.Diff("", strings.Repeat("x", delta.MaxLen+1)); err == nil {
		t.Error("a text too long: no error")
	}
}

func TestScatteredChangesInALongTextStaySmall(t *testing.T) {
	older := prose(4000, clause)
	newer := prose(4000, func(i int) string {
		s := clause(i)
		if i%97 == 0 {
			s = strings.Replace(s, "shall", "should", 1)
		}
		return s
	})
	d := mustDiff(t, older, newer)
	if got := apply(t, d, older); got != newer {
		t.Fatal("not exact")
	}
	if got, most := touched(d), 4000/97*8; got > most {
		t.Errorf("%d code points touched, want at most %d", got, most)
	}
}

func TestAMovedBlockIsFoundByItsLines(t *testing.T) {
	older := prose(3000, clause)
	newer := prose(3000, func(i int) string { return clause((i + 300) % 3000) })
	d := mustDiff(t, older, newer)
	if got := apply(t, d, older); got != newer {
		t.Fatal("not exact")
	}
	if got, most := touched(d), 2*300*90; got > most {
		t.Errorf("%d code points touched, want at most %d", got, most)
	}
}

func TestOneLongLineIsSplitAtItsWords(t *testing.T) {
	words := func(change int) string {
		return prose(20000, func(i int) string {
			if i%5000 == change {
				return "CHANGED "
			}
			return fmt.Sprintf("word%d ", i)
		})
	}
	older, newer := words(-1), words(2500)
	d := mustDiff(t, older, newer)
	if got := apply(t, d, older); got != newer {
		t.Fatal("not exact")
	}
	if got := touched(d); got > 100 {
		t.Errorf("%d code points touched, want at most 100", got)
	}
}

func TestUnrelatedLongTextsEndInTheEnd(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := func() string {
		return prose(60_000, func(int) string { return string(rune('a' + random.IntN(4))) })
	}
	older, newer := noise(), noise()
	if got := apply(t, mustDiff(t, older, newer), older); got != newer {
		t.Fatal("not exact")
	}
}

func TestAFewLettersAgainstALongTextAreCheap(t *testing.T) {
	older, newer := "wxyz", strings.Repeat("w-x-", 100_000)+"y-z"
	if got := apply(t, mustDiff(t, older, newer), older); got != newer {
		t.Fatal("not exact")
	}
}

func FuzzDiff(f *testing.F) {
	f.Add("one two three", "one zwei three")
	f.Add("سلام", "سلام 中文")
	f.Add("a\xff", "a")
	f.Fuzz(func(t *testing.T, older, newer string) {
		d, err := delta.Diff(older, newer)
		if valid := utf8.ValidString(older) && utf8.ValidString(newer); valid != (err == nil) {
			t.Fatalf("valid: %v, error: %v", valid, err)
		}
		if err != nil {
			return
		}
		if got := apply(t, d, older); got != newer {
			t.Fatalf("%v: got %q, want %q", d, got, newer)
		}
	})
}

func BenchmarkDiffOneChangeInAMegabyte(b *testing.B) {
	older := prose(13_000, clause)
	at := strings.Index(older[len(older)/2:], "Secretariat") + len(older)/2
	newer := older[:at] + "Executive " + older[at:]
	b.SetBytes(int64(len(older)))
	for b.Loop() {
		mustDiff(b, older, newer)
	}
}

func BenchmarkDiffManyChangesInAMegabyte(b *testing.B) {
	older := prose(13_000, clause)
	newer := strings.ReplaceAll(older, "0. The Parties shall", "0. The States should")
	for b.Loop() {
		mustDiff(b, older, newer)
	}
}
