package hub_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"parley/collab/collabtest"
	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/collab/wire"
)

const address = "meeting.test:7443"

var (
	key = ticket.NewKey()
	id  = [8]byte{0xab, 1}
)

// A house is a hub that is served on a network in memory, and its log.
type house struct {
	t       *testing.T
	log     *fallible
	network *collabtest.Network
	config  hub.Config
	hub     *hub.Hub
	server  *http.Server
	past    func(ctx context.Context, m string, q wire.PastQuery) (wire.Past, error) // answers about the past

	mu     sync.Mutex // guards the fields below
	sound  []string   // what Talk and Gone were told
	hushes []string   // what Hush was told, and when
	opened time.Time
}

// inHouse runs a test in virtual time, in a meeting with the draft "one two\n".
func inHouse(t *testing.T, limits hub.Limits, test func(*testing.T, *house)) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{t: t, log: &fallible{Memory: eventlog.NewMemory()}, network: collabtest.New(1)}
		h.config = hub.Config{Log: h.log, Key: key, Limits: limits, Talk: h.talk, Gone: h.gone, Hush: h.hush, Sweep: h.sweep}
		h.config.Past = func(ctx context.Context, m string, q wire.PastQuery) (wire.Past, error) { return h.past(ctx, m, q) }
		if h.open() {
			t.Error("a new meeting was continued")
		}
		defer h.close()
		test(t, h)
	})
}

// open starts a hub on the log and serves it.
func (h *house) open() (continued bool) {
	h.t.Helper()
	h.hub, h.opened = hub.New(h.config), time.Now()
	continued, err := h.hub.Open(h.t.Context(), id, "Res. 50", "one two\n")
	if err != nil {
		h.t.Fatal(err)
	}
	h.serve()
	return continued
}

// serve lets people reach the hub.
func (h *house) serve() {
	h.server = &http.Server{Handler: h.hub, ErrorLog: log.New(io.Discard, "", 0)}
	go h.server.Serve(h.network.Listen(address))
	synctest.Wait()
}

// close says goodbye and waits until everybody has gone.
func (h *house) close() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := h.hub.Close(ctx); err != nil {
		h.t.Errorf("close: %v", err)
	}
	h.server.Close()
	synctest.Wait()
}

func (h *house) talk(m string, sound [32]byte, speaker uint32, on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sound = append(h.sound, fmt.Sprint("talk ", sound[0], " as ", speaker, " ", on))
	if m != hub.Name(id) {
		h.t.Errorf("talk in meeting %s, want %s", m, hub.Name(id))
	}
}

func (h *house) gone(_ string, sound [32]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sound = append(h.sound, fmt.Sprint("gone ", sound[0]))
}

func (h *house) hush(_ string, sound [32]byte, on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hushes = append(h.hushes, fmt.Sprintf("%v: %c %v", time.Since(h.opened).Round(time.Millisecond), sound[0], on))
}

func (h *house) sweep(string, func([32]byte) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sound = append(h.sound, "sweep")
}

// told returns what the sound was told since the last call.
func (h *house) told() []string {
	synctest.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	told := h.sound
	h.sound = nil
	return told
}

// A fallible log fails once when it is told how.
type fallible struct {
	*eventlog.Memory
	mu   sync.Mutex // guards what follows
	fail func(after uint64, entry []byte) error

	refuse uint64 // entries up to this number must not be read

	each  time.Duration // to append one entry
	takes time.Duration // to read one entry
	reads atomic.Int64  // of the log from its beginning
}

// whole returns how often the whole log was read.
func (f *fallible) whole() int64 { return f.reads.Load() }

func (f *fallible) Read(ctx context.Context, m string, after uint64, take func(uint64, []byte) error) error {
	if after == 0 {
		f.reads.Add(1)
	}
	if after < f.refuse {
		return fmt.Errorf("entries after %d are read, those up to %d need not be", after, f.refuse)
	}
	return f.Memory.Read(ctx, m, after, func(number uint64, entry []byte) error {
		time.Sleep(f.takes)
		return take(number, entry)
	})
}

func (f *fallible) Append(ctx context.Context, m string, after uint64, entry []byte) (uint64, error) {
	f.mu.Lock()
	fail := f.fail
	f.fail = nil
	f.mu.Unlock()
	time.Sleep(f.each)
	if fail != nil {
		if err := fail(after, entry); err != nil {
			return 0, err
		}
	}
	return f.Memory.Append(ctx, m, after, entry)
}

