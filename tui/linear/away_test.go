package linear_test

import (
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/tui/linear"
)

// away has the link go for so long; meanwhile happens what missed does, of
// which amina hears when it is back.
func (r *room) away(d time.Duration, whole bool, missed func()) {
	r.notices <- meeting.LinkChanged{State: meeting.Dialling, Attempt: 1, Since: time.Now()}
	time.Sleep(d)
	before := r.log.Head()
	heard := r.notices
	r.notices = make(chan meeting.Notice, 1000)
	missed()
	late := r.notices
	r.notices = heard
	w := meeting.Welcome{You: amina, Title: r.log.Title(), Head: r.log.Head(), Present: 2}
	if whole {
		w.Snapshot = r.log.Snapshot(r.log.Head())
	}
	r.notices <- w
	r.notices <- meeting.LinkChanged{State: meeting.Up, Since: time.Now()}
	for len(late) > 0 && !whole {
		if n, ok := (<-late).(meeting.Happened); ok && n.Event.Number > before {
			r.notices <- n
		}
	}
}

func (r *room) benReplaces(old, words string) {
	at := strings.Index(r.log.Text().String(), old) // these drafts are ASCII
	r.benWrites(at, len(old), words)
}

func TestWhatWasMissedIsSaidInOneLineAndReadOutWhenAsked(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.types("away")
		r.hears("Not done: not now: you have not been away.")
		r.away(130*time.Second, false, func() {
			r.benReplaces("should", "shall")
			r.benReplaces("The Assembly", "The General Assembly")
			r.ben(meeting.Said{Text: "please read line 3"})
		})
		r.later("Link lost. Trying again by itself; what you write meanwhile is sent then.", "Link is back after 130 s.",
			"Away 2 min 10 s: 2 changes by 1 person in lines 1 and 3; 1 chat message: away reads it out.")
		time.Sleep(5 * time.Second)
		r.hears() // nothing twice
		r.types("away")
		r.hears("Away 2 min 10 s: 2 changes by 1 person in lines 1 and 3; 1 chat message.",
			"Line 1, Ben. The [insert: General ]Assembly,",
			"Line 3, Ben. that Member States [delete: should] [insert: shall] act;",
			"Chat, Ben: please read line 3")
		r.benWrites(0, 0, "x")
		time.Sleep(3 * time.Second)
		r.hears("Ben wrote in line 1: xThe General Assembly,")
	})
}

func TestAnAbsenceInWhichNothingHappenedIsNoNews(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.away(12*time.Second, false, func() {})
		r.hears("Link lost. Trying again by itself; what you write meanwhile is sent then.", "Link is back after 12 s.")
		r.types("away")
		r.hears("Away 12 s: nothing was missed.")
	})
}

func TestWhatWasPutInAndTakenOutAgainIsSaidTo(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.away(3*time.Second, false, func() { r.benReplaces("should", "shall"); r.benReplaces("shall", "should") })
		time.Sleep(3 * time.Second)
		r.said()
		r.types("away")
		r.hears("Away 3 s: the draft was changed by 1 person and reads again as you left it.")
	})
}

func TestAnAbsenceTooLongForSingleChangesComparesTheTexts(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.away(2*time.Hour, true, func() {
			r.benReplaces("should", "shall")
			r.ben(meeting.Said{Text: "done"})
		})
		time.Sleep(3 * time.Second)
		r.said()
		r.types("away")
		r.hears("Away 2 h 0 min: 1 change by 1 person in line 3; two texts were compared, as single changes are not known any more; 1 chat message.",
			"Line 3, Ben. that Member States [delete: should] [insert: shall] act;", "Chat, Ben: done")
	})
}

// Own typing of the time without a line is not what was missed.
func TestWhatOneTypedWhileAwayIsNotMissed(t *testing.T) {
	meet(t, func(c *linear.Config) { c.JSON = true }, func(t *testing.T, r *room) {
		r.mu.Lock()
		r.silent = true
		r.mu.Unlock()
		r.away(4*time.Second, false, func() {
			r.types("edit 1 Assembly => Council")
			r.ben(meeting.Edited{Delta: delta.Replace(r.log.Text().Len(), r.log.Text().LineEnd(1), 0, " also")})
		})
		said := strings.Join(r.said(), "\n")
		if want := `{"event":"away","seconds":4,"changes":1,"edits":1,"people":["Ben"],"lines":[2],"redline":[{"line":2,"gone":false,"by":["Ben"],"text":"resolves{++ also++}"}],"chat":[],"proposals":[],"agreed":[],"reopened":[],"brackets":0,"brackets_were":0,"sent":1,"compared":false}`; !strings.Contains(said, want) {
			t.Errorf("got\n%s\nwant\n%s", said, want)
		}
		r.notices <- meeting.Refused{Command: 1, Why: meeting.TooOld} // lets amina leave
	})
}

func TestStatusSaysForHowLongTheLinkIsLost(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.notices <- meeting.LinkChanged{State: meeting.Waiting, Attempt: 1, Since: time.Now()}
		time.Sleep(72 * time.Second)
		r.said()
		r.types("status")
		if got := strings.Join(r.said(), "\n"); !strings.HasPrefix(got, "Link lost for 1 min 12 s, trying again by itself, ") {
			t.Errorf("got %q", got)
		}
	})
}
