package link

import (
	"net"
	"slices"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/stun/v4"
)

const (
	// firstReturn is when UDP is first tried again; after each try that came to
	// nothing it is twice as long, up to longestReturn.
	firstReturn   = 5 * time.Second
	longestReturn = time.Minute
	// A try is a few checks over UDP. Enough of them must be answered in time.
	triesAtOnce = 5
	triesEvery  = 100 * time.Millisecond
	enough      = 4
	answerTime  = 2 * time.Second
	// A nomination is repeated until the server's own check takes the path.
	nominateEvery = 250 * time.Millisecond
	nominateFor   = 3 * time.Second
	// trial is how long the stream is kept after the return to UDP, mute how
	// long UDP may be silent meanwhile: some networks let UDP begin and then stop
	// it. The connection is checked every 2 s.
	trial = 20 * time.Second
	mute  = 4500 * time.Millisecond
)

// mostProbes bounds the checks whose answers are awaited.
const mostProbes = 64

// A proof is the server's ICE name and password, as this link uses them.
type proof struct{ name, password string }

// comeBack tries UDP again now and then while sound goes through a stream, and
// returns when sound is over UDP for good, or the link is over.
func (l *Link) comeBack(stream *path, over <-chan struct{}) {
	for wait := firstReturn; ; wait = min(2*wait, longestReturn) {
		if !l.sleep(wait) {
			return
		}
		select {
		case <-over: // it is not this stream that sound goes through, if any
			return
		default:
		}
		for i := range l.paths {
			p := &l.paths[i]
			if p.wire.stream == nil && l.reaches(p) && l.move(p) && l.stays(p, stream) {
				stream.wire.stream.rest()
				return
			}
		}
	}
}

// sleep waits, and reports that the link is not over.
func (l *Link) sleep(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-l.done:
		return false
	}
}

// reaches reports whether checks over a path are answered. They do not ask the
// server to use it.
func (l *Link) reaches(p *path) bool {
	defer p.wire.probes.forget()
	for range triesAtOnce {
		if err := l.ask(p); err != nil || !l.sleep(triesEvery) {
			return false
		}
	}
	for range answerTime / triesEvery {
		if p.wire.probes.count() >= enough {
			return true
		}
		if !l.sleep(triesEvery) {
			return false
		}
	}
	return false
}

// move asks the server to use a path, which its own check confirms, and reports
// whether sound takes it now.
func (l *Link) move(p *path) bool {
	p.wire.probes.want(true)
	defer p.wire.probes.forget()
	for range nominateFor / nominateEvery {
		l.moving.Store(time.Now().Add(settling).UnixNano())
		if err := l.ask(p, ice.UseCandidate()); err != nil || !l.sleep(nominateEvery) {
			return false
		}
		if l.path.Load() == p {
			return true
		}
	}
	return false
}

// stays watches a path for a while and reports that it works. If it falls
// silent, sound goes back to the stream.
func (l *Link) stays(p, stream *path) bool {
	for range trial / triesEvery {
		if !l.sleep(triesEvery) {
			return false
		}
		if time.Since(time.Unix(0, p.wire.heard.Load())) > mute {
			l.log.Debug("sound goes back", "way", stream.name)
			l.move(stream)
			return false
		}
	}
	return true
}

// ask sends a check over a path, as the ICE agent would.
func (l *Link) ask(p *path, more ...stun.Setter) error {
	parts := append([]stun.Setter{stun.BindingRequest, stun.TransactionID, stun.NewUsername(l.proof.name + ":" + l.ufrag),
		ice.AttrControlling(1), ice.PriorityAttr(prflxPriority)}, more...)
	m, err := stun.Build(append(parts, stun.NewShortTermIntegrity(l.proof.password), stun.Fingerprint)...)
	if err != nil {
		return err
	}
	p.wire.probes.note(m.TransactionID, l.proof.password)
	_, err = p.wire.send(m.Raw, net.UDPAddrFromAddrPort(p.server))
	return err
}

// prflxPriority is that of a peer-reflexive candidate (RFC 8445 section 5.1.2).
const prflxPriority = 110<<24 | 65535<<8 | 255

// probes are the checks that a wire sent on its own, which the ICE agent knows
// nothing of. The zero value has none.
type probes struct {
	mu       sync.Mutex // guards the fields below
	ids      [][stun.TransactionIDSize]byte
	password string
	answered int
	wish     bool
}

// note remembers a check that is being sent.
func (p *probes) note(id [stun.TransactionIDSize]byte, password string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.ids) == mostProbes {
		p.ids = slices.Delete(p.ids, 0, 1)
	}
	p.ids, p.password = append(p.ids, id), password
}

// takes reports whether a datagram is the answer to one of the checks.
func (p *probes) takes(b []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.ids) == 0 || !stun.IsMessage(b) {
		return false
	}
	m := stun.Message{Raw: slices.Clone(b)}
	if m.Decode() != nil || m.Type != stun.BindingSuccess {
		return false
	}
	at := slices.Index(p.ids, m.TransactionID)
	if at < 0 || stun.NewShortTermIntegrity(p.password).Check(&m) != nil {
		return false
	}
	p.ids = slices.Delete(p.ids, at, at+1)
	p.answered++
	return true
}

// count is how many checks were answered.
func (p *probes) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.answered
}

// want says whether the path is wanted, and wanted whether it is.
func (p *probes) want(yes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wish = yes
}

func (p *probes) wanted() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.wish
}

// forget begins anew.
func (p *probes) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ids, p.answered, p.wish = nil, 0, false
}
