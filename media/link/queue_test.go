package link

import (
	"bytes"
	"testing"
	"time"

	"parley/media/slot"
)

func TestAnArrivalIsSaidOnce(t *testing.T) {
	began := time.Unix(1000, 0)
	a := arrival{2, began, slot.Arrived{Sequence: 0x1234, At: began.Add(0x5_abcd * time.Millisecond)}}
	if got, want := a.append([]byte{0, 255, 1, 9}), []byte{0, 255, 0x21, 9, 0x12, 0x34, 0xab, 0xcd}; !bytes.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
	if got, want := a.append([]byte{0, 255, 1, 9}), []byte{0, 255, 1, 9}; !bytes.Equal(got, want) {
		t.Errorf("the second time: got %x, want %x", got, want)
	}
}

// The server is told of a queue when it grows, and not again and again while it stands.
func TestTheServerIsToldOfAQueue(t *testing.T) {
	var h hearing
	now, ts, seq := time.Unix(1000, 0), uint32(0), uint16(0)
	told := func(late time.Duration) (times int) {
		for range 100 { // 2 s
			now, ts, seq = now.Add(20*time.Millisecond), ts+slot.ClockRate/50, seq+1
			if h.note(now.Add(late), seq, ts) {
				times++
			}
		}
		return times
	}
	for _, tt := range []struct {
		late time.Duration // in milliseconds
		want int
	}{{0, 0}, {40, 0}, {150, 1}, {300, 1}, {310, 0}, {0, 0}, {150, 1}} {
		if got := told(tt.late * time.Millisecond); got != tt.want {
			t.Errorf("%d ms late: told %d times, want %d", tt.late, got, tt.want)
		}
	}
}

// Who loses sound before it is sent is seen late by the server, as in a queue, and knows better.
func TestAMicrophoneThatLosesSoundMakesNoQueue(t *testing.T) {
	const ms = time.Millisecond
	var r remote
	now := time.Unix(1000, 0)
	for _, tt := range []struct {
		name        string
		bits        int
		queue, slip time.Duration
		less        bool
		room        int
	}{
		{"all of it is ours", 28_000, 200 * ms, 190 * ms, false, 0},
		{"said again without a queue", 28_000, 0, 0, false, 0},
		{"a queue", 28_000, 120 * ms, 0, true, 28_000},
		{"it goes on", 28_000, 0, 0, false, 28_000},
		{"more room", 32_000, 0, 0, false, 32_000},
		{"less, but we were late", 28_000, 120 * ms, 100 * ms, false, 32_000},
		{"less", 28_000, 320 * ms, 100 * ms, true, 28_000},
	} {
		if got := r.leave(now, tt.bits, tt.queue, tt.slip); got != tt.less || r.room != tt.room {
			t.Errorf("%s: got %v and %d bit/s, want %v and %d", tt.name, got, r.room, tt.less, tt.room)
		}
		now = now.Add(time.Second)
	}
}

func TestAPacketThatIsSentLateHasSlipped(t *testing.T) {
	var v voice
	now, ts := time.Unix(1000, 0), uint32(0)
	send := func(seconds int) {
		for range seconds * 50 {
			now, ts = now.Add(20*time.Millisecond), ts+slot.ClockRate/50
			v.packet.SequenceNumber++
			v.keepTime(now, ts)
		}
	}
	send(2)
	now = now.Add(150 * time.Millisecond) // of which the microphone brings nothing
	if send(1); v.slip() != 150*time.Millisecond {
		t.Errorf("got %v", v.slip())
	}
	now = now.Add(2 * time.Second)
	if send(1); v.slip() != 0 {
		t.Errorf("after a pause: got %v", v.slip())
	}
}
