package replay

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"time"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// A Report is what a replay took. Of one author's edits the time is that of
// making them in a meeting's state, each with its author, as an entry of the log.
// Of several people's it is everybody's: that of a seat for each, which makes its
// own edits and hears those of the others, and of a server that checks each edit,
// places it and writes it into the log.
type Report struct {
	Edits            int     `json:"edits"`
	Seconds          float64 `json:"seconds"`     // from the first edit to the last: the middle one of some replays
	CPUSeconds       float64 `json:"cpu_seconds"` // of all processors in that time, collecting garbage included
	EditsPerSecond   float64 `json:"edits_per_s"`
	OK               bool    `json:"ok"`                         // every text there is equals the trace's
	WireBytesSingle  int     `json:"wire_bytes_single"`          // client to server, a message for each edit
	WireBytesBatched int     `json:"wire_bytes_batched"`         // the same, edits of 200 ms in one
	LogBytes         int     `json:"log_bytes"`                  // entries as the log has them
	SnapshotBytes    int     `json:"snapshot_bytes"`             // the whole past with authors and times, and the state
	OpenMS           float64 `json:"open_ms"`                    // from the snapshot to a text to read
	HeapMB           float64 `json:"heap_mb"`                    // of the document when open
	OverLine         float64 `json:"end_to_end_per_s,omitempty"` // edits of one author that reach a second client through a hub
}

// replays is how often a trace is replayed: the first one finds the processor's
// caches and the heap as they should not be.
const replays = 3

// Run replays the trace.
func Run(t *Trace) (Report, error) {
	var r Report
	s, err := t.replay(&r)
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
	if !t.concurrent() {
		if r.OverLine, err = t.overLine(); err != nil {
			return r, fmt.Errorf("replay from client to client: %w", err)
		}
	}
	return r, nil
}

// replay replays the trace some times, and reports the middle one's time.
func (t *Trace) replay(r *Report) (s *server, err error) {
	type took struct{ clock, processors float64 }
	var all []took
	for range replays {
		s = nil // the garbage of the one before is not to be carried along
		*r = Report{}
		if t.concurrent() {
			s, err = t.runConcurrent(r)
		} else {
			s, err = t.runSequential(r)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, took{r.Seconds, r.CPUSeconds})
	}
	slices.SortFunc(all, func(a, b took) int { return cmp.Compare(a.clock, b.clock) })
	r.Seconds, r.CPUSeconds = all[replays/2].clock, all[replays/2].processors
	return s, nil
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
