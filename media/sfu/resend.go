package sfu

import (
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
)

// A budget is how many bytes may be sent again.
type budget struct{ left float64 }

// earn takes in that a packet of so many bytes was sent.
func (b *budget) earn(bytes int, share float64) {
	b.left = min(b.left+float64(bytes)*share, mostSaved)
}

// spend reports whether so many bytes may be sent again.
func (b *budget) spend(bytes int) bool {
	if b.left < float64(bytes) {
		return false
	}
	b.left -= float64(bytes)
	return true
}

// share is how much may be sent again of what is sent.
func (w wish) share() float64 {
	if w.complete {
		return completeness
	}
	return resendShare
}

// resend sends again what a listener misses (RFC 4585 section 6.2.1). The caller
// holds s.turn.
func (s *Server) resend(l *member, nack *rtcp.TransportLayerNack) {
	at, ours := slot.OfSSRC(nack.MediaSSRC)
	if !ours {
		return
	}
	for _, pair := range nack.Nacks {
		for _, sequence := range pair.PacketList() {
			s.resendOne(l, at, sequence)
		}
	}
	s.sender.Flush()
}

// resendOne sends one packet again, if it is still there and the listener's
// budget allows it.
func (s *Server) resendOne(l *member, at int, sequence uint16) {
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
	packet := e.as(f.depth, sequence)
	if !l.budget.spend(len(packet)) {
		s.counts.overBudget.Add(1)
		return
	}
	l.account.slots[at].again++
	s.sender.Again(l.peer, packet)
	s.counts.resent.Add(1)
}
