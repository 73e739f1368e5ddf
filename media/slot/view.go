package slot

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
}

// Next returns the sequence number that the listener gets for the packet with
// a Stream's number n. The first is start, which must be random and from 1 to
// 32767: this low, so that a receiver that misses the first packets cannot be
// wrong about the packet counter. It is not ok for a packet older than the
// first, which must be dropped for this listener.
func (v *View) Next(n uint64, start uint16) (sequence uint16, ok bool) {
	if !v.open {
		if v.newest == 0 {
			v.newest = uint64(start) - 1
		}
		v.open, v.floor, v.shift = true, n, n-(v.newest+1)
	}
	if n < v.floor {
		return 0, false
	}
	seen := n - v.shift
	v.newest = max(v.newest, seen)
	return uint16(seen), true
}

// Skip says that a packet of the slot was not sent to the listener. The next
// one that is sent follows the last one that was, without a gap.
func (v *View) Skip() { v.open = false }
