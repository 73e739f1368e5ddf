package serve

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
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

	// WaitingRoom has those who come wait until the chair lets them in. A
	// meeting that goes on without it has its waiting room as it was left.
	WaitingRoom bool

	// Draft returns the draft of a meeting that is opened anew, and is asked
	// for nothing else; the same each time. Nil: an empty draft.
	Draft func() (string, error)
}

// A Server serves one meeting. Open it, Run it, Close it.
type Server struct {
	// Continued reports that the directory had the meeting already: it went on
	// with its own title and text.
	Continued bool
	// NewLinks reports that a meeting which goes on has new links: the files
	// that made its old ones were taken away.
	NewLinks bool

	config  Config
	log     *eventlog.Jet
	key     ticket.Key
	cert    tls.Certificate
	meeting [8]byte
	tcp     net.Listener
	port    *port
	udp     *net.UDPConn
	hub     *hub.Hub
	sound   *sfu.Server
	web     *http.Server
}

// How long a server takes to say goodbye at most, and how long a stranger may
// take to say what it wants.
const (
	goodbye = 3 * time.Second
	patient = 20 * time.Second
)

// ErrDamagedLog reports a meeting that cannot go on, because its log cannot be
// read as it was written.
var ErrDamagedLog = errors.New("the log of the meeting is damaged")

// Open takes up the meeting in the directory, or opens a new one there, and
// listens. Nobody is answered before Run.
func Open(ctx context.Context, c Config) (s *Server, err error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Reading == nil {
		c.Reading = func(n uint64) { c.Log.Info("reading the log of the meeting", "entries", n) }
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	s = &Server{config: c}
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
	if s.meeting, begun, err = meetingOf(ctx, s.log); err != nil {
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
	s.port = newPort(s.tcp, s.sound.Serve, c.Log)
	if got, unfit := ticket.ParseLink(ticket.Link{Host: s.public()}.String()); unfit != nil || got.Host != s.public() {
		return s, fmt.Errorf("--public %q is no address for a link: give HOST or HOST:PORT", c.Public)
	}
	var draft string
	if !begun {
		if draft, err = c.draft(); err != nil {
			return s, err
		}
	}
	s.noteAddress()
	if err = s.openHub(ctx, draft); err != nil {
		if begun && ctx.Err() == nil && !errors.Is(err, eventlog.ErrFull) && !errors.Is(err, wire.ErrNewer) {
			err = fmt.Errorf("%w: %w", ErrDamagedLog, err)
		}
		return s, err
	}
	return s, nil
}

func (s *Server) openSound() (err error) {
	s.sound, err = sfu.New(sfu.Config{Conn: s.udp, Certificate: s.cert, Admit: s.admit, Log: s.config.Log})
	return err
}

// admit checks the proof at the sound door.
func (s *Server) admit(iceName string) (sfu.Admission, error) {
	p, fingerprint, password, err := s.key.CheckSound(iceName, time.Now())
	if err != nil {
		return sfu.Admission{}, err
	}
	if p.Meeting != s.meeting {
		return sfu.Admission{}, errors.New("the ticket is for a meeting that is not here")
	}
	if !s.hub.MayHear(p, fingerprint) {
		return sfu.Admission{}, errors.New("whoever this is may not hear the meeting")
	}
	return sfu.Admission{Meeting: hub.Name(p.Meeting), Password: password, Fingerprint: fingerprint}, nil
}

func (s *Server) openHub(ctx context.Context, draft string) (err error) {
	s.hub = hub.New(hub.Config{
		Log: s.log, Key: s.key, Logger: s.config.Log,
		Talk: s.sound.Allow, Gone: s.sound.Drop, Sweep: s.sound.Sweep,
		Sound:   func(c net.Conn) { s.sound.Serve(c, nil) },
		Reading: func(_ string, entries uint64) { s.config.Reading(entries) },
	})
	s.Continued, err = s.hub.Open(ctx, s.meeting, s.config.Title, draft)
	if err != nil {
		return fmt.Errorf("open the meeting in %s: %w", s.config.Data, err)
	}
	if s.config.WaitingRoom {
		if err := s.hub.Guard(ctx, s.meeting, true); err != nil {
			return fmt.Errorf("open the meeting in %s: %w", s.config.Data, err)
		}
	}
	s.web = &http.Server{
		Handler: s.doors(),
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{s.cert}, NextProtos: []string{"http/1.1"},
			SessionTicketsDisabled: true, // nobody resumes one, and it is a packet in front of the welcome
		},
		TLSNextProto:      map[string]func(*http.Server, *tls.Conn, http.Handler){}, // WebSockets want HTTP/1.1
		ReadHeaderTimeout: patient,
		IdleTimeout:       patient,
		MaxHeaderBytes:    16 << 10,
		ConnState:         s.port.watch,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
	}
	return nil
}

// Link returns the link that lets people in with that role. It is the same
// every time the same directory is served at the same address, until it is
// revoked: then it is another.
func (s *Server) Link(role meeting.Role) ticket.Link {
	return s.link(role, s.public())
}

// OwnLink is Link for a client on this machine.
func (s *Server) OwnLink(role meeting.Role) ticket.Link {
	return s.link(role, s.local())
}

func (s *Server) link(role meeting.Role, host string) ticket.Link {
	p := ticket.Payload{Meeting: s.meeting, Role: uint8(role)}
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
	var parts sync.WaitGroup
	parts.Go(func() { stop(s.sound.Run(serving)) })
	parts.Go(s.port.run)
	parts.Go(func() {
		if err := s.web.ServeTLS(s.port, "", ""); !errors.Is(err, http.ErrServerClosed) {
			stop(fmt.Errorf("serve the text: %w", err))
		}
	})
	<-serving.Done()
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	err := s.hub.Close(bounded)
	if errors.Is(err, context.DeadlineExceeded) { // somebody's line is dead: their client comes back by itself
		s.config.Log.Info("cut those who did not answer the goodbye")
		err = nil
	}
	s.web.Close()
	s.port.Close()
	stop(nil)
	parts.Wait()
	s.close()
	if cause := context.Cause(serving); ctx.Err() == nil && cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// close lets go of everything that is open.
func (s *Server) close() {
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
