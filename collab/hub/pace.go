package hub

import (
	"sync"
	"time"
)

// A pace is a bucket of tokens (one a command) that says how long a sender
// must wait. It belongs to one goroutine.
type pace struct {
	rate, burst float64
	tokens      float64
	at          time.Time
}

func newPace(rate, burst float64, now time.Time) *pace {
	return &pace{rate: rate, burst: burst, tokens: burst, at: now}
}

// take takes what is asked and returns how long to wait before it counts. It
// may be more than the burst.
func (p *pace) take(tokens float64, now time.Time) time.Duration {
	p.fill(now)
	if p.tokens -= tokens; p.tokens >= 0 {
		return 0
	}
	return time.Duration(-p.tokens / p.rate * float64(time.Second))
}

// afford takes what is asked if it is there.
func (p *pace) afford(tokens float64, now time.Time) bool {
	p.fill(now)
	if p.tokens < tokens {
		return false
	}
	p.tokens -= tokens
	return true
}

func (p *pace) fill(now time.Time) {
	if d := now.Sub(p.at); d > 0 {
		p.tokens = min(p.burst, p.tokens+p.rate*d.Seconds())
		p.at = now
	}
}

// returns is the pace of a meeting for all who bring what they did without a
// line. It may be asked by any goroutine.
type returns struct {
	mu   sync.Mutex
	pace *pace // guarded by mu
}

func (r *returns) afford(tokens float64, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pace.afford(tokens, now)
}

// An admission is how fast one connection's commands are taken in. It belongs
// to the connection's reader.
type admission struct {
	own  *pace
	left float64 // of what it may bring packed beyond that
	all  *returns
}

func newAdmission(l Limits, all *returns, now time.Time) *admission {
	return &admission{newPace(l.Rate, l.Burst, now), l.Return, all}
}

// wait returns how long a command of that price must wait. One that came packed
// with others was made while there was no line: as long as there is something
// left for those, it waits for nothing but its turn and the disk.
func (a *admission) wait(price float64, packed bool, now time.Time) time.Duration {
	if packed {
		if a.own.afford(price, now) {
			return 0
		}
		if a.left >= price && a.all.afford(price, now) {
			a.left -= price
			return 0
		}
	}
	return a.own.take(price, now)
}