func (f *fallible) next(fail func(after uint64, entry []byte) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail = fail
}

// as is the hello and the role of a person.
type as struct {
	wire.Hello
	role   meeting.Role
	ticket ticket.Ticket // the one to come with; zero: the role's
}

// with is the person with another link than the role's.
func (p as) with(t ticket.Ticket) as {
	p.ticket, p.role = t, meeting.Role(t.Payload.Role)
	return p
}

func person(name string, role meeting.Role) as {
	var nonce meeting.Nonce
	copy(nonce[:], name)
	return as{wire.Hello{Protocol: wire.Protocol, Nonce: nonce, Name: name, Sound: [32]byte{name[0]}}, role, ticket.Ticket{}}
}

// resume is the hello of somebody who was here before.
func (p as) resume(number text.Author, after meeting.Version) as {
	p.Person, p.Resume, p.Need = number, after, after
	return p
}

func (p as) header() http.Header {
	t := p.ticket
	if t == (ticket.Ticket{}) {
		t = key.Issue(ticket.Payload{Meeting: id, Role: uint8(p.role)})
	}
	return http.Header{"Parley-Hello": {p.Header()}, "Authorization": {t.TextProof(p.Header())}}
}

// A client is a WebSocket by hand.
type client struct {
	t       *testing.T
	ws      *websocket.Conn
	conn    net.Conn
	welcome meeting.Welcome
	resume  meeting.Version
	sent    uint64
	edited  meeting.Command // the last edit
	packed  int             // messages heard that were several in one; of the reader
	nudged  atomic.Int64    // how often the hub helped its welcome along
	frames  chan any        // what was heard; closed at the end
}

// dial asks to come in and returns what the server answers.
func (h *house) dial(header http.Header) (*websocket.Conn, net.Conn, *http.Response, error) {
	var conn net.Conn
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (c net.Conn, err error) {
		conn, err = h.network.Dial(ctx, address)
		return conn, err
	}, DisableKeepAlives: true}
	ws, resp, err := websocket.Dial(context.Background(), "http://"+address+"/v1/text", &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: transport}, HTTPHeader: header})
	if err == nil {
		ws.SetReadLimit(wire.MaxFrame)
	}
	return ws, conn, resp, err
}

// enter comes in without reading anything.
func (h *house) enter(p as) *client {
	h.t.Helper()
	ws, conn, _, err := h.dial(p.header())
	if err != nil {
		h.t.Fatalf("%s comes in: %v", p.Name, err)
	}
	h.t.Cleanup(func() { ws.CloseNow() })
	return &client{t: h.t, ws: ws, resume: p.Resume, conn: conn, frames: make(chan any, 100_000)}
}

// join comes in and reads from then on.
func (h *house) join(p as) *client {
	h.t.Helper()
	c := h.enter(p)
	c.read()
	c.welcome = hear[meeting.Welcome](c)
	return c
}

// nudge is what follows a welcome that is not answered: it means nothing.
var nudge any = wire.PongFrame{}

// read starts reading. Nudges are only counted.
func (c *client) read() {
	go func() {
		defer close(c.frames)
		var hearing wire.Hearing
		for {
			_, b, err := c.ws.Read(context.Background())
			if err != nil {
				return
			}
			f, err := hearing.Parse(b, c.resume)
			if err != nil {
				c.t.Errorf("the hub sent what is no message: %v", err)
				return
			}
			if several, ok := f.(wire.Together); ok {
				c.packed++
				for _, f := range several {
					if f != nudge {
						c.frames <- f
					}
				}
				continue
			}
			if f == nudge {
				c.nudged.Add(1)
				continue
			}
			c.frames <- f
			if _, bye := f.(wire.ByeFrame); bye {
				c.ws.CloseNow()
			}
		}
	}()
}

// say sends frames.
func (c *client) say(frames ...any) {
	c.t.Helper()
	for _, f := range frames {
		b, err := wire.Append(nil, f)
		if err != nil {
			c.t.Fatal(err)
		}
		if err := c.ws.Write(context.Background(), websocket.MessageBinary, b); err != nil {
			c.t.Errorf("say %T: %v", f, err)
		}
	}
}

