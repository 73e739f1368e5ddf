package plane

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/transport/v5/vnet"

	"parley/media/plane/planetest"
)

// A wet plane is one on a network in virtual time, and what it told its user.
type wet struct {
	*Plane
	t      *testing.T
	client *vnet.Net
	opened chan *Peer
	closed chan error
	heard  chan byte // the first payload byte of each packet
	ends   []func()
}

// inBubble runs a test with a running plane at 10.0.0.2:1 in virtual time.
func inBubble(t *testing.T, test func(t *testing.T, w *wet)) { inBubbleAtOnce(t, 0, test) }

// inBubbleAtOnce does it with so many handshakes at work, 0 for as many as usual.
func inBubbleAtOnce(t *testing.T, handshakes int, test func(t *testing.T, w *wet)) {
	synctest.Test(t, func(t *testing.T) {
		wan, err := vnet.NewRouter(&vnet.RouterConfig{CIDR: "10.0.0.0/24", MinDelay: 10 * time.Millisecond, LoggerFactory: logging.NewDefaultLoggerFactory()})
		must(t, err)
		machine := func(ip string) *vnet.Net {
			n, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{ip}})
			must(t, err)
			must(t, wan.AddNet(n))
			return n
		}
		server := machine("10.0.0.2")
		w := &wet{t: t, client: machine("10.0.0.3"), opened: make(chan *Peer, 9), closed: make(chan error, 9), heard: make(chan byte, 99)}
		must(t, wan.Start())
		conn, err := server.ListenPacket("udp4", "10.0.0.2:1")
		must(t, err)
		c, _, err := planetest.Certificate()
		must(t, err)
		w.Plane, err = Open(Config{
			Conn: conn, Certificate: c, MaxHandshakes: handshakes,
			Admit: func(name string) (Admission, error) {
				var a Admission
				a.Password = password
				copy(a.Fingerprint[:], unhex(name))
				return a, nil
			},
			Opened:  func(p *Peer) { w.opened <- p },
			Packet:  func(_ *Peer, _ time.Time, p *rtp.Packet) { w.heard <- p.Payload[0] },
			Control: func(*Peer, time.Time, []rtcp.Packet) {},
			Closed:  func(_ *Peer, why error) { w.closed <- why },
		})
		must(t, err)
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error)
		go func() { ended <- w.Run(ctx) }()
		test(t, w)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		conn.Close()
		for _, end := range w.ends {
			end()
		}
		must(t, wan.Stop())
		time.Sleep(time.Minute)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hex and unhex write a fingerprint in ICE characters.
func hex(b [32]byte) (s string) {
	for _, x := range b {
		s += string(rune('a'+x>>4)) + string(rune('a'+x&15))
	}
	return s
}

func unhex(s string) (b []byte) {
	for i := 0; i+1 < len(s); i += 2 {
		b = append(b, (s[i]-'a')<<4|(s[i+1]-'a'))
	}
	return b
}

// dial connects a plain client.
func (w *wet) dial() (*dtls.Conn, net.PacketConn) {
	w.t.Helper()
	conn, err := w.client.ListenPacket("udp4", "10.0.0.3:0")
	must(w.t, err)
	c, fingerprint, err := planetest.Certificate()
	must(w.t, err)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	out, err := planetest.Dial(ctx, conn, &net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 1}, hex(fingerprint), password, c)
	must(w.t, err)
	w.ends = append(w.ends, func() { conn.Close(); out.Close() })
	return out, conn
}

// shows proves to the server that the client has the keys.
func (w *wet) shows(c *dtls.Conn, conn net.PacketConn) *srtp.Context {
	w.t.Helper()
	state, _ := c.ConnectionState()
	m, err := state.ExportKeyingMaterial("EXTRACTOR-dtls_srtp", nil, 2*(keyLen+saltLen))
	must(w.t, err)
	keys, err := srtp.CreateContext(m[:keyLen], m[2*keyLen:2*keyLen+saltLen], srtp.ProtectionProfileAeadAes128Gcm)
	must(w.t, err)
	raw, err := (&rtcp.ReceiverReport{SSRC: 5}).Marshal()
	must(w.t, err)
	b, err := keys.EncryptRTCP(nil, raw, nil)
	must(w.t, err)
	_, err = conn.WriteTo(b, &net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 1})
	must(w.t, err)
	time.Sleep(time.Second)
	return keys
}

// resting reports whether a peer has no goroutine any more.
func resting(p *Peer) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shake == nil && p.state != nil
}

func TestAPeerRestsWithoutAGoroutine(t *testing.T) {
	inBubble(t, func(t *testing.T, w *wet) {
		a, connA := w.dial()
		w.shows(a, connA)
		if !resting(<-w.opened) {
			t.Error("a peer that has shown its keys is still in its handshake")
		}
		w.dial()
		time.Sleep(linger + time.Second)
		if !resting(<-w.opened) {
			t.Error("a silent peer is still in its handshake")
		}
	})
}

func TestAClosingAlertEndsThePeer(t *testing.T) {
	for _, rested := range []bool{false, true} {
		inBubble(t, func(t *testing.T, w *wet) {
			c, conn := w.dial()
			if rested {
				w.shows(c, conn)
			}
			c.Close()
			select {
			case why := <-w.closed:
				if why != ErrLeft {
					t.Errorf("rested %v: ended with %v, want %v", rested, why, ErrLeft)
				}
			case <-time.After(5 * time.Second):
				t.Errorf("rested %v: the peer is still there", rested)
			}
		})
	}
}

func TestAForgedAlertEndsNobody(t *testing.T) {
	inBubble(t, func(t *testing.T, w *wet) {
		c, conn := w.dial()
		w.shows(c, conn)
		forged := append([]byte{21, 254, 253, 0, 1, 0, 0, 0, 0, 0, 9, 0, 26}, make([]byte, 26)...)
		for range 3 {
			conn.WriteTo(forged, &net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 1})
			time.Sleep(2 * time.Second)
		}
		if got := w.Stats().Peers; got != 1 {
			t.Errorf("%d peers, want 1", got)
		}
	})
}

func TestReplayedAndForeignStreamsAreDropped(t *testing.T) {
	inBubble(t, func(t *testing.T, w *wet) {
		c, conn := w.dial()
		keys := w.shows(c, conn)
		server := &net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 1}
		for ssrc := range uint32(maxSources + 3) {
			p := rtp.Packet{Header: rtp.Header{Version: 2, SSRC: ssrc, SequenceNumber: 1}, Payload: []byte{byte(ssrc)}}
			raw, err := p.Marshal()
			must(t, err)
			b, err := keys.EncryptRTP(nil, raw, nil)
			must(t, err)
			conn.WriteTo(b, server)
			conn.WriteTo(b, server) // again
		}
		time.Sleep(time.Second)
		if got := len(w.heard); got != maxSources {
			t.Errorf("heard %d packets, want one of each of %d streams", got, maxSources)
		}
		if got := w.Stats().Forged; got != maxSources {
			t.Errorf("%d packets were found double, want %d", got, maxSources)
		}
	})
}
