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
}

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

// allow takes how many bits a second those who listen to us can bear.
func (r *remote) allow(bitrate float32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.allowed = int(min(max(bitrate, 0), 1<<30))
}

// stats fills in what the server says.
func (r *remote) stats(s *Stats) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.RemoteLoss, s.RemoteReports, s.Allowed = r.loss, r.reports, r.allowed
}
