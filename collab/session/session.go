package session

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	random "math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// A Config says where to go and as whom.
type Config struct {
	Link       ticket.Link
	Name       string // as the person wishes to be called; what the link fixes counts more
	Delegation string
	Sound      [32]byte // SHA-256 of the client's DTLS certificate; zeros: no sound

	// Keep is the file that keeps what is asked until it is answered, over the
	// end of this program: the next session with the same file is the same one
	// and goes on with what is left. Empty: nothing is kept.
	Keep string
	// Dial makes the connection under TLS. Nil: the function of that name.
	Dial func(ctx context.Context, address string) (net.Conn, error)
	// GiveUp is how long Run tries for the first welcome. 0: for ever.
	GiveUp time.Duration
	// Logger gets a line for every line lost. Nil: nothing is logged.
	Logger *slog.Logger
	// Rand returns a number in [0, 1), to spread retries; it is asked by one
	// goroutine at a time. Nil: a random one.
	Rand func() float64
}

// A Session is one run of one person's client, over as many connections as it
// takes. Its methods may be called from any goroutine; Run once.
type Session struct {
	config  Config
	nonce   meeting.Nonce
	outbox  outbox
	keeper  keeper
	notices *notices
	wake    chan struct{} // holds one token when there may be something to send
	rejoin  chan struct{} // holds one token when Resync was called
	moved   chan struct{} // holds one token when Moved was called
	traffic traffic
	welcome atomic.Int64 // bytes of the last welcome, as it came
	ran     atomic.Bool
	pass    atomic.Pointer[meeting.Pass] // of the last welcome; nil: none yet

	meeting   *Session // of a document: its meeting's; nil: this is the meeting's
	document  int      // which of the meeting's this is
	documents documents
	standing  *standing

	mu     sync.Mutex // guards the wishes
	wishes wishes
	hints  hints // guarded by mu, too

	// What follows belongs to the goroutine in Run.
	person   text.Author     // our number, 0 before the first welcome
	last     meeting.Version // the last event given to notices
	fresh    bool            // ask for a snapshot whatever we have
	retry    backoff
	tries    int       // since a line was last up
	changed  time.Time // since when the line is up, or is not
	why      error     // what ended the last line
	unheard  time.Time // when a try last ended between its hello and the welcome
	welcomed func()    // told at the first welcome
}

// New returns a session that has not dialled yet. It reads Config.Keep, which
// is this process's until Run has returned.
func New(c Config) *Session {
	if c.Rand == nil {
		c.Rand = random.Float64
	}
	c.Rand = oneAtATime(c.Rand) // the documents' sessions ask it, too
	s := newSession(c)
	rand.Read(s.nonce[:]) // never returns an error
	if c.Keep != "" {
		s.remember(c.Keep, s.nonce)
	}
	return s
}

