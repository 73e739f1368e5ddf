package text_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"parley/collab/text"
)

// A model is a text as plain slices: what it says and who wrote each letter.
type model struct {
	letters []rune
	authors []text.Author
}

func (m *model) splice(at, deleted int, inserted string, by text.Author) {
	added := []rune(strings.ToValidUTF8(inserted, "\uFFFD"))
	m.letters = slices.Concat(m.letters[:at], added, m.letters[at+deleted:])
	m.authors = slices.Concat(m.authors[:at], slices.Repeat([]text.Author{by}, len(added)), m.authors[at+deleted:])
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// mustEqual fails unless got says what the model says, in every way to ask.
func (m model) mustEqual(t failer, got text.Text) {
	t.Helper()
	want := string(m.letters)
	if got.String() != want || got.Len() != len(m.letters) || got.Size() != len(want) {
		t.Fatalf("got %q (%d code points, %d bytes), want %q", got, got.Len(), got.Size(), want)
	}
	lines, start := strings.Split(want, "\n"), 0
	if got.Lines() != len(lines) {
		t.Fatalf("got %d lines, want %d", got.Lines(), len(lines))
	}
	for i, line := range lines {
		end := start + utf8.RuneCountInString(line)
		if got.Line(i) != line || got.LineStart(i) != start || got.LineEnd(i) != end {
			t.Fatalf("line %d: got %q [%d, %d), want %q [%d, %d)", i, got.Line(i), got.LineStart(i), got.LineEnd(i), line, start, end)
		}
		for _, offset := range []int{start, end} {
			if got.LineOf(offset) != i {
				t.Fatalf("offset %d: got line %d, want %d", offset, got.LineOf(offset), i)
			}
		}
		start = end + 1
	}
	m.mustHaveAuthors(t, got, 0, len(m.letters))
}

func (m model) mustHaveAuthors(t failer, got text.Text, from, to int) {
	t.Helper()
	at := from
	for span := range got.Spans(from, to) {
		if span.From != at || span.To <= span.From || span.Text != string(m.letters[span.From:span.To]) {
			t.Fatalf("span %+v after %d", span, at)
		}
		for _, by := range m.authors[span.From:span.To] {
			if span.By != by {
				t.Fatalf("span %+v: want author %d", span, by)
			}
		}
		at = span.To
	}
	if at != to {
		t.Fatalf("spans end at %d, want %d", at, to)
	}
}

var letters = rapid.SampledFrom([]rune("ab c\n\nسلام中文e\u0301👩\u200d🚀"))

func TestATextDoesWhatASliceDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		long := rapid.IntRange(0, 2000).Draw(t, "long")
		start := strings.Repeat("ab\n中", long)
		m, x := model{}, text.New(start, 0)
		m.splice(0, 0, start, 0)
		for range rapid.IntRange(1, 20).Draw(t, "edits") {
			at := rapid.IntRange(0, x.Len()).Draw(t, "at")
			deleted := rapid.IntRange(0, min(x.Len()-at, 700)).Draw(t, "deleted")
			inserted := strings.Repeat(string(rapid.SliceOfN(letters, 0, 8).Draw(t, "inserted")), rapid.IntRange(0, 90).Draw(t, "times"))
			by := text.Author(rapid.IntRange(0, 3).Draw(t, "by"))
			old, before := x, x.String()
			x = x.Splice(at, deleted, inserted, by)
			m.splice(at, deleted, inserted, by)
			if old.String() != before {
				t.Fatalf("the old text changed: got %q, want %q", old, before)
			}
		}
		m.mustEqual(t, x)
		from := rapid.IntRange(0, x.Len()).Draw(t, "from")
		to := rapid.IntRange(from, x.Len()).Draw(t, "to")
		if got, want := x.Slice(from, to), string(m.letters[from:to]); got != want {
			t.Fatalf("slice [%d, %d): got %q, want %q", from, to, got, want)
		}
		m.mustHaveAuthors(t, x, from, to)
		model{m.letters[from:to], m.authors[from:to]}.mustEqual(t, x.Cut(from, to))
		m.mustEqual(t, x.Cut(0, from).Join(x.Cut(from, to)).Join(x.Cut(to, x.Len())))
	})
}

