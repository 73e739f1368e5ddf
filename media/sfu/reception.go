package sfu

import (
	"encoding/binary"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"parley/media/slot"
)

// A reception is what came from one member, for the reports that go back to
// it. Only its newest stream counts.
type reception struct {
	mu     sync.Mutex // guards the fields below
	ssrc   uint32
	stream slot.Reception
	lost   float64 // share of the packets, at the last report
	newest uint16
	stands slot.Standing
	room   room // for its voice on the link to us
	flow   flow // of its voice over that link
}

// note takes a packet of so many bytes that sounds for so many samples, and reports whether the
// room on its way has changed.
func (r *reception) note(now time.Time, in *rtp.Packet, samples int) (changed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if in.SSRC != r.ssrc {
		r.ssrc, r.newest, r.stream, r.stands, r.room, r.flow = in.SSRC, in.SequenceNumber, slot.Reception{}, slot.Standing{}, room{}, flow{}
	}
	r.stream.Note(now, in.SequenceNumber, in.Timestamp)
	r.flow.add(now, len(in.Payload)+perVoicePacket)
	if ahead := int16(in.SequenceNumber - r.newest); ahead > 0 {
		if ahead <= mostGone { // what was lost in the air has taken as much room
			r.flow.lose(int(ahead-1) * (len(in.Payload) + perVoicePacket))
		}
		r.newest = in.SequenceNumber
	}
	if !r.stands.Note(now, in.SequenceNumber, in.Timestamp+uint32(samples)) {
		return false
	}
	return r.room.note(now, r.stands.Fastest().Way, r.flow, false)
}

// resent takes a packet that had been asked for: it takes room, and says nothing about the way.
func (r *reception) resent(now time.Time, in *rtp.Packet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flow.add(now, len(in.Payload)+perVoicePacket)
}

const (
	// perVoicePacket is what a packet from our client costs beside its payload, in bytes: IPv4, UDP, RTP with
	// the level, and the tag of SRTP.
	perVoicePacket = 20 + 8 + 12 + 8 + 16
	// mostGone bounds the packets in a row that are taken for lost in the air.
	mostGone = 16
)

// roomSubtype is that of the server's word of how much room there is on the way from a client: an APP packet
// of the name that a wish has, with the room in units of 100 bit/s and how long the queue is, in milliseconds. It is good
// for some seconds.
const (
	roomSubtype = 2
	roomUnit    = 100
)

// space says how much room there is on the way from a member, nil if there is no limit.
func (r *reception) space() rtcp.Packet {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.room.bits == 0 {
		return nil
	}
	data := binary.BigEndian.AppendUint16(nil, uint16(r.room.bits/roomUnit))
	data = binary.BigEndian.AppendUint16(data, uint16(min(max(r.room.queue.Milliseconds(), 0), 1<<16-1)))
	return &rtcp.ApplicationDefined{SSRC: slot.SSRC(0), Name: wishName, SubType: roomSubtype, Data: data}
}

// noteSender takes the time in a sender report.
func (r *reception) noteSender(now time.Time, ssrc uint32, ntp uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ssrc == r.ssrc {
		r.stream.NoteSender(now, ntp)
	}
}

// report returns what is to be said since the last report, and is not ok if
// nothing came since.
func (r *reception) report(now time.Time) (rtcp.ReceptionReport, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.stream.Report(now)
	r.lost = float64(s.FractionLost) / 256
	return rtcp.ReceptionReport{
		SSRC: r.ssrc, FractionLost: s.FractionLost, TotalLost: s.Lost, LastSequenceNumber: s.Newest,
		Jitter: s.Jitter, LastSenderReport: s.LastSender, Delay: s.Delay,
	}, ok
}

// queue is how long the queue is that stands on the member's way to us.
func (r *reception) queue() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.room.queue
}

// loss returns the share of the member's own packets that was lost lately.
func (r *reception) loss() float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost
}

// tellRoom tells a talker at once how much room there is on its way: meanwhile a queue grows.
func (s *Server) tellRoom(from *member) {
	if a := from.reception.space(); a != nil && from.ours.Load() {
		from.peer.Control([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: slot.SSRC(0)}, a})
	}
}
