package link

import (
	"sync"
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// A Wish is what a listener would like the server to send, beside what the server
// concludes from its reports.
type Wish struct {
	// Bitrate is the most that should come, in bit/s with all headers. 0: no wish.
	Bitrate int
	// Complete says that nothing should be missing, and that it may take a second
	// or two.
	Complete bool
	// Mouth is how long our voice takes from the mouth to the server, for those who
	// estimate how late they hear it: at most 510 ms. 0: nobody speaks here.
	Mouth time.Duration
}

// mouthUnit is that of Wish.Mouth on the wire.
const mouthUnit = 2 * time.Millisecond

// wishName is that of the RTCP packet that carries a wish: APP, subtype 0 (RFC 3550
// section 6.7). Its data is the frames in a packet (0: as the server likes), the
// number of copies (255: as the server likes), 1 if everything is wanted, and the way
// from the mouth to the server in units of 2 ms. An arrival may follow.
const wishName = "PRLY"

// repeats is how often a new wish is sent, a second apart: one may be lost.
const repeats = 3

// asks is what this listener wants of the server.
type asks struct {
	mu    sync.Mutex // guards the fields below
	wish  Wish
	again int  // how often it is still to be sent
	eased bool // there has been a wish for less

	arrived arrival // to be told with the next
}

// AskAgain asks the server for packets of a slot that are missing (RFC 4585 section
// 6.2.1). It may not help: the question can be lost, or the packets have been forgotten.
func (l *Link) AskAgain(at int, sequences []uint16) {
	if len(sequences) == 0 || l.Err() != nil {
		return
	}
	l.slots[at].ask(sequences)
	err := l.pc.WriteRTCP([]rtcp.Packet{&rtcp.TransportLayerNack{
		SenderSSRC: l.voice.ssrc, MediaSSRC: slot.SSRC(at), Nacks: rtcp.NackPairsFromSequenceNumbers(sequences),
	}})
	if err != nil {
		l.log.Debug("missing sound not asked for", "why", err)
	}
}

// Wish tells the server what this listener would like. It goes at once.
func (l *Link) Wish(w Wish) {
	a := &l.asks
	a.mu.Lock()
	changed := a.wish != w
	if changed {
		a.wish, a.again, a.eased = w, repeats-1, a.eased || w.Bitrate > 0
	}
	packets := a.packets(l.voice.ssrc)
	a.mu.Unlock()
	if changed {
		l.sendControl(packets)
	}
}

// pending returns the packets of a wish that is to be repeated, because it is new
// or because a report goes anyway. Even one without any wish tells the server that we can read
// copies.
func (a *asks) pending(ssrc uint32, anyway bool, arrived arrival) []rtcp.Packet {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.again == 0 && !anyway {
		return nil
	}
	a.arrived = arrived
	a.again = max(a.again-1, 0)
	return a.packets(ssrc)
}

// plenty is the wish, in bit/s, of who has room for everything again.
const plenty = 1_000_000

// packets are those that say the wish.
func (a *asks) packets(ssrc uint32) []rtcp.Packet {
	w := a.wish
	data := []byte{0, 255, 0, byte(min(max(w.Mouth, 0)/mouthUnit, 255))}
	if w.Complete {
		data[2] = 1
	}
	packets := []rtcp.Packet{&rtcp.ApplicationDefined{SSRC: ssrc, Name: wishName, Data: a.arrived.append(data)}}
	if a.eased {
		bitrate := w.Bitrate
		if bitrate == 0 {
			bitrate = plenty
		}
		packets = append(packets, &rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: ssrc, Bitrate: float32(bitrate), SSRCs: []uint32{slot.SSRC(0)}})
	}
	return packets
}

// sendControl sends RTCP packets behind an empty report, as every compound has to
// begin with one (RFC 3550 section 6.1).
func (l *Link) sendControl(packets []rtcp.Packet) {
	l.report(nil, packets)
}

// The pace of reports: often enough for the server to follow a link that loses,
// seldom enough for a weak one. In silence there are none.
const (
	reportOften  = time.Second
	reportSeldom = 3 * time.Second
	// reportLoss is the share of packets lost from which on reports are frequent.
	reportLoss = 0.02
)