// An Editor gives out texts between edits at random, and each must stay what
// it was.
func TestAnEditorDoesWhatASliceDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := strings.Repeat("ab\n中", rapid.IntRange(0, 600).Draw(t, "long"))
		m, e := model{}, text.NewEditor(text.New(start, 0))
		m.splice(0, 0, start, 0)
		type given struct {
			x    text.Text
			says model
		}
		var out []given
		for range rapid.IntRange(1, 60).Draw(t, "edits") {
			at := rapid.IntRange(0, e.Len()).Draw(t, "at")
			deleted := min(e.Len()-at, rapid.SampledFrom([]int{0, 0, 0, 1, 2, 300}).Draw(t, "deleted"))
			if got, want := e.BreaksIn(at, at+deleted), slices.Contains(m.letters[at:at+deleted], '\n'); got != want {
				t.Fatalf("a line break in [%d, %d): %v", at, at+deleted, got)
			}
			inserted := strings.Repeat(string(rapid.SliceOfN(letters, 0, 3).Draw(t, "inserted")), rapid.SampledFrom([]int{1, 1, 1, 200}).Draw(t, "times"))
			by := text.Author(rapid.IntRange(0, 2).Draw(t, "by"))
			if rapid.IntRange(0, 9).Draw(t, "as a text") == 0 {
				e.Splice(at, deleted, "", by)
				e.Insert(at, text.New(inserted, by))
			} else {
				e.Splice(at, deleted, inserted, by)
			}
			m.splice(at, deleted, inserted, by)
			if rapid.IntRange(0, 4).Draw(t, "give out") == 0 {
				out = append(out, given{e.Text(), m})
			}
		}
		out = append(out, given{e.Text(), m})
		for _, g := range out {
			g.says.mustEqual(t, g.x)
		}
	})
}

func TestTypingOnNeedsHardlyAnyMemory(t *testing.T) {
	e := text.NewEditor(text.New(strings.Repeat("The Parties shall consider.\n", 1000), 0))
	at := e.Len() / 2
	got := testing.AllocsPerRun(1000, func() {
		e.Splice(at, 0, "x", 1)
		at++
	})
	if got > 1 {
		t.Errorf("%v allocations a letter", got)
	}
}

func TestTextsAreTheSameWhenTheirLettersAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := text.New(strings.Repeat("one two\n", rapid.IntRange(0, 400).Draw(t, "long")), 1)
		at := rapid.IntRange(0, x.Len()).Draw(t, "at")
		y := x.Splice(at, 0, "xyz", 2)
		if y.Same(x) || x.Same(y) {
			t.Fatal("a longer text is the same")
		}
		if z := y.Splice(at, 3, "", 3); !z.Same(x) || !x.Same(z) {
			t.Fatal("a text is not the same after an edit was taken back")
		}
		if z := y.Splice(at+1, 1, "Y", 2); z.Same(y) || y.Same(z) {
			t.Fatal("a text with another letter is the same")
		}
		if z := text.New(y.String(), 9); !z.Same(y) {
			t.Fatal("a text built anew is not the same")
		}
	})
}

func TestManySmallEditsKeepTheTreeSmall(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	x := text.New("", 0)
	for range 20_000 {
		if at := random.IntN(x.Len() + 1); random.IntN(3) == 0 && at < x.Len() {
			x = x.Splice(at, 1, "", 1)
		} else {
			x = x.Splice(at, 0, "x", text.Author(random.IntN(2)))
		}
	}
	height, leaves := text.Shape(x)
	if most := x.Size()/128 + 1; leaves > most {
		t.Errorf("%d leaves for %d bytes, want at most %d", leaves, x.Size(), most)
	}
	if height > 10 {
		t.Errorf("%d high with %d leaves", height, leaves)
	}
}

