package hub

import (
	"slices"
	"time"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// recent is the end of the log as it was sent: what somebody who lost the line
// gets again. It also knows how long the entries are from where it started. It
// belongs to the hall.
type recent struct {
	maxFrames, maxBytes int

	frames [][]byte        // of the events after first
	times  []time.Time     // of the events after first
	before time.Time       // of the event first; zero: not known
	first  meeting.Version // the event before the oldest frame
	bytes  int             // of all frames
	start  meeting.Version // the event before the first that was added
	sums   []uint64        // sums[n] is the length of the entries from start to number start+n
}

// newRecent returns the end of a log whose event after start is added first.
func newRecent(l Limits, start meeting.Version) *recent {
	return &recent{maxFrames: l.Resume, maxBytes: l.ResumeBytes, first: start, start: start, sums: []uint64{0}}
}

// at returns when the newest event was; the zero time where that is not known.
func (r *recent) at() time.Time {
	if n := len(r.times); n > 0 {
		return r.times[n-1]
	}
	return r.before
}

// atOf returns when an event was that after has something for.
func (r *recent) atOf(v meeting.Version) time.Time {
	if v == r.first {
		return r.before
	}
	return r.times[v-r.first-1]
}

// take takes in the next event, as the log has it.
func (r *recent) take(e meeting.Event, entry []byte) error {
	frame, err := wire.AppendNext(nil, r.at(), e, entry)
	if err == nil {
		r.add(frame, e.At, len(entry))
	}
	return err
}

// add takes in the frame of the next event, its time and the length of its
// entry.
func (r *recent) add(frame []byte, at time.Time, entry int) {
	r.times = append(r.times, at)
	r.sums = append(r.sums, r.sums[len(r.sums)-1]+uint64(entry))
	r.frames = append(r.frames, frame)
	r.bytes += len(frame)
	for len(r.frames) > r.maxFrames || r.bytes > r.maxBytes {
		r.bytes -= len(r.frames[0])
		r.frames[0] = nil
		r.before, r.frames, r.times = r.times[0], r.frames[1:], r.times[1:]
		r.first++
	}
}

// after returns the frames of the events after a version, and whether they are
// all there.
func (r *recent) after(v meeting.Version) ([][]byte, bool) {
	if v < r.first || v > r.head() {
		return nil, false
	}
	return r.frames[v-r.first:], true
}

func (r *recent) head() meeting.Version { return r.first + meeting.Version(len(r.frames)) }

// reach returns the version nearest to the wanted one that is at most so many
// events and bytes back.
func (r *recent) reach(want meeting.Version, events, bytes int) meeting.Version {
	head := r.head()
	want = min(max(want, r.start), head)
	if head > meeting.Version(events) {
		want = max(want, head-meeting.Version(events))
	}
	for want < head && r.length(want, head) > uint64(bytes) {
		want += (head - want + 1) / 2 // fast, and near enough
	}
	return want
}

// forget lets go of the lengths of the entries up to a version, once they are
// many.
func (r *recent) forget(upTo meeting.Version) {
	if upTo = min(upTo, r.first); upTo < r.start+meeting.Version(len(r.sums)/2) {
		return
	}
	r.sums = slices.Clone(r.sums[upTo-r.start:])
	r.start = upTo
}

// length returns how long the entries between two versions are.
func (r *recent) length(from, to meeting.Version) uint64 {
	return r.sums[to-r.start] - r.sums[from-r.start]
}
