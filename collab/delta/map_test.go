package delta_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/delta"
)

func TestMapAllMovesEachPositionAsMapDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b delta.Builder
		for range rapid.IntRange(0, 5).Draw(t, "places") {
			b.Keep(rapid.IntRange(0, 4).Draw(t, "keep"))
			b.Delete(rapid.IntRange(0, 3).Draw(t, "delete"))
			b.Insert(rapid.SampledFrom([]string{"", "x", "سلام"}).Draw(t, "insert"))
		}
		b.Keep(rapid.IntRange(0, 4).Draw(t, "tail"))
		d := b.Delta()
		positions := rapid.SliceOfN(rapid.IntRange(-2, d.BaseLen()+2), 0, 12).Draw(t, "positions")
		slices.Sort(positions)
		for _, side := range []delta.Side{delta.Before, delta.After} {
			got := slices.Clone(positions)
			d.MapAll(got, side)
			for i, pos := range positions {
				if want := d.Map(pos, side); got[i] != want {
					t.Fatalf("%v: position %d on side %d: got %d, want %d", d, pos, side, got[i], want)
				}
			}
		}
	})
}

func TestAKeystrokeNeedsNoMemory(t *testing.T) {
	got := testing.AllocsPerRun(100, func() {
		d := delta.Replace(1000, 500, 1, "x")
		if at, deleted, inserted, ok := d.Single(); !ok || at != 500 || deleted != 1 || inserted != "x" {
			t.Fatalf("got %d, %d, %q, %v", at, deleted, inserted, ok)
		}
	})
	if got != 0 {
		t.Errorf("%v allocations, want none", got)
	}
}

// many returns a change of n places in a text of 10n letters.
func many(n int) delta.Delta {
	var b delta.Builder
	for range n {
		b.Keep(8)
		b.Delete(2)
		b.Insert("xyz")
	}
	return b.Delta()
}

// alternating returns a change of every seventh letter of a text.
func alternating(length int) delta.Delta {
	var b delta.Builder
	for ; length >= 7; length -= 7 {
		b.Keep(6)
		b.Delete(1)
		b.Insert("y")
	}
	b.Keep(length)
	return b.Delta()
}

func BenchmarkMapTenThousandAnchors(b *testing.B) {
	anchors := make([]int, 10_000)
	for i := range anchors {
		anchors[i] = 10 * i
	}
	d := delta.Replace(100_000, 50_000, 1, "x")
	b.ReportAllocs()
	for b.Loop() {
		d.MapAll(anchors, delta.Before)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10_000, "ns/anchor")
}

func BenchmarkCompose(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		first := many(n)
		next := alternating(first.NewLen())
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := first.Compose(next); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/place")
		})
	}
}
