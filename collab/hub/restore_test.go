package hub_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/archive"
	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/text"
)

// shot returns the number of the event at which the newest snapshot was taken.
func (h *house) shot() (at meeting.Version) {
	h.t.Helper()
	at, _, err := h.log.Snapshot(context.Background(), hub.Name(id))
	if err != nil {
		h.t.Fatal(err)
	}
	return at
}

// types makes n entries of one letter each, and returns when all are told.
func (c *client) types(base meeting.Version, n int) {
	c.t.Helper()
	length := 8
	for range n {
		c.edit(base, delta.Replace(length, length, 0, "x"))
		length++
	}
	time.Sleep(time.Duration(n) * 6 * time.Millisecond) // 200 a second are taken
	if got := c.heard(); len(got) < n {
		c.t.Fatalf("heard %d answers to %d edits", len(got), n)
	}
}

func draftOf(t *testing.T, w meeting.Welcome) text.Text {
	t.Helper()
	s, err := meeting.FromSnapshot(w.Snapshot)
	if err != nil {
		t.Fatal(err)
	}
	return s.Text()
}

func TestASnapshotIsSavedOnceInAWhileAndAtTheEnd(t *testing.T) {
	inHouse(t, hub.Limits{Snapshot: 50}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		if amina.types(2, 40); h.shot() != 0 {
			t.Errorf("a snapshot at %d, want none yet", h.shot())
		}
		if amina.chat(2, "more"); len(amina.heard()) != 1 {
			t.Error("no answer")
		}
		for range 10 {
			amina.chat(2, "more")
		}
		time.Sleep(2 * time.Second)
		if got := h.shot(); got < 50 {
			t.Errorf("the snapshot is at %d, want one after 50 events", got)
		}
		amina.chat(2, "the last")
		amina.heard()
		head := h.shot() // before the end
		h.close()
		if got := h.shot(); got <= head {
			t.Errorf("the snapshot is at %d when the hub has closed, as before", got)
		}
		h.open()
	})
}

func TestAMeetingGoesOnFromItsSnapshot(t *testing.T) {
	inHouse(t, hub.Limits{Snapshot: 1000, Resume: 30}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		amina.types(2, 2500)
		amina.chat(2, "before")
		amina.heard()
		h.close()
		if at := h.shot(); at != 2504 {
			t.Fatalf("the snapshot is at %d, want 2504", at)
		}
		h.log.refuse = 2504 - 30 // what is older must not be read
		if !h.open() {
			t.Error("the meeting was begun anew")
		}
		again := h.join(person("Amina", meeting.Delegate).resume(1, 2490))
		if again.welcome.Snapshot != nil || again.welcome.Last != 2501 {
			t.Errorf("got snapshot %v, last command %d; want what was missed, and 2501", again.welcome.Snapshot != nil, again.welcome.Last)
		}
		if got := len(again.heard()); got != 2505-2490 {
			t.Errorf("was told %d events that it had missed, want %d", got, 2505-2490)
		}
		again.sent = 2501
		again.chat(2505, "after")
		same(t, what(again.heard()), "2506 accepted 2502")
		chen := h.join(person("Chen", meeting.Delegate))
		draft := draftOf(t, chen.welcome)
		if want := "one two\n" + strings.Repeat("x", 2500); draft.String() != want {
			t.Errorf("the draft has %d code points, or others; want %d", draft.Len(), len(want))
		}
		if spans := slices.Collect(draft.Spans(0, draft.Len())); spans[0].By != 0 || spans[len(spans)-1].By != 1 {
			t.Errorf("the authors are %d and %d, want 0 and 1", spans[0].By, spans[len(spans)-1].By)
		}
		if chen.welcome.You.Number == 1 {
			t.Error("a number was given twice")
		}
	})
}

func TestAMeetingTakenUpFromItsWholeLogHasASnapshotSoon(t *testing.T) {
	inHouse(t, hub.Limits{Snapshot: 50}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		amina.types(2, 60)
		h.close()
		bare := eventlog.NewMemory()
		err := h.log.Read(t.Context(), hub.Name(id), 0, func(number uint64, entry []byte) error {
			_, err := bare.Append(t.Context(), hub.Name(id), number-1, entry)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		h.log.Memory = bare
		h.open()
		time.Sleep(2 * time.Second)
		if got := h.shot(); got < 60 {
			t.Errorf("the snapshot is at %d, want one of all: killed now, the next take-up would read everything again", got)
		}
	})
}

func TestALongReadingIsTold(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		amina.types(2, 30)
		h.close()
		if err := h.log.SaveSnapshot(t.Context(), hub.Name(id), 4, []byte("nonsense")); err != nil {
			t.Fatal(err)
		}
		var told []uint64
		h.config.Reading = func(_ string, number uint64) { told = append(told, number) }
		h.log.takes = 100 * time.Millisecond
		h.open()
		if len(told) != 3 || told[0] > told[1] || told[1] > told[2] {
			t.Errorf("a reading of some 33 entries in 3.3 s was told at %v, want it after each second", told)
		}
	})
}

