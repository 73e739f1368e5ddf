package lite_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"math/big"
	"net"
	"testing"
	"time"

	"parley/media/lite"
	"parley/media/sfu"
)

const password = "the password of everybody here"

// A house is a running server whose ICE names are fingerprints in hex.
type house struct {
	*sfu.Server
	address     string
	fingerprint [32]byte
	close       func()
}

func serves(t *testing.T) *house {
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
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	s, err := sfu.New(sfu.Config{
		Conn: conn, Certificate: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
		Admit: func(name string) (a sfu.Admission, err error) {
			a.Meeting, a.Password = "m", password
			_, err = hex.Decode(a.Fingerprint[:], []byte(name[:min(len(name), 64)]))
			return a, err
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	h := &house{Server: s, address: conn.LocalAddr().String(), fingerprint: sha256.Sum256(der)}
	h.close = func() { cancel(); <-ended; ended <- nil; conn.Close() }
	t.Cleanup(h.close)
	return h
}

// config is how a person dials.
func (h *house) config(t *testing.T) lite.Config {
	t.Helper()
	id, err := lite.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	f := id.Fingerprint()
	return lite.Config{
		Server: h.address, Fingerprint: h.fingerprint, Identity: id,
		Name: func() (string, string) { return hex.EncodeToString(f[:]) + rand.Text()[:6], password },
	}
}

func TestTheDatagramsGoThroughAConnectionOfBytes(t *testing.T) {
	h := serves(t)
	c := h.config(t)
	c.Stream = func(context.Context) (net.Conn, error) {
		near, far := net.Pipe()
		go h.Serve(far, nil) // ends with the connection
		return near, nil
	}
	a, err := lite.Dial(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, _ := arrives(t, h)
	h.Allow("m", c.Identity.Fingerprint(), 1, true)
	if e := a.Probe(t.Context(), 5, time.Millisecond, time.Second); e.Back != 5 {
		t.Errorf("%d probes came back of %d", e.Back, e.Sent)
	}
	until(t, "what was said is heard", func() bool {
		if err := a.Send([]byte{0xf8, 0xff, 0xfe}, 960, 30, true); err != nil {
			t.Fatal(err)
		}
		return b.Stats().Heard > 0
	})
	h.close()
	until(t, "the end is noticed", func() bool { return a.Err() != nil })
}

func TestAConnectionOfBytesThatAnswersNothingIsNoWay(t *testing.T) {
	h := serves(t)
	c := h.config(t)
	c.Stream = func(context.Context) (net.Conn, error) {
		near, far := net.Pipe()
		far.Close()
		return near, nil
	}
	if _, err := lite.Dial(t.Context(), c); !errors.Is(err, lite.ErrNoAnswer) {
		t.Errorf("got %v, want ErrNoAnswer", err)
	}
}

func arrives(t *testing.T, h *house) (*lite.Conn, [32]byte) {
	t.Helper()
	c := h.config(t)
	l, err := lite.Dial(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, c.Identity.Fingerprint()
}

// until waits for what comes over a real socket.
func until(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func TestWhatOneSaysAnotherHears(t *testing.T) {
	h := serves(t)
	talker, fingerprint := arrives(t, h)
	listener, _ := arrives(t, h)
	until(t, "both are in", func() bool { return h.Stats().Members == 2 })
	h.Allow("m", fingerprint, 7, true)
	for i := range 10 {
		if err := talker.Send([]byte{9 << 3, 1, 2, 3}, 960, 30, i == 0); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "ten packets are heard", func() bool { return listener.Stats().Heard == 10 })
	if s := listener.Stats(); s.Lost != 0 || s.First.IsZero() {
		t.Errorf("got %+v, want nothing lost", s)
	}
	if s := talker.Stats(); s.Heard != 0 {
		t.Errorf("the talker heard %d packets of its own", s.Heard)
	}
}

func TestProbesComeBack(t *testing.T) {
	l, _ := arrives(t, serves(t))
	e := l.Probe(t.Context(), 20, time.Millisecond, 20*time.Second)
	if e.Sent != 20 || e.Back != 20 || len(e.Trips) < 20 {
		t.Errorf("got %+v, want 20 of 20 back", e)
	}
	for _, trip := range e.Trips {
		if trip <= 0 {
			t.Errorf("a round trip of %v", trip)
		}
	}
}

func TestAnotherServerIsRefused(t *testing.T) {
	c := serves(t).config(t)
	c.Fingerprint[0]++
	if _, err := lite.Dial(t.Context(), c); !errors.Is(err, lite.ErrWrongServer) {
		t.Errorf("got %v, want ErrWrongServer", err)
	}
}

func TestNobodyAnswers(t *testing.T) {
	h := serves(t)
	c := h.config(t)
	h.close()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := lite.Dial(ctx, c); !errors.Is(err, lite.ErrNoAnswer) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want ErrNoAnswer for want of time", err)
	}
}

func TestBothSidesSayGoodbye(t *testing.T) {
	h := serves(t)
	one, _ := arrives(t, h)
	two, _ := arrives(t, h)
	until(t, "both are in", func() bool { return h.Stats().Members == 2 })
	one.Close()
	until(t, "one has left", func() bool { return h.Stats().Members == 1 })
	if !errors.Is(one.Err(), lite.ErrClosed) {
		t.Errorf("got %v, want ErrClosed", one.Err())
	}
	h.close()
	<-two.Done()
	if !errors.Is(two.Err(), lite.ErrGone) {
		t.Errorf("got %v, want ErrGone", two.Err())
	}
}
