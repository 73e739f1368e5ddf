package draft_test

import (
	"slices"
	"testing"
	"time"

	"parley/collab/draft"
)

func TestTypingWithoutAPauseIsOneStep(t *testing.T) {
	var u draft.Undo
	now := time.Unix(0, 0)
	for n := range uint64(3) {
		u.Did(n+1, now, false)
		now = now.Add(200 * time.Millisecond)
	}
	u.Did(4, now.Add(time.Second), false) // a pause before it
	u.Did(5, now.Add(time.Second), true)  // a paste
	u.Did(6, now.Add(time.Second), false) // typing never joins a paste

	for _, want := range [][]uint64{{6}, {5}, {4}, {1, 2, 3}} {
		if got, ok := u.Undo(); !ok || !slices.Equal(got, want) {
			t.Fatalf("got %v %v, want %v", got, ok, want)
		}
	}
	if _, ok := u.Undo(); ok || u.CanUndo() {
		t.Error("there was one more step than was made")
	}
	if got, ok := u.Redo(); !ok || !slices.Equal(got, []uint64{1, 2, 3}) {
		t.Errorf("redo: got %v %v, want [1 2 3]", got, ok)
	}
	u.Did(7, now.Add(time.Second), false)
	if u.CanRedo() {
		t.Error("a step can be done again over newer typing")
	}
	if got, _ := u.Undo(); !slices.Equal(got, []uint64{7}) {
		t.Errorf("typing after a redo joined the redone step: got %v, want [7]", got)
	}
}

func TestARefusedEntryLeavesItsStep(t *testing.T) {
	var u draft.Undo
	now := time.Unix(0, 0)
	u.Did(1, now, false)
	u.Did(2, now, false)
	u.Did(3, now, true)
	u.Forget(2)
	u.Forget(3)
	if got, _ := u.Undo(); !slices.Equal(got, []uint64{1}) {
		t.Errorf("got %v, want [1]", got)
	}
}

func TestStepsOfAnEarlierRunAreFoundAgain(t *testing.T) {
	var u draft.Undo
	at := time.Unix(0, 0)
	for n := range uint64(4) { // 3 and 4 were a step of their own, which the times do not say
		u.Did(n+1, at, false)
	}
	u.Switched([]uint64{3, 4})
	u.Switched([]uint64{77}) // of a run before
	if got, ok := u.Redo(); !ok || !slices.Equal(got, []uint64{3, 4}) {
		t.Errorf("redo: got %v %v, want 3 4", got, ok)
	}
	u.Switched([]uint64{3, 4})
	u.Switched([]uint64{3, 4})
	for _, want := range [][]uint64{{3, 4}, {1, 2}} {
		if got, ok := u.Undo(); !ok || !slices.Equal(got, want) {
			t.Errorf("undo: got %v %v, want %v", got, ok, want)
		}
	}
}

func TestStepsOfWhichOnlyTheOrderIsKnownAreFoundAgain(t *testing.T) {
	var u draft.Undo
	for n := range uint64(6) { // 1, 2 and 3 a word; 4 and 5 two places; 6 goes on
		u.Found(n+1, n+1 < 4 || n+1 == 6)
	}
	u.Switched([]uint64{4, 5, 6}) // was one step all the same
	u.Switched([]uint64{2, 3})
	u.Did(7, time.Unix(0, 0), false)
	for _, want := range [][]uint64{{7}, {1}} {
		if got, ok := u.Undo(); !ok || !slices.Equal(got, want) {
			t.Errorf("undo: got %v %v, want %v", got, ok, want)
		}
	}
	if u.CanUndo() {
		t.Error("what was undone can be undone again")
	}
}

func TestOfVeryManyStepsTheOldestAreDropped(t *testing.T) {
	const made = 3 * 4096
	var u draft.Undo
	now := time.Unix(0, 0)
	for i := range uint64(made) {
		u.Did(i+1, now, true)
	}
	taken := 0
	for u.CanUndo() {
		entries, ok := u.Undo()
		if want := uint64(made - taken); !ok || !slices.Equal(entries, []uint64{want}) {
			t.Fatalf("step %d back is %v, want %d", taken, entries, want)
		}
		taken++
	}
	if taken < 4096 || taken > 2*4096 {
		t.Errorf("%d steps can be taken back", taken)
	}
}
