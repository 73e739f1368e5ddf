package voice

import (
	"time"

	"parley/media/red"
)

// A Step is how well we can be heard, and so how we speak.
type Step int

const (
	Good     Step = iota // 20 ms packets, no copies
	Fair                 // 60 ms packets, with copies where packets are lost
	Poor                 // 120 ms packets at a low bitrate, still wideband
	TextOnly             // the link does not even carry that: nothing is sent
)

// String is the step in words.
func (s Step) String() string {
	return [...]string{"good", "fair", "poor", "text only"}[s]
}

// A manner is how speech is sent.
type manner struct {
	step   Step
	frames int // of 20 ms in a packet
	rate   int // of the codec, in bit/s
	depth  int // copies in a packet
}

// The rungs, the dearest first. With all headers and no copies they take 35, 18, 12 and
// 10 kbit/s of continuous speech: 64 bytes a packet are IP, UDP, RTP, SRTP and the level.
var rungs = [...]manner{
	{Good, 1, usualRate, 0},
	{Fair, 3, usualRate, 0},
	{Poor, 6, 8000, 0},
	{Poor, 6, 6000, 0},
	{TextOnly, 6, 6000, 0},
}

// copiedRates are the codec's at most, in bit/s, with so many copies in 60 ms packets: all together
// takes some 36 kbit/s then.
var copiedRates = [red.MaxDepth + 1]int{usualRate, 9000, 7500}

const (
	// usualRate is the codec's bitrate where the server does not speak for more. It cannot
	// make frames smaller for those whose link is weak, so everybody's are small: 60 ms of
	// them fit into 20 kbit/s.
	usualRate = 10000

	lowest = len(rungs) - 2

	// losesSome and losesMuch are the shares lost from which on packets carry one copy, and two:
	// much has to be lost over some seconds (lossGain is the weight of a report), or mostly at once.
	losesSome, losesMuch, losesMost = 0.02, 0.14, 0.3
	lossGain                        = 0.3
	// losesAll is the share from which on speech cannot be understood whatever is done.
	losesAll = 0.6
	// clean is the share lost up to which a step up is thought of.
	clean = 0.01

	// settles is how long a step down has to work before the next.
	settles = 3 * time.Second
	// hopelessAfter is how many bad looks at the lowest rung make it text only.
	hopelessAfter = 4
	// patience is how long all must be well before a step up, at first; each step up
	// that was a mistake doubles it, up to mostPatience.
	patience, mostPatience = 15 * time.Second, 4 * time.Minute
	// narrowFor is how long fewer copies are sent after they were too much for the link.
	narrowFor = time.Minute
)

// A sight is what is seen of the link, once a second.
type sight struct {
	reported bool          // the server has said something since the last sight
	loss     float64       // of our voice, as it said
	trip     time.Duration // 0: not known
	answers  uint64        // how often it was measured so far; 0: not known
	allowed  int           // bit/s that our listeners can bear, as the server says; 0: it does not
	room     int           // bit/s that the way to the server carries without a queue, as it says; 0: it does not
}

// A ladder decides how speech is sent: down at once, up slowly. It is pure: the time comes
// with each sight. The zero ladder stands on the highest rung.
type ladder struct {
	rung, depth int
	tide        tide
	changed     time.Time // when it last went down or up
	trouble     time.Time // when something last spoke against going up
	rose        time.Time // when it last went up
	patience    time.Duration
	narrow      time.Time // no more copies than narrowTo before then
	narrowTo    int
	loss        float64 // over the last seconds
	bad         int     // bad looks in a row at the lowest rung
	good        int     // good reports since the last change
	allowed     int
	room        int
	roomAt      time.Time // when the server said that there is less of it
}

