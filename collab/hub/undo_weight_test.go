package hub_test

import (
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
)

func TestAnUndoWeighsWhatTheEditsWeighThatItNames(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		m := h.join(person("Mallory", meeting.Delegate))
		head := m.welcome.Head
		ask := func(a meeting.Ask) {
			t.Helper()
			m.sent++
			m.say(commanded(m.sent, head, 0, a))
			for {
				f, err := m.next()
				if err != nil {
					t.Fatal(err)
				}
				switch f := f.(type) {
				case meeting.Accepted:
					head = f.Number
					return
				case meeting.Refused:
					t.Fatal(f)
				}
			}
		}
		const insertions = 2490
		ask(meeting.Edit{Delta: delta.Replace(8, 0, 0, strings.Repeat("a", insertions))})
		var b delta.Builder
		for range insertions {
			b.Keep(1)
			b.Insert("x")
		}
		b.Keep(8)
		ask(meeting.Edit{Delta: b.Delta()})
		of := m.sent
		begun := time.Now()
		const undos = 100 // of 39 commands' weight each, of which 200 are taken in a second
		for range undos {
			ask(meeting.Undo{Of: []uint64{of}})
		}
		if took := time.Since(begun); took < 10*time.Second {
			t.Errorf("%d undos of an edit of %d insertions are taken within %v", undos, insertions, took)
		}
	})
}
