package plane

import (
	"github.com/pion/rtcp"
	"golang.org/x/net/ipv4"
)

// A Batch gathers packets and sends them together. It belongs to one goroutine;
// what was added is sent when the batch is full, and by Flush.
type Batch struct {
	plane    *Plane
	messages [batchSize]ipv4.Message
	to       [batchSize]*place
	n        int
	// bytes are the packets, one behind the other: few of them are long, and what
	// lies close together stays in the processor's cache.
	bytes []byte
}

// batchBytes is how many bytes a batch has for its packets.
const batchBytes = batchSize * 256

// NewBatch returns an empty batch.
func (p *Plane) NewBatch() *Batch {
	b := &Batch{plane: p, bytes: make([]byte, 0, batchBytes)}
	for i := range b.messages {
		b.messages[i].Buffers = make([][]byte, 1)
	}
	return b
}

// Packet encrypts an RTP packet for a peer and adds it. The packet is not kept.
// A peer that is gone is no error.
func (b *Batch) Packet(to *Peer, packet []byte) { b.add(to, packet, (*sealer).packet) }

// Again is Packet for one that was sent to that peer before and was lost. It must
// be the same to the last bit: two different packets of one number would give away
// what is in both. One that is older than the newest 512 is not sent.
func (b *Batch) Again(to *Peer, packet []byte) { b.add(to, packet, (*sealer).again) }

// add encrypts a packet and adds it.
func (b *Batch) add(to *Peer, packet []byte, seal func(s *sealer, dst, packet []byte) ([]byte, error)) {
	k, at := to.keys.Load(), to.at.Load()
	if k == nil || at == nil || to.ended() {
		return
	}
	if len(packet)+tagLen > maxDatagram {
		b.plane.counts.unsent.Add(1)
		return
	}
	if cap(b.bytes)-len(b.bytes) < len(packet)+tagLen {
		b.Flush()
	}
	before := len(b.bytes)
	k.mu.Lock()
	after, err := seal(k.out, b.bytes, packet)
	k.mu.Unlock()
	if err != nil {
		b.plane.counts.unsent.Add(1)
		return
	}
	if at.stream != nil { // it has a queue of its own
		b.plane.send(after[before:], at)
		return
	}
	b.bytes = after
	b.messages[b.n].Buffers[0] = after[before:]
	b.messages[b.n].Addr = at.udp
	b.to[b.n] = at
	if b.n++; b.n == batchSize {
		b.Flush()
	}
}

// Flush sends what was added.
func (b *Batch) Flush() {
	if b.n == 0 {
		return
	}
	b.plane.counts.packetsOut.Add(uint64(b.n))
	b.plane.counts.bytesOut.Add(uint64(len(b.bytes)))
	if lost := b.plane.sock.writeAll(b.messages[:b.n], b.to[:b.n]); lost > 0 {
		b.plane.counts.unsent.Add(uint64(lost))
	}
	b.n, b.bytes = 0, b.bytes[:0]
}

// Control encrypts an RTCP compound for the peer and sends it at once. It may
// be called from any goroutine. A peer that is gone is no error.
func (p *Peer) Control(packets []rtcp.Packet) {
	k, at := p.keys.Load(), p.at.Load()
	if k == nil || at == nil || p.ended() {
		return
	}
	raw, err := rtcp.Marshal(packets)
	if err != nil {
		p.plane.counts.unsent.Add(1)
		return
	}
	k.mu.Lock()
	out, err := k.out.control(make([]byte, 0, len(raw)+tagLen+4), raw)
	k.mu.Unlock()
	if err != nil {
		p.plane.counts.unsent.Add(1)
		return
	}
	p.plane.send(out, at)
}
