package meeting

import (
	"errors"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
)

// Propose asks to put wording before the meeting. What is proposed is in
// draft.Wording; the number is given by the log.
type Propose struct{ draft.Wording }

// Amend asks to put other wording in the place of one's own proposal.
type Amend struct {
	Proposal int
	draft.Wording
}

// Retract asks to withdraw one's own proposal.
type Retract struct{ Proposal int }

// React asks to take a stance to a proposal, for one's delegation.
type React struct {
	Proposal int
	Stance   draft.Stance
}

// Remark asks to comment on a proposal; or, where Proposal is 0, on the code
// points [From, To) of the draft as the asker sees it.
type Remark struct {
	Proposal int
	From, To int
	Text     string
}

// Decide asks to decide about a proposal; or, where Proposal is 0, to agree a
// paragraph ad ref or, with draft.Undecided, to open it again.
type Decide struct {
	Proposal int
	Para     draft.ID
	Outcome  draft.Outcome
}

// Undecide asks to take the decision about a proposal back.
type Undecide struct{ Proposal int }

// Ask any objection: whether anybody objects to a proposal. Where nobody does it
// is accepted; with Off the window is closed and nothing decided.
type AskObjections struct {
	Proposal int
	Off      bool
}

// Retain asks to keep the bracket that opens at a place of the draft, as the
// asker sees it, for one's delegation, or with Off not to keep it any more.
type Retain struct {
	At  int
	Off bool
}

// Arrange asks to change how the negotiation goes.
type Arrange struct{ draft.Settings }

func (Propose) ask()       {}
func (Amend) ask()         {}
func (Retract) ask()       {}
func (React) ask()         {}
func (Remark) ask()        {}
func (Decide) ask()        {}
func (Undecide) ask()      {}
func (AskObjections) ask() {}
func (Retain) ask()        {}
func (Arrange) ask()       {}

// Proposed is a Propose that was taken: it has the next number.
type Proposed struct{ draft.Wording }

// Amended is an Amend that was taken.
type Amended struct {
	Proposal int
	draft.Wording
}

// Retracted is a Retract that was taken.
type Retracted struct{ Proposal int }

// Reacted is a React that was taken.
type Reacted struct {
	Proposal int
	Stance   draft.Stance
}

// Remarked is a Remark that was taken. Its places are in the text that the log
// makes up to the event.
type Remarked struct {
	Proposal int
	From, To int
	Text     string
}

// Decided is a Decide that was taken. The server says what it does to the text
// that the log makes up to the event, and whose words these are, so that this
// depends on nothing else.
type Decided struct {
	Proposal int
	Para     draft.ID
	Outcome  draft.Outcome
	Author   text.Author // who proposed it
	Delta    delta.Delta // zero: the text stays
}

// Undecided is an Undecide that was taken. Of is the decision whose effect on
// the text is undone, 0 where it had none.
type Undecided struct {
	Proposal int
	Author   text.Author
	Of       Version
}

// ObjectionsAsked is an AskObjections that was taken: receipts are waited for.
type ObjectionsAsked struct {
	Proposal int
	Off      bool
}

// ObjectionsOpen says that the time to object to a proposal runs: so many of
// those here had the text by then.
type ObjectionsOpen struct {
	Proposal int
	Seen, Of int
}

// Retained is a Retain that was taken. Its place is in the text that the log
// makes up to the event.
type Retained struct {
	At  int
	Off bool
}

// Arranged is an Arrange that was taken.
type Arranged struct{ draft.Settings }

func (Proposed) what()        {}
func (Amended) what()         {}
func (Retracted) what()       {}
func (Reacted) what()         {}
func (Remarked) what()        {}
func (Decided) what()         {}
func (Undecided) what()       {}
func (ObjectionsAsked) what() {}
func (ObjectionsOpen) what()  {}
func (Retained) what()        {}
func (Arranged) what()        {}

