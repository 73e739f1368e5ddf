package slot

// eras is how many changes a View remembers: what is older cannot be asked for
// again.
const eras = 8

// A View is how one listener sees one slot: the same packets in the same
// order, with numbers of its own. A listener does not get back what it said
// itself; a View closes such holes, because to a receiver they would look like
// loss, and, once longer than half of all 16-bit numbers, would put the SRTP
// packet counters of both ends out of step (RFC 3711 section 3.3.1). The zero
// View is ready to use.
type View struct {
	open bool
	// shift is subtracted from the slot's numbers; floor is the first of them
	// for which it holds; newest is the newest number seen by the listener.
	shift, floor, newest uint64

	past []era // a ring of at most eras, made as they come: most slots of most listeners stay silent
	last int   // place of the newest era
}

// An era is a stretch of a listener's numbers that were sent in one form.
type era struct {
	from, shift uint64
	form        uint8
}

// Next returns the sequence number that the listener gets for the packet with
// a Stream's number n, sent in a form. The first is start, which must be random and from 1 to
// 32767: this low, so that a receiver that misses the first packets cannot be
// wrong about the packet counter. It is not ok for a packet older than the
// first, which must be dropped for this listener.
func (v *View) Next(n uint64, start uint16, form uint8) (sequence uint16, ok bool) {
	opens := !v.open
	if opens {
		if v.newest == 0 {
			v.newest = uint64(start) - 1
		}
		v.open, v.floor, v.shift = true, n, n-(v.newest+1)
	}
	if n < v.floor {
		return 0, false
	}
	seen := n - v.shift
	if seen > v.newest {
		if opens || v.past[v.last].form != form {
			v.begin(era{seen, v.shift, form})
		}
		v.newest = seen
	}
	return uint16(seen), true
}

// begin enters an era, for the oldest one if there are too many.
func (v *View) begin(e era) {
	if len(v.past) < eras {
		v.past, v.last = append(v.past, e), len(v.past)
		return
	}
	v.last = (v.last + 1) % eras
	v.past[v.last] = e
}

// Skip says that a packet of the slot was not sent to the listener. The next
// one that is sent follows the last one that was, without a gap.
func (v *View) Skip() { v.open = false }

// Find returns the slot's number for one of the listener's, and the form in which
// it was sent. It is not ok if there is none, or it was too long ago. A number
// that lay between two that were sent is found, too.
func (v *View) Find(sequence uint16) (n uint64, form uint8, ok bool) {
	behind := uint16(v.newest) - sequence
	if behind >= 1<<15 || uint64(behind) > v.newest {
		return 0, 0, false
	}
	seen := v.newest - uint64(behind)
	for i := range v.past {
		e := v.past[(v.last+len(v.past)-i)%len(v.past)]
		if seen >= e.from {
			return seen + e.shift, e.form, true
		}
	}
	return 0, 0, false
}

// Newest returns the listener's newest number, counted without wrapping.
func (v *View) Newest() uint64 { return v.newest }
