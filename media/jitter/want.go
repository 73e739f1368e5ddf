package jitter

import (
	"time"

	"parley/media/pcm"
)

const (
	fated = 512 // packets whose fate is remembered

	// leastWait and mostWait bound the delay of who wants everything; giveUp is
	// when what is missing even then counts as lost: the server keeps packets for 3 s.
	leastWait = time.Second
	mostWait  = 2500 * time.Millisecond
	giveUp    = 2900 * time.Millisecond

	// guard is what asking for a packet takes beside the round trip: both ends
	// look only every 10 ms.
	guard = 30 * time.Millisecond
	// leastAgain is the shortest time after which a packet is asked for again.
	leastAgain = 40 * time.Millisecond
	// twiceFrom is the share of packets lost from which on low delay asks twice, so soon that both
	// answers are in time: there is no time to see what becomes of the first. At less, the first will
	// mostly do; in a burst, both are lost.
	twiceFrom = 0.24
	soonAgain = 20 * time.Millisecond
	// mostAsks bounds how often one packet is asked for.
	mostAsks = 40
	// tries is into how many parts who wants everything divides the time that is left for
	// an answer: so often it asks again, if that is sooner than the answer would be there.
	tries = 10

	// mostSwapped bounds how long an overtaken packet is waited for unasked.
	mostSwapped = 60 * time.Millisecond

	recall    = 250   // packets after which an observation of loss has lost 63 % of its weight
	lossy     = 0.005 // share of packets missing from which on room is made to mend them
	bearable  = 0.007 // share of packets that may be missing in the end
	mostTurns = 3     // round trips that room is made for at most
	calmAfter = 750   // packets without need after which room is given up: 15 s of 20 ms
)

// A fate is what became of one packet.
type fate struct {
	sequence int64
	got      bool
	mended   bool          // a later packet brought a copy
	counted  bool          // it counts as left missing
	noticed  time.Duration // when a later packet came before it, since epoch
	asks     int           // how often it was asked for
	first    time.Duration // when it was asked for at first, since epoch
	asked    time.Duration // and at last
}

// A want knows which packets are missing, which of them to ask for, and how much
// delay it takes until they come.
type want struct {
	fates  [fated]fate
	oldest int64 // the first packet that counts
	newest int64
	beyond [2]fate // the packets after the newest, which may never have been sent

	trip     time.Duration // 0: asking is of no use
	room     time.Duration // the most delay there is room for
	complete bool          // everything is wanted, whatever the delay
	held     bool          // playout waits for what is missing

	loss  float64 // share of packets that were missing at first
	left  float64 // share of packets that no copy has mended in time
	depth int     // packets back that the copies reach
	near  int     // packets back of the nearest copy; 0: there are none
	reach int     // the same in samples
	turns int     // round trips that room is made for
	calm  int     // packets for which fewer would have done

	swapped time.Duration // how much later than its follower a packet came that had been overtaken
}

// found says how a packet came.
type found int

const (
	once      found = iota
	recovered       // it had been asked for
	twice           // it was there already
)

// forget starts afresh on another link.
func (w *want) forget() {
	w.loss, w.left, w.depth, w.near, w.reach, w.turns, w.calm, w.swapped, w.trip = 0, 0, 0, 0, 0, 0, 0, 0, 0
}

// flush forgets the packets.
func (w *want) flush() { w.oldest, w.newest, w.held = 0, -1, false; w.beyond = [2]fate{} }

// begin starts a stream whose first packet is sequence.
func (w *want) begin(sequence int64) {
	w.oldest, w.newest = sequence, sequence-1
	w.beyond = [2]fate{{sequence: sequence}, {sequence: sequence + 1}}
}

// at is what is known of a packet within the window.
func (w *want) at(sequence int64) *fate { return &w.fates[uint64(sequence)%fated] }

