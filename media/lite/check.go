package lite

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/pion/stun/v4"

	"parley/media/slot"
)

const (
	// checkAgain is when a first check that was not answered is repeated.
	checkAgain = 200 * time.Millisecond
	// maxChecks bounds the checks that wait for an answer.
	maxChecks = 1024
	// priority is that of an only host candidate (RFC 8445 section 5.1.2).
	priority = 126<<24 | 65535<<8 | 255
)

// check sends a STUN check (RFC 8445 section 7.2.2) as the controlling side. The
// first one nominates at once, as there is one path; later ones do not.
func (l *Conn) check(now time.Time, nominates bool) {
	var tie [8]byte
	rand.Read(tie[:])
	parts := []stun.Setter{
		stun.BindingRequest, stun.TransactionID, stun.NewUsername(l.username),
		stun.RawAttribute{Type: stun.AttrICEControlling, Value: tie[:]},
		stun.RawAttribute{Type: stun.AttrPriority, Value: binary.BigEndian.AppendUint32(nil, priority)},
	}
	if nominates {
		parts = append(parts, stun.RawAttribute{Type: stun.AttrUseCandidate})
	}
	m, err := stun.Build(append(parts, stun.NewShortTermIntegrity(l.password), stun.Fingerprint)...)
	if err != nil {
		return // the name is longer than STUN allows; there will be no answer
	}
	l.mu.Lock()
	if len(l.checks) < maxChecks {
		l.checks[m.TransactionID] = now
	}
	l.mu.Unlock()
	l.socket.Write(m.Raw) // what the network does not take is lost like any other
}

// answered takes a STUN message and reports whether it is an authentic answer
// to a check of ours.
func (l *Conn) answered(now time.Time, b []byte) bool {
	m := stun.Message{Raw: b}
	if m.Decode() != nil || m.Type != stun.BindingSuccess {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	sent, ours := l.checks[m.TransactionID]
	if !ours || stun.NewShortTermIntegrity(l.password).Check(&m) != nil {
		return false
	}
	delete(l.checks, m.TransactionID)
	l.trip = now.Sub(sent)
	if l.probing {
		l.trips = append(l.trips, l.trip)
	}
	return true
}

// placed takes the place in the line for the handshake, if a datagram is an
// authentic check of the server's that says one.
func (l *Conn) placed(b []byte) {
	m := stun.Message{Raw: b}
	if l.config.OnPlace == nil || m.Decode() != nil || m.Type != stun.BindingRequest {
		return
	}
	place, err := m.Get(slot.PlaceAttribute)
	if err != nil || len(place) != 4 || stun.NewShortTermIntegrity(l.password).Check(&m) != nil {
		return
	}
	l.config.OnPlace(int(binary.BigEndian.Uint32(place)))
}

// knock sends checks until one is answered or ctx ends.
func (l *Conn) knock(ctx context.Context) error {
	defer l.socket.SetReadDeadline(time.Time{}) // the handshake has its own patience
	buf := make([]byte, maxPacket)
	for ctx.Err() == nil {
		now := time.Now()
		l.check(now, true)
		l.socket.SetReadDeadline(now.Add(checkAgain))
		for {
			n, err := l.socket.Read(buf)
			if errors.Is(err, os.ErrDeadlineExceeded) {
				break
			}
			if errors.Is(err, net.ErrClosed) { // a stream that ended
				return fmt.Errorf("%w: %w", ErrNoAnswer, err)
			}
			if err != nil { // such as that nobody listens there, yet
				pause(ctx, time.Until(now.Add(checkAgain)))
				break
			}
			if l.answered(time.Now(), buf[:n]) {
				return nil
			}
		}
	}
	return fmt.Errorf("%w: %w", ErrNoAnswer, context.Cause(ctx))
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

// An Echo is what came of a series of probes.
type Echo struct {
	Sent, Back int
	Trips      []time.Duration // of those that came back, in the order in which they did
}

// Probe sends n checks, one each interval, waits for those that are still
// under way, and returns what came back. Only one goroutine may probe at a
// time. When ctx or the connection ends it returns what there is.
func (l *Conn) Probe(ctx context.Context, n int, every, wait time.Duration) Echo {
	l.mu.Lock()
	clear(l.checks) // a keepalive's answer is none of ours
	l.trips, l.probing = nil, true
	l.mu.Unlock()
	var e Echo
	for range n {
		if ctx.Err() != nil || l.Err() != nil {
			break
		}
		l.check(time.Now(), false)
		e.Sent++
		pause(ctx, every)
	}
	for end := time.Now().Add(wait); time.Now().Before(end) && ctx.Err() == nil && l.back() < e.Sent; {
		pause(ctx, every)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.probing = false
	e.Trips = l.trips
	e.Back = min(len(e.Trips), e.Sent) // a keepalive may have come in between
	return e
}

func (l *Conn) back() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.trips)
}
