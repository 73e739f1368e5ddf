package load

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"parley/collab/meeting"
	"parley/collab/session"
	"parley/media/lite"
	"parley/media/pcm"
)

// A person is one client: the session that every front has, and sound that is
// not decoded.
type person struct {
	config   Config
	talks    bool
	identity *lite.Identity
	session  *session.Session
	began    time.Time    // when it dialled
	dials    atomic.Int32 // of the text
	sound    atomic.Pointer[lite.Conn]

	mu    sync.Mutex // guards the fields below
	state standing
	ended bool // what happens now counts no more
}

// A standing is how far a person has come.
type standing struct {
	welcomed, connected bool
	retried             bool          // the text was not there at the first try
	text, sound         time.Duration // since it dialled
	place               int           // the farthest back in the line for the sound's handshake, 0 if it was told none
	dropped             bool          // text or sound were lost after they had come
	why                 error         // of the first trouble
}

// in reports whether the person has both.
func (s standing) in() bool { return s.welcomed && s.connected }

// newPerson makes the i-th person. Its certificate is made now, so that its
// making is no part of what is measured.
func newPerson(c Config, i int) (*person, error) {
	identity, err := lite.NewIdentity()
	if err != nil {
		return nil, err
	}
	p := &person{config: c, talks: i < c.Talkers, identity: identity}
	name := fmt.Sprintf("Listener %d", i-c.Talkers+1)
	if p.talks {
		name = fmt.Sprintf("Talker %d", i+1)
	}
	p.session = session.New(session.Config{
		Link: c.Link, Name: name, Sound: identity.Fingerprint(), GiveUp: c.Patience,
		Dial: func(ctx context.Context, address string) (net.Conn, error) {
			p.dials.Add(1)
			return session.Dial(ctx, address)
		},
	})
	return p, nil
}

// run dials for text and sound at once, stays until ctx ends, and leaves.
// settled is called once, when both have come or one never will.
func (p *person) run(ctx context.Context, settled func()) {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	var both, parts sync.WaitGroup
	both.Add(2)
	parts.Go(func() { both.Wait(); settled() })
	parts.Go(func() {
		if err := p.session.Run(ctx); err != nil {
			p.trouble(err)
			leave() // who may not come in by the one door need not wait at the other
		}
	})
	parts.Go(func() { p.readText(both.Done) }) // ends with the session
	parts.Go(func() { p.keepSound(ctx, both.Done) })
	parts.Wait()
}

// readText takes in what the text line says.
func (p *person) readText(settled func()) {
	settled = sync.OnceFunc(settled)
	defer settled()
	for n := range p.session.Notices() {
		switch n := n.(type) {
		case meeting.Welcome:
			p.note(func(s *standing) {
				if !s.welcomed {
					s.welcomed, s.retried, s.text = true, p.dials.Load() > 1, time.Since(p.began)
				}
			})
			p.session.Talk(p.talks)
			settled()
		case meeting.LinkChanged:
			if n.Why != nil {
				p.trouble(n.Why)
			}
		}
	}
}

// keepSound connects once, and holds the connection, speaking or listening,
// until ctx ends.
func (p *person) keepSound(ctx context.Context, settled func()) {
	conn, err := p.dialSound(ctx)
	if err != nil {
		p.trouble(err)
		settled()
		return
	}
	defer conn.Close()
	p.sound.Store(conn)
	p.note(func(s *standing) { s.connected, s.sound = true, time.Since(p.began) })
	settled()
	if p.talks {
		p.speak(ctx, conn)
	}
	select {
	case <-ctx.Done():
	case <-conn.Done():
		p.trouble(conn.Err())
	}
}

func (p *person) dialSound(ctx context.Context) (*lite.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, p.config.Patience)
	defer cancel()
	return lite.Dial(ctx, lite.Config{
		Server: p.config.Link.Host, Fingerprint: p.config.Link.Fingerprint, Identity: p.identity,
		OnPlace: func(place int) {
			p.note(func(s *standing) { s.place = max(s.place, place) })
		},
		Name: func() (string, string) {
			var nonce [8]byte
			rand.Read(nonce[:]) // never returns an error
			return p.config.Link.Ticket.SoundProof(p.identity.Fingerprint(), nonce)
		},
	})
}

// loudness is what a talker's packets say of themselves, in -dBov: a voice near
// the microphone.
const loudness = 25

// speak says the speech, a packet each 20 ms, until ctx or the connection ends.
func (p *person) speak(ctx context.Context, conn *lite.Conn) {
	ticks := time.NewTicker(pcm.FrameTime)
	defer ticks.Stop()
	began := time.Now()
	for said := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-conn.Done():
			return
		case now := <-ticks.C:
			for ; said < int(now.Sub(began)/pcm.FrameTime); said++ { // a tick may be late, the clock is not
				if conn.Send(p.config.Speech[said%len(p.config.Speech)], pcm.FrameSize, loudness, said == 0) != nil {
					return
				}
			}
		}
	}
}

// note changes the standing, unless all are leaving.
func (p *person) note(f func(*standing)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		f(&p.state)
	}
}

// trouble notes the first thing that went wrong.
func (p *person) trouble(why error) {
	if errors.Is(why, context.Canceled) {
		return // it was called off
	}
	p.note(func(s *standing) {
		s.dropped = s.dropped || s.in()
		if s.why == nil {
			s.why = why
		}
	})
}

// stop ends the noting.
func (p *person) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
}

// standing is how far the person has come.
func (p *person) standing() standing {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}
