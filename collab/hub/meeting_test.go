package hub_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

func TestWhatOneAsksHappensToAll(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Observer))
		amina.chat(2, "hello")
		amina.edit(2, delta.Replace(8, 3, 0, "!"))
		same(t, what(amina.heard()), "3 Amina entered by 1", "4 accepted 1", "5 accepted 2")
		same(t, what(boris.heard()), "3 Amina entered by 1", "4 said hello by 1", "5 Edited by 1")
		late := h.join(person("Chen", meeting.Delegate))
		s, err := meeting.FromSnapshot(late.welcome.Snapshot)
		if err != nil || s.Text().String() != "one! two\n" || len(s.Chat()) != 1 || len(s.People()) != 1 {
			t.Errorf("got text %q, chat %v, people %v, %v", s.Text(), s.Chat(), s.People(), err)
		}
	})
}

func TestAnEventIsTimedByTheServersClock(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		time.Sleep(1500*time.Microsecond + time.Nanosecond)
		want := time.Now().Truncate(time.Millisecond)
		amina.chat(2, "now")
		hear[meeting.Happened](amina)
		if got := hear[meeting.Accepted](amina); !got.At.Equal(want) {
			t.Errorf("got %v, want %v", got.At, want)
		}
	})
}

func TestACommandSentTwiceHappensOnce(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		amina.chat(2, "hello")
		amina.sent = 0
		amina.chat(2, "hello")
		amina.chat(2, "again")
		same(t, what(boris.heard()), "3 Amina entered by 1", "4 said hello by 1", "5 said again by 1")
		same(t, what(amina.heard()), "3 Amina entered by 1", "4 accepted 1", "5 accepted 2")
	})
}

func TestRefusals(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, olga := h.join(person("Amina", meeting.Delegate)), h.join(person("Olga", meeting.Observer))
		olga.chat(2, "may I?")
		amina.edit(2, delta.Replace(99, 0, 0, "x"))
		amina.edit(77, delta.Replace(8, 0, 0, "x"))
		amina.edit(2, delta.Replace(8, 0, 0, strings.Repeat("x", meeting.MaxInsert+1)))
		amina.say(wire.CommandFrame{Command: meeting.Command{Number: 9, Base: 2, Ask: meeting.Undo{Of: []uint64{5}}}})
		same(t, what(olga.heard()), "refused 1: your role may not do this")
		same(t, what(amina.heard()), "refused 1: the command does not fit the log", "refused 2: the command does not fit the log",
			"refused 3: larger than the limit", "refused 9: the command does not fit the log")
		amina.sent = 9
		amina.chat(2, "still here, and not in the log before")
		same(t, what(olga.heard()), "3 Amina entered by 1", "4 said still here, and not in the log before by 1")
	})
}

func TestALineThatWasLostIsResumed(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		amina.chat(2, "one")
		amina.heard()
		amina.leave()
		boris.heard()
		boris.chat(4, "two")
		boris.heard()
		again := h.join(person("Amina", meeting.Delegate).resume(1, 3)) // the acknowledgement of 4 was lost
		w := again.welcome
		if w.Snapshot != nil || w.You.Number != 1 || w.Head != 6 || w.Last != 1 {
			t.Errorf("got welcome %+v", w)
		}
		same(t, what(again.heard()), "4 said one by 1", "5 Boris entered by 2", "6 said two by 2")
		again.sent = 1
		again.chat(6, "three")
		same(t, what(again.heard()), "7 accepted 2")
	})
}

func TestResumingFromTooFarOrFromAnotherLifeGivesASnapshot(t *testing.T) {
	inHouse(t, hub.Limits{Resume: 3}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		for i := range 5 {
			amina.chat(2, fmt.Sprint(i))
		}
		amina.heard() // the log ends at 8
		boris := person("Boris", meeting.Delegate)
		for _, tt := range []struct {
			name     string
			after    meeting.Version
			snapshot bool
		}{{"nothing missed", 8, false}, {"three missed", 5, false}, {"four missed", 4, true}, {"ahead of the log", 9, true}} {
			c := h.join(boris.resume(0, tt.after))
			if got := c.welcome.Snapshot != nil; got != tt.snapshot {
				t.Errorf("%s: got a snapshot %v, want %v", tt.name, got, tt.snapshot)
			}
			if missed := len(c.heard()); !tt.snapshot && missed != int(8-tt.after) {
				t.Errorf("%s: got %d events, want %d", tt.name, missed, 8-tt.after)
			}
		}
	})
}

