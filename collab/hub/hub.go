// Package hub is the server of meetings' text: it lets people in by their
// tickets, gives each meeting one goroutine that turns commands into events of
// the log, and tells everybody what happened. It holds no socket of its own: a
// Hub is an http.Handler.
package hub

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"parley/collab/ticket"
	"parley/collab/wire"
)

// An EventLog keeps the meetings' logs, as package eventlog does.
type EventLog interface {
	// Append makes entry number after+1, durable on return. The error wraps
	// eventlog.ErrStale when somebody else was first.
	Append(ctx context.Context, meeting string, after uint64, entry []byte) (uint64, error)
	// Read calls f with every entry after the given number, in order.
	Read(ctx context.Context, meeting string, after uint64, f func(number uint64, entry []byte) error) error
	// SaveSnapshot keeps the bytes as the meeting's snapshot at entry number at.
	SaveSnapshot(ctx context.Context, meeting string, at uint64, b []byte) error
	// Snapshot returns the newest snapshot that is whole, no bytes if there is
	// none. The error wraps eventlog.ErrDamaged when a newer one was damaged.
	Snapshot(ctx context.Context, meeting string) (at uint64, b []byte, err error)
}

// A Config says what a hub works with. Log and Key must be there.
type Config struct {
	Log     EventLog
	Key     ticket.Key
	Now     func() time.Time // nil: time.Now
	Logger  *slog.Logger     // nil: nothing is logged
	Goodbye wire.ByeReason   // what Close tells everybody; 0: that the server is restarting
	Limits  Limits

	// Talk is told, in order, when a person's talk switch lets their sound be
	// heard and when not any more. sound is the hash of the client's DTLS
	// certificate, speaker the person's number. It must return at once. Nil:
	// nobody wants to know.
	Talk func(meeting string, sound [32]byte, speaker uint32, on bool)
	// Rank is told what a person has of the floor when that changes: it decides
	// before whom they are heard. Like Talk it must return at once, and holds until
	// Gone. Nil: nobody wants to know.
	Rank func(meeting string, sound [32]byte, r Rank)
	// Reading is told about once a second how far the log of a meeting has been
	// read, where that takes longer. It must return at once. Nil: nobody wants
	// to know.
	Reading func(meeting string, number uint64)
	// Sound gets the connections of those whose sound comes this way, after their
	// tickets were looked at; it returns when one has ended, which it sees to.
	// Nil: there is no sound here.
	Sound func(net.Conn)
	// Past answers a question about the past of a meeting, or returns ErrAhead,
	// wrapped. It is asked one thing at a time. Nil: nobody is answered.
	Past func(ctx context.Context, meeting string, q wire.PastQuery) (wire.Past, error)
	// Gone is told when a person whose text line was lost has not come back
	// within Limits.Grace. It must return at once. Nil: nobody wants to know.
	Gone func(meeting string, sound [32]byte)
	// Hush is told when a person's text is late on its way, so that their sound
	// should wait for it, and when it is there. It must return at once. Nil: nobody
	// wants to know.
	Hush func(meeting string, sound [32]byte, on bool)
	// Sweep is told when some may not hear the meeting any more: those only may
	// of whom hears says so. It must return at once. Nil: nobody wants to know.
	Sweep func(meeting string, hears func(sound [32]byte) bool)

	// Welcomed is told, with the context of the request, that a person's welcome
	// has been written, and Appended how long an event took until it was on
	// disk. They must return at once. Nil: nobody wants to know.
	Welcomed func(request context.Context)
	Appended func(took time.Duration)
}

// ErrClosed reports a hub that was closed.
var ErrClosed = errors.New("the hub is closed")

// A Hub serves the meetings it has opened. It is safe for concurrent use.
type Hub struct {
	config Config

	opening sync.Mutex // one meeting at a time is taken up

	mu      sync.Mutex // guards the fields below
	halls   map[[8]byte]*hall
	offered map[[8]byte]struct{}  // those that may rest
	notes   map[[8]byte]note      // of those that are not taken up, what was last known
	broken  map[[8]byte]time.Time // could not be taken up, until when not to try again
	closed  bool

	lines   sync.WaitGroup // one for each connection at the door
	resting sync.WaitGroup // one for each meeting that is being put down
	pasts   chan struct{}  // has room while nobody is being answered about the past
	hands   *hands
	tunnels tunnels
	counts  *counts
	lookers *counts // of lines to documents
	spread  spread
}

