package link

import (
	"encoding/binary"
	"sync"
	"time"

	"parley/media/slot"
)

// stamps are when the last packets of a slot came, since pion tells only what. The zero
// value knows of none.
type stamps struct {
	mu  sync.Mutex // guards the fields below
	seq [64]uint16
	at  [64]time.Time
}

// note remembers when a packet came.
func (s *stamps) note(seq uint16, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq[seq%64], s.at[seq%64] = seq, at
}

// of is when a packet came that is here now; now, if that is not known.
func (s *stamps) of(seq uint16, now time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.at[seq%64]
	if s.seq[seq%64] != seq || at.IsZero() || at.After(now) || now.Sub(at) > handedIn {
		return now
	}
	return at
}

// handedIn is how long a packet may take through pion.
const handedIn = time.Second

// passes sees a datagram that comes, authentic or not, before pion does.
func (l *Link) passes(came time.Time, b []byte) {
	if len(b) < rtpHeader || b[0] < 128 || b[0] > 191 || b[1] >= 192 && b[1] <= 223 { // RFC 7983, RFC 5761 section 4
		return
	}
	l.brought.Add(1)
	if at, ok := slot.OfSSRC(binary.BigEndian.Uint32(b[8:])); ok {
		l.slots[at].stamps.note(binary.BigEndian.Uint16(b[2:]), came)
	}
}

// rtpHeader is the least that a packet of sound has, in bytes (RFC 3550 section 5.1).
const rtpHeader = 12