func TestASnapshotReachesBackToWhatSomebodyStillSends(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		length := 8
		for range 100 {
			amina.edit(2, delta.Replace(length, 0, 0, "a"))
			length++
		}
		amina.heard()
		boris.heard() // takes all in, and says so to nobody
		chen := h.join(person("Chen", meeting.Delegate))
		s, err := meeting.FromSnapshot(chen.welcome.Snapshot)
		if err != nil {
			t.Fatal(err)
		}
		boris.edit(2, delta.Replace(8, 8, 0, "late"))
		for _, f := range chen.heard() {
			if e, ok := f.(meeting.Happened); ok {
				if err := s.Apply(e.Event); err != nil {
					t.Errorf("who joined in between cannot place it: %v", err)
				}
			}
		}
		if got, want := s.Text().String(), strings.Repeat("a", 100)+"one two\nlate"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestTheNewerOfTwoConnectionsWins(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		first := h.join(person("Amina", meeting.Delegate))
		second := h.join(person("Amina", meeting.Delegate))
		if got := first.over(); got != wire.AnotherConnection {
			t.Errorf("got goodbye %d, want AnotherConnection", got)
		}
		if w := second.welcome; w.You.Number != first.welcome.You.Number || w.Present != 1 {
			t.Errorf("got %+v", w)
		}
		second.chat(2, "I am here")
		same(t, what(second.heard()), "3 Amina entered by 1", "4 accepted 1")
	})
}

func TestNumbersOfPeople(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		number := func(p as) (n int) { return int(h.join(p).welcome.You.Number) }
		amina := h.join(person("Amina", meeting.Delegate))
		amina.chat(2, "entered")
		amina.heard()
		boris := person("Boris", meeting.Delegate)
		if got := number(boris); got != 2 {
			t.Errorf("the second person: got %d, want 2", got)
		}
		for _, tt := range []struct {
			name string
			p    as
			want int
		}{
			{"who entered gets the same, whatever they say", person("Amina", meeting.Delegate).resume(7, 0), 1},
			{"who did not enter gets what they had", boris.resume(2, 0), 2},
			{"who claims an entered person's gets a new one", person("Mallory", meeting.Delegate).resume(1, 0), 3},
			{"who claims a connected person's gets a new one", person("Eve", meeting.Delegate).resume(2, 0), 4},
			{"who claims one never reserved gets a new one", person("Trent", meeting.Delegate).resume(9999, 0), 5},
			{"who claims one that nobody has gets it", person("Peggy", meeting.Delegate).resume(6, 0), 6},
			{"which is then not given again", person("Victor", meeting.Delegate), 7},
		} {
			if got := number(tt.p); got != tt.want {
				t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
			}
		}
	})
}

func TestARestartGoesOnWithTheSameLog(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		amina.chat(2, "kept")
		amina.heard()
		h.close()
		if got := amina.over(); got != wire.Restarting {
			t.Errorf("got goodbye %d, want Restarting", got)
		}
		boris.over()
		if !h.open() {
			t.Error("the meeting was not continued")
		}
		amina, boris = h.join(person("Amina", meeting.Delegate).resume(1, 4)), h.join(person("Boris", meeting.Delegate).resume(2, 4))
		if amina.welcome.Snapshot != nil || amina.welcome.You.Number != 1 || amina.welcome.Last != 1 || boris.welcome.You.Number != 2 {
			t.Errorf("got %+v and %+v", amina.welcome, boris.welcome)
		}
		same(t, what(boris.heard()), "5 Served by 0")
		chen := h.join(person("Chen", meeting.Delegate))
		if got, want := int(chen.welcome.You.Number), meeting.ServedBlock+1; got != want {
			t.Errorf("a new person: got %d, want %d, which no server gave before", got, want)
		}
		amina.sent = 1
		amina.chat(5, "and on")
		same(t, what(chen.heard()), "6 said and on by 1")
	})
}

