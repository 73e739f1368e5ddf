// Package sfu is the server's sound: it forwards the packets of those who may
// be heard in a meeting into the few slots of everybody else. It decodes
// nothing, and it does not know why somebody may be heard.
package sfu

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"parley/media/plane"
	"parley/media/red"
)

// A Fingerprint is the SHA-256 of a client's DTLS certificate (DER).
type Fingerprint = [32]byte

// An Admission is what the proof in an ICE name says.
type Admission struct {
	// Meeting is whose sound the peer may hear.
	Meeting string
	// Password authenticates the peer's STUN checks and our answers.
	Password string
	// Fingerprint is that of the certificate the peer has to show.
	Fingerprint Fingerprint
}

// Config says what a Server works with. All but Log is needed.
type Config struct {
	// Conn is the one UDP socket. A *net.UDPConn is written in batches where
	// the system can; anything else packet by packet. It stays its owner's.
	Conn net.PacketConn
	// Certificate is the server's long-lived certificate.
	Certificate tls.Certificate
	// Admit checks the proof in the server's ICE name. It must keep no state:
	// anybody can make it run.
	Admit func(iceName string) (Admission, error)
	// Connected is told how long a peer took from its first STUN check to the end
	// of its handshake. It must return at once. Nil: nobody wants to know.
	Connected func(took time.Duration)
	// Log gets what an operator may want to know. Nil: nothing.
	Log *slog.Logger
}

// A Server forwards the sound of any number of meetings.
type Server struct {
	plane  *plane.Plane
	admit  func(string) (Admission, error)
	log    *slog.Logger
	timed  func(time.Duration)
	counts counts

	turn     sync.Mutex   // held while one packet is forwarded; taken before any other
	sender   *plane.Batch // these three are guarded by turn
	pieces   []piece      // of the packet being forwarded
	unpacked [red.MaxBlocks]red.Block

	came chan struct{} // holds one token when there may be somebody to report to

	mu       sync.Mutex // guards the two below; taken before any meeting's
	meetings map[string]*meeting
	joined   uint64 // how many members there have ever been
}

// New makes a Server. It does nothing until Run.
func New(c Config) (*Server, error) {
	if c.Admit == nil {
		return nil, errors.New("make sfu: there is nobody to admit peers")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{admit: c.Admit, log: c.Log, timed: c.Connected, came: make(chan struct{}, 1), meetings: make(map[string]*meeting)}
	p, err := plane.Open(plane.Config{
		Conn: c.Conn, Certificate: c.Certificate, Log: c.Log,
		Admit: s.check, Opened: s.opened, Packet: s.packet, Control: s.control, Closed: s.closed,
	})
	if err != nil {
		return nil, fmt.Errorf("make sfu: %w", err)
	}
	s.plane, s.sender = p, p.NewBatch()
	return s, nil
}

// Run forwards until ctx ends, then says goodbye to every peer and returns nil.
// It fails only if the socket does. It may be called once.
func (s *Server) Run(ctx context.Context) error {
	reading, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	reported := make(chan struct{})
	go func() {
		defer close(reported)
		s.report(reading, ctx.Done())
		stop()
	}()
	err := s.plane.Run(reading)
	stop()
	<-reported
	if err != nil {
		return fmt.Errorf("forward sound: %w", err)
	}
	return nil
}

// Serve carries the sound of whoever is at the other end of a connection of
// bytes, whom UDP does not reach, until it ends, and closes it; see
// plane.Plane.Serve. Run waits for it.
func (s *Server) Serve(conn net.Conn, known func()) { s.plane.Serve(conn, known) }

// all returns the meetings that there are.
func (s *Server) all() []*meeting {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*meeting, 0, len(s.meetings))
	for _, m := range s.meetings {
		all = append(all, m)
	}
	return all
}

// An invited peer is one that may become a member.
type invited struct {
	meeting string
	kind    kind
}

// check judges the proof in an ICE name.
func (s *Server) check(name string) (plane.Admission, error) {
	a, kind, err := s.admission(name)
	if err != nil {
		return plane.Admission{}, err
	}
	return plane.Admission{Password: a.Password, Fingerprint: a.Fingerprint, Owner: invited{a.Meeting, kind}}, nil
}

// opened makes a peer a member of its meeting. A peer of the same person from
// before is closed: its owner has dialled again.
func (s *Server) opened(p *plane.Peer) {
	if s.timed != nil {
		s.timed(time.Since(p.Began()))
	}
	s.mu.Lock()
	s.joined++
	as := p.Owner.(invited)
	m := s.meeting(as.meeting)
	member := newMember(m, p, s.joined)
	member.takesRED, member.opus = !as.kind.plain, as.kind.opus
	p.Owner = member
	before := m.join(member)
	s.mu.Unlock()
	select {
	case s.came <- struct{}{}:
	default:
	}
	if before != nil {
		before.peer.Control(goodbye)
		before.peer.Close()
	}
	s.log.Debug("sound connected", "meeting", m.name)
}

// closed takes a peer out of its meeting.
func (s *Server) closed(p *plane.Peer, why error) {
	member := p.Owner.(*member)
	s.mu.Lock()
	defer s.mu.Unlock()
	member.meeting.leave(member)
	s.tidy(member.meeting)
	s.log.Debug("sound disconnected", "meeting", member.meeting.name, "why", why)
}

// Allow is the hub's word: a person may be heard as the given speaker, or may
// not. It may come before the person's sound connects and holds until it is
// revoked, over any number of connections, or until Drop.
func (s *Server) Allow(meeting string, peer Fingerprint, speaker uint32, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.meeting(meeting)
	m.allow(peer, speaker, on)
	s.tidy(m)
}

// Drop says that a person left: it is forgotten, and its sound is closed.
func (s *Server) Drop(meeting string, peer Fingerprint) {
	s.mu.Lock()
	m, ok := s.meetings[meeting]
	if !ok {
		s.mu.Unlock()
		return
	}
	gone := m.drop(peer)
	s.tidy(m)
	s.mu.Unlock()
	if gone != nil {
		gone.peer.Control(goodbye)
		gone.peer.Close()
	}
}

// Sweep closes the sound of everybody in the meeting who may not hear it any
// more. Whoever still may dials again.
func (s *Server) Sweep(meeting string, hears func(Fingerprint) bool) {
	s.mu.Lock()
	m, ok := s.meetings[meeting]
	s.mu.Unlock()
	if !ok {
		return
	}
	for _, l := range m.listening() {
		if who := l.peer.Fingerprint(); !hears(who) {
			s.Drop(meeting, who)
		}
	}
}

// meeting returns a meeting, which it makes if there is none. The caller holds
// s.mu.
func (s *Server) meeting(name string) *meeting {
	m, ok := s.meetings[name]
	if !ok {
		m = newMeeting(name)
		s.meetings[name] = m
	}
	return m
}

// tidy forgets a meeting in which there is nobody any more. The caller holds
// s.mu.
func (s *Server) tidy(m *meeting) {
	if m.empty() && s.meetings[m.name] == m { // a late end must not forget its successor
		delete(s.meetings, m.name)
	}
}
