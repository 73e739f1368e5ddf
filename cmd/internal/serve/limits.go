package serve

import (
	"fmt"
	"time"
)

// Limits protect a small machine: one core, half a gigabyte. A zero field has
// its usual value.
type Limits struct {
	People   int // connected at a time, in all meetings; 2,000
	Meetings int // open at a time; 1,000

	// Many people may share one address (a conference hall, an office), so one
	// address gets what a hall needs: 500 within 10 s, with room to try again.
	Rate      float64 // TCP connections a second from one address (IPv6: one /64); 100
	Burst     int     // of them at once; 600
	Strangers int     // TCP connections at a time whose ticket was not seen yet; 2,048
	Share     int     // of them from one address; 1,024
	// Patience is how long a stranger may take for its TLS handshake and its
	// request together with what it sends of it, and how long it may idle; 20 s.
	Patience time.Duration
}

// Check says in a sentence what makes no sense.
func (l Limits) Check() error {
	switch {
	case l.People < 1:
		return fmt.Errorf("--people %d lets nobody in: give 1 or more", l.People)
	case l.Meetings < 1:
		return fmt.Errorf("--meetings %d opens none: give 1 or more", l.Meetings)
	}
	return nil
}

func (l Limits) orUsual() Limits {
	return Limits{
		People:    or(l.People, 2000),
		Meetings:  or(l.Meetings, 1000),
		Rate:      or(l.Rate, 100),
		Burst:     or(l.Burst, 600),
		Strangers: or(l.Strangers, 2048),
		Share:     or(l.Share, 1024),
		Patience:  or(l.Patience, 20*time.Second),
	}
}

func or[T int | float64 | time.Duration](v, usual T) T {
	if v == 0 {
		return usual
	}
	return v
}
