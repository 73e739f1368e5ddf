package session

import (
	"context"
	"net"
	"time"
)

// A lost SYN is sent again by the system after 1 s, then 3 s (RFC 6298 section
// 2.1 and Linux). Knocking again by ourselves costs 60 bytes and, over a
// satellite, the 5 to 10 % of tries that begin with a loss no second.
const (
	knockAgain = 300 * time.Millisecond // after the first; twice that after the second
	knocks     = 3
)

// A dialer makes one connection.
type dialer func(ctx context.Context, address string) (net.Conn, error)

// A knock is what became of one.
type knock struct {
	conn net.Conn
	trip time.Duration // how long it took: a round trip, as a rule
	err  error
}

// A knocked connection is the first that stood of several knocks. The others
// are let go of by alone, which must be called.
type knocked struct {
	net.Conn
	trip  time.Duration
	under int // knocks that have not come back
	back  chan knock
	stop  context.CancelFunc // ends them; nil: there was one, without a knock
}

// hedged returns a dialer that knocks again when nobody has answered for a
// moment, until a connection stands, and returns it as *knocked. An address that
// refuses is refused at once.
func hedged(dial dialer) dialer {
	return func(ctx context.Context, address string) (net.Conn, error) {
		apart, stop := context.WithCancel(context.WithoutCancel(ctx)) // they outlive ctx where one stands
		k := &knocked{back: make(chan knock), stop: stop}
		k.knock(apart, dial, address)
		wait := knockAgain
		again := time.NewTimer(wait)
		defer again.Stop()
		for made := 1; ; {
			select {
			case first := <-k.back:
				k.under--
				k.Conn, k.trip = first.conn, first.trip
				if first.err != nil {
					k.alone()
					return nil, first.err
				}
				return k, nil
			case <-again.C:
				if made < knocks {
					made++
					k.knock(apart, dial, address)
					wait *= 2 // a third is for two that were lost, not for every long way
					again.Reset(wait)
				}
			case <-ctx.Done():
				k.alone()
				return nil, ctx.Err()
			}
		}
	}
}

func (k *knocked) knock(ctx context.Context, dial dialer, address string) {
	k.under++
	began := time.Now()
	go func() {
		c, err := dial(ctx, address)
		k.back <- knock{c, time.Since(began), err}
	}()
}

// another returns the next connection that stands, of those that had knocked
// before the first stood, or nil if none does before ctx ends.
func (k *knocked) another(ctx context.Context) net.Conn {
	for k.under > 0 {
		select {
		case next := <-k.back:
			if k.under--; next.err == nil {
				return next.conn
			}
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// alone returns the connection that stood, and lets go of the others.
func alone(c net.Conn) net.Conn {
	k, ok := c.(*knocked)
	if !ok {
		return c
	}
	k.alone()
	return k.Conn
}

// alone lets go of what has not come back.
func (k *knocked) alone() {
	if k.stop == nil {
		return
	}
	k.stop()
	for ; k.under > 0; k.under-- { // a knock ends soon after its context
		if late := <-k.back; late.conn != nil {
			leavesNothing(late.conn, true)
			late.conn.Close()
		}
	}
}
