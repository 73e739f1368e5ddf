package plane

import (
	"testing"

	"parley/media/plane/planetest"
)

func TestClassify(t *testing.T) {
	long := func(first ...byte) []byte { return append(first, make([]byte, 60)...) }
	for _, tt := range []struct {
		name string
		b    []byte
		want kind
	}{
		{"nothing", nil, unknown},
		{"STUN", long(0, 1), isSTUN},
		{"STUN without its header", make([]byte, 19), unknown},
		{"ZRTP", long(16), unknown},
		{"DTLS alert", long(21), isDTLS},
		{"DTLS handshake", long(22), isDTLS},
		{"TURN channel", long(64), unknown},
		{"RTP", long(0x80, 111), isRTP},
		{"RTP with marker", long(0x80, 0x80|111), isRTP},
		{"RTCP sender report", long(0x80, 200), isRTCP},
		{"RTCP receiver report", long(0x81, 201), isRTCP},
		{"RTP without a tag", append([]byte{0x80, 111}, make([]byte, 20)...), unknown},
		{"version 3", long(0xc0, 111), unknown},
		{"too long", make([]byte, 1501), unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := classify(tt.b); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func FuzzClassify(f *testing.F) {
	f.Add(planetest.Check("name", "password").Raw)
	f.Add(append([]byte{0x80, 200}, make([]byte, 40)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		switch k := classify(b); {
		case k == isRTP && len(b) < minRTP, k == isRTCP && len(b) < minRTCP,
			k == isSTUN && len(b) < minSTUN, k == isDTLS && len(b) < minDTLS, k != unknown && len(b) > maxDatagram:
			t.Errorf("%d bytes are no packet of kind %d", len(b), k)
		}
	})
}

func FuzzCheck(f *testing.F) {
	f.Add(planetest.Check("name", "password").Raw)
	f.Add(planetest.Check("na:me", "password").Raw)
	f.Add(append(planetest.Check("name", "password").Raw, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		var c check
		if c.parse(append(make([]byte, 0, maxDatagram), b...)) != nil {
			return
		}
		if !iceChars(c.server) || !iceChars(c.client) {
			t.Errorf("names %q and %q", c.server, c.client)
		}
		c.authentic("password")
	})
}
