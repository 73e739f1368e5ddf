package replay

import (
	"fmt"
	"runtime"
	"time"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// A Report is what a replay took.
type Report struct {
	Edits            int     `json:"edits"`
	Seconds          float64 `json:"seconds"`     // from the first edit to the last, log entries included
	CPUSeconds       float64 `json:"cpu_seconds"` // of all processors in that time, collecting garbage included
	EditsPerSecond   float64 `json:"edits_per_s"`
	OK               bool    `json:"ok"`                 // every text there is equals the trace's
	WireBytesSingle  int     `json:"wire_bytes_single"`  // client to server, a message for each edit
	WireBytesBatched int     `json:"wire_bytes_batched"` // the same, edits of 200 ms in one
	LogBytes         int     `json:"log_bytes"`          // entries as the log has them
	SnapshotBytes    int     `json:"snapshot_bytes"`     // the whole past with authors and times, and the state
	OpenMS           float64 `json:"open_ms"`            // from the snapshot to a text to read
	HeapMB           float64 `json:"heap_mb"`            // of the document when open
}

// Run replays the trace.
func Run(t *Trace) (Report, error) {
	var r Report
	var s *server
	var err error
	if t.concurrent() {
		s, err = t.runConcurrent(&r)
	} else {
		s, err = t.runSequential(&r)
	}
	if err != nil {
		return r, err
	}
	r.EditsPerSecond = float64(r.Edits) / r.Seconds
	r.LogBytes = s.log.bytes
	snapshot, err := s.archive()
	if err != nil {
		return r, fmt.Errorf("save a snapshot: %w", err)
	}
	r.OK = r.OK && s.state.Text().String() == t.End
	*s = server{} // so that what is open is measured alone
	r.SnapshotBytes = len(snapshot)
	draft, ms, mb, err := reopen(snapshot)
	if err != nil {
		return r, fmt.Errorf("open the snapshot: %w", err)
	}
	r.OK, r.OpenMS, r.HeapMB = r.OK && draft == t.End, ms, mb
	return r, nil
}

// weigh returns how many bytes the commands of one client take on one
// connection.
func weigh(commands []meeting.Command) (n int, err error) {
	var b []byte
	var asking wire.Asking
	for _, c := range commands {
		if b, err = wire.Append(b[:0], wire.CommandFrame{Command: c}); err != nil {
			return 0, err
		}
		n += len(asking.Thin(b))
	}
	return n, nil
}

// time measures what f takes. It begins with no garbage of anybody else's.
func (r *Report) time(f func() error) error {
	runtime.GC()
	began, worked := time.Now(), cpuTime()
	err := f()
	r.Seconds, r.CPUSeconds = time.Since(began).Seconds(), (cpuTime() - worked).Seconds()
	return err
}
