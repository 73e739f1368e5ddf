package link

import (
	"encoding/binary"
	"sync"
	"time"

	"github.com/pion/rtcp"

	"parley/media/slot"
)

// A remote is what the server says about our voice.
type remote struct {
	mu      sync.Mutex // guards the fields below
	loss    float64
	reports uint64
	last    rtcp.ReceptionReport
	allowed int
	room    int       // bit/s
	roomAt  time.Time // when that was said
}

// roomSubtype is that of the server's word of how much room there is on our way to it: an APP packet of
// the name that a wish has, with the room in units of 100 bit/s and how long the queue is that it sees, in
// milliseconds. While there is a limit it is said with each report, so that it has ended when it was not said for
// roomFor.
const (
	roomSubtype = 2
	roomUnit    = 100
	roomFor     = 10 * time.Second
	// queueAtLeast is how much of the queue must not be of our own making for there to be less room.
	queueAtLeast = 40 * time.Millisecond
)

// heardBy takes what the server says about our voice.
func (l *Link) heardBy(now time.Time, reports []rtcp.ReceptionReport) {
	for _, r := range reports {
		if r.SSRC == l.voice.ssrc {
			l.remote.note(now, r)
		}
	}
}

// note takes one report. The same one may come twice.
func (r *remote) note(_ time.Time, report rtcp.ReceptionReport) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if report == r.last {
		return
	}
	r.last = report
	r.loss = float64(report.FractionLost) / 256
	r.reports++
}

// allow takes how many bits a second those who listen to us can bear, and reports whether that is
// less than before.
func (r *remote) allow(bitrate float32) (less bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.allowed
	r.allowed = int(min(max(bitrate, 0), 1<<30))
	return before == 0 || r.allowed < before
}

// leave takes how many bits a second there is room for, and reports whether that is less than before. The server sees a
// queue of that length; slip is how much later than they were meant to our packets were sent, which to it looks the
// same: a microphone that loses sound makes no queue.
func (r *remote) leave(now time.Time, bits int, queue, slip time.Duration) (less bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	less = now.Sub(r.roomAt) > roomFor || bits < r.room
	if less && queue-slip < queueAtLeast {
		return false
	}
	r.room, r.roomAt = bits, now
	return less
}

// stats fills in what the server says.
func (r *remote) stats(s *Stats) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.RemoteLoss, s.RemoteReports, s.Allowed = r.loss, r.reports, r.allowed
	if time.Since(r.roomAt) <= roomFor {
		s.Room = r.room
	}
}

// Urges holds a token when less of our voice is to be sent than before, so that Stats is worth
// a look at once.
func (l *Link) Urges() <-chan struct{} { return l.urged }

// urges puts the token there.
func (l *Link) urges() {
	select {
	case l.urged <- struct{}{}:
	default:
	}
}

// leaves takes the data of the server's word about the room, and reports whether there is less than before.
func (l *Link) leaves(now time.Time, data []byte) bool {
	bits, queue := int(binary.BigEndian.Uint16(data))*roomUnit, time.Duration(binary.BigEndian.Uint16(data[2:]))*time.Millisecond
	return l.remote.leave(now, bits, queue, l.voice.slip())
}

// slip is how much later than they were meant to our packets are sent of late.
func (v *voice) slip() time.Duration {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.stands.Queue()
}

// keepTime takes in that a packet goes out that ends at a timestamp. The caller holds v.mu.
func (v *voice) keepTime(now time.Time, ts uint32) {
	if now.Sub(v.sentAt) > slipFor { // the server, too, begins anew then
		v.stands = slot.Standing{}
	}
	v.sentAt = now
	v.stands.Note(now, v.packet.SequenceNumber, ts)
}

// slipFor is the length of silence after which no packet is late any more.
const slipFor = time.Second
