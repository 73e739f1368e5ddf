package sfu

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// reportEvery is how often one peer gets reports, in seconds, if there is
// anything to say. They are spread so that not all peers get theirs at once. Who
// loses more than a little on the way to us is told each second.
const reportEvery = 3

// goodbye says that no slot will carry anything more.
var goodbye = []rtcp.Packet{&rtcp.ReceiverReport{SSRC: slot.SSRC(0)}, &rtcp.Goodbye{Sources: allSlots()}}

func allSlots() (all []uint32) {
	for i := range slot.Count {
		all = append(all, slot.SSRC(i))
	}
	return all
}

// A tally is what one listener was sent in one slot. The forwarding goroutine
// adds, the reporting one reads.
type tally struct {
	packets, octets atomic.Uint32
	absent          atomic.Uint32 // share in 1/255 of what was lost before it came to us
	reported        uint32        // packets when last reported; the reporting goroutine's
}

// note adds a packet.
func (t *tally) note(payload int) {
	t.packets.Add(1)
	t.octets.Add(uint32(payload))
}

// report sends the RTCP reports until the server is told to leave, and then
// the goodbyes, or until the plane has failed. While nobody listens it sleeps.
func (s *Server) report(reading context.Context, leave <-chan struct{}) {
	tick := time.NewTimer(time.Second)
	defer tick.Stop()
	rests := false
	for turn := uint64(0); ; {
		select {
		case <-reading.Done():
			return
		case <-leave:
			for _, m := range s.all() {
				for _, l := range m.listening() {
					l.peer.Control(goodbye)
				}
			}
			return
		case <-s.came:
			if rests {
				tick.Reset(time.Second)
			}
			rests = false
		case now := <-tick.C:
			rests = true
			for _, m := range s.all() {
				rests = !m.report(now, turn) && rests
			}
			if turn++; !rests {
				tick.Reset(time.Second)
			}
		}
	}
}

// report sends its reports to every member whose turn it is, and reports whether
// there are any members.
func (m *meeting) report(now time.Time, turn uint64) bool {
	all := m.listening()
	for _, l := range all {
		if (turn+uint64(l.talker))%reportEvery != 0 && l.reception.loss() < some {
			continue
		}
		if packets := l.reports(now); len(packets) > 0 {
			l.peer.Control(packets)
		}
	}
	return len(all) > 0
}

// reports returns a sender report for each slot that was used since the last
// ones, with how late who is in it comes to us, and what was received from the member if
// anything was, with what those who hear it bear.
func (l *member) reports(now time.Time) (out []rtcp.Packet) {
	var heard []rtcp.ReceptionReport
	if r, ok := l.reception.report(now); ok {
		heard = append(heard, r)
	}
	talks := heard
	var late []rtcp.Packet // how late those are that were heard
	for i := range l.sent {
		t := &l.sent[i]
		packets := t.packets.Load()
		if packets == t.reported {
			continue
		}
		t.reported = packets
		clock, ok := l.meeting.clock(i, now)
		if !ok {
			continue
		}
		out = append(out, &rtcp.SenderReport{
			SSRC: slot.SSRC(i), NTPTime: ntp(now), RTPTime: clock,
			PacketCount: packets, OctetCount: t.octets.Load(), Reports: heard,
		})
		heard = nil
		if mouth, absent := l.meeting.mouths[i].Load(), t.absent.Load(); mouth+int32(absent) > 0 && l.ours.Load() {
			late = append(late, &rtcp.ApplicationDefined{SSRC: slot.SSRC(i), Name: wishName, SubType: mouthSubtype, Data: []byte{byte(i), byte(mouth), byte(absent), 0}})
		}
	}
	if heard != nil {
		out = append(out, &rtcp.ReceiverReport{SSRC: slot.SSRC(0), Reports: heard})
	}
	out = append(out, late...)
	for _, r := range talks {
		if a := l.advice(r.SSRC); a != nil {
			out = append(out, a)
		}
		if a := l.reception.space(); a != nil && l.ours.Load() {
			out = append(out, a)
		}
	}
	return out
}

// clock returns a slot's timestamp at now.
func (m *meeting) clock(at int, now time.Time) (uint32, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.streams[at].Clock(now)
}

// ntp returns a time as seconds since 1900, 32 bits, and their fraction, 32
// bits (RFC 3550 section 4).
func ntp(t time.Time) uint64 {
	const since1900 = 2_208_988_800
	return uint64(t.Unix()+since1900)<<32 | uint64(t.Nanosecond())<<32/uint64(time.Second)
}

// An opinion is what a listener's own reports say about what it gets.
type opinion struct {
	mu        sync.Mutex // guards the fields below
	loss      float64    // fraction of the worst slot, 0 to 1
	jitter    time.Duration
	roundTrip time.Duration
	at        time.Time // zero: nothing was said yet
}

// note takes the worst of what a listener says about its slots.
func (o *opinion) note(now time.Time, reports []rtcp.ReceptionReport) {
	if len(reports) == 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at, o.loss, o.jitter = now, 0, 0
	for _, r := range reports {
		if _, ours := slot.OfSSRC(r.SSRC); !ours {
			continue
		}
		o.loss = max(o.loss, float64(r.FractionLost)/256)
		o.jitter = max(o.jitter, time.Duration(r.Jitter)*time.Second/slot.ClockRate)
		if r.LastSenderReport != 0 {
			// All three are in 1/65536 s and wrap (RFC 3550 section 6.4.1).
			if took := int32(uint32(ntp(now)>>16) - r.LastSenderReport - r.Delay); took >= 0 {
				o.roundTrip = time.Duration(took) * time.Second / 65536
			}
		}
	}
}
