package linear_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"parley/collab/meeting"
)

func TestADaysWorkOnItsWayIsTold(t *testing.T) {
	meet(t, nil, func(t *testing.T, r *room) {
		r.notices <- meeting.LinkChanged{State: meeting.Waiting, Why: errors.New("connection reset")}
		r.silent = true
		for range 300 {
			r.types("chat aye")
		}
		time.Sleep(breath)
		r.said()
		r.notices <- meeting.Welcome{You: amina, Head: r.log.Head(), Present: 1}
		r.notices <- meeting.LinkChanged{State: meeting.Up}
		r.later("Link is back after 2 s.", "300 changes and lines of yours are being sent.")
		taken := uint64(0)
		takes := func(n int) {
			for range n {
				taken++
				r.notices <- meeting.Accepted{Command: taken, Number: r.log.Head() + taken, At: time.Now()}
			}
			time.Sleep(breath)
		}
		told := func(want string) {
			t.Helper()
			if got := r.said(); !slices.Equal(got, []string{want}) {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		time.Sleep(5 * time.Second)
		takes(100)
		told("1 of 300 changes and lines of yours are received.")
		time.Sleep(5 * time.Second)
		takes(100)
		told("101 of 300 changes and lines of yours are received.")
		takes(100)
		told("All 300 changes and lines of yours are received.")
	})
}

// breath is longer than announcements wait for each other.
const breath = 2100 * time.Millisecond
