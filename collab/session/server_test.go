package session_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"parley/collab/collabtest"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/collab/wire"
)

const address = "meeting.test:7443"

var (
	key         = ticket.NewKey()
	certificate tls.Certificate
	link        ticket.Link
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "parley")
		if err != nil {
			log.Fatal(err)
		}
		defer os.RemoveAll(dir)
		if certificate, err = ticket.LoadCertificate(dir); err != nil {
			log.Fatal(err)
		}
		link = linkFor(meeting.Delegate)
		return m.Run()
	}())
}

func linkFor(role meeting.Role) ticket.Link {
	return ticket.Link{
		Host:        address,
		Ticket:      key.Issue(ticket.Payload{Meeting: meetingID, Role: uint8(role)}),
		Fingerprint: ticket.Fingerprint(certificate),
	}
}

// A server is a text door that a test plays by hand: it checks proofs, answers
// pings, and gives everything else to the test.
type server struct {
	t          *testing.T
	http       *http.Server
	visits     chan *visit
	mu         sync.Mutex // guards what follows
	status     int        // answered instead of letting anybody in; 0: let in
	retryAfter string     // with the status
	mute       bool       // answers no pings
	inside     map[*visit]bool
}

// A visit is one connection of a client.
type visit struct {
	s     *server
	hello wire.Hello
	ws    *websocket.Conn
	got   chan any // what the client sent, without its pings; closed at the end
}

// open starts a server at the address. It ends with the test's bubble.
func open(t *testing.T, n *network, cert tls.Certificate) *server {
	s := &server{t: t, visits: make(chan *visit, 100), inside: map[*visit]bool{}}
	s.http = &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0)}
	l := tls.NewListener(n.Listen(address), &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13})
	go s.http.Serve(l)
	return s
}

func (s *server) close() {
	s.http.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for v := range s.inside {
		go v.ws.CloseNow()
	}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	status, after := s.status, s.retryAfter
	s.mu.Unlock()
	header := r.Header.Get("Parley-Hello")
	if _, err := key.CheckText(r.Header.Get("Authorization"), header, ticket.Holder{}, time.Now()); err != nil {
		status = http.StatusUnauthorized
		if errors.Is(err, ticket.ErrExpired) {
			status = http.StatusGone
		}
	}
	hello, err := wire.ParseHello(header)
	if err != nil {
		status = http.StatusBadRequest
	}
	if status != 0 {
		w.Header().Set("Retry-After", after)
		w.WriteHeader(status)
		return
	}
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	ws.SetReadLimit(wire.MaxCommand)
	v := &visit{s: s, hello: hello, ws: ws, got: make(chan any, 10_000)}
	s.mu.Lock()
	s.inside[v] = true
	s.mu.Unlock()
	s.visits <- v
	v.serve()
	s.mu.Lock()
	delete(s.inside, v)
	s.mu.Unlock()
	ws.CloseNow()
}

func (v *visit) serve() {
	defer close(v.got)
	var asking wire.Asking
	for {
		_, b, err := v.ws.Read(context.Background())
		if err != nil {
			return
		}
		frame, err := asking.Parse(b)
		if err != nil {
			v.s.t.Errorf("the client sent what is no frame: %v", err)
			return
		}
		if several, ok := frame.(wire.Together); ok {
			for _, f := range several {
				v.got <- f
			}
			continue
		}
		if _, receipt := frame.(wire.HasFrame); receipt {
			continue // they come with pings
		}
		ping, ok := frame.(wire.PingFrame)
		if !ok {
			v.got <- frame
			continue
		}
		v.s.mu.Lock()
		mute := v.s.mute
		v.s.mu.Unlock()
		if !mute {
			v.say(wire.PongFrame{Stamp: ping.Stamp, Present: 1})
		}
	}
}

// say sends frames to the client.
func (v *visit) say(frames ...any) {
	for _, f := range frames {
		b, err := wire.Append(nil, f)
		if err != nil {
			v.s.t.Errorf("encode %T: %v", f, err)
			return
		}
		if err := v.ws.Write(context.Background(), websocket.MessageBinary, b); err != nil {
			return // the client is gone
		}
	}
}

// hear returns the next thing that the client sent.
func (v *visit) hear() any {
	v.s.t.Helper()
	select {
	case f, ok := <-v.got:
		if ok {
			return f
		}
		v.s.t.Fatal("the client is gone")
	case <-time.After(time.Minute):
		v.s.t.Fatal("the client said nothing for a minute")
	}
	return nil
}

