package hub

import "parley/collab/meeting"

// recent is the end of the log as it was sent: what somebody who lost the line
// gets again. It also knows how long all entries are. It belongs to the hall.
type recent struct {
	maxFrames, maxBytes int

	frames [][]byte        // of the events after first
	first  meeting.Version // the event before the oldest frame
	bytes  int             // of all frames
	sums   []uint64        // sums[n] is the length of all entries up to number n
}

func newRecent(l Limits) *recent {
	return &recent{maxFrames: l.Resume, maxBytes: l.ResumeBytes, sums: []uint64{0}}
}

// add takes in the frame of the next event and the length of its entry.
func (r *recent) add(frame []byte, entry int) {
	r.sums = append(r.sums, r.sums[len(r.sums)-1]+uint64(entry))
	r.frames = append(r.frames, frame)
	r.bytes += len(frame)
	for len(r.frames) > r.maxFrames || r.bytes > r.maxBytes {
		r.bytes -= len(r.frames[0])
		r.frames[0] = nil
		r.frames = r.frames[1:]
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
	want = min(want, head)
	if head > meeting.Version(events) {
		want = max(want, head-meeting.Version(events))
	}
	for want < head && r.sums[head]-r.sums[want] > uint64(bytes) {
		want += (head - want + 1) / 2 // fast, and near enough
	}
	return want
}
