package sfu_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"

	"github.com/pion/transport/v5"

	"parley/media/link"
	"parley/media/sfu"
)

// The proof of these tests: the ICE name is the meeting's name, "F", the
// fingerprint in hex, and a MAC of both; the password is another MAC.
const secret = "the server's own"

var errProof = errors.New("no valid proof")

func mac(what, of string) string {
	h := hmac.New(sha256.New, []byte(secret+what))
	h.Write([]byte(of))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// prove makes the ICE name and password for a person in a meeting.
func prove(meeting string, fingerprint [32]byte, attempt string) (name, password string) {
	name = meeting + "F" + hex.EncodeToString(fingerprint[:]) + attempt
	name += mac("name", name)
	return name, mac("password", name)
}

// admit checks what prove made.
func admit(name string) (a sfu.Admission, err error) {
	if len(name) < 32 || mac("name", name[:len(name)-32]) != name[len(name)-32:] {
		return a, errProof
	}
	meeting, rest, _ := strings.Cut(name, "F")
	if _, err := hex.Decode(a.Fingerprint[:], []byte(rest[:64])); err != nil {
		return a, errProof
	}
	a.Meeting, a.Password = meeting, mac("password", name)
	return a, nil
}

// certificate makes the server's.
func certificate(t testing.TB) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// A host is a running server.
type host struct {
	*sfu.Server
	address     string
	fingerprint [32]byte
	stop        func() error
}

// serve runs a server on a socket until the test ends.
func serve(t testing.TB, conn net.PacketConn, address string, c tls.Certificate) *host {
	t.Helper()
	s, err := sfu.New(sfu.Config{Conn: conn, Certificate: c, Admit: admit})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stop := sync.OnceValue(func() error { cancel(); err := <-ended; conn.Close(); return err })
	t.Cleanup(func() { stop() })
	return &host{s, address, sha256.Sum256(c.Certificate[0]), stop}
}

// loopback runs a server on a UDP port of this machine.
func loopback(t testing.TB) *host {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, conn, conn.LocalAddr().String(), certificate(t))
}

// full waits until the server, too, is done with the handshakes of that many
// people: on the loopback interface a client may be faster.
func (h *host) full(n int) {
	for h.Stats().Open < n {
		time.Sleep(time.Millisecond)
	}
}

// A person is a client and what it heard.
type person struct {
	t        testing.TB
	identity *link.Identity
	link     *link.Link
	heard    chan heard
}

// heard is a packet with its slot and a copy of its payload.
type heard struct {
	slot int
	link.Packet
}

// arrives makes a person and connects it.
func arrives(t testing.TB, h *host, meeting string, n transport.Net) *person {
	t.Helper()
	p := newPerson(t)
	p.dial(h, meeting, n)
	return p
}

func newPerson(t testing.TB) *person {
	t.Helper()
	id, err := link.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return &person{t: t, identity: id, heard: make(chan heard, 1000)}
}

// config is how the person dials.
func (p *person) config(h *host, meeting string, n transport.Net) link.Config {
	return link.Config{
		Server: h.address, Fingerprint: h.fingerprint, Identity: p.identity, Net: n,
		Name: func() (string, string) { return prove(meeting, p.identity.Fingerprint(), rand.Text()[:6]) },
		OnPacket: func(slot int, packet link.Packet) {
			packet.Payload = append([]byte(nil), packet.Payload...)
			select {
			case p.heard <- heard{slot, packet}:
			default:
			}
		},
	}
}

// dial connects the person until the test ends.
func (p *person) dial(h *host, meeting string, n transport.Net) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	l, err := link.Dial(ctx, p.config(h, meeting, n))
	if err != nil {
		p.t.Fatal(err)
	}
	p.link = l
	p.t.Cleanup(func() { l.Close() })
}

// says sends one packet of 20 ms.
func (p *person) says(what string) {
	p.t.Helper()
	if err := p.link.Send([]byte(what), 960, 30, false); err != nil {
		p.t.Fatal(err)
	}
}

// hears waits for a packet that says what.
func (p *person) hears(what string) heard {
	p.t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case h := <-p.heard:
			if string(h.Payload) == what {
				return h
			}
		case <-limit:
			p.t.Fatalf("never heard %q", what)
		}
	}
}
