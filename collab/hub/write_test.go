package hub_test

import (
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// writers is how many connections have a writer right now.
func writers() int {
	synctest.Wait()
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	return strings.Count(string(stacks), "hub.(*attendee).write(")
}

func TestAWriterStaysWhileOthersTypeAndNotBehindAnAnswer(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		boris := h.join(person("Boris", meeting.Delegate))
		for _, c := range []*client{amina, boris} { // the first word: nobody's welcome is helped along
			c.say(wire.PingFrame{Stamp: 1})
		}
		if n := writers(); n != 0 {
			t.Errorf("%d writers behind a pong, want none", n)
		}
		amina.edit(2, delta.Replace(8, 0, 0, "a"))
		if n := writers(); n != 2 {
			t.Errorf("%d writers behind an edit, want both", n)
		}
		time.Sleep(time.Second)
		if n := writers(); n != 0 {
			t.Errorf("%d writers when nobody types any more, want none", n)
		}
	})
}
