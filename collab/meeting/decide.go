package meeting

import (
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/merge"
	"parley/collab/text"
)

// checkNegotiation says whether a command about proposals may happen: nil, or a
// Refusal. Nothing may be pending.
func (s *State) checkNegotiation(by Person, c Command) error {
	o, t, v := s.Overlay(), s.Text(), VoiceOf(by)
	ask := s.placed(by, c)
	if whole, err := checkOverlay(o, ask, v); whole {
		return err
	}
	switch a := ask.(type) {
	case Remark:
		return refused(o.CheckRemark(t, a.From, a.To, a.Text))
	case Decide:
		d, err := o.Effect(t, a.Proposal, a.Outcome)
		if err == nil && t.Size()+d.Size().Inserted > MaxText {
			return TooBig
		}
		return refused(err)
	case Undecide:
		return s.checkUndecide(a)
	case AskObjections:
		return s.checkObjections(a)
	case Retain:
		return refused(o.CheckHold(t, a.At, v, !a.Off))
	case Arrange:
		if !a.Profile.Valid() || a.Writers > draft.Editors {
			return Malformed
		}
		return nil
	}
	return Malformed
}

// checkOverlay is the part of the check that needs no look at the text, so that
// it says the same where something is asked and at the server. It is the whole
// of it for most of what is asked; if not, err is nil.
func checkOverlay(o *draft.Overlay, ask Ask, v draft.Voice) (whole bool, err error) {
	switch a := ask.(type) {
	case Propose:
		return true, refused(o.CheckPropose(a.Wording))
	case Amend:
		return true, refused(o.CheckAmend(a.Proposal, a.Wording, v))
	case Retract:
		return true, refused(o.CheckWithdraw(a.Proposal, v))
	case React:
		return true, refused(o.CheckReact(a.Proposal, a.Stance, v))
	case Remark:
		if a.Proposal != 0 {
			return true, refused(o.CheckComment(a.Proposal, a.Text))
		}
	case Decide:
		if a.Proposal == 0 {
			return true, refused(o.CheckAgree(a.Para, a.Outcome == draft.Agreed))
		}
	}
	return false, nil
}

func (s *State) checkUndecide(a Undecide) error {
	if err := s.Overlay().CheckUndecide(s.Text(), a.Proposal); err != nil {
		return refused(err)
	}
	if e, touches := s.undoing(a.Proposal); touches {
		return refusal(s.doc.Check(e))
	}
	return nil
}

// undoing returns the entry that undoes what the decision about P-n did to the
// text, and false if it did nothing.
func (s *State) undoing(n int) (merge.Entry, bool) {
	p := s.Overlay().Proposal(n)
	if p == nil || !p.Touched() || !s.doc.Has(p.By.Adopted(), p.Decided.Version) {
		return merge.Entry{}, false
	}
	return merge.Entry{By: p.By.Adopted(), Number: s.head + 1, Base: s.head, Undo: []uint64{p.Decided.Version}}, true
}

func (s *State) checkObjections(a AskObjections) error {
	w := s.Overlay().Window()
	switch {
	case a.Off && (w == nil || w.Proposal != a.Proposal):
		return NoWindow
	case a.Off:
		return nil
	case w != nil:
		return WindowOpen
	}
	return refused(s.Overlay().Check(s.Text(), a.Proposal, draft.Accepted))
}

// Means returns what a command that Check takes becomes at this moment: what is
// said of places and of the text holds for the log up to here. Nothing may be
// pending. The error is a Refusal.
func (s *State) Means(by Person, c Command, now time.Time) (What, error) {
	switch a := s.placed(by, c).(type) {
	case Decide:
		if a.Proposal == 0 {
			return Decided{Para: a.Para, Outcome: a.Outcome}, nil
		}
		return s.decision(a.Proposal, a.Outcome)
	case Undecide:
		p := s.Overlay().Proposal(a.Proposal)
		if p.Decided.Late(now) {
			return nil, TooLateToUndo
		}
		u := Undecided{Proposal: a.Proposal, Author: p.By}
		if e, touches := s.undoing(a.Proposal); touches {
			u.Of = e.Undo[0]
		}
		return u, nil
	case Retain, Remark:
		return negotiation(a), nil
	}
	if what, ours := s.proceedingMeans(by, c.Ask); ours {
		return what, nil
	}
	return c.Happens(), nil
}

// decision returns the event by which P-n is decided so.
func (s *State) decision(n int, out draft.Outcome) (What, error) {
	d, err := s.Overlay().Effect(s.Text(), n, out)
	if err != nil {
		return nil, refused(err)
	}
	if !d.Changes() {
		d = delta.Delta{}
	}
	p := s.Overlay().Proposal(n)
	return Decided{Proposal: n, Para: p.Para, Outcome: out, Author: p.By, Delta: d}, nil
}

