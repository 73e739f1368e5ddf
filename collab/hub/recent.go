package hub

import (
	"slices"
	"time"

	"parley/collab/meeting"
)

// recent is the end of the log as it was sent: what somebody who lost the line
// gets again. It also knows how long the entries are from where it started. It
// belongs to the hall.
type recent struct {
	maxFrames, maxBytes int

	events []*told         // first, and those after it
	asides int             // bytes of what of them some get in their stead
	times  []time.Time     // of the events after first
	before time.Time       // of the event first; zero: not known
	first  meeting.Version // the event before the oldest frame
	start  meeting.Version // the event before the first that was added
	sums   []uint64        // sums[n] is the length of the entries from start to number start+n
}

// newRecent returns the end of a log whose event after start is added first.
func newRecent(l Limits, start meeting.Version) *recent {
	return &recent{maxFrames: l.Resume, maxBytes: l.ResumeBytes, events: []*told{{}}, first: start, start: start, sums: []uint64{0}}
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
	frame, private, err := message(r.at(), e, entry)
	if err == nil {
		r.add(frame, private, e.At, len(entry))
	}
	return err
}

// add takes in the frame of the next event, what some get in its stead, its time
// and the length of its entry.
func (r *recent) add(frame []byte, private *aside, at time.Time, entry int) *told {
	event := r.newest().tell(frame)
	event.private = private
	r.asides += private.size()
	r.events = append(r.events, event)
	r.times = append(r.times, at)
	r.sums = append(r.sums, r.sums[len(r.sums)-1]+uint64(entry))
	for len(r.times) > r.maxFrames || r.bytes()+r.asides > r.maxBytes {
		r.asides -= r.events[1].private.size()
		r.events[0] = nil // readers that are behind keep it
		r.before, r.events, r.times = r.times[0], r.events[1:], r.times[1:]
		r.first++
	}
	return event
}

// continues makes the chain end in the event that another of the same log ends
// in, so that whoever is at a place in that one goes on in this one. Nobody may
// be at a place in this one yet.
func (r *recent) continues(other *recent) {
	n := len(r.events)
	end := other.newest()
	events, bytes := end.events-r.events[n-1].events, end.bytes-r.events[n-1].bytes
	for _, e := range r.events {
		e.events, e.bytes = e.events+events, e.bytes+bytes // around zero, if need be: only differences count
	}
	if n > 1 {
		r.events[n-2].next = end
	}
	r.events[n-1] = end
}

// newest is the last event; before the first, what the chain begins with.
func (r *recent) newest() *told { return r.events[len(r.events)-1] }

// bytes returns the length of the frames after first.
func (r *recent) bytes() int { return r.since(r.events[0]) }

// since returns the length of the frames after an event.
func (r *recent) since(at *told) int {
	return int(r.newest().bytes-at.bytes) - overhead*int(r.newest().events-at.events)
}

// after returns the place in the chain after which the events after a version
// hang, and whether they are all there.
func (r *recent) after(v meeting.Version) (*told, bool) {
	if v < r.first || v > r.head() {
		return nil, false
	}
	return r.events[v-r.first], true
}

func (r *recent) head() meeting.Version { return r.first + meeting.Version(len(r.times)) }

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
