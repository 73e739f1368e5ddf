package merge

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/text"
)

func TestPackedEntriesReadBackAsTheyWere(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	entries, at := make([]logged, packSize), Version(0)
	for round := range 50 {
		for i := range entries {
			at += 1 + Version(random.IntN(2)*random.IntN(300))
			e := logged{at: at, direct: random.IntN(2) == 0}
			e.By, e.Number = text.Author(random.IntN(3)), 2000+at-Version(random.IntN(2))
			e.Base = at - 1 - Version(random.IntN(2)*random.IntN(int(at)))
			e.reach = e.Base
			switch random.IntN(8) {
			case 0:
				e.Undo = []uint64{e.Number - 1, e.Number - 999}
				e.reach = e.Base / 2
			case 1:
				e.Delta = delta.New(delta.Op{Keep: 3}, delta.Op{Delete: 900}, delta.Op{Insert: strings.Repeat("سلام ", 40)}, delta.Op{Keep: 9}, delta.Op{Insert: "x"})
			default:
				e.Delta = delta.Replace(100_000, random.IntN(100_000), 0, "x")
			}
			entries[i] = e
		}
		got := pack(entries).unpack()
		for i := range entries {
			if !got[i].Delta.Equal(entries[i].Delta) {
				t.Fatalf("round %d, entry %d: got %v, want %v", round, i, got[i].Delta, entries[i].Delta)
			}
			got[i].Delta, entries[i].Delta = delta.Delta{}, delta.Delta{}
			if !reflect.DeepEqual(got[i], entries[i]) {
				t.Fatalf("round %d, entry %d: got %+v, want %+v", round, i, got[i], entries[i])
			}
		}
	}
}

func TestAPackedKeystrokeIsSmall(t *testing.T) {
	var entries []logged
	for i := range Version(packSize) {
		e := logged{at: i + 500, reach: i + 499, direct: true}
		e.By, e.Number, e.Base = 1, i+300, i+499
		e.Delta = delta.Replace(100_000, 41_000+int(i), 0, "e")
		entries = append(entries, e)
	}
	if got := len(pack(entries).packed); got > 10*packSize {
		t.Errorf("%d bytes for %d keystrokes", got, packSize)
	}
}