func newSession(c Config) *Session {
	if c.Dial == nil {
		c.Dial = Dial
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	holder := c.Link.Ticket.Holder
	c.Name, c.Delegation = cmp.Or(holder.Name, c.Name), cmp.Or(holder.Delegation, c.Delegation)
	return &Session{
		config:  c,
		notices: newNotices(),
		wake:    make(chan struct{}, 1),
		rejoin:  make(chan struct{}, 1),
		moved:   make(chan struct{}, 1),
		retry:   backoff{random: c.Rand},

		document:  1,
		documents: documents{of: map[int]*Session{}},
		standing:  newStanding(),
	}
}

// Notices returns what the line says, in order, at any pace of the reader.
// Pointers, pages of the roster and states of the line that a newer one has
// overtaken are left out. It is closed when Run returns. What stands between
// it and the meeting.Seat may hold back 30 notices at most: the server is told
// how far we have read.
func (s *Session) Notices() <-chan meeting.Notice { return s.notices.out }

// Send puts a command into the outbox and returns at once. It is sent without
// waiting for those before it, in order, and again on every new line until it
// is confirmed or refused. One that cannot be taken in (100,000 or 64 MB are
// waiting, or it is too large to travel) is refused by a notice.
func (s *Session) Send(c meeting.Command) {
	if err := s.outbox.put(c); err != nil {
		var why meeting.Refusal
		errors.As(err, &why)
		s.notices.push(meeting.Refused{Command: c.Number, Why: why})
		return
	}
	signal(s.wake)
	signal(s.keeper.due)
}

// Waiting returns how many commands of this document are neither confirmed nor
// refused.
func (s *Session) Waiting() int {
	all, _ := s.outbox.waiting()
	return all
}

// Traffic returns the bytes received and sent so far, as counted at the socket,
// with an estimate of the headers of TCP and IP: the meeting's with its other
// documents'.
func (s *Session) Traffic() (in, out uint64) {
	in, out = s.traffic.in.Load(), s.traffic.out.Load()
	s.each(func(d *Session) {
		in, out = in+d.traffic.in.Load(), out+d.traffic.out.Load()
	})
	return in, out
}

// WelcomeBytes returns the length of the newest welcome as it travelled,
// compressed, without the frames around it; 0 before the first.
func (s *Session) WelcomeBytes() int { return int(s.welcome.Load()) }

// Resync drops the line and joins afresh with a snapshot on which edits made
// on version need, or on the base of any command still waiting, can be placed.
// Until that snapshot is handed to the front, asking again changes nothing.
func (s *Session) Resync(need meeting.Version) {
	if s.notices.awaits.Swap(true) {
		return
	}
	s.mu.Lock()
	s.wishes.need = need
	s.mu.Unlock()
	signal(s.rejoin)
}

// Run dials, and dials again whenever the line is lost, until ctx ends; then it
// returns nil. It returns an error where dialling again cannot help: one of
// this package's, or ErrNoAnswer when GiveUp is over; before that it waits for
// all notices to be read. All goroutines of the session have ended when it
// returns.
func (s *Session) Run(ctx context.Context) error {
	if s.ran.Swap(true) {
		return errors.New("run a session: it ran before")
	}
	var pump, keeping sync.WaitGroup
	ended := make(chan struct{})
	keeping.Go(func() { s.keep(ended) })
	pump.Go(func() { s.notices.pump(ctx) })
	endDocuments := s.runDocuments(ctx)
	err := s.stay(ctx)
	endDocuments()
	close(ended)
	keeping.Wait()
	s.tell(meeting.Ended, err)
	s.notices.finish()
	pump.Wait()
	if s.meeting == nil {
		close(s.notices.out)
	}
	return err
}

// stay keeps the line up until ctx ends or the end is final.
func (s *Session) stay(outer context.Context) error {
	ctx, cancel := context.WithCancelCause(outer)
	defer cancel(nil)
	s.welcomed = func() {}
	if s.config.GiveUp > 0 {
		patience := time.AfterFunc(s.config.GiveUp, func() { cancel(ErrNoAnswer) })
		defer patience.Stop()
		s.welcomed = func() { patience.Stop() }
	}
	s.changed = time.Now()
	for {
		if s.meeting != nil {
			s.meeting.standing.wait(ctx)
		}
		err := s.try(ctx)
		if s.meeting != nil && errors.Is(err, ErrNoMeeting) {
			err = meeting.NoDocument
		}
		switch {
		case outer.Err() != nil:
			return nil
		case ctx.Err() != nil:
			return s.noAnswer()
		case isFinal(err):
			return err
		}
		s.why = err
		s.config.Logger.Info("line lost", "to", s.config.Link.Host, "try", s.tries, "why", err)
		s.pause(ctx, err)
	}
}

// noAnswer is ErrNoAnswer with what went wrong last.
func (s *Session) noAnswer() error {
	if s.why == nil {
		return fmt.Errorf("%w at %s within %v", ErrNoAnswer, s.config.Link.Host, s.config.GiveUp)
	}
	return fmt.Errorf("%w at %s within %v: %w", ErrNoAnswer, s.config.Link.Host, s.config.GiveUp, s.why)
}

// pause waits until the next try is due.
func (s *Session) pause(ctx context.Context, err error) {
	if errors.Is(err, ErrBehind) {
		s.tell(meeting.Waiting, err)
	}
	for errors.Is(err, ErrBehind) && !s.notices.settled() && ctx.Err() == nil {
		select {
		case <-s.notices.taken:
		case <-ctx.Done():
		}
	}
	wait := s.retry.next()
	var told comeBack
	switch {
	case errors.As(err, &told) && told.mine:
		wait = told.after
	case errors.As(err, &told):
		wait = max(wait, s.retry.jitter(told.after, 2*told.after))
	case errors.Is(err, ErrRestarting):
		wait = s.retry.afterRestart()
	case errors.Is(err, ErrUnkept):
		wait = max(wait, s.retry.afterUnkept())
	case errors.Is(err, ErrMoved), errors.Is(err, ErrSlept):
		wait = 0 // nothing was wrong with the server
	}
	if wait == 0 || ctx.Err() != nil {
		return
	}
	s.tellNext(wait)
	for over := time.After(wait); ; {
		select {
		case <-over:
			return
		case <-s.moved:
			if s.hinted().changed { // what failed may work now
				s.retry.lost = 1
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// try dials once and, when that succeeds, stays on the line until it is lost.
func (s *Session) try(ctx context.Context) error {
	s.tries++
	s.tell(meeting.Dialling, s.why)
	hello := s.hello()
	door, err := s.dialUnlessMoved(ctx, hello.Header())
	if err != nil {
		if errors.Is(err, errUnheard) {
			s.unheard = time.Now()
		}
		return err
	}
	return s.attend(ctx, door, hello.Resume)
}

// hello says who we are, what we have and what we need.
func (s *Session) hello() wire.Hello {
	select {
	case <-s.rejoin:
		s.fresh = true
	default:
	}
	h := wire.Hello{
		Protocol: wire.Protocol, Nonce: s.nonce, Person: s.person,
		Name: s.config.Name, Delegation: s.config.Delegation, Sound: s.config.Sound,
		Resume: s.last, Need: s.notices.read(), Document: s.document,
	}
	if pass := s.pass.Load(); pass != nil {
		h.Pass = *pass
	}
	if s.fresh {
		s.mu.Lock()
		h.Resume, h.Need = 0, s.wishes.need
		s.mu.Unlock()
	}
	if h.Resume != 0 && s.Waiting() == 0 {
		h.Need = 0 // a snapshot, if that is shorter than what was missed, need not reach back; if it should have, the front asks again
	}
	if oldest := s.outbox.oldestBase(); oldest != 0 && (h.Need == 0 || oldest < h.Need) {
		h.Need = oldest
	}
	return h
}

// tell says how the line is.
func (s *Session) tell(state meeting.LinkState, why error) {
	s.notices.push(s.link(state, why))
}

// tellNext says that we wait, and until when.
func (s *Session) tellNext(wait time.Duration) {
	l := s.link(meeting.Waiting, s.why)
	l.Next = time.Now().Add(wait)
	s.notices.push(l)
}

func (s *Session) link(state meeting.LinkState, why error) meeting.LinkChanged {
	l := meeting.LinkChanged{State: state, Since: s.changed, Attempt: s.tries, Why: why}
	l.In, l.Out = s.Traffic()
	return l
}
