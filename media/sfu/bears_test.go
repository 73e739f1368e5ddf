package sfu

import (
	"testing"
	"time"
)

// The codec's rate for a shape is the one at which speech just fits.
func TestTheCodecFitsIntoTheRoom(t *testing.T) {
	for _, tt := range []struct {
		name  string
		shape shape
		room  float64
		want  int
	}{
		{"60 ms and two copies in 36 kbit/s", shape{2, 2}, 36000, 8500},
		{"60 ms and one copy in 36 kbit/s", shape{2, 1}, 36000, 13500},
		{"60 ms in 20 kbit/s", shape{2, 0}, 20000, 11500},
		{"120 ms in 15 kbit/s", shape{3, 0}, 15000, 10500},
		{"never below wideband", shape{0, 2}, 20000, leastCodec},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.shape.codec(tt.room)
			if got != tt.want {
				t.Errorf("got %d bit/s, want %d", got, tt.want)
			}
			if frame := float64(got) / 400; got > leastCodec && tt.shape.rate(frame-1) > tt.room {
				t.Errorf("%d bit/s take %.1f kbit/s", got, tt.shape.rate(frame-1)/1000)
			}
		})
	}
}

func TestMoreIsSentWhenAllIsWellForLong(t *testing.T) {
	now := time.Unix(0, 0)
	var r rise
	after := func(seconds int, well bool) (rate int) {
		for range seconds {
			now = now.Add(time.Second)
			rate = r.step(now, well)
		}
		return rate
	}
	for _, tt := range []struct {
		name    string
		seconds int
		well    bool
		want    int
	}{
		{"at first", 14, true, 16000},
		{"after a while", 3, true, 24000},
		{"after another", 15, true, 32000},
		{"a loss", 1, false, 16000},
		{"it waits for twice as long", 29, true, 16000},
		{"then it tries again", 2, true, 24000},
	} {
		if got := after(tt.seconds, tt.well); got != tt.want {
			t.Errorf("%s: got %d bit/s, want %d", tt.name, got, tt.want)
		}
	}
}

// Whatever a listener asks for: with copies, it is not sent more than there is room for.
func TestWhatIsSentAgainFitsIntoTheRoom(t *testing.T) {
	b := budget{left: firstSaved}
	now := time.Unix(0, 0)
	total := 0
	const seconds = 60
	for range seconds * 1000 / 60 {
		now = now.Add(60 * time.Millisecond)
		const packet = 200
		b.earn(packet, resendShare)
		total += packet + perPacket - headerLen
		for range 3 {
			if b.spend(now, packet, true) {
				total += packet + perPacket - headerLen
			}
		}
	}
	if kbit := float64(total) * 8 / 1000 / seconds; kbit > 1.05*withCopies/1000 || kbit < 0.95*withCopies/1000 {
		t.Errorf("got %.1f kbit/s, want %d", kbit, withCopies/1000)
	}
	if b.share() < 0.05 {
		t.Errorf("the share that is sent again is %.2f", b.share())
	}
}
