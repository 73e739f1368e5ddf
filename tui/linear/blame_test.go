package linear_test

import (
	"slices"
	"testing"
	"testing/synctest"
)

func TestWhoWroteWhatIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil).welcome()
		r.types("edit 3 should => shall", "blame 3", "blame 9", "quit")
		r.hears("Connecting.", "Joined. Resolution 50. Draft 2, 3 lines. 2 people here. You are Amina (Kenya), delegate.",
			"Line 3 now: that Member States shall act;",
			"Line 3. The first draft: that Member States sh | Amina (Kenya): all | The first draft:  act;",
			"Not done: there is no line 9, the draft has 3 lines: read lists them.", "Left.")
		if err := r.leaves(); err == nil {
			t.Error("line 9 was read")
		}
	})
}

func TestWhoWroteWhatIsToldToPrograms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, asJSON).welcome()
		r.types("edit 3 should => shall", "sleep 1s", "blame 3", "quit")
		want := `{"event":"blame","version":3,"line":3,"lines":3,"spans":[{"by":"","person":0,"text":"that Member States sh"},` +
			`{"by":"Amina (Kenya)","person":1,"text":"all"},{"by":"","person":0,"text":" act;"}]}`
		if got := r.said(); !slices.Contains(got, want) {
			t.Errorf("got %q, want %q among it", got, want)
		}
	})
}
