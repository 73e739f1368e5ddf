package slot

import "time"

const (
	// Hang is how long after its last packet a talker's slot is kept for it:
	// longer than the pause between two words, and than the 400 ms between two
	// packets of Opus DTX.
	Hang = 800 * time.Millisecond
	// minHold is how long a talker is safe from louder ones once it has a slot.
	minHold = time.Second
	// margin is how much louder, in dB, a talker must be than the quietest one
	// heard in order to take its slot.
	margin = 6
	// smooth is the time over which loudness is averaged.
	smooth = 250 * time.Millisecond
	// maxWaiting bounds the talkers that are remembered without a slot.
	maxWaiting = 512
	// heardAtOnce is how many slots may be in use before somebody without a rank
	// has to be louder than another to get one.
	heardAtOnce = 3
)

// Quiet is the level of digital silence: -127 dBov (RFC 6464 section 3).
const Quiet = 127

// A Talker names somebody who may be heard.
type Talker uint64

// A Rank is what the floor says about a talker. Whoever has a higher one is
// heard first, whatever the loudness.
type Rank uint8

// The ranks, the lowest first.
const (
	None   Rank = iota // one of those who are heard if they are among the loudest
	Floor              // has a word beside the holder: an interpreter, a point of order
	Chair              // has slot 1
	Holder             // holds the floor and has slot 0
)

// seat returns the slot that belongs to a rank, or -1.
func (r Rank) seat() int {
	switch r {
	case Holder:
		return 0
	case Chair:
		return 1
	}
	return -1
}

// A voice is what the Chooser knows of one talker.
type voice struct {
	talker Talker
	rank   Rank
	loud   float64   // average loudness in dB above digital silence, 0 to 127
	since  time.Time // when it got its slot
	heard  time.Time // when it was last heard; zero: never
}

// A Chooser decides which talkers are in a listener's slots: those with a rank,
// and the loudest of the others. Whoever has a slot keeps it while it talks,
// unless somebody of a higher rank needs it, or all slots are taken and somebody is clearly
// louder. A talker that pauses and comes back finds its old slot again if nobody
// else needed it. The zero Chooser is ready to use.
type Chooser struct {
	// Floor says that there is a floor: slot 0 is kept for its holder, and slot 1
	// for the chair or whoever else has a rank.
	Floor bool

	slots   [Count]voice
	waiting []voice
}

// Offer says that a packet of talker came at now, with its rank and its loudness
// in -dBov, 0 (loudest) to 127. It returns the talker's slot, or is not ok if the
// talker is not to be heard.
func (c *Chooser) Offer(now time.Time, talker Talker, rank Rank, level uint8) (slot int, ok bool) {
	loud := float64(Quiet - min(level, Quiet))
	if i := c.slotOf(talker); i >= 0 && !c.slots[i].silent(now) {
		return c.goOn(now, i, rank, loud)
	}
	v := c.wait(now, talker, loud)
	v.rank = rank
	i := c.seat(now, v)
	if i < 0 {
		i = c.free(now, v)
	}
	if i < 0 {
		i = c.beaten(now, v)
	}
	if i < 0 {
		return 0, false
	}
	v.since = now
	c.slots[i] = v
	c.forget(talker)
	return i, true
}

// Loud returns the average loudness of a talker in a slot, in -dBov, and is not
// ok if it has none.
func (c *Chooser) Loud(talker Talker) (level uint8, ok bool) {
	i := c.slotOf(talker)
	if i < 0 {
		return 0, false
	}
	return Quiet - uint8(c.slots[i].loud), true
}

// goOn is Offer for a talker who is being heard in slot i.
func (c *Chooser) goOn(now time.Time, i int, rank Rank, loud float64) (slot int, ok bool) {
	v := &c.slots[i]
	v.rank = rank
	v.hear(now, loud)
	if to := c.seat(now, *v); to >= 0 && to != i {
		v.since = now
		c.slots[to], *v = *v, voice{}
		return to, true
	}
	if rank == None && c.talking(now) > heardAtOnce && c.quietest(now, *v) == i {
		*v = voice{}
		return 0, false
	}
	return i, true
}

// Leave takes the talker's slot from it at once.
func (c *Chooser) Leave(talker Talker) {
	c.forget(talker)
	if i := c.slotOf(talker); i >= 0 {
		c.slots[i] = voice{}
	}
}