func TestWhoWasAwaySinceBeforeTheSnapshotLosesNothing(t *testing.T) {
	inHouse(t, hub.Limits{Snapshot: 500}, func(t *testing.T, h *house) {
		boris := h.join(person("Boris", meeting.Delegate))
		amina := h.join(person("Amina", meeting.Delegate))
		boris.leave()
		amina.types(2, 1500)
		h.close()
		h.open()
		back := h.join(person("Boris", meeting.Delegate).resume(boris.welcome.You.Number, 2))
		back.edit(2, delta.Replace(8, 0, 3, "five"))
		heard := what(back.heard())
		if n := len(heard); n == 0 || !strings.HasSuffix(heard[n-1], "accepted 1") {
			t.Errorf("an edit made before the snapshot: got %q", heard[max(0, len(heard)-2):])
		}
		chen := h.join(person("Chen", meeting.Delegate))
		if got, want := draftOf(t, chen.welcome).String(), "five two\n"+strings.Repeat("x", 1500); got != want {
			t.Errorf("got %.20q..., want %.20q...", got, want)
		}
	})
}

func TestACommandFromBeforeTheSnapshotIsPlaced(t *testing.T) {
	inHouse(t, hub.Limits{Snapshot: 500}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		amina.types(2, 1500)
		h.close()
		h.open()
		boris := h.join(person("Boris", meeting.Delegate)) // who does not say what is needed
		boris.edit(2, delta.Replace(8, 0, 0, ">"))
		heard := what(boris.heard())
		if n := len(heard); n == 0 || !strings.HasSuffix(heard[n-1], "accepted 1") {
			t.Errorf("got %q, want it accepted", heard)
		}
	})
}

func TestASnapshotThatMakesNoSenseIsSaidAndNotUsed(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		var said bytes.Buffer
		h.config.Logger = slog.New(slog.NewTextHandler(&said, nil))
		amina := h.join(person("Amina", meeting.Delegate))
		amina.types(2, 3)
		for _, tt := range []struct {
			name string
			b    []byte
		}{
			{"no archive", []byte("nonsense")},
			{"an archive of nonsense", archive.Append(nil, []byte("nonsense"), &archive.Past{})},
		} {
			h.close()
			if err := h.log.SaveSnapshot(t.Context(), hub.Name(id), 4, tt.b); err != nil {
				t.Fatal(err)
			}
			said.Reset()
			h.open()
			if !strings.Contains(said.String(), "the whole log is used") {
				t.Errorf("%s: it says %q", tt.name, said.String())
			}
			if got, want := draftOf(t, h.join(person(tt.name, meeting.Observer)).welcome).String(), "one two\nxxx"; got != want {
				t.Errorf("%s: got %q, want %q", tt.name, got, want)
			}
		}
	})
}

func TestALogThatEndsBeforeItsSnapshotIsNotTakenUp(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		amina.types(2, 3)
		h.close()
		_, b, err := h.log.Snapshot(t.Context(), hub.Name(id))
		if err != nil {
			t.Fatal(err)
		}
		cut := eventlog.NewMemory()
		err = h.log.Read(t.Context(), hub.Name(id), 0, func(number uint64, entry []byte) error {
			if number == 5 {
				return errors.New("enough")
			}
			_, err := cut.Append(t.Context(), hub.Name(id), number-1, entry)
			return err
		})
		if err == nil || cut.SaveSnapshot(t.Context(), hub.Name(id), 6, b) != nil {
			t.Fatal("the log was not cut")
		}
		broken := hub.New(hub.Config{Log: cut, Key: key})
		if _, err := broken.Open(t.Context(), id, "", ""); !errors.Is(err, eventlog.ErrDamaged) || !strings.Contains(fmt.Sprint(err), "ends at entry 4") {
			t.Errorf("got %v, want ErrDamaged that says where the log ends", err)
		}
		h.open()
	})
}
