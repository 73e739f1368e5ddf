package hub

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// An attendee is one connection of a person. Its reader is a goroutine, its
// writer another, which is there only while there is something to write; the
// hall pushes and never waits.
type attendee struct {
	config  *Config // the hall's
	session meeting.Session
	sound   [32]byte
	ticket  ticket.Payload
	id      ticket.ID     // of the ticket
	seen    atomic.Uint64 // nothing this client still sends was made before this event
	has     atomic.Uint64 // this client has the log up to here, as it said last
	number  atomic.Uint32 // the person's, for the log; 0 while it waits to be let in
	entered atomic.Bool   // in the meeting, not in its waiting room
	counts  *counts       // the hub's
	hands   *hands        // the hub's
	meeting *hall         // at a document: its meeting's; nil: this line is to the meeting
	known   bool          // in the meeting's log for sure; the reader's
	greeted func()        // told when the welcome has been written; nil: nobody wants to know. The writer's
	first   firstWord     // of the client's, which says that it has the welcome
	wake    chan struct{} // holds one token when there is something more to send
	ended   chan struct{} // closed when nothing more can be sent
	heard   atomic.Int64  // when something last came, in nanoseconds since 1970; 0: nothing has
	writer  sync.WaitGroup

	// What follows belongs to the hall.
	person  meeting.Person // does not change once it has joined
	talking bool
	checked meeting.Version // the event after which it last compared its draft
	repeats time.Time       // by when it must say again that it is talking; zero: it has
	asked   time.Time       // when it last asked for the roster

	mu       sync.Mutex // guards the fields below
	mail     mail
	roster   map[bool][]byte        // the newest page, and the newest count alone (false); made when first needed
	lobby    []byte                 // the newest word on who waits to be let in
	points   map[text.Author][]byte // made when first needed
	leaving  bool                   // the goodbye is in the queue: nothing more goes in
	ready    bool                   // the connection is there
	writing  bool                   // the writer is
	ws       *websocket.Conn
	conn     *gatherer
	hangUp   func() // breaks the connection
	farewell *time.Timer
}

func newAttendee(c *Config, n *counts, hello wire.Hello, t ticket.Payload) *attendee {
	session := hello.Nonce.Session()
	person := meeting.Person{Session: session, Name: hello.Name, Delegation: hello.Delegation, Role: meeting.Role(t.Role), Fixes: t.Fixes}
	return &attendee{
		config:  c,
		session: session,
		sound:   hello.Sound,
		ticket:  t,
		id:      t.ID(),
		person:  person,
		hangUp:  func() {},
		counts:  n,
		wake:    make(chan struct{}, 1),
		ended:   make(chan struct{}),
	}
}

// welcome begins what is told, with the events behind at, up to the newest.
func (a *attendee) welcome(w meeting.Welcome, at, newest *told) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.mail.begins(at, newest)
	a.mail.own = append(a.mail.own, letter{welcome: &w, after: at.events})
	a.mail.insert(at, a.person)
	a.stir()
}

// hear has an event told, the newest, by the message that is for this reader
// alone, if it is not nil. editor is who caused an edit, 0 if it is none: a
// pointer of theirs that waits is then out of date.
func (a *attendee) hear(event *told, own []byte, editor text.Author) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaving {
		return
	}
	if editor != 0 {
		delete(a.points, editor)
	}
	a.mail.hears(event, own)
	a.keepsUp()
}

// push puts a message for this reader alone behind what waits.
func (a *attendee) push(frame []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.leaving {
		a.mail.post(frame)
		a.keepsUp()
	}
}

// keepsUp wakes the writer; a reader that is too slow gets the goodbye. The
// caller holds a.mu.
func (a *attendee) keepsUp() {
	if bytes, messages := a.mail.waiting(); bytes > a.config.Limits.Waiting || messages > a.config.Limits.Frames {
		a.counts.tooSlow.Add(1)
		a.config.Logger.Info("a reader that did not keep up is cut", "person", a.number.Load(), "bytes", bytes, "messages", messages)
		a.goodbye(wire.TooSlow, 0)
	}
	a.stir()
}

// say encodes a frame and pushes it.
func (a *attendee) say(frame any) {
	b, err := wire.Append(nil, frame)
	if err != nil {
		a.config.Logger.Error("encode a message", "to", a.number.Load(), "why", err)
		return
	}
	a.push(b)
}

// point keeps where somebody's cursor is until the writer has time for it;
// only the newest counts.
func (a *attendee) point(by text.Author, frame []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.leaving {
		if a.points == nil {
			a.points = map[text.Author][]byte{}
		}
		a.points[by] = frame
		a.stir()
	}
}

// show keeps who is here until the writer has time for it; of pages, and of
// counts alone, only the newest counts.
func (a *attendee) show(r meeting.Roster) {
	b, err := wire.Append(nil, r)
	if err != nil {
		a.config.Logger.Error("encode a roster", "to", a.number.Load(), "why", err)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.leaving {
		if a.roster == nil {
			a.roster = map[bool][]byte{}
		}
		a.roster[r.People != nil] = b
		a.stir()
	}
}

// tellLobby keeps who waits until the writer has time for it; only the newest
// counts.
func (a *attendee) tellLobby(frame []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.leaving {
		a.lobby = frame
		a.stir()
	}
}

// bye ends the connection: the reason is the last that is sent.
func (a *attendee) bye(why wire.ByeReason) { a.byeUntil(why, 0) }

// byeUntil is bye with the time after which the client is to come back.
func (a *attendee) byeUntil(why wire.ByeReason, wait time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.leaving {
		a.goodbye(why, wait)
		a.stir()
	}
}

// goodbye drops what waits, and gives the client a moment to go. The caller
// holds a.mu.
func (a *attendee) goodbye(why wire.ByeReason, wait time.Duration) {
	clear(a.points)
	clear(a.roster)
	a.lobby = nil
	a.mail, a.leaving = mail{}, true
	if b, err := wire.Append(nil, wire.ByeFrame{Reason: why, Wait: wait}); err == nil {
		a.mail.post(b)
	}
	a.farewell = time.AfterFunc(a.config.Limits.Farewell, a.cut)
}

// cut breaks the connection without a word.
func (a *attendee) cut() {
	a.mu.Lock()
	a.leaving = true
	hangUp := a.hangUp
	a.mu.Unlock()
	hangUp() // may take a moment, so not under the lock
}

// stir wakes the writer, or starts it. The caller holds a.mu.
func (a *attendee) stir() {
	switch {
	case !a.ready:
	case a.writing:
		select {
		case a.wake <- struct{}{}:
		default:
		}
	default:
		a.writing = true
		a.writer.Add(1)
		a.hands.lend(a.write)
	}
}

// serve reads and writes until the connection has ended.
func (a *attendee) serve(l *hall, ws *websocket.Conn, conn *gatherer) {
	a.mu.Lock()
	a.ws, a.conn, a.hangUp, a.ready = ws, conn, func() { conn.Close() }, true
	if a.farewell != nil { // the goodbye came before the connection was ready
		a.farewell.Reset(a.config.Limits.Farewell)
	}
	a.stir()
	a.mu.Unlock()
	a.read(l)
	a.first.came()
	close(a.ended)
	conn.Close() // frees a writer that is stuck
	ws.CloseNow()
	a.mu.Lock()
	a.leaving, a.ready, a.mail = true, false, mail{}
	if a.farewell != nil {
		a.farewell.Stop()
	}
	a.mu.Unlock()
	a.writer.Wait()
}
