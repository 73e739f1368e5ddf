package plane

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/stun/v4"

	"parley/media/plane/planetest"
)

// A line is a socket without a network: what the plane sends lands in sent, and
// tests hand datagrams to the reader themselves.
type line struct {
	mu   sync.Mutex // guards sent
	sent []sent
}

type sent struct {
	to netip.AddrPort
	b  []byte
}

func (l *line) ReadFrom([]byte) (int, net.Addr, error) { select {} }
func (l *line) WriteTo(b []byte, to net.Addr) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, sent{to.(*net.UDPAddr).AddrPort(), append([]byte(nil), b...)})
	return len(b), nil
}
func (l *line) Close() error                     { return nil }
func (l *line) LocalAddr() net.Addr              { return &net.UDPAddr{} }
func (l *line) SetDeadline(time.Time) error      { return nil }
func (l *line) SetReadDeadline(time.Time) error  { return nil }
func (l *line) SetWriteDeadline(time.Time) error { return nil }

// answers returns what was sent to an address, and forgets it.
func (l *line) answers(to netip.AddrPort) (out [][]byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.sent {
		if s.to == to {
			out = append(out, s.b)
		}
	}
	l.sent = nil
	return out
}

var (
	here    = netip.MustParseAddrPort("192.0.2.1:1000")
	there   = netip.MustParseAddrPort("192.0.2.2:2000")
	errName = errors.New("no proof")
	noon    = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
)

const password = "a password of 22 chars"

// dry makes a plane that lets names in that begin with "good".
func dry(t *testing.T, limit int) (*reader, *line) {
	t.Helper()
	c, _, err := planetest.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	l := &line{}
	p, err := Open(Config{
		Conn: l, Certificate: c, MaxPeers: limit,
		Admit: func(name string) (Admission, error) {
			if !strings.HasPrefix(name, "good") {
				return Admission{}, errName
			}
			return Admission{Password: password}, nil
		},
		Opened: func(*Peer) {}, Packet: func(*Peer, time.Time, *rtp.Packet) {},
		Control: func(*Peer, time.Time, []rtcp.Packet) {}, Closed: func(*Peer, error) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	return newReader(p), l
}

// knocks hands over a check and returns how many datagrams answer it.
func knocks(r *reader, l *line, at time.Time, name, password string, from netip.AddrPort) int {
	r.handle(at, planetest.Check(name, password).Raw, spot{port: from})
	return len(l.answers(from))
}

func TestACheckWithAProofIsAnswered(t *testing.T) {
	r, l := dry(t, 0)
	request := planetest.Check("good", password)
	r.handle(noon, request.Raw, spot{port: here})
	answers := l.answers(here)
	if len(answers) != 2 {
		t.Fatalf("%d answers, want the response and a check", len(answers))
	}
	m := stun.Message{Raw: answers[0]}
	if err := m.Decode(); err != nil {
		t.Fatal(err)
	}
	var mapped stun.XORMappedAddress
	if err := mapped.GetFrom(&m); err != nil || mapped.String() != here.String() {
		t.Errorf("mapped address %v, %v", mapped, err)
	}
	if m.Type != stun.BindingSuccess || m.TransactionID != request.TransactionID {
		t.Errorf("got %v", m)
	}
	if err := stun.NewShortTermIntegrity(password).Check(&m); err != nil {
		t.Error(err)
	}
	back := stun.Message{Raw: answers[1]}
	if err := back.Decode(); err != nil || back.Type != stun.BindingRequest {
		t.Errorf("got %v, %v", back, err)
	}
	if got := r.plane.Stats().Peers; got != 1 {
		t.Errorf("%d peers, want 1", got)
	}
}

func TestNothingElseIsAnswered(t *testing.T) {
	good := planetest.Check("good", password).Raw
	damaged := append([]byte(nil), good...)
	damaged[len(damaged)-1]++
	for _, tt := range []struct {
		name string
		b    []byte
	}{
		{"a bad name", planetest.Check("bad", password).Raw},
		{"a bad password", planetest.Check("good", "another password of 22").Raw},
		{"a name with odd characters", planetest.Check("good name", password).Raw},
		{"a long name", planetest.Check("good"+strings.Repeat("x", 253), password).Raw},
		{"a bad fingerprint", damaged},
		{"a trailing byte", append(append([]byte(nil), good...), 0)},
		{"a check without a name", stun.MustBuild(stun.BindingRequest, stun.TransactionID, stun.NewShortTermIntegrity(password)).Raw},
		{"a check without integrity", stun.MustBuild(stun.BindingRequest, stun.TransactionID, stun.NewUsername("good:x")).Raw},
		{"an allocation", stun.MustBuild(stun.NewType(stun.MethodAllocate, stun.ClassRequest), stun.TransactionID, stun.NewUsername("good:x"), stun.NewShortTermIntegrity(password)).Raw},
		{"a client hello from nowhere", append([]byte{22, 254, 253}, make([]byte, 60)...)},
		{"RTP from nowhere", append([]byte{0x80, 111}, make([]byte, 60)...)},
		{"noise", []byte("GET / HTTP/1.0\r\n\r\n")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, l := dry(t, 0)
			r.handle(noon, tt.b, spot{port: here})
			if n := len(l.answers(here)); n != 0 {
				t.Errorf("%d answers, want none", n)
			}
			if got := r.plane.Stats().Peers; got != 0 {
				t.Errorf("%d peers, want none", got)
			}
		})
	}
}

func TestPeersAreBounded(t *testing.T) {
	r, l := dry(t, 1)
	if n := knocks(r, l, noon, "good1", password, here); n == 0 {
		t.Error("the first got no answer")
	}
	if n := knocks(r, l, noon, "good2", password, there); n != 0 {
		t.Error("the second got an answer")
	}
	if n := knocks(r, l, noon, "good1", password, here); n == 0 {
		t.Error("the first got no answer any more")
	}
}

func TestAnAddressInUseCannotBeClaimed(t *testing.T) {
	r, l := dry(t, 0)
	knocks(r, l, noon, "good1", password, here)
	if n := knocks(r, l, noon.Add(time.Second), "good2", password, here); n != 0 {
		t.Error("a stranger took an address in use")
	}
	if n := knocks(r, l, noon.Add(time.Minute), "good2", password, here); n == 0 {
		t.Error("an address long left was not free")
	}
	if got := r.plane.Stats().Peers; got != 1 {
		t.Errorf("%d peers, want only the new one", got)
	}
}

func TestANameThatEndedGetsNoAnswerForAWhile(t *testing.T) {
	r, l := dry(t, 0)
	knocks(r, l, noon, "good", password, here)
	r.plane.named("good").Close()
	if n := knocks(r, l, noon, "good", password, here); n != 0 {
		t.Error("it was answered")
	}
	r.plane.bury(time.Now().Add(2 * goneTime))
	if n := knocks(r, l, noon, "good", password, here); n == 0 {
		t.Error("it was not answered later")
	}
}

func TestAnOverheardCheckMovesNobody(t *testing.T) {
	r, l := dry(t, 0)
	check := planetest.Check("good", password)
	r.handle(noon, append([]byte(nil), check.Raw...), spot{port: here})
	l.answers(here)
	r.handle(noon, append([]byte(nil), check.Raw...), spot{port: there})
	if n := len(l.answers(there)); n != 0 {
		t.Error("it was answered")
	}
	if got := r.plane.atAddr(spot{port: there}); got != nil {
		t.Error("the peer is there")
	}
	if n := knocks(r, l, noon, "good", password, there); n == 0 {
		t.Error("a new check from there was not answered")
	}
}

func TestAPeerHasFewAddresses(t *testing.T) {
	r, l := dry(t, 0)
	for port := range uint16(10) {
		knocks(r, l, noon, "good", password, netip.AddrPortFrom(here.Addr(), 1000+port))
	}
	if got := len(r.plane.byAddr); got != maxPlaces {
		t.Errorf("%d addresses, want %d", got, maxPlaces)
	}
}

func TestABucketLetsABurstAndThenARateThrough(t *testing.T) {
	var b bucket
	n := 0
	for i := range 5000 {
		if b.take(noon.Add(time.Duration(i) * time.Millisecond)) {
			n++
		}
	}
	if n < 1390 || n > 1410 { // 400 and 200 a second for 5 s
		t.Errorf("%d of 5000 in 5 s", n)
	}
}

func TestAPeerThatDoesNothingIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, l := dry(t, 0)
		ctx, cancel := context.WithCancel(context.Background())
		go r.plane.sweep(ctx)
		knocks(r, l, time.Now(), "good", password, here)
		time.Sleep(handshakeTime + 2*time.Second)
		if got := r.plane.Stats().Peers; got != 0 {
			t.Errorf("%d peers, want none", got)
		}
		time.Sleep(goneTime + 2*time.Second)
		cancel()
		synctest.Wait()
		if got := len(r.plane.gone); got != 0 {
			t.Errorf("%d names are remembered, want none", got)
		}
	})
}

