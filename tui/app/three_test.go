package app_test

import (
	"testing"
	"time"

	"parley/collab/delta"
	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
)

func TestAProposalWhoseBaseMovedShowsThreeWordings(t *testing.T) {
	moved := func(t *testing.T, w, h int) *bench {
		b := join(t, w, h)
		b.proposes(amina, 6, "to encourage Sector Members to report every year;", "as elsewhere")
		b.proposes(chair, 6, "to encourage all to report annually;", "")
		b.decides(2, collabdraft.Accepted)
		return b
	}
	inMeeting(t, "where it is expanded in the draft, and folded it says so", func(t *testing.T) {
		b := moved(t, 80, 24)
		time.Sleep(20 * time.Second)
		b.shows("6 BK *to encourage all to report annually;")
		b.shows("> P-1 Kenya: base changed, n shows how")
		b.hides("How it read")
		b.Type("n")
		time.Sleep(20 * time.Second) // messages have gone
		b.golden("moved-80x24")
		b.Type("s") // it is the one that is meant
		b.sentLast(meeting.React{Proposal: 1, Stance: collabdraft.Supporting})
		b.Resize(60, 24)
		b.shows("How it read:  to encourage Sector Members to")
	})
	inMeeting(t, "all of them come on the screen, also where the cursor is there already", func(t *testing.T) {
		b := join(t, 80, 24)
		b.proposes(amina, 5, "that all States should facilitate access to affordable broadband connectivity, taking into account national and regional circumstances;", "")
		b.types(chair, "national and", "their ")
		b.Press(down, down, down, down)
		b.Type("n")
		b.shows("taking into account their national and regional")
		for _, words := range []string{"How it read:  that", "How it reads: that", "As proposed:  that"} {
			b.shows(words)
		}
	})
	inMeeting(t, "they go along with the paragraph, and go once it reads as before", func(t *testing.T) {
		b := join(t, 120, 40)
		b.proposes(amina, 6, "to encourage Sector Members to report every year;", "")
		b.Type("n")
		at := b.log.Text().LineStart(5) + len("to encourage ")
		change := func(remove int, words string) {
			b.other(chair, meeting.Edited{Delta: delta.Replace(b.log.Text().Len(), at, remove, words)})
		}
		change(0, "all ")
		b.shows("How it reads: to encourage all Sector Members")
		change(0, "nearly ")
		b.shows("How it reads: to encourage nearly all Sector Members")
		change(len("nearly all "), "")
		b.hides("How it reads")
		b.shows("report annuallyevery year;")
	})
	inMeeting(t, "also where a paragraph is to go, or to stay", func(t *testing.T) {
		b := join(t, 80, 24)
		was := collabdraft.Wording{Para: b.log.Overlay().ID(7), Was: b.log.Text().Line(6)}
		for _, kind := range []collabdraft.Kind{collabdraft.Remove, collabdraft.Keep} {
			w := was
			w.Kind = kind
			b.other(amina, meeting.Proposed{Wording: w})
		}
		b.types(chair, "invite academia", "warmly ")
		b.Type("n")
		b.shows("As proposed:  to invite academia to contribute,")
		b.Type("n")
		b.shows("> P-2 no change line 7, Kenya. not decided, base changed")
		b.shows("> P-1 Kenya: base changed, n shows how")
	})
}
