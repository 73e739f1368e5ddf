package sfu

import "parley/media/slot"

const (
	// atOnce is how many packets a report must be about to be believed at once if it
	// is worse than what was known, and slowly if it is better.
	atOnce, slowly = 50, 150
)

// An account is what was sent to a listener and what it missed of it. What was
// lost on a talker's way to us looks to the listener like loss on its own link,
// and what was sent again does not: neither is what its link is like.
type account struct {
	slots [slot.Count]statement
	loss  float64 // of the link, before anything was sent again, 0 to 1
}

// A statement is the account of one slot.
type statement struct {
	sent, again uint64 // packets in all; those sent again
	reported    bool
	absent      float64 // share of the numbers that was left out at the last report: lost on the talker's way
	last        struct {
		sent, again, newest uint64 // at the last report; newest is the listener's newest number
		heard, lost         uint32 // as it said
	}
}

// report takes in what a listener says of a slot: the newest number it heard, and
// how many it lost in all. newest is the newest number that it was sent.
func (a *account) report(at int, newest uint64, heard, lost uint32) {
	k := &a.slots[at]
	before := k.last
	k.last.sent, k.last.again, k.last.newest, k.last.heard, k.last.lost = k.sent, k.again, newest, heard, lost
	if !k.reported {
		k.reported = true
		return
	}
	never := float64(newest-before.newest) - float64(k.sent-before.sent) // numbers that were left out
	span := float64(int32(heard-before.heard)) - never
	if whole := span + never; whole > 0 {
		k.absent = min(max(never/whole, 0), 1)
	}
	if span <= 0 {
		return
	}
	left := float64(int32(lost-before.lost)) - never
	came := float64(k.again-before.again) * max(1-a.loss, 0.5)
	loss := min(max((left+came)/span, 0), 1)
	weight := span / slowly
	if loss > a.loss {
		weight = span / atOnce
	}
	a.loss += min(weight, 1) * (loss - a.loss)
}
