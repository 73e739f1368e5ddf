package link

import (
	"sync"
	"time"

	"github.com/pion/rtcp"
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
// the name that a wish has, with the room in units of 100 bit/s and two zeros. While there is a limit it
// is said with each report, so that it has ended when it was not said for roomFor.
const (
	roomSubtype = 2
	roomUnit    = 100
	roomFor     = 10 * time.Second
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

// leave takes how many bits a second there is room for, and reports whether that is less than before.
func (r *remote) leave(now time.Time, bits int) (less bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	less = now.Sub(r.roomAt) > roomFor || bits < r.room
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
