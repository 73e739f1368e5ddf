package hub

import (
	"parley/collab/meeting"
	"parley/collab/wire"
)

// A cursor is where a person was last seen to write.
type cursor struct {
	meeting.Pointed
	moved bool // by an edit of their own since: wait for the next
}

// point tells everybody else where a person's cursor is.
func (l *hall) point(a *attendee, f wire.PointFrame) {
	if _, in := l.inside[a]; !in || !a.person.Role.Writes() || f.Base > l.state.Head() || !f.Left && l.isLongPast(f.Base) {
		return
	}
	if a.person.Role.Runs() { // others follow, and must know whom, though nothing was done yet
		if err := l.enter(a.person); err != nil {
			l.complain(err)
		}
	}
	l.pointed(meeting.Pointed{By: a.person.Number, Base: f.Base, At: f.At, Anchor: f.Anchor, Left: f.Left}, a)
}

// isLongPast reports whether a version is too long past to point into its text.
func (l *hall) isLongPast(base meeting.Version) bool {
	return base+meeting.PointsBack < l.state.Head()
}

func (l *hall) pointed(p meeting.Pointed, from *attendee) {
	frame, err := wire.Append(nil, p)
	if err != nil {
		return
	}
	if p.Left {
		delete(l.cursors, p.By)
	} else {
		l.cursors[p.By] = &cursor{Pointed: p}
	}
	for a := range l.inside {
		if a != from {
			a.point(p.By, frame)
		}
	}
}

// showCursors tells a joiner where the others' cursors are.
func (l *hall) showCursors(a *attendee) {
	for by, c := range l.cursors {
		if by == a.person.Number || c.moved || l.isLongPast(c.Base) {
			continue
		}
		if frame, err := wire.Append(nil, c.Pointed); err == nil {
			a.point(by, frame)
		}
	}
}
