// Package load brings many people into a meeting at once and measures how they
// get in and what they hear: real clients with the text over TLS and the sound
// over STUN, DTLS and SRTP, which decode no sound. It is what parley bench load
// does.
package load

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"parley/collab/ticket"
)

// A Config says where the people come in and how many.
type Config struct {
	Link      ticket.Link
	Listeners int
	Talkers   int           // who speak all the time, and listen too
	Over      time.Duration // over which the listeners dial, evenly
	For       time.Duration // how long all stay once they are in, or have failed; nobody stays where nobody is in
	Patience  time.Duration // how long one person tries to get in
	// Speech is what the talkers say, over and over: Opus packets of 20 ms.
	Speech [][]byte
	// Tell is told in words how it goes, now and then. Nil: nobody is.
	Tell func(format string, args ...any)
	// Explain puts an error into words. Nil: as it is.
	Explain func(error) string
}

// MaxPeople bounds the people of one run: each takes two sockets here, and one
// address has 64 Ki UDP ports.
const MaxPeople = 20_000

// tellEvery is how often there is a word on how it goes.
const tellEvery = 2 * time.Second

// A crowd is all people of one run.
type crowd struct {
	config Config
	server *process // nil: it is not on this machine
	all    []*person
	staged sync.WaitGroup // one for each person who is neither in nor has failed
	gone   sync.WaitGroup // one for each person who has not left
}

// Run brings everybody in, stays, leaves, and reports. When ctx ends early it
// leaves at once and reports what there was until then. The error says what
// kept it from beginning.
func Run(ctx context.Context, c Config) (Report, error) {
	if c.Tell == nil {
		c.Tell = func(string, ...any) {}
	}
	if c.Explain == nil {
		c.Explain = error.Error
	}
	r := &crowd{config: c, server: serverOf(ctx, c.Link.Host)}
	for i := range c.Talkers + c.Listeners {
		p, err := newPerson(c, i)
		if err != nil {
			return Report{}, fmt.Errorf("make person %d: %w", i+1, err)
		}
		r.all = append(r.all, p)
	}
	staying, leave := context.WithCancel(ctx)
	defer leave()
	before := r.server.usage()
	r.dial(ctx, staying)
	inside := r.server.usage()
	arrived := r.heard()
	began := time.Now()
	if r.in() > 0 {
		pause(ctx, c.For)
	}
	lasted := time.Since(began)
	report := r.report(arrived, lasted, ctx.Err() != nil)
	report.server(before, inside, r.server.usage(), arrived, r.heard())
	for _, p := range r.all {
		p.stop() // who ends from now on ends because all leave
	}
	leave()
	r.gone.Wait()
	r.complain()
	return report, nil
}

// dial brings in the talkers, who are heard by those who come after them, then
// the listeners, and returns when each is in or has failed.
func (r *crowd) dial(ctx, staying context.Context) {
	talkers, listeners := r.all[:r.config.Talkers], r.all[r.config.Talkers:]
	for _, p := range talkers {
		r.enter(staying, p)
	}
	r.wait(ctx, "the talkers")
	began := time.Now()
	for i, p := range listeners {
		pause(ctx, time.Until(began.Add(r.config.Over*time.Duration(i)/time.Duration(len(listeners)))))
		if ctx.Err() != nil {
			break
		}
		r.enter(staying, p)
	}
	r.wait(ctx, "all")
}

// enter has a person dial, and stay until the context ends.
func (r *crowd) enter(ctx context.Context, p *person) {
	p.began = time.Now()
	r.staged.Add(1)
	r.gone.Go(func() { p.run(ctx, r.staged.Done) })
}

// wait returns when everybody who dialled is in or has failed, or ctx ends, and
// says meanwhile how far it is.
func (r *crowd) wait(ctx context.Context, who string) {
	settled := make(chan struct{})
	go func() { r.staged.Wait(); close(settled) }() // each gives up by itself
	began := time.Now()
	words := time.NewTicker(tellEvery)
	defer words.Stop()
	for {
		select {
		case <-words.C:
			r.config.Tell("waiting for %s: %d of %d are in after %.0f s", who, r.in(), len(r.all), time.Since(began).Seconds())
		case <-settled:
			if n := r.in(); ctx.Err() == nil && who == "all" && n > 0 {
				r.config.Tell("%d of %d are in; staying %v", n, len(r.all), r.config.For)
			}
			return
		case <-ctx.Done():
			return
		}
	}
}

// in counts those who have text and sound.
func (r *crowd) in() (n int) {
	for _, p := range r.all {
		if p.standing().in() {
			n++
		}
	}
	return n
}

// complain says why people did not get in, the most common reason first, or
// fell out again.
func (r *crowd) complain() {
	reasons := map[string]int{}
	for _, p := range r.all {
		if s := p.standing(); s.why != nil {
			reasons[r.config.Explain(s.why)]++
		}
	}
	for len(reasons) > 0 {
		most := ""
		for why, n := range reasons {
			if n > reasons[most] || n == reasons[most] && why < most {
				most = why
			}
		}
		r.config.Tell("%d had trouble: %s", reasons[most], most)
		delete(reasons, most)
	}
}

// ErrNobody says that nobody is to come.
var ErrNobody = errors.New("nobody is to come in")

// Check reports whether there can be such a run.
func (c Config) Check() error {
	switch n := c.Listeners + c.Talkers; {
	case c.Listeners < 0 || c.Talkers < 0 || n <= 0:
		return ErrNobody
	case n > MaxPeople:
		return fmt.Errorf("%d people are more than %d, the most that one machine can be", n, MaxPeople)
	}
	return nil
}

// pause waits for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
