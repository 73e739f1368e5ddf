package plane

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// A reader handles datagrams as they come, one at a time.
type reader struct {
	plane  *Plane
	plain  []byte
	packet rtp.Packet
	check  check
}

func newReader(p *Plane) *reader {
	return &reader{plane: p, plain: make([]byte, 0, maxDatagram)}
}

// handle does what one datagram asks for. Nothing that is not authentic is
// ever answered.
func (r *reader) handle(now time.Time, b []byte, from spot) {
	k := classify(b)
	switch k {
	case unknown:
		r.plane.counts.malformed.Add(1)
		return
	case isSTUN:
		r.handleCheck(now, b, from)
		return
	}
	peer := r.plane.atAddr(from)
	switch {
	case peer == nil:
		r.plane.counts.strangers.Add(1)
	case !peer.bucket.take(now):
		r.plane.counts.flooded.Add(1)
	case k == isDTLS:
		r.plane.record(peer, b, from)
	case k == isRTCP:
		r.handleControl(now, peer, b)
	default:
		r.handlePacket(now, peer, b)
	}
}

// handleCheck answers an authentic STUN check, and lets a stranger in who
// comes with a proof.
func (r *reader) handleCheck(now time.Time, b []byte, from spot) {
	p, c := r.plane, &r.check
	switch c.parse(b) {
	case nil:
	case errAnswer:
		return
	default:
		p.counts.malformed.Add(1)
		return
	}
	if !from.stream.admits(c.server) {
		p.counts.refused.Add(1)
		return
	}
	peer := p.named(c.server)
	if peer == nil {
		a, err := p.config.Admit(c.server)
		if err != nil || a.Password == "" || !c.authentic(a.Password) {
			p.counts.refused.Add(1)
			return
		}
		var ok bool
		if peer, ok = p.create(now, c.server, a, from); !ok {
			p.counts.unanswered.Add(1)
			return
		}
		peer.fresh(c.message.TransactionID)
	} else {
		if !c.authentic(peer.password) {
			p.counts.refused.Add(1)
			return
		}
		if !p.arrive(now, peer, from, peer.fresh(c.message.TransactionID), c.nominates()) {
			p.counts.unanswered.Add(1)
			return
		}
		peer.heard.Store(now.UnixNano())
	}
	from.stream.carries(peer)
	r.answer(now, peer, from)
}

// answer sends the success response, and a check until the handshake is done
// or where the client nominates a place: it takes the place when this one comes.
func (r *reader) answer(now time.Time, peer *Peer, from spot) {
	to := peer.at.Load()
	if to.spot != from {
		to = newPlace(from, now)
	}
	if b, err := r.check.answer(from.port, peer.password); err == nil {
		r.plane.send(b, to)
	}
	if peer.keys.Load() != nil && (!r.check.nominates() || now.UnixNano()-to.since > int64(moving)) {
		return
	}
	peer.client = r.check.client
	if b, err := r.check.returned(peer.password, r.plane.queue.place(peer)); err == nil {
		r.plane.send(b, to)
	}
}

// send sends one datagram and counts it.
func (p *Plane) send(b []byte, to *place) {
	p.counts.packetsOut.Add(1)
	p.counts.bytesOut.Add(uint64(len(b)))
	if p.sock.write(b, to) != nil {
		p.counts.unsent.Add(1)
	}
}

// handlePacket decrypts an RTP packet and passes it on.
func (r *reader) handlePacket(now time.Time, peer *Peer, b []byte) {
	k := peer.keys.Load()
	if k == nil {
		r.plane.counts.strangers.Add(1)
		return
	}
	ssrc := binary.BigEndian.Uint32(b[8:])
	if !allowed(peer.sources.rtp, ssrc) {
		r.plane.counts.flooded.Add(1)
		return
	}
	plain, err := k.in.DecryptRTP(r.plain[:0], b, &r.packet.Header)
	if err != nil {
		r.plane.counts.forged.Add(1)
		return
	}
	peer.sources.rtp = noted(peer.sources.rtp, ssrc)
	peer.hasKeys()
	if r.packet.Unmarshal(plain) != nil {
		r.plane.counts.malformed.Add(1)
		return
	}
	r.plane.config.Packet(peer, now, &r.packet)
}

// handleControl decrypts an RTCP compound and passes it on.
func (r *reader) handleControl(now time.Time, peer *Peer, b []byte) {
	k := peer.keys.Load()
	if k == nil {
		r.plane.counts.strangers.Add(1)
		return
	}
	ssrc := binary.BigEndian.Uint32(b[4:])
	if !allowed(peer.sources.rtcp, ssrc) {
		r.plane.counts.flooded.Add(1)
		return
	}
	plain, err := k.in.DecryptRTCP(r.plain[:0], b, nil)
	if err != nil {
		r.plane.counts.forged.Add(1)
		return
	}
	peer.sources.rtcp = noted(peer.sources.rtcp, ssrc)
	peer.hasKeys()
	packets, err := rtcp.Unmarshal(plain)
	if err != nil {
		r.plane.counts.malformed.Add(1)
		return
	}
	for _, p := range packets {
		if _, bye := p.(*rtcp.Goodbye); bye {
			peer.end(ErrLeft)
			return
		}
	}
	r.plane.config.Control(peer, now, packets)
}
