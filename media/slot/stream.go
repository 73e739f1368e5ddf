package slot

import "time"

const (
	// lateWindow is how many numbers behind the newest a packet may arrive and
	// still be forwarded. Older ones are of no use to any jitter buffer.
	lateWindow = 64
	// jumpLimit is the largest gap in a talker's numbering that is shown to
	// listeners as loss: 10 s of 20 ms packets. Beyond it the talker restarted.
	jumpLimit = 500
	// driftLimit is how far a talker's clock may stray from ours within one gap,
	// in samples (2 s), before it is set again from ours.
	driftLimit = 2 * ClockRate
	// grid is the unit to which time gaps at a switch are rounded: one 20 ms
	// frame, so that a receiver can go on thinking in frames.
	grid = ClockRate / 50
)

// A Source names one RTP stream that a talker sends. A talker that starts
// anew with other numbers is another Source.
type Source uint64

// A Number is a packet's place in a slot's Stream.
type Number struct {
	// Sequence counts the slot's packets. It never repeats, and never wraps:
	// its low 16 bits go on the wire, by way of a listener's View.
	Sequence uint64
	// Timestamp is in samples of 48 kHz and wraps.
	Timestamp uint32
	// Marker is set on the first packet of a talk spurt (RFC 3551 section 4.1)
	// and on the first packet of another source.
	Marker bool
}

// A span is when a packet sounds, by its source's clock.
type span struct {
	ts      uint32
	samples int32 // 0: there was no such packet, or none yet
}

// A Stream numbers what is sent in one slot. Sources follow one another in it;
// its sequence has no gap and its clock no jump where they do. The zero Stream
// is ready to use.
type Stream struct {
	source Source
	seq    uint16 // the source's newest sequence number
	ts     uint32 // its timestamp

	newest  uint64 // the newest number given out; 0 before the first
	times   [lateWindow]span
	given   uint64 // bit i: number newest-i was given out
	floor   uint64 // the current source's first number: nothing older is given out
	offset  uint32 // Timestamp = the source's timestamp + offset
	out     uint32 // the Timestamp of the newest number
	samples int    // the length of that packet
	at      time.Time
	passed  bool // packets of the source were passed over since
}

// Next returns the number under which a packet is forwarded. The packet came
// from source at now with its own sequence number, timestamp and marker, and
// covers the given number of samples. It is not ok for a packet that came too
// late or twice: such a packet must be dropped, because no number may ever be
// used for two packets (they share an encryption nonce).
func (s *Stream) Next(now time.Time, source Source, seq uint16, ts uint32, marker bool, samples int) (n Number, ok bool) {
	ahead := int(int16(seq - s.seq))
	switch {
	case s.newest == 0 || source != s.source || ahead > jumpLimit || ahead < -jumpLimit:
		return s.restart(now, source, seq, ts, samples), true
	case ahead <= 0:
		if s.passed {
			return Number{}, false
		}
		return s.late(-ahead, ts, marker, samples)
	case s.strays(now, ts):
		return s.restart(now, source, seq, ts, samples), true
	}
	s.advance(ahead)
	if s.passed {
		s.passed, s.floor = false, s.newest
	}
	s.keep(now, seq, ts, samples)
	return Number{s.newest, s.out, marker}, true
}

// Pass says that a packet of a source is not forwarded. If the source is the
// current one, its next packet follows as if there had been none: what listeners
// were not to get is no loss.
func (s *Stream) Pass(source Source, seq uint16) {
	if ahead := int16(seq - s.seq); s.newest != 0 && source == s.source && ahead > 0 {
		s.seq, s.passed = seq, true
	}
}

// restart gives the packet the number after the newest one, and a time after
// it that is as much later as the clock on the wall says, but not so early
// that the two packets overlap.
func (s *Stream) restart(now time.Time, source Source, seq uint16, ts uint32, samples int) Number {
	var gap int
	if s.newest != 0 {
		gap = max(onGrid(now.Sub(s.at)), (s.samples+grid-1)/grid*grid, grid)
	}
	s.advance(1)
	s.source, s.floor, s.passed = source, s.newest, false
	s.offset = s.out + uint32(gap) - ts
	s.keep(now, seq, ts, samples)
	return Number{s.newest, s.out, true}
}

// Clock returns the slot's timestamp at now, for the reports that tie it to
// the clock on the wall. It is not ok before the first packet.
func (s *Stream) Clock(now time.Time) (timestamp uint32, ok bool) {
	passed := min(max(now.Sub(s.at), 0), time.Hour)
	return s.out + uint32(passed*ClockRate/time.Second), s.newest != 0
}

// late numbers a packet that is behind the newest by that many places.
func (s *Stream) late(behind int, ts uint32, marker bool, samples int) (Number, bool) {
	if behind >= lateWindow || uint64(behind) > s.newest-s.floor || s.given&(1<<behind) != 0 {
		return Number{}, false
	}
	s.given |= 1 << behind
	n := s.newest - uint64(behind)
	*s.span(n) = span{ts, int32(samples)}
	return Number{n, ts + s.offset, marker}, true
}

// Recover returns the number of a packet of the current source that was lost, of
// which a later packet brought a copy: its time says where it belongs. It is not ok
// if nothing is missing there, or it cannot be told which packet is.
func (s *Stream) Recover(ts uint32, samples int) (n Number, ok bool) {
	if samples <= 0 || s.passed {
		return n, false
	}
	missing := uint64(0) // numbers between the packet before it and the one after
	after := uint32(0)
	for at := s.newest; at >= s.floor && s.newest-at < lateWindow && at > 0; at-- {
		p := s.span(at)
		switch given := s.given&(1<<(s.newest-at)) != 0; {
		case !given:
			missing++
		case int32(p.ts-ts) >= int32(samples):
			missing, after = 0, p.ts
		case missing == 0 || int32(ts-p.ts) < p.samples:
			return n, false
		default:
			end := p.ts + uint32(p.samples)
			place := (ts - end) / uint32(samples)
			if after-end != uint32(missing)*uint32(samples) || (ts-end)%uint32(samples) != 0 || uint64(place) >= missing {
				return n, false
			}
			return s.late(int(s.newest-at)-1-int(place), ts, false, samples)
		}
	}
	return n, false
}

// span returns where the time of a number within the window is kept.
func (s *Stream) span(n uint64) *span { return &s.times[n%lateWindow] }

// strays reports whether a timestamp cannot be the same clock as before.
func (s *Stream) strays(now time.Time, ts uint32) bool {
	claimed, passed := int64(int32(ts-s.ts)), int64(onGrid(now.Sub(s.at)))
	return claimed <= 0 || max(claimed-passed, passed-claimed) > driftLimit
}

// advance moves the newest number forward and marks it as given out.
func (s *Stream) advance(by int) {
	for n := s.newest + 1; n < s.newest+uint64(min(by, lateWindow)); n++ {
		*s.span(n) = span{}
	}
	s.newest += uint64(by)
	s.given = s.given<<by | 1
}

// keep remembers the newest packet.
func (s *Stream) keep(now time.Time, seq uint16, ts uint32, samples int) {
	s.seq, s.ts, s.out, s.samples, s.at = seq, ts, ts+s.offset, samples, now
	*s.span(s.newest) = span{ts, int32(samples)}
}

// onGrid returns a time as whole frames, in samples. It is at most an hour,
// far below where 32 bits of samples wrap.
func onGrid(d time.Duration) int {
	d = min(max(d, 0), time.Hour)
	return int((d+10*time.Millisecond)/(20*time.Millisecond)) * grid
}
