package serve

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// A stranger's TLS connection: it knows nothing and checks nothing.
func stranger(t *testing.T, s *Server) *tls.Conn {
	t.Helper()
	c, err := tls.Dial("tcp", s.Addr().String(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// get asks for a path with the headers and returns the answer's status and body.
func get(t *testing.T, s *Server, path string, header http.Header) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	r, err := http.NewRequestWithContext(t.Context(), "GET", "https://"+s.Addr().String()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// enters joins as a client from the address and returns how it went; "" is any.
func enters(t *testing.T, link ticket.Link, from string) error {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	dial := func(ctx context.Context, host string) (net.Conn, error) {
		var d net.Dialer
		if from != "" {
			d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(from)}
		}
		return d.DialContext(ctx, "tcp", host)
	}
	s := session.New(session.Config{Link: link, Name: "Amina", GiveUp: 20 * time.Second, Dial: dial})
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	for n := range s.Notices() {
		if _, in := n.(meeting.Welcome); in {
			return nil
		}
	}
	return <-ended
}

func TestOldTLSIsRefused(t *testing.T) {
	s := open(t, Config{})
	c, err := tls.Dial("tcp", s.Addr().String(), &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12})
	if err == nil {
		c.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "protocol version not supported") {
		t.Errorf("got %v, want the alert that this version is not spoken", err)
	}
}

func TestAClientRefusesAServerWithAnotherFingerprint(t *testing.T) {
	link := open(t, Config{}).Link(meeting.Delegate)
	link.Fingerprint[3] ^= 1
	if err := enters(t, link, ""); !errors.Is(err, session.ErrWrongFingerprint) {
		t.Errorf("got %v, want ErrWrongFingerprint", err)
	}
}

func TestWithoutATicketThereIsNoAnswerButThatOneIsNeeded(t *testing.T) {
	s := open(t, Config{Title: "Secret title"})
	hello := wire.Hello{Protocol: wire.Protocol, Name: "Mallory"}.Header()
	forged := s.Link(meeting.Delegate).Ticket
	forged.Secret[0] ^= 1
	elsewhere := ticket.NewKey().Issue(ticket.Payload{Meeting: s.meeting, Role: uint8(meeting.Chair)})
	for name, header := range map[string]http.Header{
		"nothing":            {},
		"a hello alone":      {"Parley-Hello": {hello}},
		"garbage":            {"Parley-Hello": {"????"}, "Authorization": {"Parley ????"}},
		"a forged ticket":    {"Parley-Hello": {hello}, "Authorization": {forged.TextProof(hello)}},
		"another server's":   {"Parley-Hello": {hello}, "Authorization": {elsewhere.TextProof(hello)}},
		"another's hello":    {"Parley-Hello": {wire.Hello{Protocol: wire.Protocol, Name: "Eve"}.Header()}, "Authorization": {s.Link(meeting.Delegate).Ticket.TextProof(hello)}},
		"an endless request": {"Parley-Hello": {hello}, "Authorization": {strings.Repeat("x", 8<<10)}},
	} {
		if status, body := get(t, s, "/v1/text", header); status != http.StatusUnauthorized || strings.Contains(body, "Secret") {
			t.Errorf("%s: got %d %q, want 401", name, status, body)
		}
	}
}

func TestWithoutAProofNoDatagramIsAnswered(t *testing.T) {
	s := open(t, Config{})
	c, err := net.Dial("udp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	random := func(first byte, n int) []byte {
		b := make([]byte, n)
		rand.Read(b)
		b[0] = first
		return b
	}
	// A STUN binding request without, and one with, a name that nobody made.
	stun := append([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}, random(1, 12)...)
	named := append(append([]byte{0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42}, random(1, 12)...), 0, 6, 0, 3, 'a', ':', 'b', 0)
	all := [][]byte{stun, named, random(22, 200), random(20, 14), random(128, 172), random(200, 40), random(64, 30), random(255, 1400), {0}, {22}}
	for _, b := range all {
		if _, err := c.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	for s.Numbers().Sound.PacketsIn < uint64(len(all)) {
		runtime.Gosched() // until the server has read them all
	}
	if n := s.Numbers().Sound; n.PacketsOut != 0 || n.Peers != 0 {
		t.Errorf("%d answers and %d peers, want none", n.PacketsOut, n.Peers)
	}
}

func TestAFloodFromOneAddressLeavesTheDoorOpenForOthers(t *testing.T) {
	var log lines
	s := open(t, Config{Limits: Limits{Rate: 0.001, Burst: 20, Strangers: 40}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for range 200 {
		c, err := net.Dial("tcp", s.Addr().String())
		if err == nil { // a reset may come that early
			defer c.Close()
		}
	}
	if err := enters(t, s.Link(meeting.Delegate), "127.0.0.2"); err != nil {
		t.Errorf("from another address: %v", err)
	}
	if n := s.Numbers(); n.TooOften != 180 {
		t.Errorf("%d turned away, want 180", n.TooOften)
	}
	if got := log.String(); strings.Count(got, "connections come too often from one address") != 1 {
		t.Errorf("want it logged once:\n%s", got)
	}
}

func TestWhoSaysNothingIsCut(t *testing.T) {
	s := open(t, Config{Limits: Limits{Patience: 100 * time.Millisecond}})
	raw, err := net.Dial("tcp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	silent, slow, idle := stranger(t, s), stranger(t, s), stranger(t, s)
	fmt.Fprint(slow, "GET /v1/text HTTP/1.1\r\nHost: x\r\nX: ")
	fmt.Fprint(idle, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	for name, c := range map[string]net.Conn{"before TLS": raw, "without a request": silent, "in the middle of one": slow, "after one": idle} {
		if _, err := io.Copy(io.Discard, c); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("%s: %v", name, err) // the test's own time is the bound
		}
	}
	for s.Numbers().Strangers > 0 {
		runtime.Gosched()
	}
}

func TestAGigabyteIsCutAndOthersGoOn(t *testing.T) {
	var log lines
	s := open(t, Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	link := s.Link(meeting.Delegate)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	const gigabyte = 1 << 30
	chunk := bytes.Repeat([]byte("a"), 64<<10)
	pour := func(w io.Writer) (n int64) {
		for n < gigabyte {
			m, err := w.Write(chunk)
			n += int64(m)
			if err != nil {
				break
			}
		}
		return n
	}
	sent := map[string]int64{}
	raw, err := net.Dial("tcp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	sent["instead of TLS"] = pour(raw)
	header := stranger(t, s)
	fmt.Fprint(header, "GET /v1/text HTTP/1.1\r\nHost: x\r\nX: ")
	sent["as a header"] = pour(header)
	body := stranger(t, s)
	fmt.Fprintf(body, "POST /v1/text HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", gigabyte)
	sent["as a body"] = pour(body)
	sent["as a message"] = pour(insider{t, dialled(t, s)})
	for !strings.Contains(log.String(), "a client sent what is no message") {
		runtime.Gosched() // its sender has a good ticket
	}
	for what, n := range sent {
		if n > 32<<20 { // what the kernel's buffers hold, and no more
			t.Errorf("%s: %d bytes were taken", what, n)
		}
	}
	if err := enters(t, link, ""); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("sent before the cut: %v; allocated meanwhile %d kB, in use after it %d kB more",
		sent, (after.TotalAlloc-before.TotalAlloc)>>10, (int64(after.HeapInuse)-int64(before.HeapInuse))>>10)
	if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 32<<20 {
		t.Errorf("%d bytes more are in use", grown)
	}
}

// dialled is a WebSocket of somebody with a good ticket.
func dialled(t *testing.T, s *Server) *websocket.Conn {
	t.Helper()
	hello := wire.Hello{Protocol: wire.Protocol, Name: "Boris", Nonce: meeting.Nonce{1}}.Header()
	ws, _, err := websocket.Dial(t.Context(), "https://"+s.Addr().String()+"/v1/text", &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}},
		HTTPHeader: http.Header{"Parley-Hello": {hello}, "Authorization": {s.Link(meeting.Delegate).Ticket.TextProof(hello)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.CloseNow() })
	return ws
}

// An insider writes one endless message.
type insider struct {
	t  *testing.T
	ws *websocket.Conn
}

func (i insider) Write(b []byte) (int, error) {
	w, err := i.ws.Writer(i.t.Context(), websocket.MessageBinary)
	if err != nil {
		return 0, err
	}
	n := 0
	for n < 1<<30 && err == nil {
		var m int
		m, err = w.Write(b)
		n += m
	}
	return n, err
}

// Lines is a log to be read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestGarbageIsCutAndLoggedAndOthersGoOn(t *testing.T) {
	var log lines
	s := open(t, Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	for range 20 {
		c, err := net.Dial("tcp", s.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		io.CopyN(c, rand.Reader, 2048)
		bufio.NewReader(c).ReadByte() // an alert, or the end
		c.Close()
	}
	ws := dialled(t, s)
	if err := ws.Write(t.Context(), websocket.MessageBinary, []byte("\x00garbage")); err != nil {
		t.Fatal(err)
	}
	ws.SetReadLimit(-1)
	var hearing wire.Hearing
	for {
		_, b, err := ws.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if frame, err := hearing.Parse(b, 0); err != nil {
			t.Fatal(err)
		} else if bye, ok := frame.(wire.ByeFrame); ok {
			if bye.Reason != wire.Garbled {
				t.Errorf("the goodbye says %d, want that it was garbled", bye.Reason)
			}
			break
		}
	}
	ws.CloseNow()
	if got := log.String(); !strings.Contains(got, "a client sent what is no message") || strings.Contains(got, "Boris") {
		t.Errorf("got the log\n%s", got)
	}
	if err := enters(t, s.Link(meeting.Delegate), ""); err != nil {
		t.Error(err)
	}
}

func TestAServerHasOnlySoManyMeetings(t *testing.T) {
	s := open(t, Config{Many: true, Limits: Limits{Meetings: 2}})
	second, err := s.OpenMeeting(t.Context(), Opening{Title: "Second"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.OpenMeeting(t.Context(), Opening{Title: "Third"}); !errors.Is(err, ErrTooMany) {
		t.Errorf("got %v, want ErrTooMany", err)
	}
	if err := s.CloseMeeting(t.Context(), second.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.OpenMeeting(t.Context(), Opening{Title: "Third"}); err != nil {
		t.Error(err)
	}
	if err := s.ReopenMeeting(second.ID); !errors.Is(err, ErrTooMany) {
		t.Errorf("reopening: got %v, want ErrTooMany", err)
	}
}

func TestAHostIsNotGivenADirectoryWithSeveralMeetings(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), Config{Data: dir, Listen: "127.0.0.1:0", Many: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.OpenMeeting(t.Context(), Opening{Title: "Second"}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	refused(t, Config{Data: dir}, dir+": the directory has several meetings, which only a server can hold: serve it with parleyd --data, or give another directory")
}

func newTextLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }
