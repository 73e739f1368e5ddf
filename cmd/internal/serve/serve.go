package serve

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
	"parley/media/sfu"
)

// Config says what to serve and where.
type Config struct {
	Listen string       // HOST:PORT for TCP and UDP; port 0 is any that is free in both
	Data   string       // the directory that is the meeting: log, key, certificate
	Title  string       // of a meeting that is opened anew
	Public string       // HOST or HOST:PORT to put into links; empty: Listen's, or this machine's address
	Log    *slog.Logger // nil: nothing is logged

	// Reading is told about once a second how many entries of the log have been
	// read, where that takes longer. Nil: it is logged.
	Reading func(entries uint64)

	// WaitingRoom has those who come to the server's own meeting, or its first
	// one, wait until the chair lets them in. A meeting that goes on without it
	// has its waiting room as it was left.
	WaitingRoom bool

	// Mode is who may be heard in the server's own meeting, or its first one:
	// chaired or open. Empty: as it was left, and in a new one everybody.
	Mode string

	// Draft returns the draft of a meeting that is opened anew, and is asked
	// for nothing else; the same each time. Nil: an empty draft.
	Draft func() (string, error)

	// Documents are the other documents of a meeting that is opened anew, from
	// number 2.
	Documents []Document

	// Aside is for a server of this process alone: its address is not noted for
	// those who make links, and no operator gives it orders.
	Aside bool

	// Many is for a server of all meetings in the directory, which opens one
	// only if there is none; else there is at most one, and it is the server's own.
	Many   bool
	Limits Limits
	Drain  time.Duration // how long saying goodbye may take at the end; 0: 3 s
	Domain Domain        // a name of this machine, for which an authority vouches; empty: none
}

// A Document is one that a new meeting has beside its draft.
type Document struct {
	Title string
	Text  func() (string, error) // as Config.Draft
}

// A Server serves meetings. Open it, and Run it.
type Server struct {
	// Continued reports that the directory had the meeting already: it went on
	// with its own title and text.
	Continued bool
	// NewLinks reports that a meeting which goes on has new links: the files
	// that made its old ones were taken away.
	NewLinks bool

	config   Config
	log      *eventlog.Jet
	key      ticket.Key
	cert     tls.Certificate
	meeting  ID // the first
	tcp      net.Listener
	port     *port
	udp      *net.UDPConn
	hub      *hub.Hub
	sound    *sfu.Server
	web      *http.Server
	control  net.Listener // nil: nobody may give orders
	operator *http.Server
	domain   *domain // nil: no authority vouches for this machine
	took     stopwatches
	resting  atomic.Bool   // nobody has come for a while
	stirred  chan struct{} // holds one token when somebody has come since

	closing  sync.Once
	changing sync.Mutex  // one order at a time; taken before mu
	mu       sync.Mutex  // guards closed
	closed   map[ID]bool // the meetings, and whether they are closed
}

// goodbye is how long saying goodbye may take, if nobody says otherwise.
const goodbye = 3 * time.Second

// ErrDamagedLog reports a meeting that cannot go on, because its log cannot be
// read as it was written.
var ErrDamagedLog = errors.New("the log of the meeting is damaged")

// Open takes up the meeting in the directory, or opens a new one there, and
// listens. Nobody is answered before Run.
func Open(ctx context.Context, c Config) (s *Server, err error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	c.Limits = c.Limits.orUsual()
	s = &Server{config: c, took: newStopwatches(), stirred: make(chan struct{}, 1)}
	defer func() {
		if err != nil {
			s.close()
			s = nil
		}
	}()
	if s.log, err = openLog(c.Data); err != nil {
		return s, err
	}
	var begun bool
	if err = s.inventory(ctx); err != nil {
		return s, err
	}
	if s.meeting, begun, err = s.first(); err != nil {
		return s, err
	}
	if err = s.openIdentity(begun); err != nil {
		return s, err
	}
	if s.tcp, s.udp, err = listen(c.Listen); err != nil {
		return s, err
	}
	if err = s.openSound(); err != nil {
		return s, err
	}
	s.port = newPort(newGate(s.tcp, c.Limits, c.Log), s.sound.Serve)
	if got, unfit := ticket.ParseLink(ticket.Link{Host: s.public()}.String()); unfit != nil || got.Host != s.public() {
		return s, fmt.Errorf("--public %q: %w", c.Public, ErrNoPublic)
	}
	var draft string
	if !begun {
		if draft, err = c.draft(); err != nil {
			return s, err
		}
	}
	s.noteAddress()
	s.openHub()
	if err = s.openFirst(ctx, draft); err != nil {
		if begun && ctx.Err() == nil && !errors.Is(err, eventlog.ErrFull) && !errors.Is(err, wire.ErrNewer) {
			err = fmt.Errorf("%w: %w", ErrDamagedLog, err)
		}
		return s, err
	}
	if c.Many {
		s.offer()
	}
	if c.Many && !c.Aside {
		if err = s.openControl(); err != nil {
			return s, err
		}
	}
	return s, s.openDomain()
}

