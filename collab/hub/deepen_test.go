package hub_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// worked is a meeting of 1,200 letters that was taken up again from its
// snapshot. To read the whole log takes it 1.2 s.
func worked(t *testing.T, h *house) (amina *client) {
	amina = h.join(person("Amina", meeting.Delegate))
	amina.edit(2, delta.Replace(8, 8, 0, "x")) // the event after that of who she is: 4
	for i := range 1199 {
		amina.edit(meeting.Version(4+i), delta.Replace(9+i, 9+i, 0, "x"))
		if i%500 == 0 {
			time.Sleep(3 * time.Second)
		}
	}
	amina.heard()
	amina.say(wire.PingFrame{Stamp: 1, Seen: 1203})
	time.Sleep(2 * time.Second)
	h.close()
	h.open()
	h.log.takes = time.Millisecond
	amina = h.join(person("Amina", meeting.Delegate))
	amina.heard()
	return amina
}

// waits returns how long a line of chat takes.
func (c *client) waits(line string) time.Duration {
	c.t.Helper()
	begun := time.Now()
	c.chat(c.welcome.Head, line)
	for {
		f, err := c.next()
		if err != nil {
			c.t.Fatal(err)
		}
		if _, ok := f.(meeting.Accepted); ok {
			return time.Since(begun)
		}
	}
}

func TestNobodyWaitsWhileTheWholeLogIsReadForOne(t *testing.T) {
	for _, c := range []struct {
		name string
		role meeting.Role
		want int64
	}{
		{"observers who say that they need it", meeting.Observer, 0},
		{"delegates who say that they need it", meeting.Delegate, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			inHouse(t, hub.Limits{Snapshot: 500, Remember: 16, Resume: 10}, func(t *testing.T, h *house) {
				amina := worked(t, h)
				amina.sent = 1200
				whole := h.log.whole()
				for i := range 8 {
					p := person(fmt.Sprint("Mallory ", i), c.role)
					p.Need = 1
					go func() { h.join(p).leave() }()
					time.Sleep(10 * time.Millisecond)
					if took := amina.waits("hello"); took > 100*time.Millisecond {
						t.Errorf("a line of chat waited %v", took)
					}
					time.Sleep(3 * time.Second)
				}
				if got := h.log.whole() - whole; got != c.want {
					t.Errorf("the whole log was read %d times, want %d", got, c.want)
				}
			})
		})
	}
}

func TestAnEditOfAnOldVersionWaitsForTheLogAndIsTaken(t *testing.T) {
	inHouse(t, hub.Limits{Snapshot: 500, Remember: 16, Resume: 10}, func(t *testing.T, h *house) {
		amina := worked(t, h)
		amina.sent = 1200
		boris := h.join(person("Boris", meeting.Delegate))
		whole := h.log.whole()
		boris.edit(2, delta.Replace(8, 0, 0, "five "))
		time.Sleep(10 * time.Millisecond)
		if took := amina.waits("hello"); took > 100*time.Millisecond {
			t.Errorf("a line of chat waited %v", took)
		}
		time.Sleep(3 * time.Second)
		if got := what(boris.heard()); len(got) == 0 || !strings.Contains(got[len(got)-1], "accepted") {
			t.Errorf("Boris heard %q", got)
		}
		time.Sleep(6 * time.Minute) // until all that was read is let go of
		if got := h.log.whole() - whole; got != 1 {
			t.Errorf("the whole log was read %d times, want once", got)
		}
	})
}
