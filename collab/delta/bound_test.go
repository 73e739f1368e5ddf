package delta_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"parley/collab/delta"
)

func TestDiffIsExactWhateverTheBounds(t *testing.T) {
	few := rapid.StringOf(rapid.SampledFrom([]rune("ab \né漢👩")))
	rapid.Check(t, func(t *rapid.T) {
		older, newer := few.Draw(t, "older"), few.Draw(t, "newer")
		short := rapid.IntRange(1, 20).Draw(t, "short")
		work := rapid.IntRange(0, 2000).Draw(t, "work")
		d := delta.Compare(older, newer, short, work)
		mustBeCanonical(t, d)
		if got := apply(t, d, older); got != newer {
			t.Fatalf("%v: got %q, want %q", d, got, newer)
		}
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("a b a b a b", "b a b a b a", uint8(4), uint16(100))
	f.Add("中中\n中中\n", "中\n中中中\n", uint8(1), uint16(3000))
	f.Fuzz(func(t *testing.T, older, newer string, short uint8, work uint16) {
		if !utf8.ValidString(older) || !utf8.ValidString(newer) {
			return
		}
		d := delta.Compare(older, newer, int(short), int(work))
		if got := apply(t, d, older); got != newer {
			t.Fatalf("%v: got %q, want %q", d, got, newer)
		}
	})
}

// scattered returns s with n letters put in or taken out all over it.
func scattered(random *rand.Rand, s string, n int) string {
	r := []rune(s)
	out := make([]rune, 0, len(r)+n)
	from := 0
	for i := range n {
		at := int(int64(2*i+1) * int64(len(r)) / int64(2*n))
		out = append(out, r[from:at]...)
		if from = at; random.IntN(2) == 0 {
			out = append(out, '#')
		} else {
			from++
		}
	}
	return string(append(out, r[from:]...))
}

// invented returns n letters of words drawn from a small vocabulary, the first
// ones most often, with a separator behind each.
func invented(random *rand.Rand, n int, separators string) string {
	var s strings.Builder
	for s.Len() < n {
		word := int(4000 * random.Float64() * random.Float64() * random.Float64())
		for w := word + 30; w > 0; w /= 9 {
			s.WriteByte("etaonrish"[w%9])
		}
		s.WriteByte(separators[random.IntN(len(separators))])
	}
	return s.String()
}

func TestOnlyWhatChangedIsNamed(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	manyWords := strings.Repeat(" ", 40) + "\n"
	lines, oneLine := invented(random, 400_000, manyWords), invented(random, 400_000, " ")
	column := strings.Repeat("| ____________ | ____________ | [ ] |\n", 2000)
	for _, tt := range []struct {
		name         string
		older, newer string
		most         int // of code points named
	}{
		{"scattered letters", lines, scattered(random, lines, 8000), 8000},
		{"scattered letters in one line", oneLine, scattered(random, oneLine, 8000), 8000},
		{"the ends of a column of equal lines", "A\n" + column + "B\n", "X\n" + column + "Y\n", 4},
		{"marks in a column of equal lines", column, scattered(random, column, 600), 600},
		{"a period out of step", strings.Repeat("ab", 100_000), strings.Repeat("ba", 100_000) + "x", 3},
		{"one word replaced everywhere", oneLine, strings.ReplaceAll(oneLine, " at ", " concerning "), 12 * strings.Count(oneLine, " at ")},
		{"a block moved", lines, lines[:100_000] + lines[150_000:300_000] + lines[100_000:150_000] + lines[300_000:], 100_100},
		{"a chapter rewritten and letters in the next", lines, invented(random, 200_000, manyWords) + scattered(random, lines[200_000:], 1000), 402_000},
		{"nothing in common", lines, invented(random, 400_000, manyWords), 800_400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := mustDiff(t, tt.older, tt.newer)
			if got := apply(t, d, tt.older); got != tt.newer {
				t.Fatal("not exact")
			}
			if got := touched(d); got > tt.most {
				t.Errorf("%d code points touched, want at most %d", got, tt.most)
			}
		})
	}
}

func TestARewrittenChapterDoesNotBlurTheNext(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	before, after := invented(random, 500_000, "  .\n"), invented(random, 500_000, "  .\n")
	next := prose(4000, clause)
	d := mustDiff(t, before+next, after+strings.ReplaceAll(next, "0. The Parties shall", "0. The States should"))
	touched, at, from := 0, 0, utf8.RuneCountInString(before)
	for op := range d.Ops() {
		at += op.Keep + op.Delete
		if op.Keep == 0 && at > from {
			touched += op.Delete + utf8.RuneCountInString(op.Insert)
		}
	}
	if most := 400 * 14; touched > most {
		t.Errorf("%d code points touched in the chapter with the small changes, want at most %d", touched, most)
	}
}

func BenchmarkDiffUnrelatedMegabytes(b *testing.B) {
	random := rand.New(rand.NewPCG(7, 8))
	for _, tt := range []struct{ name, separators string }{{"lines", strings.Repeat(" ", 40) + "\n"}, {"one line", " "}} {
		older, newer := invented(random, 1<<20, tt.separators), invented(random, 1<<20, tt.separators)
		b.Run(tt.name, func(b *testing.B) { diffBench(b, older, newer) })
	}
}

func BenchmarkDiffScatteredInAMegabyte(b *testing.B) {
	random := rand.New(rand.NewPCG(9, 10))
	older := invented(random, 1<<20, strings.Repeat(" ", 40)+"\n")
	for _, n := range []int{1, 1000, 20_000} {
		newer := scattered(random, older, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) { diffBench(b, older, newer) })
	}
}

// diffBench measures one comparison and says how many code points it names and
// how much it takes from the system.
func diffBench(b *testing.B, older, newer string) {
	b.ReportAllocs()
	var d delta.Delta
	for b.Loop() {
		d = mustDiff(b, older, newer)
	}
	b.ReportMetric(float64(touched(d)), "named")
	b.ReportMetric(float64(peak(func() { mustDiff(b, older, newer) }))/1e6, "peak-MB")
}

// peak returns by how much the heap grew at most while f ran.
func peak(f func()) uint64 {
	read := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	runtime.GC()
	before, most, done := read(), uint64(0), make(chan struct{})
	go func() { defer close(done); f() }()
	for {
		select {
		case <-done:
			return max(most, before) - before
		default:
			most = max(most, read())
			time.Sleep(time.Millisecond)
		}
	}
}