func (w Amended) about() int         { return w.Proposal }
func (w Retracted) about() int       { return w.Proposal }
func (w Reacted) about() int         { return w.Proposal }
func (w Remarked) about() int        { return w.Proposal }
func (w Decided) about() int         { return w.Proposal }
func (w Undecided) about() int       { return w.Proposal }
func (w ObjectionsAsked) about() int { return w.Proposal }
func (w ObjectionsOpen) about() int  { return w.Proposal }

// Negotiates reports whether what happened is about proposals, brackets and
// decisions.
func Negotiates(w What) bool {
	switch w.(type) {
	case Proposed, Amended, Retracted, Reacted, Remarked, Decided, Undecided, ObjectionsAsked, ObjectionsOpen, Retained, Arranged:
		return true
	}
	return false
}

// negotiation returns what a command about proposals becomes, as far as the
// command alone says it; nil if it is about something else.
func negotiation(a Ask) What {
	switch a := a.(type) {
	case Propose:
		return Proposed(a)
	case Amend:
		return Amended(a)
	case Retract:
		return Retracted(a)
	case React:
		return Reacted(a)
	case Remark:
		return Remarked(a)
	case Decide:
		return Decided{Proposal: a.Proposal, Para: a.Para, Outcome: a.Outcome}
	case Undecide:
		return Undecided{Proposal: a.Proposal}
	case AskObjections:
		return ObjectionsAsked(a)
	case Retain:
		return Retained(a)
	case Arrange:
		return Arranged(a)
	}
	return nil
}

// AskOf returns the command that becomes w, nil if none about proposals does.
func AskOf(w What) Ask {
	switch w := w.(type) {
	case Proposed:
		return Propose(w)
	case Amended:
		return Amend(w)
	case Retracted:
		return Retract(w)
	case Reacted:
		return React(w)
	case Remarked:
		return Remark(w)
	case Decided:
		return Decide{w.Proposal, w.Para, w.Outcome}
	case Undecided:
		return Undecide{w.Proposal}
	case ObjectionsAsked:
		return AskObjections(w)
	case Retained:
		return Retain(w)
	case Arranged:
		return Arrange(w)
	}
	return nil
}

// Proposes reports whether the role may propose, support, object and comment.
func (r Role) Proposes() bool { return r.Writes() }

// Decides reports whether the role may decide about proposals.
func (r Role) Decides() bool { return r == Editor || r == Chair }

// mayNegotiate reports whether the role allows to ask that, which is about
// proposals.
func (r Role) mayNegotiate(a Ask) bool {
	switch a.(type) {
	case Decide, Undecide, AskObjections:
		return r.Decides()
	case Arrange:
		return r.Runs()
	}
	return r.Proposes()
}

// MayWrite reports whether a role may type into the draft of this meeting.
func (s *State) MayWrite(r Role) bool {
	return r.Writes() && (s.Settings().Writers == draft.Everybody || r.Decides())
}

// Settings returns what the chair has set for the negotiation.
func (s *State) Settings() draft.Settings { return s.trail.overlay.Settings }

// VoiceOf is for whom a person speaks.
func VoiceOf(p Person) draft.Voice {
	if p.Delegation != "" {
		return draft.Voice(p.Delegation)
	}
	return draft.Voice(p.Name)
}

// refused makes a Refusal of what the draft says.
func refused(err error) error {
	for e, r := range map[error]Refusal{
		draft.ErrNoProposal: NoProposal, draft.ErrNoParagraph: NoParagraph, draft.ErrDecided: AlreadyDecided, draft.ErrNotYours: NotYours,
		draft.ErrOwn: YourOwn, draft.ErrNothing: ChangesNothing, draft.ErrWording: Malformed, draft.ErrTooMuch: TooMuchProposed,
		draft.ErrLocked: LockedParagraph, draft.ErrBase: BaseChanged, draft.ErrOutcome: NotThatDecision, draft.ErrUndo: TooLateToUndo,
		draft.ErrNoBracket: NoBracket,
	} {
		if errors.Is(err, e) {
			return r
		}
	}
	if err != nil {
		return Malformed
	}
	return nil
}