// hearNumbers returns the numbers of the next n commands.
func (v *visit) hearNumbers(n int) []uint64 {
	v.s.t.Helper()
	numbers := make([]uint64, n)
	for i := range numbers {
		f := v.hear()
		c, ok := f.(wire.CommandFrame)
		if !ok {
			v.s.t.Fatalf("got %#v, want a command", f)
		}
		numbers[i] = c.Command.Number
	}
	return numbers
}

// next returns the next visit.
func (s *server) next() *visit {
	s.t.Helper()
	select {
	case v := <-s.visits:
		return v
	case <-time.After(5 * time.Minute):
		s.t.Fatal("nobody came for five minutes")
		return nil
	}
}

func (s *server) set(f func(*server)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s)
}

// you is the person the fake server lets in.
var you = meeting.Person{Number: 7, Name: "Amina", Role: meeting.Delegate}

// fresh is the welcome of a meeting at head.
func fresh(head meeting.Version) meeting.Welcome {
	return meeting.Welcome{You: you, Title: "Talks", Head: head, Present: 1, Snapshot: &meeting.Snapshot{Title: "Talks", Head: head, TextAt: head}}
}

// resumed is the welcome of somebody who has all up to what the hello named.
func resumed(head meeting.Version, last uint64) meeting.Welcome {
	return meeting.Welcome{You: you, Title: "Talks", Head: head, Last: last, Present: 1}
}

// said is an event of chat.
func said(number meeting.Version, by text.Author, command uint64) meeting.Happened {
	return meeting.Happened{Event: meeting.Event{
		Number: number, At: time.UnixMilli(1).UTC(), By: by, Command: command, What: meeting.Said{Text: "hear, hear"},
	}}
}

// say is a command of chat.
func say(number uint64) meeting.Command {
	return meeting.Command{Number: number, Base: 1, Ask: meeting.Say{Text: "hear, hear"}}
}

// A client is a session that runs, and what it told so far.
type client struct {
	*session.Session
	t      *testing.T
	cancel context.CancelFunc
	ended  chan error

	mu  sync.Mutex // guards got
	got []meeting.Notice
}

// enter runs a session against the network. The test's bubble must call leave.
func enter(t *testing.T, c session.Config) *client {
	if c.Link.Host == "" {
		c.Link = link
	}
	if c.Rand == nil {
		c.Rand = func() float64 { return 0.5 }
	}
	ctx, cancel := context.WithCancel(context.Background())
	k := &client{Session: session.New(c), t: t, cancel: cancel, ended: make(chan error, 1)}
	go func() { k.ended <- k.Run(ctx) }()
	go func() {
		for n := range k.Notices() {
			k.mu.Lock()
			k.got = append(k.got, n)
			k.mu.Unlock()
		}
	}()
	return k
}

// leave ends the session and returns what Run did.
func (k *client) leave() error {
	k.cancel()
	return <-k.ended
}

// all returns the notices of one kind so far.
func all[N meeting.Notice](k *client) (these []N) {
	synctest.Wait()
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, n := range k.got {
		if n, ok := n.(N); ok {
			these = append(these, n)
		}
	}
	return these
}

// newestLink returns the state of the line as last told.
func (k *client) newestLink() meeting.LinkChanged {
	k.t.Helper()
	links := all[meeting.LinkChanged](k)
	if len(links) == 0 {
		k.t.Fatal("nothing told about the line")
	}
	return links[len(links)-1]
}

// A network counts the calls made over it.
type network struct {
	*collabtest.Network
	calls atomic.Int64
}

func newNetwork(seed uint64) *network { return &network{Network: collabtest.New(seed)} }

// dial returns the Dial of somebody with that weather.
func (n *network) dial(w collabtest.Weather) func(context.Context, string) (net.Conn, error) {
	call := n.From(w)
	return func(ctx context.Context, address string) (net.Conn, error) {
		n.calls.Add(1)
		return call(ctx, address)
	}
}

func (n *network) dials() int { return int(n.calls.Load()) }

// bubble runs a test in virtual time with a network and a server.
func bubble(t *testing.T, f func(t *testing.T, n *network, s *server)) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1)
		s := open(t, n, certificate)
		defer s.close()
		f(t, n, s)
	})
}