// note takes in that a packet came, and says how.
func (w *want) note(sequence, newest int64, now time.Duration) found {
	if sequence > w.newest {
		for s := max(w.newest+1, sequence-fated+1); s <= sequence; s++ {
			*w.at(s) = fate{sequence: s, noticed: now}
			for _, f := range w.beyond {
				if s == f.sequence {
					*w.at(s) = fate{sequence: s, noticed: now, asks: f.asks, first: f.first, asked: f.asked}
				}
			}
		}
		for range min(sequence-w.newest-1, recall) {
			w.loss += (1 - w.loss) / recall
		}
		w.newest = sequence
		w.oldest = max(w.oldest, sequence-fated+1)
		if next := w.beyond[1]; next.sequence == sequence+1 {
			w.beyond = [2]fate{next, {sequence: sequence + 2}}
		} else {
			w.beyond = [2]fate{{sequence: sequence + 1}, {sequence: sequence + 2}}
		}
	}
	if sequence < w.oldest { // before the first, or long ago
		first := max(sequence, w.newest-fated+1)
		for s := first; s < w.oldest; s++ { // those between are missing, too
			*w.at(s) = fate{sequence: s, noticed: now}
		}
		w.oldest = min(w.oldest, first)
		if sequence < first {
			return once
		}
	}
	f := w.at(sequence)
	switch {
	case f.sequence == sequence && f.got:
		return twice
	case f.asks > 0 && now-f.first >= w.trip*3/4:
		f.got = true
		return recovered
	case sequence < newest: // overtaken: it was not missing after all
		w.loss = max(w.loss-1.0/recall, 0)
		w.swapped = min(max(w.swapped, now-f.noticed), mostSwapped)
	default:
		w.loss -= w.loss / recall
		w.left -= w.left / recall
		w.swapped -= w.swapped / recall
		w.settle()
	}
	f.got = true
	return once
}

// mend takes in the copies in a packet: what they bring is not missing.
func (w *want) mend(sequence int64, frames []Frame, length int) {
	if sequence == w.newest {
		w.reach = reach(frames)
		w.depth, w.near = (w.reach+length-1)/length, 0
	}
	for _, f := range frames {
		back := int64((length - 1 - f.Offset) / length) // packets, as if all were of one length
		if s := sequence - back; f.Offset < 0 && s >= w.oldest {
			w.at(s).mended = true
			if sequence == w.newest {
				w.near = int(back) // the nearest is the last
			}
		}
	}
}

// missing is how many packets from one to before another have not come.
func (w *want) missing(from, to int64) (n int64) {
	if from < w.oldest {
		n, from = w.oldest-from, w.oldest
	}
	for s := from; s < to; s++ {
		if !w.at(s).got {
			n++
		}
	}
	return n
}

// settle decides for how many round trips room is made: more at once, fewer only
// after a while.
func (w *want) settle() {
	need := 0
	if w.trip > 0 && w.loss > lossy {
		fails := max(1-(1-w.loss)*(1-w.loss), 0.1) // both ways lose as much, for all we know
		for rest := w.left; rest > bearable && need < mostTurns; rest *= fails {
			need++
		}
	}
	switch {
	case need > w.turns:
		w.turns, w.calm = need, 0
	case need == w.turns:
		w.calm = 0
	default:
		if w.calm++; w.calm > calmAfter {
			w.turns, w.calm = w.turns-1, 0
		}
	}
}

// age is how old a packet may be that was asked for.
func (w *want) age() time.Duration {
	if w.complete {
		return giveUp
	}
	return w.room
}

// Path says how the link is: its round trip, 0 if it is not known, and the most
// delay that there is room for here to mend what is lost, so that the whole way from mouth
// to ear stays bearable. What is merely late is waited for, whatever the room.
func (b *Buffer) Path(trip, room time.Duration) {
	b.want.trip, b.want.room = trip, min(max(room, shortest), longest)
}

// Complete says what matters: that nothing is missing, at a delay of 1 to 2.5 s,
// or that the delay is low. Who turns back to low delay loses what waits, and hears
// the present at once.
func (b *Buffer) Complete(on bool) {
	if b.want.complete && !on {
		b.strict = true
	}
	b.want.complete = on
}

// Target is the delay aimed at: 20 to 400 ms, or 1 to 2.5 s if everything is
// wanted.
func (b *Buffer) Target() time.Duration {
	w := &b.want
	late := b.late()
	detected := b.Length() * time.Duration(max(1, w.near))
	if w.near > 0 {
		detected += overdueBy
	}
	if w.complete {
		return min(max(late+detected+3*(w.trip+guard), leastWait), mostWait)
	}
	best := late
	if w.loss > lossy {
		best = max(best, min(late+pcm.Duration(int64(w.reach)), w.room))
	}
	for turns := w.turns; turns > 0; turns-- {
		if t := detected + time.Duration(turns)*(w.trip+guard) + late/2; t <= w.room {
			best = max(best, t)
			break
		}
	}
	return best
}