func TestTheSoundPathAllocatesNothing(t *testing.T) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r, l := dry(t, 0)
	knocks(r, l, noon, "good", password, here)
	peer := r.plane.named("good")
	k, err := keysFrom(make([]byte, 2*(keyLen+saltLen))) // both directions have the same keys
	if err != nil {
		t.Fatal(err)
	}
	peer.keys.Store(k)
	peer.at.Store(newPlace(spot{port: conn.LocalAddr().(*net.UDPAddr).AddrPort()}, noon))
	r.plane.sock = newSocket(conn)
	out := r.plane.NewBatch()
	raw, err := (&rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111, CSRC: []uint32{7}}, Payload: make([]byte, 60)}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	sealed := make([]byte, 0, maxDatagram)
	theirs, err := keysFrom(make([]byte, 2*(keyLen+saltLen)))
	if err != nil {
		t.Fatal(err)
	}
	now := noon
	got := testing.AllocsPerRun(200, func() {
		now = now.Add(20 * time.Millisecond)
		raw[3]++
		sealed, _ = theirs.out.packet(sealed[:0], raw)
		r.handle(now, sealed, spot{port: here}) // in
		out.Packet(peer, raw)                   // out
		out.Flush()
	})
	if got > allocationsMore {
		t.Errorf("%v allocations a packet, want 0", got)
	}
	if r.plane.Stats().Forged > 0 {
		t.Errorf("the packets were not received: %+v", r.plane.Stats())
	}
}

// FuzzDatagram hands any datagram to a plane that has a peer.
func FuzzDatagram(f *testing.F) {
	f.Add(planetest.Check("good", password).Raw, true)
	f.Add(append([]byte{22, 254, 253}, make([]byte, 60)...), true)
	f.Add(append([]byte{0x80, 111}, make([]byte, 60)...), true)
	f.Add(append([]byte{0x80, 201}, make([]byte, 60)...), false)
	f.Fuzz(func(t *testing.T, b []byte, known bool) {
		r, l := dry(t, 0)
		knocks(r, l, noon, "good1", password, here)
		from := there
		if known {
			from = here
		}
		buf := append(make([]byte, 0, maxDatagram+1), b[:min(len(b), maxDatagram+1)]...)
		r.handle(noon, buf, spot{port: from})
		for _, p := range r.plane.peers() {
			p.Close()
		}
	})
}
