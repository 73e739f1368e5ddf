package sfu_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"parley/media/link"
	"parley/media/sfu"
	"parley/media/slot"
)

// speaks sends packets of 20 ms for a while.
func (p *person) speaks(what string, d time.Duration) {
	p.t.Helper()
	for range d / (20 * time.Millisecond) {
		p.says(what)
		time.Sleep(20 * time.Millisecond)
	}
}

// silent fails the test if anything more is heard.
func (p *person) silent(d time.Duration) {
	p.t.Helper()
	for len(p.heard) > 0 {
		<-p.heard
	}
	time.Sleep(d)
	if n := len(p.heard); n > 0 {
		p.t.Errorf("heard %d packets, want silence", n)
	}
}

// ends waits for the link to end and compares the reason.
func (p *person) ends(want error, within time.Duration) {
	p.t.Helper()
	select {
	case <-p.link.Done():
		if got := p.link.Err(); !errors.Is(got, want) {
			p.t.Errorf("link ended with %q, want %q", got, want)
		}
	case <-time.After(within):
		p.t.Errorf("link is still up after %v", within)
	}
}

func TestPermissionIsTheHubsWord(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a, b := newPerson(t), arrives(t, w.host, "m", w.place())
		n := w.place()
		w.Allow("m", a.identity.Fingerprint(), 3, true) // before it connects
		a.dial(w.host, "m", n)
		a.says("H1")
		if got := b.hears("H1"); got.Speaker != 3 {
			t.Errorf("speaker %d, want 3", got.Speaker)
		}

		w.Allow("m", a.identity.Fingerprint(), 3, false)
		a.speaks("H2", time.Second)
		b.silent(time.Second)

		w.Allow("m", a.identity.Fingerprint(), 4, true)
		a.link.Close()
		a.dial(w.host, "m", n) // it holds over a reconnection
		a.says("H3")
		if got := b.hears("H3"); got.Speaker != 4 {
			t.Errorf("speaker %d, want 4", got.Speaker)
		}
		if got := w.Stats().NotAllowed; got < 45 {
			t.Errorf("%d packets were not allowed, want the 50 of a second", got)
		}
	})
}

func TestSilenceMovesTheClockOnly(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a, b := arrives(t, w.host, "m", w.place()), arrives(t, w.host, "m", w.place())
		w.Allow("m", a.identity.Fingerprint(), 3, true)
		a.says("H1")
		first := b.hears("H1")
		time.Sleep(5 * time.Second)
		a.link.Skip(5 * 48000)
		if err := a.link.Send([]byte("H2"), 960, 30, true); err != nil {
			t.Error(err)
		}
		second := b.hears("H2")
		if second.Sequence != first.Sequence+1 || second.Timestamp != first.Timestamp+960+5*48000 || !second.Marker {
			t.Errorf("got %d/%d/%v after %d/%d", second.Sequence, second.Timestamp, second.Marker, first.Sequence, first.Timestamp)
		}
		if got := b.link.Stats().Lost; got != 0 {
			t.Errorf("%d packets count as lost", got)
		}
	})
}

func TestOneVoiceFollowsAnotherWithoutAGap(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a, b := arrives(t, w.host, "m", w.place()), arrives(t, w.host, "m", w.place())
		listener := arrives(t, w.host, "m", w.place())
		w.Allow("m", a.identity.Fingerprint(), 1, true)
		w.Allow("m", b.identity.Fingerprint(), 2, true)
		a.says("H1")
		first := listener.hears("H1")
		time.Sleep(500 * time.Millisecond)
		w.Allow("m", a.identity.Fingerprint(), 1, false) // a's slot is free at once
		b.says("H2")
		second := listener.hears("H2")
		if second.slot != first.slot || second.Speaker != 2 || !second.Marker {
			t.Errorf("got speaker %d in slot %d, marker %v", second.Speaker, second.slot, second.Marker)
		}
		if second.Sequence != first.Sequence+1 {
			t.Errorf("sequence %d after %d", second.Sequence, first.Sequence)
		}
		if got := second.Timestamp - first.Timestamp; got < 480*48 || got > 540*48 {
			t.Errorf("the clock moved by %d samples in half a second", got)
		}
	})
}

func TestTheFloorDecidesTheSlot(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		chair, holder, other := newPerson(t), arrives(t, w.host, "m", w.place()), arrives(t, w.host, "m", w.place())
		w.Rank("m", chair.identity.Fingerprint(), slot.Chair) // before it connects
		chair.dial(w.host, "m", w.place())
		listener := arrives(t, w.host, "m", w.place())
		for i, p := range []*person{chair, holder, other} {
			w.Allow("m", p.identity.Fingerprint(), uint32(i+1), true)
		}
		w.Rank("m", holder.identity.Fingerprint(), slot.Holder)
		for i, p := range []*person{other, chair, holder} {
			p.says(fmt.Sprint("H", i))
			if got := listener.hears(fmt.Sprint("H", i)).slot; got != 2-i {
				t.Errorf("talker %d is in slot %d, want %d", i, got, 2-i)
			}
		}
		time.Sleep(5 * time.Second)
		w.Rank("m", holder.identity.Fingerprint(), slot.None)
		w.Rank("m", other.identity.Fingerprint(), slot.Holder)
		other.says("H3")
		if got := listener.hears("H3").slot; got != 0 {
			t.Errorf("the next holder is in slot %d, want 0", got)
		}
	})
}

