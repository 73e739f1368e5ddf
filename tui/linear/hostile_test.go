package linear_test

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/tui/linear"
)

// Even a server that lets everything through cannot make this front write a
// control to the terminal.
func TestNothingHostileReachesTheTerminal(t *testing.T) {
	for _, json := range []bool{false, true} {
		for _, evil := range collabtest.Hostile {
			synctest.Test(t, func(t *testing.T) {
				r := enter(t, func(c *linear.Config) { c.JSON = json })
				eve := meeting.Person{Number: 9, Session: meeting.Session{9}, Name: "Eve" + evil, Delegation: evil + "land", Role: meeting.Delegate}
				r.log = meeting.New()
				r.mustApply(meeting.Opened{Title: "T" + evil, Text: "one " + evil + " two\n"}, meeting.Person{}, 0)
				r.mustApply(meeting.Entered{Person: ben}, meeting.Person{}, 0)
				r.people = []meeting.Present{{Person: eve, Talking: true}}
				r.welcome()
				r.mu.Lock()
				r.notices <- meeting.Happened{Event: r.mustApply(meeting.Entered{Person: eve}, meeting.Person{}, 0)}
				r.notices <- meeting.Happened{Event: r.mustApply(meeting.Said{Text: "hi " + evil}, eve, 1)}
				changed := meeting.Event{Number: r.log.Head() + 1, At: time.Now(), By: eve.Number, Command: 2, Base: r.log.Head(),
					What: meeting.Edited{Delta: delta.Replace(r.log.Text().Len(), 0, 0, evil)}}
				if r.log.Apply(changed) == nil {
					r.notices <- meeting.Happened{Event: changed}
				}
				for i, what := range collabtest.Says(evil, r.log.Overlay().ID(1), r.log.Text().Line(0)) {
					e := meeting.Event{Number: r.log.Head() + 1, At: time.Now(), By: eve.Number, Command: uint64(3 + i), Base: r.log.Head(), What: what}
					if r.log.Apply(e) == nil {
						r.notices <- meeting.Happened{Event: e}
					}
				}
				r.mu.Unlock()
				synctest.Wait()
				r.types("read", "who", "status", "help", "queue", "agenda", "hands", "captions", "proposals", "proposal 1", "brackets", "find "+evil, "chat "+evil[:1])
				time.Sleep(5 * time.Second)
				synctest.Wait()
				r.out.mu.Lock()
				said := r.out.text.String()
				r.out.mu.Unlock()
				if raw := collabtest.Raw(said); raw != "" {
					t.Errorf("with JSON %v, %q: the terminal got %s", json, evil, raw)
				}
				r.leaves()
			})
		}
	}
}
