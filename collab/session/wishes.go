package session

import (
	"time"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// pointEvery is how often a pointer is sent at most.
const pointEvery = 200 * time.Millisecond

// wishes is what the person wants the server to know that is not a command:
// only the newest of each counts. Guarded by Session.mu.
type wishes struct {
	point   *wire.PointFrame // nil: never pointed
	pointed bool             // the server of this line has it
	talk    bool
	talked  bool              // the server of this line has it
	roster  *wire.RosterFrame // the page asked for and not yet come
	asked   bool              // the server of this line was asked for it
	need    meeting.Version
	answers []wire.AnswerFrame // to those who wait to be let in, and not sent
	inquiry *meeting.Inquiry   // not sent
}

// Point tells where this person's cursor is, in the text that follows from the
// events up to base and the own commands sent before. At most five a second
// travel; the newest counts.
func (s *Session) Point(base meeting.Version, at, anchor int, left bool) {
	s.wish(func(w *wishes) {
		w.point, w.pointed = &wire.PointFrame{Base: base, At: at, Anchor: anchor, Left: left}, false
	})
}

// Talk tells that the talk switch was turned. A new line is told again.
func (s *Session) Talk(on bool) {
	s.wish(func(w *wishes) {
		if on != w.talk {
			w.talk, w.talked = on, false
		}
	})
}

// AskRoster asks for the page of connected people that starts at place from, of
// those whose name or delegation has the words in it; of everybody where there are
// none.
func (s *Session) AskRoster(from int, words string) {
	s.wish(func(w *wishes) { w.roster, w.asked = &wire.RosterFrame{From: from, Words: words}, false })
}

// Answer lets in, or turns away, those who wait and have these numbers; all who
// wait if there is none. It is lost with the line: who still waits is told
// again then.
func (s *Session) Answer(admit bool, who ...uint32) {
	s.wish(func(w *wishes) { w.answers = append(w.answers, wire.AnswerFrame{Admit: admit, Who: who}) })
}

// Inquire asks for what is not in the meeting's newest state. What was asked
// before and not sent is not asked any more; it is lost with the line.
func (s *Session) Inquire(q meeting.Inquiry) { s.wish(func(w *wishes) { w.inquiry = &q }) }

func (s *Session) wish(f func(*wishes)) {
	s.mu.Lock()
	f(&s.wishes)
	s.mu.Unlock()
	signal(s.wake)
}

// renew makes a new server be told what matters of it.
func (w *wishes) renew() {
	w.pointed = w.point == nil || w.point.Left
	w.talked = !w.talk
	w.asked = w.roster == nil
	w.answers, w.inquiry = nil, nil
}

// due returns the frames to send now. A pointer goes only if mayPoint.
func (w *wishes) due(mayPoint bool) (frames []any) {
	if !w.talked {
		w.talked = true
		frames = append(frames, wire.TalkFrame{On: w.talk})
	}
	if w.roster != nil && !w.asked {
		w.asked = true
		frames = append(frames, *w.roster)
	}
	for _, a := range w.answers {
		frames = append(frames, a)
	}
	w.answers = nil
	if w.inquiry != nil {
		frames, w.inquiry = append(frames, wire.InquiryFrame{Inquiry: *w.inquiry}), nil
	}
	if w.point != nil && !w.pointed && mayPoint {
		w.pointed = true
		frames = append(frames, *w.point)
	}
	return frames
}

// pointing reports whether a pointer waits to be sent.
func (w *wishes) pointing() bool { return w.point != nil && !w.pointed }
