package hub

import (
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// An aside is an event that not everybody may read, as those get it who may.
// All others get what is left of it in its place.
type aside struct {
	frame []byte
	to    meeting.Audience
	by    text.Author
}

// message returns an event as everybody gets it, and where not everybody may
// read it, as its readers do.
func message(last time.Time, e meeting.Event, entry []byte) (frame []byte, private *aside, err error) {
	open, readers, some := e.Open()
	if frame, err = wire.AppendNext(nil, last, e, entry); err != nil || !some {
		return frame, nil, err
	}
	private = &aside{frame, readers, e.By}
	if entry, err = wire.EncodeEvent(open); err == nil {
		frame, err = wire.AppendNext(nil, last, open, entry)
	}
	return frame, private, err
}

// orFrame returns what that person gets of an event that is told as frame.
func (a *aside) orFrame(p meeting.Person, frame []byte) []byte {
	if a != nil && a.to.Reads(p, a.by) {
		return a.frame
	}
	return frame
}

// size is how many bytes the aside takes.
func (a *aside) size() int {
	if a == nil {
		return 0
	}
	return len(a.frame)
}

// insert has the reader told those of the events behind at that are for them in
// words, instead of that there was one.
func (m *mail) insert(at *told, p meeting.Person) {
	for ; at != m.newest; at = at.next {
		if own := at.next.private.orFrame(p, nil); own != nil {
			m.own = append(m.own, letter{frame: own, after: at.events, instead: true, weight: len(own) - len(at.next.frame)})
			m.bytes, m.instead = m.bytes+m.own[len(m.own)-1].weight, m.instead+1
		}
	}
}