// look takes in what is seen now, and returns how to speak.
func (l *ladder) look(now time.Time, s sight) manner {
	if l.patience == 0 {
		l.patience, l.changed, l.trouble = patience, now.Add(-settles), now
	}
	l.tide.answered(s.answers)
	crowded := l.tide.crowded(now, s.trip)
	l.allowed = s.allowed
	if s.room > 0 && (l.room == 0 || s.room < l.room) {
		l.roomAt = now
	}
	l.room = s.room
	if s.reported {
		l.loss += lossGain * (s.loss - l.loss)
	}
	if s.reported && s.loss <= clean {
		l.good++
	}
	switch {
	case rungs[l.rung].step == TextOnly:
		l.tryAgain(now, s, crowded)
	case l.room > 0 && l.room < rungs[lowest].cost() && (crowded || s.loss > losesMost): // and what the queue does not hold is lost
		l.trouble = now
		l.despair(now)
	case crowded:
		l.trouble = now
		switch {
		case l.tide.ebbs, l.room > 0 && now.Sub(l.roomAt) < 2*digests: // it is being mended
		default:
			l.relieve(now)
		}
	case s.reported && s.loss > losesSome:
		l.trouble = now
		l.protect(now, s.loss)
	default:
		if s.reported { // no word is no good word
			l.bad = 0
		}
		l.climb(now)
	}
	return l.manner()
}

// manner is how to speak on this rung.
func (l *ladder) manner() manner {
	m := rungs[l.rung]
	m.depth = l.depth
	if m.frames*(1+m.depth) > reaches {
		m.depth--
	}
	if m.frames == 3 && m.depth > 0 {
		m.rate = min(m.rate, copiedRates[m.depth])
	}
	if l.allowed > 0 {
		m.rate = min(m.rate, l.allowed)
		if m.step == Good && l.allowed > usualRate {
			m.rate = l.allowed
		}
	}
	return m.within(l.room)
}

// relieve sends less, because what is sent stands in a queue: of two copies one, then longer
// packets at a lower rate, at last no copy.
func (l *ladder) relieve(now time.Time) {
	if now.Sub(l.changed) < settles {
		return
	}
	switch {
	case l.depth > 1, l.depth > 0 && l.rung == lowest:
		l.narrow, l.narrowTo = now.Add(narrowFor), l.depth-1
		l.down(now, l.rung, l.depth-1)
	case l.rung < lowest:
		l.down(now, l.rung+1, l.depth)
	default:
		l.despair(now)
	}
}

// protect sends longer packets with copies, because packets are lost on the way.
func (l *ladder) protect(now time.Time, loss float64) {
	depth := 1
	if l.loss > losesMuch || loss > losesMost {
		depth = 2
	}
	if now.Before(l.narrow) {
		depth = min(depth, l.narrowTo)
	}
	rung := max(l.rung, 1)
	if depth > l.depth || rung > l.rung {
		l.down(now, rung, max(depth, l.depth))
	}
	if loss > losesAll {
		l.despair(now)
	} else {
		l.bad = 0
	}
}

// despair gives up after several bad looks in a row.
func (l *ladder) despair(now time.Time) {
	if l.bad++; l.bad >= hopelessAfter {
		l.down(now, len(rungs)-1, 0)
	}
}

// down goes where less is sent or more is protected.
func (l *ladder) down(now time.Time, rung, depth int) {
	if !l.rose.IsZero() && now.Sub(l.rose) < l.patience { // going up was a mistake
		l.patience = min(2*l.patience, mostPatience)
		l.rose = time.Time{}
	}
	l.rung, l.depth, l.changed, l.trouble, l.bad, l.good = rung, depth, now, now, 0, 0
}

// climb goes up one step if all has been well for long enough: first fewer copies,
// then shorter packets and a higher rate.
func (l *ladder) climb(now time.Time) {
	if l.rung == 0 && l.depth == 0 {
		if !l.rose.IsZero() && now.Sub(l.rose) > 2*l.patience {
			l.patience, l.rose = patience, time.Time{}
		}
		return
	}
	if now.Sub(l.trouble) < l.patience || now.Sub(l.changed) < l.patience || l.good < 2 {
		return
	}
	if l.depth > 0 {
		l.depth--
	} else {
		l.rung--
	}
	l.changed, l.rose, l.good = now, now, 0
}

// tryAgain speaks once more at the lowest rate when the link has been quiet for a
// while. Nothing is sent meanwhile, so only the round trip tells.
func (l *ladder) tryAgain(now time.Time, s sight, crowded bool) {
	if crowded || s.trip == 0 {
		l.trouble = now
		return
	}
	if wait := max(l.patience, 2*patience); now.Sub(l.trouble) >= wait && now.Sub(l.changed) >= wait {
		l.rung, l.depth, l.changed, l.rose, l.good, l.bad = lowest, 0, now, now, 0, 0
	}
}
