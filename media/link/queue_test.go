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
