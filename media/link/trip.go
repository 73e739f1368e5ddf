package link

import (
	"sync"
	"time"

	"github.com/pion/stun/v4"
)

// trips are the round trips of the checks that the ICE agent sends through a wire. They are measured
// here, since only here it is known when an answer came: where datagrams gather, the agent sees it up to a
// beat later. The zero value knows of none.
type trips struct {
	mu      sync.Mutex // guards the fields below
	ids     [checksKept][stun.TransactionIDSize]byte
	at      [checksKept]time.Time // when they were sent; zero: none was, or it was answered
	next    int
	newest  time.Duration
	answers uint64
}

// checksKept bounds the checks whose answers are awaited: at most five a second for as long as the
// longest round trip takes.
const checksKept = 32

// A message of STUN begins with its type, and has its transaction behind length and cookie (RFC 8489
// section 5).
const (
	stunRequest = 0x0001
	stunSuccess = 0x0101
	stunID      = 8
	stunHeader  = stunID + stun.TransactionIDSize
)

// is reports whether a datagram is a message of STUN of a type.
func is(b []byte, kind int) bool {
	return len(b) >= stunHeader && int(b[0])<<8|int(b[1]) == kind
}

// sent notes a datagram that is sent, if it is a check.
func (t *trips) sent(now time.Time, b []byte) {
	if !is(b, stunRequest) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	copy(t.ids[t.next][:], b[stunID:])
	t.at[t.next] = now
	t.next = (t.next + 1) % checksKept
}

// came notes a datagram that came, if it answers a check. Nobody else knows the number of the
// transaction, which is random.
func (t *trips) came(now time.Time, b []byte) {
	if !is(b, stunSuccess) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	id := [stun.TransactionIDSize]byte(b[stunID:stunHeader])
	for i := range t.ids {
		if t.ids[i] == id && !t.at[i].IsZero() {
			t.newest = max(now.Sub(t.at[i]), time.Microsecond)
			t.answers++
			t.at[i] = time.Time{}
			return
		}
	}
}

// read returns the newest round trip, 0 if none is known, and how many checks were answered.
func (t *trips) read() (newest time.Duration, answers uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.newest, t.answers
}