// late is how late packets come that are waited for.
func (b *Buffer) late() time.Duration {
	if b.want.loss > lossy || b.want.complete {
		return b.arrival.target(enough)
	}
	return b.arrival.target(nearAll)
}

// Missing appends to out the packets to ask for again now: those missing that no
// copy has mended and that can still come before their turn. It is to be called every 10 ms or so.
func (b *Buffer) Missing(now time.Time, out []uint16) []uint16 {
	w := &b.want
	if !b.started || w.trip == 0 || b.fresh {
		return out
	}
	at := now.Sub(b.epoch)
	for s := max(w.oldest, b.next); s < w.newest && len(out) < cap(out); s++ {
		f := w.at(s)
		if f.got {
			continue
		}
		if !f.counted && !f.mended && b.waited(f, at) {
			f.counted = true
			w.left += (1 - w.left) / recall
		}
		if !b.asks(f, at) {
			continue
		}
		b.ask(f, at)
		out = append(out, uint16(s))
	}
	for i := range w.beyond {
		if f := &w.beyond[i]; b.overdue(f, int64(i), at) && len(out) < cap(out) {
			b.ask(f, at)
			out = append(out, uint16(f.sequence))
		}
	}
	return out
}

// ask notes that a packet is asked for.
func (b *Buffer) ask(f *fate, at time.Duration) {
	if f.asks == 0 {
		f.first = at
	}
	f.asks++
	f.asked = at
	b.counts.Asked++
}

// asks reports whether it is time to ask for a missing packet, and not too late.
func (b *Buffer) asks(f *fate, at time.Duration) bool {
	w := &b.want
	stamp := b.newStamp - (w.newest-f.sequence)*int64(b.length) // about
	turn := pcm.Duration(stamp) + b.soonest() + max(b.Target(), b.delay)
	again := w.again(f)
	switch {
	case f.asks >= mostAsks, f.mended && !w.held:
		return false
	case w.complete:
		left := giveUp - w.trip - (at - pcm.Duration(stamp) - b.soonest())
		if left < 0 {
			return false
		}
		again = max(min(again, left/tries), leastAgain)
	case at+w.trip > turn+pcm.FrameTime:
		return false
	}
	if f.asks > 0 {
		return at-f.asked >= again
	}
	return b.waited(f, at)
}

// again is how long after it was asked for last a packet is asked for once more.
func (w *want) again(f *fate) time.Duration {
	if f.asks == 1 && !w.complete && w.loss > twiceFrom {
		return soonAgain
	}
	return max(w.trip+guard/2, leastAgain)
}

// waited reports that a missing packet has had its time to come by itself, or in
// a copy.
func (b *Buffer) waited(f *fate, at time.Duration) bool {
	w := &b.want
	return at-f.noticed >= w.swapped &&
		(w.newest-f.sequence >= int64(w.depth) || at > pcm.Duration(b.newStamp+int64(b.length))+b.soonest()+guard)
}

// overdue reports that a packet after the newest should have come by now, on a link
// that loses some, and so should its nearest copy; after is how many packets are between. If nobody
// spoke any more the server has none, and does not answer.
func (b *Buffer) overdue(f *fate, after int64, at time.Duration) bool {
	w := &b.want
	length := pcm.Duration(int64(b.length))
	due := pcm.Duration(b.newStamp+(after+1)*int64(b.length)) + b.soonest()
	wait, most, last := b.late()+guard, 1, giveUp/2
	if w.near > 0 {
		wait = max(time.Duration(w.near)*length+overdueBy, wait)
	}
	switch {
	case w.complete:
		most, last = mostAsks, giveUp-w.trip
	case w.loss > twiceFrom:
		most = 2
	}
	switch {
	case w.loss <= lossy, at < due+overdueBy, after == 0 && at < due+wait, after > 0 && w.beyond[0].asks == 0, at > due+last:
		return false
	case w.complete:
	case at+w.trip > due+b.Target()+pcm.FrameTime:
		return false
	}
	return f.asks < most && (f.asks == 0 || at-f.asked >= w.again(f))
}

// overdueBy is how late a packet must be at least to be missed.
const overdueBy = 10 * time.Millisecond