func TestOnlyThreeAreHeardAtOnce(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		listener := arrives(t, w.host, "m", w.place())
		var talkers []*person
		for i := range slot.Count + 1 {
			p := arrives(t, w.host, "m", w.place())
			w.Allow("m", p.identity.Fingerprint(), uint32(i+1), true)
			talkers = append(talkers, p)
		}
		for range 20 {
			for i, p := range talkers {
				p.says(fmt.Sprintf("H%d", i))
			}
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(time.Second)
		where := map[uint32]int{}
		for len(listener.heard) > 0 {
			h := <-listener.heard
			if before, ok := where[h.Speaker]; ok && before != h.slot {
				t.Errorf("speaker %d moved from slot %d to %d", h.Speaker, before, h.slot)
			}
			where[h.Speaker] = h.slot
		}
		if len(where) != 3 {
			t.Errorf("heard speakers in slots %v, want three of them", where)
		}
	})
}

func TestWhoeverIsDroppedIsTold(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a, b := arrives(t, w.host, "m", w.place()), arrives(t, w.host, "m", w.place())
		w.Allow("m", a.identity.Fingerprint(), 3, true)
		w.Drop("m", a.identity.Fingerprint())
		a.ends(link.ErrGone, time.Second)
		if got := w.Stats(); got.Members != 1 || got.Peers != 1 {
			t.Errorf("%d members and %d peers are left, want 1", got.Members, got.Peers)
		}
		w.Drop("m", b.identity.Fingerprint())
		w.Drop("m", b.identity.Fingerprint()) // twice is no error
		w.Drop("nowhere", b.identity.Fingerprint())
		time.Sleep(time.Minute)
		if got := w.Stats(); got.Meetings != 0 || got.Peers != 0 {
			t.Errorf("%d meetings and %d peers are left, want none", got.Meetings, got.Peers)
		}
	})
}

func TestWhoeverLeavesIsForgottenAtOnce(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a := arrives(t, w.host, "m", w.place())
		if err := a.link.Close(); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		if got := w.Stats(); got.Members != 0 || got.Peers != 0 {
			t.Errorf("%d members and %d peers are left, want none", got.Members, got.Peers)
		}
		if err := a.link.Send([]byte("H"), 960, 30, true); !errors.Is(err, link.ErrClosed) {
			t.Errorf("send after close: got %v", err)
		}
	})
}

func TestDialingAgainReplacesTheOldConnection(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a, b := arrives(t, w.host, "m", w.place()), arrives(t, w.host, "m", w.place())
		w.Allow("m", b.identity.Fingerprint(), 1, true)
		old := a.link
		a.dial(w.host, "m", w.place())
		select {
		case <-old.Done():
		case <-time.After(time.Second):
			t.Error("the old connection is still up")
		}
		b.says("H")
		a.hears("H")
		if got := w.Stats(); got.Members != 2 {
			t.Errorf("%d members, want 2", got.Members)
		}
	})
}

func TestStrangersGetNoAnswer(t *testing.T) {
	for _, tt := range []struct {
		name  string
		prove func(p *person) (string, string)
	}{
		{"a name without a proof", func(*person) (string, string) { return "hello", mac("password", "hello") }},
		{"a wrong password", func(p *person) (string, string) {
			name, _ := prove("m", p.identity.Fingerprint(), "x")
			return name, mac("password", "other")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
				p := newPerson(t)
				c := p.config(w.host, "m", w.place())
				c.Name = func() (string, string) { return tt.prove(p) }
				before := w.Stats().PacketsOut
				_, err := link.Dial(context.Background(), c)
				if !errors.Is(err, link.ErrNoAnswer) {
					t.Errorf("got %v", err)
				}
				if got := w.Stats(); got.PacketsOut != before || got.Peers != 0 || got.Refused == 0 {
					t.Errorf("got %+v, want no answer and no peer", got)
				}
			})
		})
	}
}

func TestAnotherCertificateIsCutOff(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		p := newPerson(t)
		c := p.config(w.host, "m", w.place())
		c.Name = func() (string, string) { return prove("m", [32]byte{1, 2, 3}, "x") }
		if _, err := link.Dial(context.Background(), c); !errors.Is(err, link.ErrHandshake) {
			t.Errorf("got %v", err)
		}
		if got := w.Stats(); got.Peers != 0 || got.Members != 0 {
			t.Errorf("%d peers and %d members are left", got.Peers, got.Members)
		}
	})
}

func TestAnotherServerIsRecognised(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		p := newPerson(t)
		c := p.config(w.host, "m", w.place())
		c.Fingerprint[0]++
		if _, err := link.Dial(context.Background(), c); !errors.Is(err, link.ErrWrongServer) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDialEndsWithItsContext(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		p := newPerson(t)
		c := p.config(w.host, "m", w.place())
		c.Server = "10.0.0.77:1"
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := link.Dial(ctx, c)
		if !errors.Is(err, link.ErrNoAnswer) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestTheServerSaysGoodbye(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a, b := arrives(t, w.host, "m", w.place()), arrives(t, w.host, "m", w.place())
		if err := w.stop(); err != nil {
			t.Error(err)
		}
		a.ends(link.ErrGone, time.Second)
		b.ends(link.ErrGone, time.Second)
	})
}

func TestWhoMayNotHearAnyMoreIsSweptOut(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		stays, goes := arrives(t, w.host, "m", w.place()), arrives(t, w.host, "m", w.place())
		elsewhere := arrives(t, w.host, "n", w.place())
		w.Sweep("m", func(f sfu.Fingerprint) bool { return f == stays.identity.Fingerprint() })
		w.Sweep("nobody's", func(sfu.Fingerprint) bool { return false })
		goes.ends(link.ErrGone, 5*time.Second)
		for _, p := range []*person{stays, elsewhere} {
			select {
			case <-p.link.Done():
				t.Errorf("somebody else's sound ended: %v", p.link.Err())
			default:
			}
		}
	})
}
