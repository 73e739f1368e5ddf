package listen

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"parley/cmd/internal/weaklink"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/media/link"
	"parley/media/voice"
)

// A meeting is one that is measured.
type meeting struct {
	config            Config
	link              ticket.Link
	speaker, listener *weaklink.Link
	weak              *weaklink.Link // of the two
	dir               string
}

// upWithin is how long the sound may take to come up.
const upWithin = 30 * time.Second

// run lets both in, waits until all is settled, and measures.
func (m *meeting) run(ctx context.Context) (r Report, err error) {
	ctx, cancel := context.WithCancel(ctx)
	var parts sync.WaitGroup
	defer parts.Wait()
	defer cancel()
	said := &spoken{samples: m.config.Speech}
	speaker, err := m.person("Speaker", m.speaker, voice.Config{Clip: said, Ear: "none"}, 0)
	if err != nil {
		return r, err
	}
	heard := filepath.Join(m.dir, "heard.wav")
	listener, err := m.person("Listener", m.listener, voice.Config{Mic: "none", Ear: "file:" + heard}, m.config.Room)
	if err != nil {
		return r, err
	}
	began := startOf(ctx, heard)
	people := []*person{speaker, listener}
	for _, p := range people {
		p.run(ctx, &parts)
	}
	for _, p := range people {
		if err := p.up(ctx); err != nil {
			return r, err
		}
	}
	listener.sound.Complete(m.config.Complete)
	if !m.config.Silent {
		speaker.sound.Talk(true)
		speaker.line.Talk(true)
	}
	var client *process
	if m.config.Program != "" {
		if client, err = m.start(ctx); err != nil {
			return r, err
		}
		defer client.end()
	}
	if err := pause(ctx, m.config.Settle); err != nil {
		return r, err
	}
	from := m.snapshot(listener, client)
	if err := pause(ctx, m.config.For); err != nil {
		return r, err
	}
	r = m.snapshot(listener, client).since(from)
	r.PacketMS = packetLength(listener.sound.Status())
	cancel()
	parts.Wait()
	if !m.config.Silent {
		delay, found, err := delayOf(said, heard, <-began, m.config.Complete)
		if err != nil {
			return r, err
		}
		if r.Alike = &found; found > 0 {
			ms := millis(delay)
			r.MouthToEarMS = &ms
		}
	}
	return r, nil
}

// packetLength is how long the packets sound that are heard, in milliseconds.
func packetLength(s voice.Status) (ms float64) {
	for _, slot := range s.Slots {
		ms = max(ms, millis(slot.Packet))
	}
	return ms
}

// A snapshot is all the counts at one moment.
type snapshot struct {
	at                            time.Time
	up, down                      int64
	frames, concealed, lost, late uint64
	taken                         taken // by the client
}

func (m *meeting) snapshot(p *person, client *process) snapshot {
	s := snapshot{at: time.Now(), taken: client.taken()}
	s.up, s.down = m.weak.Bytes()
	for _, slot := range p.sound.Status().Slots {
		s.frames += slot.Frames
		s.concealed += slot.Concealed
		s.lost += slot.Lost
		s.late += slot.Late
	}
	return s
}

// since is what was counted from then on.
func (s snapshot) since(then snapshot) Report {
	seconds := s.at.Sub(then.at).Seconds()
	r := Report{
		KbitIn: tenths(float64(s.down-then.down) * 8 / 1000 / seconds), KbitOut: tenths(float64(s.up-then.up) * 8 / 1000 / seconds),
		Frames: s.frames - then.frames, Concealed: s.concealed - then.concealed, Lost: s.lost - then.lost, Late: s.late - then.late,
	}
	if all := r.Frames + r.Concealed; all > 0 {
		r.Share = float64(r.Concealed) / float64(all)
	}
	if s.taken.known && then.taken.known {
		cpu, rss := tenths(100*(s.taken.cpu-then.taken.cpu).Seconds()/seconds), tenths(float64(s.taken.rss)/1e6)
		r.CPU, r.RSS = &cpu, &rss
	}
	return r
}

func tenths(x float64) float64 { return float64(int64(x*10+0.5)) / 10 }

// A person is a client in this process.
type person struct {
	name  string
	sound *voice.Voice
	line  *session.Session
}

// person makes a client that reaches the server over a link. room is how many
// bit/s it asks the server to keep to, 0 for no limit.
func (m *meeting) person(name string, over *weaklink.Link, c voice.Config, room int) (*person, error) {
	identity, err := link.NewIdentity()
	if err != nil {
		return nil, err
	}
	to := m.link
	to.Host = over.Address()
	c.Dial = func(ctx context.Context, hear func(int, link.Packet)) (voice.Line, error) {
		l, err := link.Dial(ctx, link.Config{
			Server: to.Host, Fingerprint: to.Fingerprint, Identity: identity, OnPacket: hear,
			Name: func() (string, string) { return proof(to, identity) },
		})
		if err != nil {
			return nil, err
		}
		return modest{l, room}, nil
	}
	p := &person{name: name, line: session.New(session.Config{Link: to, Name: name, Sound: identity.Fingerprint(), GiveUp: upWithin})}
	p.sound, err = voice.Open(c)
	return p, err
}

// proof is a fresh name for the sound door.
func proof(to ticket.Link, identity *link.Identity) (string, string) {
	var nonce [8]byte
	random(nonce[:])
	return to.Ticket.SoundProof(identity.Fingerprint(), nonce)
}

// A modest line asks the server to keep to a bit rate, whatever else is asked.
type modest struct {
	*link.Link
	room int
}

// Wish is the link's, with the room there is.
func (m modest) Wish(w link.Wish) {
	if m.room > 0 && (w.Bitrate == 0 || w.Bitrate > m.room) {
		w.Bitrate = m.room
	}
	m.Link.Wish(w)
}

// run keeps text and sound going until ctx ends.
func (p *person) run(ctx context.Context, parts *sync.WaitGroup) {
	parts.Go(func() { _ = p.line.Run(ctx) })  // that it is not there shows as no sound
	parts.Go(func() { _ = p.sound.Run(ctx) }) // it returns nil
	parts.Go(func() {
		for range p.line.Notices() {
		}
	})
}

// up waits until the sound is connected.
func (p *person) up(ctx context.Context) error {
	for end := time.Now().Add(upWithin); ; {
		s := p.sound.Status()
		switch {
		case s.State == voice.Connected:
			return nil
		case time.Now().After(end):
			return fmt.Errorf("%s: the sound did not come up within %v: %w", p.name, upWithin, errors.Join(s.Why))
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// pause waits for d.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