// placed returns the ask with its places in the text that the log makes now.
func (s *State) placed(by Person, c Command) Ask {
	switch a := c.Ask.(type) {
	case Retain:
		a.At = s.letter(by, c, a.At)
		return a
	case Remark:
		if a.Proposal == 0 && a.From < a.To && a.From >= 0 {
			a.From, a.To = s.letter(by, c, a.From), s.doc.Locate(by.Number, c.Base, a.To)
		}
		return a
	}
	return c.Ask
}

// letter returns where the letter is now that the asker saw at a place.
func (s *State) letter(by Person, c Command, at int) int {
	if at < 0 {
		return -1
	}
	return s.doc.Locate(by.Number, c.Base, at+1) - 1
}

// negotiate takes in an event about proposals.
func (s *State) negotiate(e Event) (delta.Delta, error) {
	entry := textEntry(e)
	step := s.trail.before(s.doc, entry)
	done := delta.Delta{}
	if entry != nil {
		var err error
		if done, err = s.doc.Append(e.Number, *entry); err != nil {
			return delta.Delta{}, err
		}
	}
	s.doc.Advance(e.Number)
	s.trail.follow(step, s.doc, e.Number, entry, done, s.onOverlay(e))
	if !done.Changes() {
		done = delta.Delta{}
	}
	return done, nil
}

// textEntry returns what a decision does to the text as an entry of its own
// author: of the person who proposed it, who had seen everything.
func textEntry(e Event) *merge.Entry {
	switch w := e.What.(type) {
	case Decided:
		if w.Delta.Changes() {
			return &merge.Entry{By: w.Author.Adopted(), Number: e.Number, Base: e.Number - 1, Delta: w.Delta}
		}
	case Undecided:
		if w.Of != 0 {
			return &merge.Entry{By: w.Author.Adopted(), Number: e.Number, Base: e.Number - 1, Undo: []uint64{w.Of}}
		}
	}
	return nil
}

// onOverlay returns what the event does to the overlay, once that has come to
// the text that the event leaves.
func (s *State) onOverlay(e Event) func(*draft.Overlay, text.Text) {
	p := s.people[e.By]
	v := VoiceOf(p)
	made := draft.Decision{Version: e.Number, At: wholeTime(e.At), By: e.By}
	switch w := e.What.(type) {
	case Proposed:
		return func(o *draft.Overlay, _ text.Text) {
			o.Propose(draft.Proposal{Wording: w.Wording, By: e.By, Voice: v, Name: p.Name, At: made.At, Made: e.Number})
		}
	case Amended:
		return func(o *draft.Overlay, _ text.Text) { o.Amend(w.Proposal, w.Wording, made) }
	case Retracted:
		return func(o *draft.Overlay, _ text.Text) {
			o.Withdraw(w.Proposal, made)
			closeWindow(o, w.Proposal)
		}
	case Reacted:
		return func(o *draft.Overlay, _ text.Text) {
			o.React(w.Proposal, w.Stance, v)
			if w.Stance == draft.Objecting {
				closeWindow(o, w.Proposal)
			}
		}
	case Remarked:
		c := draft.Comment{By: e.By, Voice: v, At: made.At, Text: w.Text}
		return func(o *draft.Overlay, t text.Text) {
			if w.Proposal != 0 {
				o.Comment(w.Proposal, c)
			} else if o.CheckRemark(t, w.From, w.To, w.Text) == nil {
				o.Remark(t, w.From, w.To, c)
			}
		}
	case Decided:
		return func(o *draft.Overlay, t text.Text) {
			if w.Proposal == 0 {
				o.Agree(w.Para, w.Outcome == draft.Agreed, made)
				return
			}
			o.Decide(t, w.Proposal, w.Outcome, made)
			closeWindow(o, w.Proposal)
		}
	case Undecided:
		return func(o *draft.Overlay, _ text.Text) { o.Undecide(w.Proposal) }
	case ObjectionsAsked, ObjectionsOpen:
		return func(o *draft.Overlay, _ text.Text) { changeWindow(o, e, made.At) }
	case Retained:
		return func(o *draft.Overlay, t text.Text) {
			if o.CheckHold(t, w.At, v, !w.Off) == nil {
				o.Hold(w.At, v, !w.Off)
			}
		}
	case Arranged:
		return func(o *draft.Overlay, _ text.Text) { o.Settings = w.Settings }
	}
	return nil
}

// wholeTime is a log's time: whole milliseconds, UTC.
func wholeTime(t time.Time) time.Time { return time.UnixMilli(t.UnixMilli()).UTC() }