// New returns a hub without meetings.
func New(c Config) *Hub {
	c.Limits = c.Limits.orUsual()
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Goodbye == 0 {
		c.Goodbye = wire.Restarting
	}
	if c.Talk == nil {
		c.Talk = func(string, [32]byte, uint32, bool) {}
	}
	if c.Rank == nil {
		c.Rank = func(string, [32]byte, Rank) {}
	}
	if c.Reading == nil {
		c.Reading = func(string, uint64) {}
	}
	if c.Gone == nil {
		c.Gone = func(string, [32]byte) {}
	}
	if c.Hush == nil {
		c.Hush = func(string, [32]byte, bool) {}
	}
	if c.Sweep == nil {
		c.Sweep = func(string, func([32]byte) bool) {}
	}
	if c.Welcomed == nil {
		c.Welcomed = func(context.Context) {}
	}
	if c.Appended == nil {
		c.Appended = func(time.Duration) {}
	}
	return &Hub{
		config: c, counts: newCounts(), lookers: newCounts(), pasts: make(chan struct{}, 1), hands: newHands(),
		halls: map[[8]byte]*hall{}, offered: map[[8]byte]struct{}{}, notes: map[[8]byte]note{}, broken: map[[8]byte]time.Time{},
	}
}

// Name is the meeting's name in the log and to Talk and Gone: its id in hex.
func Name(id [8]byte) string { return hex.EncodeToString(id[:]) }

// Open takes the meeting up. If the log has it, it goes on with its own title
// and text, and continued is true; if not, it begins with these. A meeting
// that is open already stays so.
func (h *Hub) Open(ctx context.Context, id [8]byte, title, draft string) (continued bool, err error) {
	h.opening.Lock()
	defer h.opening.Unlock()
	l, open := h.hall(id)
	switch {
	case !open:
		return false, ErrClosed
	case l != nil:
		return true, nil
	}
	return h.takeUp(ctx, id, title, draft)
}

// takeUp is Open for who holds h.opening.
func (h *Hub) takeUp(ctx context.Context, id [8]byte, title, draft string) (continued bool, err error) {
	l := newHall(h.config, Name(id), h.counts)
	l.id, l.host, l.rest, l.lookers = id, HostTicket(id).ID(), h.rest, h.lookers
	if continued, err = l.takeUp(ctx, title, draft); err != nil {
		return false, fmt.Errorf("take up meeting %s: %w", l.name, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false, ErrClosed
	}
	h.halls[id] = l
	go h.tend(l)
	return continued, nil
}

// hall returns the meeting's, and whether the hub still lets anybody in.
func (h *Hub) hall(id [8]byte) (l *hall, open bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.halls[id], !h.closed
}

// enter counts a connection in, unless the hub is closed.
func (h *Hub) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.lines.Add(1)
	}
	return !h.closed
}

// Close says goodbye to everybody, so that their clients come back, waits until
// they are gone, or cuts them when ctx ends, and saves a snapshot of each
// meeting. Everything acknowledged is in the log.
func (h *Hub) Close(ctx context.Context) error {
	halls, err := h.goodbye(ctx)
	for _, l := range halls {
		l.saveLast()
	}
	h.resting.Wait()
	h.hands.dismiss()
	return err
}

// goodbye ends all meetings, and returns them.
func (h *Hub) goodbye(ctx context.Context) ([]*hall, error) {
	h.mu.Lock()
	h.closed = true
	halls := make([]*hall, 0, len(h.halls))
	for _, l := range h.halls {
		halls = append(halls, l)
	}
	h.mu.Unlock()
	for _, l := range halls {
		l.close(h.config.Goodbye, h.spread.next)
	}
	gone := make(chan struct{})
	go func() { h.lines.Wait(); close(gone) }()
	select {
	case <-gone:
		return halls, nil
	case <-ctx.Done():
	}
	for _, l := range halls {
		l.cut()
	}
	<-gone
	return halls, fmt.Errorf("say goodbye: %w", ctx.Err())
}
