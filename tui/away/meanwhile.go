package away

import (
	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/tui/podium"
	"parley/tui/word"
)

// A standing is what of the floor and of the proposals a person left, to be
// compared with what they find.
type standing struct {
	me         floor.Member
	place      int // one's own on the speakers' list, 0: none
	holds      bool
	ready      bool // a statement, for one's own turn
	statements []meeting.Statement
	outcomes   []draft.Outcome // of P-1 and so on
	table      *meeting.Table
}

// stands is how it stands now.
func stands(seat *meeting.Seat) (s standing) {
	f, me := seat.Floor(), seat.Me().Member()
	s.place, s.holds = f.Place(me), f.Holds(me)
	s.me, s.statements = me, seat.Proceedings().Statements
	_, _, s.ready = seat.OwnReady()
	s.table = seat.Table()
	for _, p := range s.table.Overlay.Proposals() {
		s.outcomes = append(s.outcomes, p.Outcome)
	}
	return s
}

// spoken returns how many have spoken in writing since, and whether what this
// person had ready is now said.
func (s standing) spoken(was standing) (others int, own bool) {
	for _, one := range s.statements {
		switch {
		case one.Number <= was.newest():
		case !s.me.Stands(one.By):
			others++
		case was.ready && !s.ready:
			own = true
		}
	}
	return others, own
}

func (s standing) newest() meeting.Version {
	if n := len(s.statements); n > 0 {
		return s.statements[n-1].Number
	}
	return 0
}

// since says what is otherwise than it was: "2 proposals; P-3 accepted; you have the floor".
func (s standing) since(was standing) (parts []string) {
	w := s.wordings(was)
	if n := w.made(); n > 0 {
		parts = append(parts, word.Count(n, "proposal", "proposals"))
	}
	parts = append(parts, w.decided()...)
	others, own := s.spoken(was)
	if others > 0 {
		parts = append(parts, word.Count(others, "statement", "statements"))
	}
	if own {
		parts = append(parts, word.Say("your statement is in the record"))
	}
	switch {
	case s.holds && !was.holds:
		parts = append(parts, word.Say("you have the floor"))
	case was.holds && !s.holds && s.place == 0:
		parts = append(parts, word.Say("your turn has ended"))
	case s.place == was.place:
	case s.place == 0:
		parts = append(parts, word.Say("you are off the speakers' list"))
	case was.place == 0:
		parts = append(parts, word.Say("you are %s on the speakers' list", podium.Ordinal(s.place)))
	default:
		parts = append(parts, word.Say("you moved from %s to %s on the speakers' list", podium.Ordinal(was.place), podium.Ordinal(s.place)))
	}
	return parts
}