// chat asks for a line of chat and returns the command's number.
func (c *client) chat(base meeting.Version, line string) uint64 {
	c.t.Helper()
	c.sent++
	c.say(wire.CommandFrame{Command: meeting.Command{Number: c.sent, Base: base, Ask: meeting.Say{Text: line}}})
	return c.sent
}

// edit asks for a delta. It stands on the edit before it if that has the same
// base: it is not answered then, as far as this client knows.
func (c *client) edit(base meeting.Version, d delta.Delta) uint64 {
	c.t.Helper()
	c.sent++
	ask := meeting.Command{Number: c.sent, Base: base, Ask: meeting.Edit{Delta: d}}
	if c.edited.Base == base {
		ask.Prior = c.edited.Number
	}
	c.edited = ask
	c.say(wire.CommandFrame{Command: ask})
	return c.sent
}

// commanded is the message of a command.
func commanded(number uint64, base meeting.Version, prior uint64, ask meeting.Ask) wire.CommandFrame {
	return wire.CommandFrame{Command: meeting.Command{Number: number, Base: base, Prior: prior, Ask: ask}}
}

var errOver = errors.New("the connection is over")

// next returns the next frame heard within a minute.
func (c *client) next() (any, error) {
	select {
	case f, ok := <-c.frames:
		if !ok {
			return nil, errOver
		}
		return f, nil
	case <-time.After(time.Minute):
		return nil, errors.New("nothing was heard for a minute")
	}
}

// hear returns the next frame, which must be of the type.
func hear[F any](c *client) (f F) {
	c.t.Helper()
	got, err := c.next()
	if err != nil {
		c.t.Fatalf("waiting for %T: %v", f, err)
	}
	f, ok := got.(F)
	if !ok {
		c.t.Fatalf("got %T %+v, want %T", got, got, f)
	}
	return f
}

// heard returns all the frames that have come by now.
func (c *client) heard() (all []any) {
	time.Sleep(time.Second)
	synctest.Wait()
	for {
		select {
		case f, ok := <-c.frames:
			if !ok {
				return all
			}
			all = append(all, f)
		default:
			return all
		}
	}
}

// rule asks for what only a chair may.
func (c *client) rule(base meeting.Version, ask meeting.Ask) {
	c.t.Helper()
	c.sent++
	c.say(wire.CommandFrame{Command: meeting.Command{Number: c.sent, Base: base, Ask: ask}})
}

// over waits for the end of the connection, and returns the goodbye.
func (c *client) over() wire.ByeReason { return c.farewell().Reason }

// farewell is over with all that the goodbye says.
func (c *client) farewell() (last wire.ByeFrame) {
	c.t.Helper()
	for {
		f, err := c.next()
		if errors.Is(err, errOver) {
			return last
		}
		if err != nil {
			c.t.Fatal(err)
		}
		if bye, ok := f.(wire.ByeFrame); ok {
			last = bye
		}
	}
}

// noise is a line of chat that does not compress.
func noise() string {
	line := make([]rune, meeting.MaxChat)
	for i := range line {
		line[i] = 0x4e00 + rand.Int32N(0x5000)
	}
	return string(line)
}

func (c *client) leave() { c.ws.CloseNow() }

// what returns what happened in the events heard.
func what(frames []any) (all []string) {
	for _, f := range frames {
		switch f := f.(type) {
		case meeting.Happened:
			all = append(all, fmt.Sprintf("%d %s by %d", f.Event.Number, kind(f.Event.What), f.Event.By))
		case meeting.Accepted:
			all = append(all, fmt.Sprintf("%d accepted %d", f.Number, f.Command))
		case meeting.Refused:
			all = append(all, fmt.Sprintf("refused %d: %v", f.Command, f.Why))
		case wire.ByeFrame:
			all = append(all, fmt.Sprintf("bye %d", f.Reason))
		default:
			all = append(all, fmt.Sprintf("%T", f))
		}
	}
	return all
}

func kind(w meeting.What) string {
	switch w := w.(type) {
	case meeting.Entered:
		return w.Person.Name + " entered"
	case meeting.Said:
		return "said " + w.Text
	}
	return fmt.Sprintf("%T", w)[len("meeting."):]
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func (h *house) dialer() func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) { return h.network.Dial(ctx, address) }
}