func (s *Server) openSound() (err error) {
	s.sound, err = sfu.New(sfu.Config{Conn: s.udp, Certificate: s.cert, Admit: s.admit, Log: s.config.Log, Connected: s.took.sound.note})
	return err
}

// admit checks the proof at the sound door.
func (s *Server) admit(iceName string) (sfu.Admission, error) {
	p, fingerprint, password, err := s.key.CheckSound(iceName, time.Now())
	if err != nil {
		return sfu.Admission{}, err
	}
	if !s.hub.MayHear(p, fingerprint) {
		return sfu.Admission{}, errors.New("the meeting is not here, or whoever this is may not hear it")
	}
	return sfu.Admission{Meeting: hub.Name(p.Meeting), Password: password, Fingerprint: fingerprint}, nil
}

func (s *Server) openHub() {
	last := wire.HostLeft // for good, perhaps
	if s.config.Many {
		last = wire.Restarting
	}
	s.hub = hub.New(hub.Config{
		Goodbye: last,
		Log:     s.log, Key: s.key, Logger: s.config.Log, Limits: hub.Limits{People: s.config.Limits.People},
		Talk: s.sound.Allow, Rank: s.rank, Gone: s.sound.Drop, Hush: s.sound.Hush, Sweep: s.sound.Sweep,
		Sound:    func(c net.Conn) { s.sound.Serve(c, nil) },
		Reading:  s.reading,
		Past:     s.past,
		Welcomed: s.welcomed, Appended: s.took.append.note,
	})
	s.web = &http.Server{
		Handler: s.doors(),
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS13, GetCertificate: s.certificate, NextProtos: []string{wire.ALPN, "http/1.1"},
			SessionTicketsDisabled: true, // nobody resumes one, and it is a packet in front of the welcome
		},
		ReadHeaderTimeout: s.config.Limits.Patience,
		ReadTimeout:       s.config.Limits.Patience,
		IdleTimeout:       s.config.Limits.Patience,
		MaxHeaderBytes:    maxHeader,
		ConnContext:       arriving,
		ConnState:         s.port.watch,
		ErrorLog:          s.quiet(),
	}
}

// maxHeader is how many bytes a request's header may have: Parley's own has
// some 600, a browser's a few thousand.
const maxHeader = 12 << 10 // and 4 KiB that net/http adds

// arrived is when a connection came, in the context of its requests.
type arrived struct{}

func arriving(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, arrived{}, time.Now())
}

// welcomed is told that somebody has the text.
func (s *Server) welcomed(request context.Context) {
	s.stir()
	if at, ok := request.Value(arrived{}).(time.Time); ok {
		s.took.text.note(time.Since(at))
	}
}

// reading says how far the log of a meeting has been read.
func (s *Server) reading(meeting string, entries uint64) {
	if s.config.Reading != nil {
		s.config.Reading(entries)
		return
	}
	s.config.Log.Info("reading the log of a meeting", "meeting", meeting, "entries", entries)
}

// quiet is the log of what strangers do wrong: it may be a lot.
func (s *Server) quiet() *log.Logger {
	return slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug)
}

// openFirst opens the server's own meeting, or its first one.
func (s *Server) openFirst(ctx context.Context, draft string) (err error) {
	if s.config.Many && (s.isClosed(s.meeting) || len(s.closed) > 1) {
		s.Continued = true
		if s.config.WaitingRoom {
			s.config.Log.Warn("the waiting room was not opened, as that is for a server's first meeting: a meeting's chair opens its own")
		}
		return nil
	}
	s.Continued, err = s.hub.Open(ctx, s.meeting, s.config.Title, draft)
	if err != nil {
		return fmt.Errorf("open the meeting in %s: %w", s.config.Data, err)
	}
	s.mark(s.meeting, false)
	if !s.Continued {
		if err := s.openDocuments(ctx); err != nil {
			return fmt.Errorf("open the meeting in %s: %w", s.config.Data, err)
		}
	}
	if s.config.WaitingRoom {
		if err := s.hub.Guard(ctx, s.meeting, true); err != nil {
			return fmt.Errorf("open the meeting in %s: %w", s.config.Data, err)
		}
	}
	if err := s.setMode(ctx, s.meeting, s.config.Mode); err != nil {
		return fmt.Errorf("open the meeting in %s: %w", s.config.Data, err)
	}
	return nil
}

