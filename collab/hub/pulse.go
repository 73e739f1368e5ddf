package hub

import "time"

// A pulse is how often a meeting looks at what time brings: once a second while
// something goes on in it, and seldom while people only read. A server has many
// meetings, and a host's machine may run on a battery.
type pulse struct {
	*time.Timer
	slow bool
}

const (
	pulseEvery = time.Second
	// restsFor is how late what nobody waits for may be, such as forgetting what is not
	// needed any more.
	restsFor = 10 * time.Second
)

func newPulse() *pulse { return &pulse{Timer: time.NewTimer(pulseEvery)} }

// quicken has the next beat come soon: something happened.
func (p *pulse) quicken() {
	if p.slow {
		p.Reset(pulseEvery)
	}
	p.slow = false
}

// next sets the beat after one that has come.
func (p *pulse) next(restless bool) {
	if p.slow = !restless; p.slow {
		p.Reset(restsFor)
	} else {
		p.Reset(pulseEvery)
	}
}

// restless reports whether somebody may wait for what the next beat does.
func (l *hall) restless() bool {
	f, b := l.state.Floor(), &l.lobby
	if f.Turn != nil || len(f.List) > 0 || l.state.Window() != nil || len(l.absent) > 0 || b.changed || len(b.callers) > 0 ||
		len(l.inside) == 0 { // it may go to rest
		return true
	}
	soon := l.config.Now().Add(restsFor)
	for a := range l.inside {
		if ends := a.ticket.Expires; !a.repeats.IsZero() || !ends.IsZero() && ends.Before(soon) {
			return true
		}
	}
	return false
}
