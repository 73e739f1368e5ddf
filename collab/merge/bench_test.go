package merge_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

func megabyte() text.Text {
	return text.New(strings.Repeat("The Parties shall consider the report of the Secretariat, as amended.\n", 15_000), 0)
}

func BenchmarkAppendDirectIntoAMegabyte(b *testing.B) {
	d, at := merge.New(megabyte(), 0), 500_000
	b.ReportAllocs()
	for b.Loop() {
		head := d.Head()
		e := merge.Entry{By: 1, Number: head + 1, Base: head, Delta: delta.Replace(d.Text().Len(), at, 0, "x")}
		if _, err := d.Append(head+1, e); err != nil {
			b.Fatal(err)
		}
		at++
	}
}

// typed returns the next entry of two people who take turns at typing into one
// place, each of whom sees the other's entries lag entries late.
func typed(d *merge.Document, base, lag int) merge.Entry {
	head := int(d.Head())
	by := 1 + head%2 // 1 makes the odd entries
	seen := max(0, head-2*lag)
	own, others := head/2, seen/2
	if by == 2 {
		own, others = head/2, (seen+1)/2
	}
	return merge.Entry{By: text.Author(by), Number: uint64(head) + 1, Base: merge.Version(seen),
		Delta: delta.Replace(base+own+others, base/2, 0, "x")}
}

func benchmarkConcurrent(b *testing.B, check bool) {
	base := megabyte()
	d := merge.New(base, 0)
	b.ReportAllocs()
	for b.Loop() {
		e := typed(d, base.Len(), 10)
		if check {
			if err := d.Check(e); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := d.Append(d.Head()+1, e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendConcurrentWithLagTen(b *testing.B)         { benchmarkConcurrent(b, false) }
func BenchmarkCheckAndAppendConcurrentWithLagTen(b *testing.B) { benchmarkConcurrent(b, true) }

// BenchmarkReturnFromOffline places n entries of somebody who was away while
// another made n.
func BenchmarkReturnFromOffline(b *testing.B) {
	for _, n := range []uint64{1_000, 10_000, 100_000} {
		b.Run(strconv.Itoa(int(n)), func(b *testing.B) {
			for b.Loop() {
				d := merge.New(text.New("Hello", 0), 0)
				for i := range 2 * n {
					who, own := i/n, int(i%n)
					e := merge.Entry{By: text.Author(who + 1), Number: i + 1, Delta: delta.Replace(5+own, 2+own, 0, "x")}
					if _, err := d.Append(i+1, e); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkWriting is one person who writes: words, and now and then a jump and
// a few letters taken back.
func BenchmarkWriting(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	d, at := merge.New(text.New(strings.Repeat("The Parties shall consider.\n", 2000), 0), 0), 0
	b.ReportAllocs()
	for b.Loop() {
		head, length := d.Head(), d.Len()
		e := merge.Entry{By: 1, Number: head + 1, Base: head}
		switch n := random.IntN(40); {
		case n == 0:
			at = random.IntN(length)
			fallthrough
		case n > 4 || at == 0:
			e.Delta = delta.Replace(length, at, 0, "x")
			at++
		default:
			at--
			e.Delta = delta.Replace(length, at, 1, "")
		}
		if _, err := d.Append(head+1, e); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTwoInTwoPlaces is two people who write at once, far from each other,
// and see each other's letters ten letters late.
func BenchmarkTwoInTwoPlaces(b *testing.B) {
	base := megabyte()
	d := merge.New(base, 0)
	b.ReportAllocs()
	for b.Loop() {
		e := typed(d, base.Len(), 10)
		if e.By == 2 {
			at := e.Delta.BaseLen() - 1000
			e.Delta = delta.Replace(e.Delta.BaseLen(), at, 0, "y")
		}
		if _, err := d.Append(d.Head()+1, e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUndoOneByOne(b *testing.B) {
	const n = 400
	for b.Loop() {
		d := merge.New(megabyte(), 0)
		for i := range uint64(n) {
			e := merge.Entry{By: 1, Number: i + 1, Base: i, Delta: delta.Replace(d.Text().Len(), 1000, 0, "x")}
			if _, err := d.Append(i+1, e); err != nil {
				b.Fatal(err)
			}
		}
		for i := range uint64(n / 2) {
			e := merge.Entry{By: 1, Number: n + i + 1, Base: n + i, Undo: []uint64{n - i}}
			if _, err := d.Append(n+i+1, e); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkAnUndoOfManyInsertions switches ten edits of 24,900 insertions each
// off and on again.
func BenchmarkAnUndoOfManyInsertions(b *testing.B) {
	d := merge.New(text.New(strings.Repeat("a", 30_000), 0), 0)
	append := func(e merge.Entry) {
		e.By, e.Base, e.Number = 9, d.Head(), d.Head()+1
		if _, err := d.Append(e.Number, e); err != nil {
			b.Fatal(err)
		}
	}
	var named []uint64
	for range 10 {
		var made delta.Builder
		for range 24_900 {
			made.Keep(1)
			made.Insert("x")
		}
		made.Keep(d.Len() - 24_900)
		append(merge.Entry{Delta: made.Delta()})
		named = slices.Concat(named, []uint64{d.Head()})
	}
	for b.Loop() {
		append(merge.Entry{Undo: named})
	}
}

// BenchmarkTheFirstOfManyIsRefused is what a day of work without a line costs
// its author when all of it stands on what was refused.
func BenchmarkTheFirstOfManyIsRefused(b *testing.B) {
	for _, n := range []uint64{10_000, 40_000} {
		b.Run(strconv.FormatUint(n, 10), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				d := merge.New(text.Text{}, 0)
				for i := range n {
					if _, err := d.Pend(merge.Entry{By: 9, Number: i + 1, Prior: i, Delta: delta.Replace(int(i), int(i), 0, "x")}); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				if _, err := d.Withdraw(1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
