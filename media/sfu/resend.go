package sfu

import (
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// What may be sent again to a listener: a share of what is sent to it, so that a
// link that loses because it is full is not filled more.
const (
	resendShare  = 0.4 // of who wants low delay
	completeness = 1.5 // of who wants everything
	mostSaved    = 16_000
	firstSaved   = 2_000 // bytes

	// withCopies is how many bit/s who gets copies is sent in all, on average over the
	// second or two in which savedForCopies bytes are used up: what is lost and does not fit is
	// not sent again.
	withCopies     = 38_000
	savedForCopies = 8_000
	// budgetMemory is from how many bytes sent the share is known that is sent again: some 10 s.
	budgetMemory = 40_000
)

// A budget is how many bytes may be sent again.
type budget struct {
	left  float64
	room  float64   // of withCopies
	at    time.Time // when that was
	again float64   // the share of what is sent that was sent again, over some seconds
}

// earn takes in that a packet of so many bytes was sent.
func (b *budget) earn(bytes int, share float64) {
	n := float64(bytes)
	b.left = min(b.left+n*share, mostSaved)
	b.room -= n + perPacket - headerLen
	b.again -= b.again * min(n/budgetMemory, 1)
}

// refill adds what there is room for since the last time.
func (b *budget) refill(now time.Time) {
	if b.at.IsZero() {
		b.room = savedForCopies
	} else {
		b.room = min(b.room+now.Sub(b.at).Seconds()*withCopies/8, savedForCopies)
	}
	b.at = now
}

// spend reports whether so many bytes may be sent again, to who gets copies or not.
func (b *budget) spend(now time.Time, bytes int, copies bool) bool {
	n := float64(bytes)
	if b.refill(now); b.left < n || copies && b.room < n {
		return false
	}
	b.left -= n
	b.room -= n + perPacket - headerLen
	b.again += min(n/budgetMemory, 1)
	return true
}

// share is the share of what is sent that is sent again.
func (b *budget) share() float64 { return b.again }

// share is how much may be sent again of what is sent.
func (w wish) share() float64 {
	if w.complete {
		return completeness
	}
	return resendShare
}

// resend sends again what a listener misses (RFC 4585 section 6.2.1). The caller
// holds s.turn.
func (s *Server) resend(l *member, now time.Time, nack *rtcp.TransportLayerNack) {
	at, ours := slot.OfSSRC(nack.MediaSSRC)
	if !ours {
		return
	}
	for _, pair := range nack.Nacks {
		for _, sequence := range pair.PacketList() {
			s.resendOne(l, now, at, sequence)
		}
	}
	s.sender.Flush()
}

// resendOne sends one packet again, if it is still there and the listener's
// budget allows it.
func (s *Server) resendOne(l *member, now time.Time, at int, sequence uint16) {
	s.counts.missed.Add(1)
	number, code, ok := l.views[at].Find(sequence)
	if !ok {
		return
	}
	f := shaped(code)
	ln := l.meeting.lanes[at][f.length]
	if ln == nil {
		return
	}
	e := ln.sent.find(number)
	if e == nil || e.from == l || l.hushed.Load() {
		return
	}
	packet := e.as(f.depth, sequence, l.opus)
	if !l.budget.spend(now, len(packet), f.depth > 0 && !l.wish.complete) {
		s.counts.overBudget.Add(1)
		return
	}
	l.account.slots[at].again++
	l.flow.add(now, len(packet)+perPacket-headerLen)
	s.sender.Again(l.peer, packet)
	s.counts.resent.Add(1)
}
