package link_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"parley/media/link"
	"parley/media/plane"
	"parley/media/plane/planetest"
)

const password = "the password of everybody here"

// busy runs a plane that lets one handshake be at work, until the test ends.
// Its ICE names are fingerprints in hex.
func busy(t *testing.T) (at *net.UDPAddr, fingerprint [32]byte) {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := planetest.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	p, err := plane.Open(plane.Config{
		Conn: conn, Certificate: c, MaxHandshakes: 1,
		Admit: func(name string) (a plane.Admission, err error) {
			a.Password = password
			_, err = hex.Decode(a.Fingerprint[:], []byte(name[:min(len(name), 64)]))
			return a, err
		},
		Opened: func(*plane.Peer) {}, Closed: func(*plane.Peer, error) {},
		Packet: func(*plane.Peer, time.Time, *rtp.Packet) {}, Control: func(*plane.Peer, time.Time, []rtcp.Packet) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended; conn.Close() })
	return conn.LocalAddr().(*net.UDPAddr), sha256.Sum256(c.Certificate[0])
}

// A first keeps what is written to it first, and fails from then on.
type first struct {
	net.PacketConn
	datagram []byte
}

func (f *first) WriteTo(b []byte, _ net.Addr) (int, error) {
	f.datagram = bytes.Clone(b)
	return 0, errors.New("that is enough")
}

// Close leaves the connection to its owner.
func (f *first) Close() error { return nil }

// stall begins a handshake and leaves it there.
func stall(t *testing.T, at *net.UDPAddr) {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c, fingerprint, err := planetest.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	if err := planetest.Knock(t.Context(), conn, at, hex.EncodeToString(fingerprint[:]), password); err != nil {
		t.Fatal(err)
	}
	f := &first{PacketConn: conn}
	hello, err := dtls.ClientWithOptions(f, at, dtls.WithCertificates(c), dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if hello.HandshakeContext(ctx) == nil || f.datagram == nil {
		t.Fatal("no handshake was begun")
	}
	hello.Close()
	if _, err := conn.WriteTo(f.datagram, at); err != nil {
		t.Fatal(err)
	}
}

func TestWhoWaitsForOthersIsToldItsPlaceAndGetsIn(t *testing.T) {
	at, server := busy(t)
	for range 4 {
		stall(t, at)
	}
	id, err := link.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	var place atomic.Int64
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	l, err := link.Dial(ctx, link.Config{
		Server: at.String(), Fingerprint: server, Identity: id,
		Name: func() (string, string) {
			f := id.Fingerprint()
			return hex.EncodeToString(f[:]) + rand.Text()[:6], password
		},
		OnPacket: func(int, link.Packet) {}, OnPlace: func(n int) { place.Store(int64(n)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if n := place.Load(); n < 1 || n > 4 {
		t.Errorf("the place told last was %d, want one from 1 to 4", n)
	}
}
