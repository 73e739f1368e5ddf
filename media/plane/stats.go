package plane

import "sync/atomic"

// Stats is what a Plane has done so far. Bytes are UDP payload.
type Stats struct {
	Peers      int // now, with those still in their handshake
	Open       int // now, those through their handshake
	Handshakes int // now
	Streams    int // now
	Waiting    int // now, for their handshake

	PacketsIn, BytesIn   uint64
	PacketsOut, BytesOut uint64

	Malformed  uint64 // datagrams that are no STUN, DTLS, RTP or RTCP, or broken ones
	Refused    uint64 // STUN checks without a valid proof
	Unanswered uint64 // STUN checks beyond the limits, and claims on an address in use
	Strangers  uint64 // packets from an address without a peer
	Forged     uint64 // SRTP that did not decrypt, or came twice
	Flooded    uint64 // packets beyond a peer's rate
	Unsent     uint64 // packets that the socket did not take
	ReadErrors uint64
}

// counts are the numbers behind Stats. Anyone may add.
type counts struct {
	open, handshakes                                                               atomic.Int64
	packetsIn, bytesIn, packetsOut, bytesOut                                       atomic.Uint64
	malformed, refused, unanswered, strangers, forged, flooded, unsent, readErrors atomic.Uint64
}

// Stats returns the numbers as they are now.
func (p *Plane) Stats() Stats {
	p.mu.RLock()
	peers, streams := len(p.byName), len(p.streams)
	p.mu.RUnlock()
	c := &p.counts
	return Stats{
		Peers: peers, Open: int(c.open.Load()), Handshakes: int(c.handshakes.Load()), Waiting: p.queue.length(), Streams: streams,
		PacketsIn: c.packetsIn.Load(), BytesIn: c.bytesIn.Load(),
		PacketsOut: c.packetsOut.Load(), BytesOut: c.bytesOut.Load(),
		Malformed: c.malformed.Load(), Refused: c.refused.Load(), Unanswered: c.unanswered.Load(),
		Strangers: c.strangers.Load(), Forged: c.forged.Load(), Flooded: c.flooded.Load(),
		Unsent: c.unsent.Load(), ReadErrors: c.readErrors.Load(),
	}
}
