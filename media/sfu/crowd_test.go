package sfu

import (
	"net"
	"testing"
	"time"

	"github.com/pion/rtp"

	"parley/media/plane"
	"parley/media/plane/planetest"
	"parley/media/slot"
)

// idle makes a server that reads no socket: it is given packets by hand, and its
// peers, which have no keys, get none.
func idle(t testing.TB) *Server {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c, _, err := planetest.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Conn: conn, Certificate: c, Admit: func(string) (Admission, error) { return Admission{}, net.ErrClosed }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// enter makes a member of meeting m without a connection. All of them have the
// same certificate, so that each has to be put among the listeners by hand.
func enter(s *Server, all *[]*member, may bool) *member {
	m := s.meeting("m")
	l := newMember(m, &plane.Peer{}, uint64(len(*all)+1))
	l.peer.Owner = l
	l.may = permission{uint32(len(*all) + 1), may}
	*all = append(*all, l)
	m.listeners.Store(all)
	return l
}

func TestThreeHundredMicrophonesCostAListenerNoMoreThanThree(t *testing.T) {
	for _, microphones := range []int{3, 300} {
		s := idle(t)
		var all []*member
		listener := enter(s, &all, false)
		for range microphones {
			enter(s, &all, true)
		}
		now := time.Unix(1000, 0)
		const seconds = 5
		for i := range seconds * 50 {
			now = now.Add(20 * time.Millisecond)
			for k, talker := range all[1:] {
				p := rtp.Packet{
					Header:  rtp.Header{Version: 2, PayloadType: slot.PayloadType, SSRC: 1, SequenceNumber: uint16(i), Timestamp: uint32(i) * frame},
					Payload: make([]byte, 30),
				}
				p.Payload[0] = 9 << 3
				if err := p.SetExtension(slot.LevelExtension, []byte{0x80 | byte(35+(k*7+i*3)%20)}); err != nil {
					t.Fatal(err)
				}
				s.packet(talker.peer, now, &p)
			}
		}
		packets, bytes := uint32(0), uint32(0)
		for at := range listener.sent {
			packets += listener.sent[at].packets.Load()
			bytes += listener.sent[at].octets.Load()
		}
		bits := float64(bytes+packets*perPacket) * 8 / seconds / 1000
		t.Logf("%3d open microphones: %3d packets a second and %5.1f kbit/s to a listener", microphones, packets/seconds, bits)
		if most := uint32(3*50*seconds + 3*mostHeld); packets > most {
			t.Errorf("%d microphones cost %d packets, want %d at most", microphones, packets, most)
		}
	}
}
