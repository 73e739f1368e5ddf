package app_test

import (
	"testing"
	"time"

	"parley/collab/meeting"
	"parley/tui/app"
)

// A screen that has slept beats once a second; what is typed then is sent as soon
// as ever.
func TestWhatIsTypedFirstAfterALongRestIsNotLate(t *testing.T) {
	inMeeting(t, "", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.Sound = nil })
		time.Sleep(30*time.Second + 10*time.Millisecond)
		b.Type("ia")
		time.Sleep(500 * time.Millisecond)
		b.told()
		sent := b.wire.soFar().sent
		if len(sent) != 1 {
			t.Fatalf("half a second later %d commands are sent, want the edit", len(sent))
		}
		if _, edit := sent[0].Ask.(meeting.Edit); !edit {
			t.Errorf("sent %+v", sent[0])
		}
	})
}
