package hub_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

func TestWhoComesBackAfterTheServerForgotGetsAllEditsIn(t *testing.T) {
	inHouse(t, hub.Limits{Remember: 512, Resume: 100}, func(t *testing.T, h *house) {
		boris, amina := h.join(person("Boris", meeting.Delegate)), h.join(person("Amina", meeting.Delegate))
		boris.leave()
		amina.edit(2, delta.Replace(8, 8, 0, "x")) // the event after that of who she is: 4
		for i := range 2999 {
			amina.edit(meeting.Version(4+i), delta.Replace(9+i, 9+i, 0, "x"))
			if i%500 == 0 {
				time.Sleep(3 * time.Second)
			}
		}
		amina.say(wire.PingFrame{Stamp: 1, Seen: 3003}) // everybody connected has passed it all
		amina.heard()
		time.Sleep(2 * time.Second)
		whole := h.log.whole()
		back := h.join(person("Boris", meeting.Delegate).resume(boris.welcome.You.Number, 2))
		if got := h.log.whole() - whole; got != 1 {
			t.Errorf("the log was read %d times for who came back, want once: nothing was forgotten, or too much", got)
		}
		for i := range 3 {
			back.edit(2, delta.Replace(8+i, i, 0, "five "[i:i+1]))
			amina.heard()
			time.Sleep(2 * time.Second)
		}
		got := what(back.heard())
		accepted := slices.DeleteFunc(got, func(s string) bool { return !strings.Contains(s, "accepted") })
		if len(accepted) != 3 {
			t.Errorf("got %q, want three accepted", got)
		}
		if got := h.log.whole() - whole; got != 1 {
			t.Errorf("the log was read %d times, want once: what somebody connected needs was forgotten", got)
		}
		chen := h.join(person("Chen", meeting.Delegate))
		if got, want := draftOf(t, chen.welcome).String(), "fivone two\n"+strings.Repeat("x", 3000); got != want {
			t.Errorf("got %.20q..., want %.20q...", got, want)
		}
	})
}