func TestALogThatFails(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		amina.chat(2, "hello")
		amina.heard()
		boris.heard()
		entry := func(e meeting.Event) []byte {
			b, err := wire.EncodeEvent(e)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}

		h.log.next(func(uint64, []byte) error { return fmt.Errorf("append: %w", eventlog.ErrFull) })
		amina.chat(4, "unkept")
		amina.chat(4, "behind it") // must not be taken before it
		same(t, what(amina.heard()), "bye 6")
		same(t, what(boris.heard()))
		amina = h.join(person("Amina", meeting.Delegate).resume(1, 4))
		amina.sent = 1
		amina.heard()

		h.log.next(func(after uint64, own []byte) error { // kept, but the acknowledgement is lost
			h.log.Memory.Append(t.Context(), hub.Name(id), after, own)
			return errors.New("no answer")
		})
		amina.chat(4, "kept")
		same(t, what(amina.heard()), "5 said kept by 1")
		same(t, what(boris.heard()), "5 said kept by 1")

		h.log.next(func(after uint64, own []byte) error { // another node is first
			h.log.Memory.Append(t.Context(), hub.Name(id), after, entry(meeting.Event{What: meeting.Served{First: 5000}}))
			return nil
		})
		amina.chat(5, "second")
		same(t, what(amina.heard()), "6 Served by 0", "7 accepted 3")
		same(t, what(boris.heard()), "6 Served by 0", "7 said second by 1")
	})
}

func TestAFullLogAtTheFirstWordLeavesAMeetingThatGoesOn(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		h.log.next(func(uint64, []byte) error { return eventlog.ErrFull })
		amina.chat(2, "hello")
		same(t, what(amina.heard()), "bye 6")
		amina = h.join(person("Amina", meeting.Delegate).resume(1, 2))
		amina.chat(2, "hello")
		same(t, what(amina.heard()), "3 Amina entered by 1", "4 accepted 1")
	})
}

func TestWhoComesBackWithAnotherNameOrRoleEntersAgain(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		amina.chat(2, "hello")
		amina.heard()
		chair := person("Amina", meeting.Chair)
		chair.Name = "Amina Odhiambo"
		again := h.join(chair.resume(1, 4))
		if got := again.welcome.You; got.Number != 1 || got.Name != "Amina Odhiambo" || got.Role != meeting.Chair {
			t.Errorf("got %+v", got)
		}
		same(t, what(again.heard()))
		again.sent = 1
		again.chat(4, "hello again")
		same(t, what(again.heard()), "5 Amina Odhiambo entered by 1", "6 accepted 2")
	})
}

func TestAHubThatIsClosedOpensNothing(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		if continued, err := h.hub.Open(t.Context(), id, "another title", "another text"); !continued || err != nil {
			t.Errorf("open again: got %v, %v, want that it goes on", continued, err)
		}
		h.close()
		if _, err := h.hub.Open(t.Context(), [8]byte{5}, "", ""); !errors.Is(err, hub.ErrClosed) {
			t.Errorf("got %v, want ErrClosed", err)
		}
	})
}

func TestALogThatMakesNoSenseIsNotTakenUp(t *testing.T) {
	log := eventlog.NewMemory()
	if _, err := log.Append(t.Context(), hub.Name(id), 0, []byte("noise")); err != nil {
		t.Fatal(err)
	}
	_, err := hub.New(hub.Config{Log: log, Key: key}).Open(t.Context(), id, "", "")
	if err == nil || !strings.Contains(err.Error(), hub.Name(id)) || !strings.Contains(err.Error(), "event 1") {
		t.Errorf("got %v, want an error that names the meeting and the event", err)
	}
}

func TestNowAndThenAnAcceptanceSaysWhatTheDraftAddsUpTo(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		const events = 200
		for i := range events {
			if head := meeting.Version(i + 2); i == 0 {
				amina.chat(head, "hello")
			} else {
				amina.chat(head+1, "hello")
			}
			time.Sleep(time.Second)
		}
		checks := 0
		for _, f := range amina.heard() {
			if a, ok := f.(meeting.Accepted); ok && a.Check != 0 {
				checks++
				if want := text.New("one two\n", 0).Sum(); a.Check != want {
					t.Errorf("after event %d: got %x, want %x", a.Number, a.Check, want)
				}
			}
		}
		if checks != events/64 {
			t.Errorf("%d checks in %d events, want %d", checks, events, events/64)
		}
		boris.heard()
	})
}
