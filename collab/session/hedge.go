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
	knockAgain = 300 * time.Millisecond
	knocks     = 3
)

// A dialer makes one connection.
type dialer func(ctx context.Context, address string) (net.Conn, error)

// hedged returns a dialer that knocks again when nobody has answered for a
// moment, and takes the first connection that stands. An address that refuses
// is refused at once, and no knock is left when it returns.
func hedged(dial dialer) dialer {
	type result struct {
		conn net.Conn
		err  error
	}
	return func(ctx context.Context, address string) (net.Conn, error) {
		ctx, stop := context.WithCancel(ctx)
		results := make(chan result)
		under := 0
		knock := func() {
			under++
			go func() {
				c, err := dial(ctx, address)
				results <- result{c, err}
			}()
		}
		defer func() {
			stop()
			for range under { // a knock ends soon after its context
				if late := <-results; late.conn != nil {
					late.conn.Close()
				}
			}
		}()
		knock()
		again := time.NewTicker(knockAgain)
		defer again.Stop()
		for made := 1; ; {
			select {
			case r := <-results:
				under--
				return r.conn, r.err
			case <-again.C:
				if made < knocks {
					made++
					knock()
				}
			}
		}
	}
}
