package export_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"parley/collab/critic"
	"parley/collab/draft"
	"parley/collab/export"
	"parley/collab/meeting"
)

// TestAParagraphThatIsToGoStaysApartFromTheOneBehindIt: where one proposal put a
// paragraph in and another, not decided, is to take out the one before, both are
// shown whole, each with what is said about it.
func TestAParagraphThatIsToGoStaysApartFromTheOneBehindIt(t *testing.T) {
	h := open(t, "T", "resolves\n\n1 that States should act;\n\n2 to encourage members to report annually;\n\n3 to meet.\n")
	h.enters(chair, "Ingrid", "", meeting.Chair)
	h.enters(kenya, "Amina", "Kenya", meeting.Delegate)
	h.happens(chair, meeting.Arranged{Settings: draft.Settings{Profile: draft.ITUPP}})
	h.happens(kenya, meeting.Proposed{Wording: draft.Wording{Kind: draft.Insert, Para: h.para(5), Text: "that universities be invited;"}})
	h.after(time.Minute).happens(kenya, meeting.Proposed{Wording: draft.Wording{Kind: draft.Remove, Para: h.para(5), Was: h.state.Text().Line(4)}})
	h.after(time.Minute).decides(1, draft.Accepted)
	h.happens(kenya, meeting.Proposed{Wording: draft.Wording{Kind: draft.Move, Para: h.para(8), Was: h.state.Text().Line(7)}})
	d, err := export.ReadDraft(context.Background(), h.log, name, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := "{--2 to encourage members to report annually;\n--}{>>@Kenya<<}{>>Kenya: P-2, SUP R2. Not decided.<<}{++that universities be invited;\n++}{>>@Kenya<<}"; !strings.Contains(critic.Format(d.Document), want) {
		t.Errorf("%q is not in\n%s", want, critic.Format(d.Document))
	}
	if got, want := d.Proposals[2].On, "R3 to the top"; got != want {
		t.Errorf("P-3 is on %q, want %q", got, want)
	}
}
