package meeting

import (
	"slices"
	"time"

	"parley/collab/draft"
	"parley/collab/floor"
)

// How long anybody has to object, and how long that waits at most until those
// who are here have the text.
const (
	ObjectWithin = 20 * time.Second
	AwaitFor     = 60 * time.Second
)

// Window returns the window in which anybody may object to a proposal, or nil.
func (s *State) Window() *draft.Window { return s.Overlay().Window() }

func closeWindow(o *draft.Overlay, proposal int) {
	if w := o.Window(); w != nil && w.Proposal == proposal {
		o.SetWindow(nil)
	}
}

// rises reports whether who asks that asks for the floor with it: who objects
// while objections are asked for has something to say, unless that is said
// already, or cannot be.
func (s *Seat) rises(ask Ask) bool {
	r, objects := ask.(React)
	w := s.state.Window()
	if s.document > 1 && s.first == nil || !objects || r.Stance != draft.Objecting || w == nil || w.Proposal != r.Proposal {
		return false
	}
	want, at := Floored{floor.Ask{}}, s.atFloor()
	asked := slices.ContainsFunc(at.Asked(), func(a Ask) bool {
		f, ok := a.(Floored)
		_, asks := f.Act.(floor.Ask)
		return ok && asks
	})
	return !asked && at.state != nil && at.me.Role.may(want) && at.state.checkProceeding(at.me, want) == nil
}

// changeWindow opens a window, lets its time run, or closes it.
func changeWindow(o *draft.Overlay, e Event, at time.Time) {
	switch w := e.What.(type) {
	case ObjectionsAsked:
		if w.Off {
			closeWindow(o, w.Proposal)
			return
		}
		if o.Proposal(w.Proposal) == nil {
			return
		}
		o.SetWindow(&draft.Window{Proposal: w.Proposal, Version: e.Number, By: e.By, Asked: at, Until: at.Add(AwaitFor)})
	case ObjectionsOpen:
		if open := o.Window(); open != nil && open.Proposal == w.Proposal {
			open.Opened, open.Until, open.Seen, open.Of = at, at.Add(ObjectWithin), w.Seen, w.Of
			o.SetWindow(open)
		}
	}
}