func TestLinesOutsideTheTextAreTheNearestOnes(t *testing.T) {
	x := text.New("one\ntwo", 0)
	got := fmt.Sprint(x.LineStart(-1), x.LineEnd(-1), x.LineStart(9), x.LineEnd(9), x.LineOf(-1), x.LineOf(99), x.Line(-1), x.Line(9))
	if want := "0 3 4 7 0 1onetwo"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var empty text.Text
	if empty.Lines() != 1 || empty.Line(0) != "" || empty.LineOf(5) != 0 || empty.LineEnd(3) != 0 {
		t.Error("the empty text is not one empty line")
	}
}

func TestARangeOutsideTheTextPanics(t *testing.T) {
	for name, f := range map[string]func(text.Text){
		"slice":  func(x text.Text) { x.Slice(1, 4) },
		"splice": func(x text.Text) { x.Splice(2, 2, "", 0) },
		"cut":    func(x text.Text) { x.Cut(2, 1) },
		"spans":  func(x text.Text) { x.Spans(-1, 2) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f(text.New("abc", 0))
		})
	}
}

func FuzzSplice(f *testing.F) {
	f.Add("one\ntwo", 3, 1, "سلام", uint32(1), uint16(3))
	f.Add("👩‍🚀", 1, 1, "e\u0301\n", uint32(2), uint16(700))
	f.Add("a\xffb", 1, 1, "\xe0", uint32(2), uint16(1))
	f.Fuzz(func(t *testing.T, start string, at, deleted int, inserted string, by uint32, times uint16) {
		start = strings.Repeat(start, int(times)%700+1)
		if len(start) > 1<<16 {
			t.Skip()
		}
		m, x := model{}, text.New(start, 0)
		m.splice(0, 0, start, 0)
		for i := range 3 {
			at, deleted := at, deleted+i
			if x.Len() > 0 {
				at = int(uint(at*(i+1)) % uint(x.Len()+1))
				deleted = int(uint(deleted) % uint(x.Len()-at+1))
			} else {
				at, deleted = 0, 0
			}
			x = x.Splice(at, deleted, inserted, text.Author(by)+text.Author(i))
			m.splice(at, deleted, inserted, text.Author(by)+text.Author(i))
		}
		m.mustEqual(t, x)
	})
}

func megabyte() string {
	return strings.Repeat("The Parties shall consider the report of the Secretariat, as amended.\n", 15_000)
}

func BenchmarkTypingIntoAMegabyte(b *testing.B) {
	x := text.New(megabyte(), 0)
	at := x.Len() / 2
	b.ReportAllocs()
	for b.Loop() {
		x = x.Splice(at, 0, "x", 1)
		at++
	}
}

func BenchmarkTypingAnywhereInAMegabyte(b *testing.B) {
	x := text.New(megabyte(), 0)
	random := rand.New(rand.NewPCG(5, 6))
	b.ReportAllocs()
	for b.Loop() {
		x = x.Splice(random.IntN(x.Len()+1), 0, "x", text.Author(random.IntN(3)))
	}
}

func BenchmarkAnEditorTypingAnywhereInAMegabyte(b *testing.B) {
	e := text.NewEditor(text.New(megabyte(), 0))
	random := rand.New(rand.NewPCG(5, 6))
	b.ReportAllocs()
	for b.Loop() {
		e.Splice(random.IntN(e.Len()+1), 0, "x", text.Author(random.IntN(3)))
	}
}

func BenchmarkAnEditorTypingIntoAMegabyte(b *testing.B) {
	e := text.NewEditor(text.New(megabyte(), 0))
	at := e.Len() / 2
	b.ReportAllocs()
	for b.Loop() {
		e.Splice(at, 0, "x", 1)
		at++
	}
}

func BenchmarkLineOfAMegabyte(b *testing.B) {
	x := text.New(megabyte(), 0)
	for b.Loop() {
		x.Line(9000)
	}
}

func BenchmarkSameAfterOneEditInAMegabyte(b *testing.B) {
	x := text.New(megabyte(), 0)
	y := x.Splice(500_000, 1, "x", 1)
	z := y.Splice(500_000, 1, x.Slice(500_000, 500_001), 1)
	for b.Loop() {
		if !z.Same(x) {
			b.Fatal("not the same")
		}
	}
}
