package hub_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// letters has the client type a long word and waits until all is taken.
func (c *client) letters(n int) {
	c.t.Helper()
	for i := range n {
		c.edit(2, delta.Replace(8+i, i, 0, string(rune('a'+i%26))))
		if i%100 == 99 {
			time.Sleep(time.Second) // as fast as a client may
		}
	}
	synctest.Wait()
}

// bytesRead reads what waits for the client and returns how many bytes of
// messages it took, in how many messages, and what they said.
func bytesRead(t *testing.T, c *client) (size, messages int, frames []any) {
	t.Helper()
	var hearing wire.Hearing
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		_, b, err := c.ws.Read(ctx)
		cancel()
		if err != nil {
			return size, messages, frames
		}
		f, err := hearing.Parse(b, c.resume)
		if err != nil {
			t.Fatal(err)
		}
		size, messages = size+len(b), messages+1
		if several, ok := f.(wire.Together); ok {
			frames = append(frames, slices.DeleteFunc(several, func(f any) bool { return f == nudge })...)
		} else if f == nudge {
			messages--
		} else {
			frames = append(frames, f)
		}
	}
}

func TestAThousandLettersMissedComeInAFewMessages(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		boris := h.join(person("Boris", meeting.Delegate))
		boris.leave()
		amina.letters(1000)
		again := h.enter(person("Boris", meeting.Delegate).resume(2, boris.welcome.Head))
		size, messages, frames := bytesRead(t, again)
		t.Logf("1,000 letters: %d messages, %d bytes", messages, size)
		if len(frames) != 1002 { // the welcome, her entering, and the letters
			t.Fatalf("got %d frames, want 1002", len(frames))
		}
		for i, f := range frames[1:] {
			if e := f.(meeting.Happened).Event; e.Number != boris.welcome.Head+1+meeting.Version(i) {
				t.Fatalf("frame %d is event %d", i, e.Number)
			}
		}
		if messages > 5 || size > 3000 {
			t.Errorf("%d messages of %d bytes, want at most 5 of 3,000", messages, size)
		}
	})
}

func TestAFewEventsTravelEachByItself(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		for i := range 20 {
			amina.edit(2, delta.Replace(8+i, i, 0, "x"))
			time.Sleep(200 * time.Millisecond)
		}
		if n := len(boris.heard()); n != 21 || boris.packed != 0 {
			t.Errorf("got %d events, %d messages of several, want 21 and none", n, boris.packed)
		}
	})
}

func TestWhoReadsNothingGetsTheNewestRosterAndPointers(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		slow := h.enter(person("Boris", meeting.Delegate))
		amina.chat(2, noise())
		for range 100 { // more than the sockets hold
			amina.chat(3, noise())
		}
		for i := range 50 {
			slow.say(wire.RosterFrame{From: i % 2})
			amina.say(wire.PointFrame{Base: 3, At: i % 8, Anchor: i % 8})
		}
		time.Sleep(time.Second)
		_, _, frames := bytesRead(t, slow)
		var rosters, pointers int
		for _, f := range frames {
			switch f := f.(type) {
			case meeting.Roster:
				rosters++
			case meeting.Pointed:
				pointers++
				if pointers == 1 && f.At != 49%8 {
					t.Errorf("the pointer is at %d, want the newest, %d", f.At, 49%8)
				}
			}
		}
		if rosters > 3 || pointers != 1 || rosters == 0 {
			t.Errorf("got %d pages and %d pointers, want the newest", rosters, pointers)
		}
	})
}

func TestAReaderForWhomTooManyMessagesWaitIsCutAndGoesOn(t *testing.T) {
	inHouse(t, hub.Limits{Frames: 500, Burst: 1e6}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		slow := h.enter(person("Boris", meeting.Delegate))
		for range 100 { // so that the sockets are full
			amina.chat(2, noise())
		}
		amina.letters(700)
		_, _, frames := bytesRead(t, slow)
		bye, cut := frames[len(frames)-1].(wire.ByeFrame)
		if !cut || bye.Reason != wire.TooSlow {
			t.Fatalf("the last frame is %+v, want the goodbye", frames[len(frames)-1])
		}
		last := frames[len(frames)-2].(meeting.Happened).Event.Number
		again := h.enter(person("Boris", meeting.Delegate).resume(2, last))
		_, _, frames = bytesRead(t, again)
		w := frames[0].(meeting.Welcome)
		if got := len(frames) - 1; w.Snapshot != nil || last+meeting.Version(got) != w.Head {
			t.Errorf("got %d events after %d of %d", got, last, w.Head)
		}
	})
}

func TestWhoMissedMoreThanTheMeetingIsGetsTheMeeting(t *testing.T) {
	inHouse(t, hub.Limits{Burst: 1e6}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		boris := h.join(person("Boris", meeting.Delegate))
		boris.leave()
		for range 4000 { // of which the meeting remembers 500
			amina.chat(2, strings.Repeat("hear, ", 20)+"hear!")
		}
		synctest.Wait()
		amina.heard()
		back := person("Boris", meeting.Delegate).resume(2, boris.welcome.Head)
		if c := h.join(back); c.welcome.Snapshot != nil {
			t.Error("who needs what is older got a snapshot, on which it cannot be placed")
		}
		back.Need = 0
		c := h.enter(back)
		size, _, frames := bytesRead(t, c)
		w := frames[0].(meeting.Welcome)
		if w.Snapshot == nil || size > 10_000 {
			t.Errorf("got %d bytes, snapshot %v; want a short one", size, w.Snapshot != nil)
		}
		if len(frames) != 1 {
			t.Errorf("%d frames behind the snapshot", len(frames)-1)
		}
	})
}
