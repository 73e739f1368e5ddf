package check

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"time"

	"parley/collab/session"
	"parley/collab/ticket"
	"parley/media/lite"
)

// A way is one by which sound can come.
type way struct {
	step string
	name string                                               // of the way, as a sentence goes on
	open func(context.Context, ticket.Link) (net.Conn, error) // nil: UDP
	last bool                                                 // tried only where no other works
}

// ways are those that are tried, the best first, as package link has them.
var ways = []way{
	{step: "udp", name: "by UDP"},
	{step: "ice-tcp", name: "by TCP", open: func(ctx context.Context, to ticket.Link) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", to.Host)
	}},
	{step: "websocket", name: "inside a text line", last: true, open: func(ctx context.Context, to ticket.Link) (net.Conn, error) {
		return session.DialSound(ctx, to, nil)
	}},
}

// A tried way is a connection, or why there is none.
type tried struct {
	conn *lite.Conn
	took time.Duration
	err  error
}

// sound tries the ways of the sound, and measures the best that works. They are
// tried at the same time, as one that a firewall swallows is waited for until
// patience ends, and told in their order.
func (k *checking) sound(ctx context.Context) {
	results := make([]chan tried, len(ways))
	for i, w := range ways {
		if results[i] = make(chan tried, 1); !w.last {
			go func() { results[i] <- k.dial(ctx, w) }() // all are received below
		}
	}
	var best *lite.Conn
	for i, w := range ways {
		if w.last && best != nil {
			break
		}
		if w.last {
			results[i] <- k.dial(ctx, w)
		}
		stop := k.waiting()
		r := <-results[i]
		stop()
		if r.err != nil {
			k.found.SoundWhy = k.Explain(r.err)
			k.failed(ctx, w.step, r.err)
			continue
		}
		k.tell(ctx, Step{Step: w.step, OK: true, MS: millis(r.took), Words: "sound can come this way"})
		defer r.conn.Close()
		if best == nil {
			best, k.found.Way = r.conn, w.name
		}
	}
	if best != nil {
		k.found.Sound = true
		k.measure(ctx, best)
	}
}

// dial tries one way, as somebody of its own: the server keeps one connection of
// each.
func (k *checking) dial(ctx context.Context, w way) tried {
	identity, err := lite.NewIdentity()
	if err != nil {
		return tried{err: err}
	}
	bounded, cancel := context.WithTimeout(ctx, k.Patience)
	defer cancel()
	began := time.Now()
	c := lite.Config{
		Server: k.Link.Host, Fingerprint: k.Link.Fingerprint, Identity: identity,
		Name: func() (string, string) {
			var nonce [8]byte
			rand.Read(nonce[:]) // never returns an error
			return k.Link.Ticket.SoundProof(identity.Fingerprint(), nonce)
		},
	}
	if w.open != nil {
		c.Stream = func(ctx context.Context) (net.Conn, error) { return w.open(ctx, *k.Link) }
	}
	conn, err := lite.Dial(bounded, c)
	return tried{conn, time.Since(began), err}
}

// errNoProbe says that the way that worked a moment ago does not.
var errNoProbe = errors.New("nothing came back on the way of the sound")

// measure sends probes on the way of the sound.
func (k *checking) measure(ctx context.Context, conn *lite.Conn) {
	const wait = 2 * time.Second // as long as a round trip may be
	k.Announce(fmt.Sprintf("Measuring the way of the sound for %.0f s.", (time.Duration(k.Probes) * k.Every).Seconds()))
	e := conn.Probe(ctx, k.Probes, k.Every, wait)
	if e.Back == 0 {
		k.found.Sound, k.found.SoundWhy = false, errNoProbe.Error()
		k.failed(ctx, "path", errNoProbe)
		return
	}
	p := pathOf(e)
	k.found.Path = p
	k.tell(ctx, Step{Step: "path", Way: k.found.Way, OK: p.rating() != Poor, MS: millis(p.Trip), Loss: &p.Loss, JitterMS: millis(p.Jitter), Words: fmt.Sprintf(
		"%s, %s; round trip %.0f ms, %.1f %% of %d probes lost there or back, jitter %.0f ms",
		k.found.Way, p.rating(), ms(p.Trip), 100*p.Loss, e.Sent, ms(p.Jitter))})
}
