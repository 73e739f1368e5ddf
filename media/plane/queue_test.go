package plane

import (
	"context"
	"encoding/binary"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/stun/v4"

	"parley/media/plane/planetest"
	"parley/media/slot"
)

// A stingy connection sends so many datagrams of a handshake and none after
// them, and notes the places that the server tells.
type stingy struct {
	net.PacketConn
	left int

	mu     sync.Mutex
	places []int // guarded by mu
}

// first is the first place that was told, 0 for none.
func (s *stingy) first() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.places) == 0 {
		return 0
	}
	return s.places[0]
}

func (s *stingy) WriteTo(b []byte, to net.Addr) (int, error) {
	if b[0] >= 20 {
		if s.left == 0 {
			return len(b), nil
		}
		s.left--
	}
	return s.PacketConn.WriteTo(b, to)
}

func (s *stingy) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := s.PacketConn.ReadFrom(b)
		if err != nil || b[0] >= 20 {
			return n, from, err
		}
		m := stun.Message{Raw: b[:n]}
		if m.Decode() != nil {
			continue
		}
		if place, err := m.Get(slot.PlaceAttribute); err == nil && stun.NewShortTermIntegrity(password).Check(&m) == nil {
			s.mu.Lock()
			s.places = append(s.places, int(binary.BigEndian.Uint32(place)))
			s.mu.Unlock()
		}
	}
}

// tries dials over a stingy connection in the background; the channel tells
// when that ended and how.
func (w *wet) tries(datagrams int) (*stingy, <-chan error) {
	w.t.Helper()
	conn, err := w.client.ListenPacket("udp4", "10.0.0.3:0")
	must(w.t, err)
	c, fingerprint, err := planetest.Certificate()
	must(w.t, err)
	s := &stingy{PacketConn: conn, left: datagrams}
	server := &net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 1}
	must(w.t, planetest.Knock(context.Background(), conn, server, hex(fingerprint), password))
	out, err := dtls.ClientWithOptions(s, server, dtls.WithCertificates(c), dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM), dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithFlightInterval(time.Hour), dtls.WithLoggerFactory(silence)) // it asks once
	must(w.t, err)
	ended := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		ended <- out.HandshakeContext(ctx)
	}()
	w.ends = append(w.ends, func() { conn.Close(); out.Close() })
	return s, ended
}

func TestHandshakesBeginInTheOrderInWhichTheyWereAskedFor(t *testing.T) {
	inBubbleAtOnce(t, 1, func(t *testing.T, w *wet) {
		began := time.Now()
		w.tries(1) // asks, then says nothing more: it has the only turn
		time.Sleep(50 * time.Millisecond)
		second, in := w.tries(99)
		time.Sleep(50 * time.Millisecond)
		third, alsoIn := w.tries(99)
		time.Sleep(50 * time.Millisecond)
		if s := w.Stats(); s.Handshakes != 1 || s.Waiting != 2 {
			t.Errorf("got %d at work and %d waiting, want 1 and 2", s.Handshakes, s.Waiting)
		}
		must(t, <-in)
		must(t, <-alsoIn)
		if took := time.Since(began); took < turnTime || took > turnTime+time.Second {
			t.Errorf("all were in after %v, want soon after the silent one's turn of %v", took, turnTime)
		}
		if second.first() != 1 || third.first() != 2 {
			t.Errorf("the places told first were %d and %d, want 1 and 2", second.first(), third.first())
		}
		if s := w.Stats(); s.Waiting != 0 {
			t.Errorf("%d still wait", s.Waiting)
		}
	})
}

func TestWhoLeavesTheLineIsPassedOver(t *testing.T) {
	q := queue{free: 1}
	peers := []*Peer{{}, {}, {}, {}}
	for i, p := range peers {
		if begins := q.enter(p, []byte{byte(i)}); begins != (i == 0) {
			t.Fatalf("peer %d may begin: %v", i, begins)
		}
	}
	if q.enter(peers[3], []byte{33}) || q.enter(peers[0], nil) {
		t.Error("who waits, or has begun, began by asking again")
	}
	peers[1].done.Store(true)
	if w, ok := q.next(); !ok || w.peer != peers[2] {
		t.Errorf("next is %v, want the third", w)
	}
	if got := q.place(peers[3]); got != 1 {
		t.Errorf("the last is in place %d, want 1", got)
	}
	if w, ok := q.next(); !ok || w.peer != peers[3] || w.hello[0] != 33 {
		t.Errorf("next is %v, want the last with the newest it sent", w)
	}
	if _, ok := q.next(); ok || q.free != 1 || q.length() != 0 || q.place(peers[3]) != 0 {
		t.Errorf("the line is not empty: %+v", &q)
	}
}
