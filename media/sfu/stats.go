package sfu

import (
	"sync/atomic"
	"time"

	"parley/media/plane"
)

// Stats is what a Server has done so far.
type Stats struct {
	plane.Stats     // the packets of all kinds, and why some were dropped
	Meetings    int // now
	Members     int // now

	Forwarded  uint64 // packets of sound sent to listeners
	NotAllowed uint64 // packets of those who may not be heard
	NotChosen  uint64 // packets of those for whom there was no slot
	Silent     uint64 // packets in which nobody spoke
	Late       uint64 // packets too late or double
	Foreign    uint64 // packets that are no Opus of ours
	PreRolled  uint64 // packets of before somebody was heard, sent first
	Mended     uint64 // packets lost on a talker's way to us, of which a later one had a copy
	Asked      uint64 // packets lost on a talker's way to us that we asked for
	Missed     uint64 // packets that listeners asked for
	Resent     uint64 // packets sent to them again
	OverBudget uint64 // packets not sent again because the listener had its share

	Lengths [4]int // listeners now by the length of the packets they get: 20, 40, 60, 120 ms
	Depths  [3]int // listeners now by the copies in a packet

	Reporting int     // listeners now who have said what they get
	Lost      float64 // the mean of what they last said was lost, of the worst slot, 0 to 1
}

// counts are the numbers behind Stats. Anyone may add.
type counts struct {
	forwarded, notAllowed, notChosen, silent, late, malformed atomic.Uint64
	preRolled, mended, asked, missed, resent, overBudget      atomic.Uint64
}

// Stats returns the numbers as they are now.
func (s *Server) Stats() Stats {
	out := Stats{
		Stats: s.plane.Stats(), Forwarded: s.counts.forwarded.Load(), NotAllowed: s.counts.notAllowed.Load(),
		NotChosen: s.counts.notChosen.Load(), Silent: s.counts.silent.Load(), Late: s.counts.late.Load(), Foreign: s.counts.malformed.Load(),
		PreRolled: s.counts.preRolled.Load(), Mended: s.counts.mended.Load(), Asked: s.counts.asked.Load(),
		Missed: s.counts.missed.Load(), Resent: s.counts.resent.Load(), OverBudget: s.counts.overBudget.Load(),
	}
	for _, m := range s.all() {
		out.Meetings++
		members := m.listening()
		out.Members += len(members)
		for _, l := range members {
			f := shaped(uint8(l.code.Load()))
			out.Lengths[f.length]++
			out.Depths[f.depth]++
			if loss, said := l.opinion.lost(); said {
				out.Reporting++
				out.Lost += loss
			}
		}
	}
	out.Lost /= float64(max(out.Reporting, 1))
	return out
}

// lost returns what the listener last said was lost, if it said anything.
func (o *opinion) lost() (loss float64, said bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.loss, !o.at.IsZero()
}

// Listener is what one person's own reports say about the sound it gets.
type Listener struct {
	Loss      float64       // 0 to 1, of the worst slot, over the last report's time
	Jitter    time.Duration // of the worst slot
	RoundTrip time.Duration // 0: not known
	At        time.Time     // when it was said
}

// Listener returns what a person last reported, and is not ok if it is not
// connected or has reported nothing yet.
func (s *Server) Listener(meeting string, peer Fingerprint) (Listener, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.meetings[meeting]
	if !ok {
		return Listener{}, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	l, ok := m.members[peer]
	if !ok {
		return Listener{}, false
	}
	o := &l.opinion
	o.mu.Lock()
	defer o.mu.Unlock()
	return Listener{o.loss, o.jitter, o.roundTrip, o.at}, !o.at.IsZero()
}
