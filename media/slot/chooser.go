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
	maxWaiting = 64
)

// Quiet is the level of digital silence: -127 dBov (RFC 6464 section 3).
const Quiet = 127

// A Talker names somebody who may be heard.
type Talker uint64

// A voice is what the Chooser knows of one talker.
type voice struct {
	talker Talker
	loud   float64   // average loudness in dB above digital silence, 0 to 127
	since  time.Time // when it got its slot
	heard  time.Time // when it was last heard; zero: never
}

// A Chooser decides which talkers are in a listener's slots: the loudest ones,
// but whoever has a slot keeps it while it talks, unless all slots are taken
// and somebody is clearly louder. A talker that pauses and comes back finds its
// old slot again if nobody else needed it. The zero Chooser is ready to use.
type Chooser struct {
	slots   [Count]voice
	waiting []voice
}

// Offer says that a packet of talker came at now, with its loudness in -dBov,
// 0 (loudest) to 127. It returns the talker's slot, or is not ok if the talker
// is not to be heard.
func (c *Chooser) Offer(now time.Time, talker Talker, level uint8) (slot int, ok bool) {
	loud := float64(Quiet - min(level, Quiet))
	if i := c.slotOf(talker); i >= 0 && !c.slots[i].silent(now) {
		c.slots[i].hear(now, loud)
		return i, true
	}
	v := c.wait(now, talker, loud)
	i := c.free(now, talker)
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

// free returns the talker's old slot if it is free, else the slot that has
// been free for longest, else -1.
func (c *Chooser) free(now time.Time, talker Talker) int {
	best := -1
	for i := range c.slots {
		v := &c.slots[i]
		if !v.silent(now) {
			continue
		}
		if v.talker == talker && !v.heard.IsZero() {
			return i
		}
		if best < 0 || v.heard.Before(c.slots[best].heard) {
			best = i
		}
	}
	return best
}

// beaten returns the slot of the quietest talker if v is clearly louder and
// that talker has had its say, else -1.
func (c *Chooser) beaten(now time.Time, v voice) int {
	least := 0
	for i := range c.slots {
		if c.slots[i].loud < c.slots[least].loud {
			least = i
		}
	}
	q := &c.slots[least]
	if v.loud < q.loud+margin || now.Sub(q.since) < minHold {
		return -1
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