// openDocuments opens the other documents of a new meeting.
func (s *Server) openDocuments(ctx context.Context) error {
	for _, d := range s.config.Documents {
		words, err := d.Text()
		if err == nil {
			_, err = s.hub.OpenDocument(ctx, s.meeting, d.Title, words)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Link returns the link that lets people in with that role. It is the same
// every time the same directory is served at the same address, until it is
// revoked: then it is another.
func (s *Server) Link(role meeting.Role) ticket.Link {
	return s.LinkTo(s.meeting, role)
}

// LinkTo is Link for any of the server's meetings.
func (s *Server) LinkTo(id ID, role meeting.Role) ticket.Link {
	return s.link(id, role, s.public())
}

// OwnLink is Link for a client on this machine.
func (s *Server) OwnLink(role meeting.Role) ticket.Link {
	return s.link(s.meeting, role, s.local())
}

func (s *Server) link(id ID, role meeting.Role, host string) ticket.Link {
	p := ticket.Payload{Meeting: id, Role: uint8(role)}
	for n := uint32(1); s.hub.Revoked(p); n++ {
		binary.BigEndian.PutUint32(p.Nonce[:], n)
	}
	return ticket.Link{Host: host, Ticket: s.key.Issue(p), Fingerprint: ticket.Fingerprint(s.cert)}
}

// Run serves until ctx ends, then says goodbye to everybody and returns nil;
// or until something fails that no client can help. Everything Open opened is
// closed when it returns.
func (s *Server) Run(ctx context.Context) error {
	serving, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	heard, hush := context.WithCancel(context.WithoutCancel(ctx))
	defer hush()
	var parts sync.WaitGroup
	parts.Go(func() { stop(s.sound.Run(heard)) })
	parts.Go(s.port.run)
	parts.Go(func() { s.tidies(heard) })
	parts.Go(func() {
		if err := s.web.Serve(veil{s.port, s.web.TLSConfig}); !errors.Is(err, http.ErrServerClosed) {
			stop(fmt.Errorf("serve the text: %w", err))
		}
	})
	if s.control != nil {
		parts.Go(func() {
			if err := s.operator.Serve(s.control); !errors.Is(err, http.ErrServerClosed) {
				stop(fmt.Errorf("serve the operator: %w", err))
			}
		})
	}
	if s.domain != nil {
		parts.Go(func() { s.domain.run(serving) })
	}
	<-serving.Done()
	err := s.drain(ctx)
	hush()
	s.web.Close()
	s.port.Close()
	if s.operator != nil {
		s.operator.Close()
	}
	stop(nil)
	parts.Wait()
	s.close()
	if cause := context.Cause(serving); ctx.Err() == nil && cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// drain says goodbye to everybody, within a bound. New people are told at the
// door that the server restarts.
func (s *Server) drain(ctx context.Context) error {
	bound := s.config.Drain
	if bound <= 0 {
		bound = goodbye
	}
	began, people := time.Now(), s.hub.Stats().People
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), bound)
	defer cancel()
	err := s.hub.Close(bounded)
	cut := errors.Is(err, context.DeadlineExceeded)
	s.config.Log.Info("said goodbye", "people", people, "took", time.Since(began).Round(time.Millisecond), "cut_some", cut)
	if cut { // somebody's line is dead: their client comes back by itself
		return nil
	}
	return err
}

// Log is where the server logs.
func (s *Server) Log() *slog.Logger { return s.config.Log }

// Close closes a server that was never run. After Run it does nothing.
func (s *Server) Close() { s.close() }

// close lets go of everything that is open.
func (s *Server) close() { s.closing.Do(s.letGo) }

func (s *Server) letGo() {
	if s.control != nil {
		s.control.Close()
		os.Remove(filepath.Join(s.config.Data, controlFile)) // else the next server does
	}
	if s.domain != nil {
		s.domain.close()
	}
	if s.tcp != nil {
		s.tcp.Close()
	}
	if s.udp != nil {
		s.udp.Close()
	}
	if s.log != nil {
		s.log.Close()
	}
}

// openLog opens the log in the directory.
func openLog(dir string) (*eventlog.Jet, error) {
	return eventlog.Open(filepath.Join(dir, "log"))
}
