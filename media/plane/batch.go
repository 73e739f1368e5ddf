package plane

import (
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"golang.org/x/net/ipv4"
)

// A Batch gathers packets and sends them together. It belongs to one goroutine;
// what was added is sent when the batch is full, and by Flush.
type Batch struct {
	plane    *Plane
	messages [batchSize]ipv4.Message
	buffers  [batchSize][maxDatagram]byte
	to       [batchSize]*place
	n        int
	header   rtp.Header
}

// NewBatch returns an empty batch.
func (p *Plane) NewBatch() *Batch {
	b := &Batch{plane: p}
	for i := range b.messages {
		b.messages[i].Buffers = make([][]byte, 1)
	}
	return b
}

// Packet encrypts an RTP packet for a peer and adds it. The packet is not kept.
// A peer that is gone is no error.
func (b *Batch) Packet(to *Peer, packet []byte) {
	k, at := to.keys.Load(), to.at.Load()
	if k == nil || at == nil || to.ended() {
		return
	}
	k.mu.Lock()
	out, err := k.out.EncryptRTP(b.buffers[b.n][:0], packet, &b.header)
	k.mu.Unlock()
	b.add(out, err, at)
}

// add puts an encrypted packet into the batch.
func (b *Batch) add(packet []byte, err error, to *place) {
	if err != nil || len(packet) > maxDatagram {
		b.plane.counts.unsent.Add(1)
		return
	}
	if to.stream != nil { // it has a queue of its own
		b.plane.send(packet, to)
		return
	}
	b.messages[b.n].Buffers[0] = packet
	b.messages[b.n].Addr = to.udp
	b.to[b.n] = to
	b.n++
	b.plane.counts.packetsOut.Add(1)
	b.plane.counts.bytesOut.Add(uint64(len(packet)))
	if b.n == batchSize {
		b.Flush()
	}
}

// Flush sends what was added.
func (b *Batch) Flush() {
	if b.n == 0 {
		return
	}
	if lost := b.plane.sock.writeAll(b.messages[:b.n], b.to[:b.n]); lost > 0 {
		b.plane.counts.unsent.Add(uint64(lost))
	}
	b.n = 0
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
	out, err := k.out.EncryptRTCP(nil, raw, nil)
	k.mu.Unlock()
	if err != nil {
		p.plane.counts.unsent.Add(1)
		return
	}
	p.plane.send(out, at)
}
