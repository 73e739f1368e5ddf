package proposalpane

import (
	"testing"

	"parley/collab/draft"
	"parley/collab/redline"
)

func TestChangesAreJoinedOneByOne(t *testing.T) {
	w := draft.Wording{Was: "States should promote access, and report yearly, and act.", Text: "States shall promote use, and report monthly, and act."}
	j := &joins{}
	for _, tt := range []struct{ key, view, shows string }{
		{"", "changes 1 2 3", "States {--should--}{++shall++} promote {--access--}{++use++}, and report {--yearly--}{++monthly++}, and act."},
		{"space", "changes 1+2 3", "States {--should promote access--}{++shall promote use++}, and report {--yearly--}{++monthly++}, and act."},
		{"right", "changes 1+2 3", "States {--should promote access--}{++shall promote use++}, and report {--yearly--}{++monthly++}, and act."},
		{"space", "changes 1+2+3", "States {--should promote access, and report yearly--}{++shall promote use, and report monthly++}, and act."},
		{"left", "changes 1+2+3", "States {--should promote access, and report yearly--}{++shall promote use, and report monthly++}, and act."},
		{"space", "changes 1 2+3", "States {--should--}{++shall++} promote {--access, and report yearly--}{++use, and report monthly++}, and act."},
		{"down", "changes 1 2 3", "States {--should--}{++shall++} promote {--access--}{++use++}, and report {--yearly--}{++monthly++}, and act."},
		{"up", "changes 1+2+3", "States {--should promote access, and report yearly--}{++shall promote use, and report monthly++}, and act."},
	} {
		j.key(tt.key)
		w.Joins = j.of(w)
		if got := redline.Plain(j.spans(w)); got != tt.shows {
			t.Errorf("%q: got %s, want %s", tt.key, got, tt.shows)
		}
		if got, _ := j.view(); got != tt.view {
			t.Errorf("%q: got %q, want %q", tt.key, got, tt.view)
		}
	}
	w.Text = "States shall promote access, and report monthly, and act."
	if got := j.of(w); got != 0 {
		t.Errorf("with fewer changes the joins are %b, want none", got)
	}
}