// hear takes one more packet into the average.
func (v *voice) hear(now time.Time, loud float64) {
	weight := min(float64(now.Sub(v.heard))/float64(smooth), 1)
	if v.silent(now) {
		weight = 1
	}
	v.loud += max(weight, 0) * (loud - v.loud)
	v.heard = now
}

// silent reports whether the talker has not been heard for so long that its
// slot is free.
func (v *voice) silent(now time.Time) bool {
	return v.heard.IsZero() || now.Sub(v.heard) > Hang
}

// slotOf returns the slot that the talker has or was the last to have, or -1.
func (c *Chooser) slotOf(talker Talker) int {
	for i := range c.slots {
		if v := &c.slots[i]; v.talker == talker && !v.heard.IsZero() {
			return i
		}
	}
	return -1
}

// seat returns the slot that belongs to the talker's rank, if it is free or has
// somebody of a lower one in it, else -1.
func (c *Chooser) seat(now time.Time, v voice) int {
	i := v.rank.seat()
	if i < 0 || c.slots[i].talker != v.talker && !c.slots[i].silent(now) && c.slots[i].rank >= v.rank {
		return -1
	}
	return i
}

// open reports whether a talker of that rank may be in a slot.
func (c *Chooser) open(slot int, rank Rank) bool {
	switch {
	case !c.Floor || slot > 1 || rank.seat() == slot:
		return true
	}
	return slot == 1 && rank == Floor
}

// talking returns how many slots are in use.
func (c *Chooser) talking(now time.Time) (n int) {
	for i := range c.slots {
		if !c.slots[i].silent(now) {
			n++
		}
	}
	return n
}

// free returns the talker's old slot if it is free, else the slot that has
// been free for longest, else -1.
func (c *Chooser) free(now time.Time, who voice) int {
	if who.rank == None && c.talking(now) >= heardAtOnce {
		return -1
	}
	best := -1
	for i := range c.slots {
		v := &c.slots[i]
		if !v.silent(now) || !c.open(i, who.rank) {
			continue
		}
		if v.talker == who.talker && !v.heard.IsZero() {
			return i
		}
		if best < 0 || v.heard.Before(c.slots[best].heard) {
			best = i
		}
	}
	return best
}

// beaten returns the slot of the quietest talker of the lowest rank, if v is of a
// higher one or clearly louder and that talker has had its say, else -1.
func (c *Chooser) beaten(now time.Time, v voice) int {
	i := c.quietest(now, v)
	if i < 0 {
		return -1
	}
	q := &c.slots[i]
	if v.rank == q.rank && (v.loud < q.loud+margin || now.Sub(q.since) < minHold) {
		return -1
	}
	return i
}

// quietest returns the slot of the quietest talker of the lowest rank, among
// those that v may have and whose rank is not above its own, or -1.
func (c *Chooser) quietest(now time.Time, v voice) int {
	least := -1
	for i := range c.slots {
		q := &c.slots[i]
		switch {
		case q.silent(now) || q.rank > v.rank || !c.open(i, v.rank):
		case least < 0 || q.rank < c.slots[least].rank, q.rank == c.slots[least].rank && q.loud < c.slots[least].loud:
			least = i
		}
	}
	return least
}

// wait takes a packet of a talker without a slot into its average.
func (c *Chooser) wait(now time.Time, talker Talker, loud float64) voice {
	oldest := 0
	for i := range c.waiting {
		v := &c.waiting[i]
		if v.talker == talker {
			v.hear(now, loud)
			return *v
		}
		if v.heard.Before(c.waiting[oldest].heard) {
			oldest = i
		}
	}
	v := voice{talker: talker, loud: loud, heard: now}
	switch {
	case len(c.waiting) < maxWaiting:
		c.waiting = append(c.waiting, v)
	default:
		c.waiting[oldest] = v
	}
	return v
}

// forget drops a talker from those that wait.
func (c *Chooser) forget(talker Talker) {
	for i := range c.waiting {
		if c.waiting[i].talker == talker {
			last := len(c.waiting) - 1
			c.waiting[i] = c.waiting[last]
			c.waiting = c.waiting[:last]
			return
		}
	}
}
