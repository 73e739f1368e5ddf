package linear

import (
	"slices"
	"strings"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/word"
)

// negotiated tells what happened to a proposal, a bracket or a paragraph.
func (f *front) negotiated(e meeting.Event, missed bool) {
	by, own := f.voice(e.By), e.By == f.seat.Me().Number
	p := f.draft.Happened(e.What)
	act := map[bool]urgency{true: pressing, false: usual}
	us := meeting.VoiceOf(f.seat.Me())
	told := func(name, says string, u urgency) {
		if p != nil && !missed {
			s := aboutProposal{Event: "proposal", Act: name, Who: by, Says: says, You: own, toldProposal: f.asTold(p)}
			if who, ok := f.seat.Person(e.By); ok {
				s.Name = who.Name
			}
			if name == stanceNames[draft.Objecting] {
				s.Rests = f.before.window == p.Number && f.seat.Me().Role.Decides()
			}
			if stance := f.before.stance; stance != draft.Neutral && slices.Contains(stanceNames, name) {
				s.Before = stanceNames[stance]
			}
			f.announce(u, f.here(s))
		}
	}
	mine := p != nil && p.Voice == us
	switch w := e.What.(type) {
	case meeting.Proposed:
		f.came[f.tally("proposal")]++
		told("proposed", "", usual)
		f.sees(p, own)
	case meeting.Amended:
		f.came[f.tally("proposal")]++
		told("amended", "", usual)
		f.sees(p, own)
	case meeting.Retracted:
		told("withdrawn", "", usual)
	case meeting.Reacted:
		told(stanceNames[w.Stance], "", act[(mine || by == string(us) || f.before.window == w.Proposal) && !own])
	case meeting.Remarked:
		if w.Proposal != 0 {
			told("comment", w.Text, act[mine && !own])
		} else if !missed {
			f.announce(usual, f.here(f.remarked(e, w, by)))
		}
	case meeting.Decided, meeting.Undecided, meeting.ObjectionsAsked, meeting.ObjectionsOpen:
		f.ruledOn(e, p, by, missed)
	case meeting.Retained:
		if !missed {
			f.announce(usual, f.here(f.retained(w, by)))
		}
	case meeting.Arranged:
		f.announce(pressing, f.here(done{Event: "done", Command: "settings", Waiting: f.waiting(), spoken: arranged(w)}))
	}
}

var stanceNames = []string{draft.Neutral: "neutral", draft.Supporting: "support", draft.Objecting: "object", draft.Sponsoring: "sponsor"}

// A prior is how things stood before an event about a stance.
type prior struct {
	stance draft.Stance // of the delegation
	window int          // the proposal to which objections were asked for; 0: none
}

// priorTo looks at how things stand before a notice is taken in.
func (f *front) priorTo(n meeting.Notice) (b prior) {
	h, _ := n.(meeting.Happened)
	r, reacts := h.Event.What.(meeting.Reacted)
	if !reacts || !f.draft.Joined() {
		return b
	}
	o := f.draft.Table().Overlay
	by, known := f.seat.Person(h.Event.By)
	if p := o.Proposal(r.Proposal); p != nil && known {
		b.stance = p.Stance(meeting.VoiceOf(by))
	}
	if w := o.Window(); w != nil {
		b.window = w.Proposal
	}
	return b
}

// voice is for whom a person speaks, or the name.
func (f *front) voice(n text.Author) string {
	if p, ok := f.seat.Person(n); ok {
		return string(meeting.VoiceOf(p))
	}
	return f.name(n)
}

// arranged says what the chair has set.
func arranged(w meeting.Arranged) string {
	if w.Writers == draft.Editors {
		return word.Say("Now: paragraphs labelled %s; editors may type into the draft.", w.Profile)
	}
	return word.Say("Now: paragraphs labelled %s; everybody may type into the draft.", w.Profile)
}

// commented is a remark on words of the draft.
type commented struct {
	Event string `json:"event"` // "comment"
	Line  int    `json:"line"`
	On    string `json:"on"`
	Who   string `json:"who"`
	Says  string `json:"says"`
}

func (s commented) words() string {
	if s.On != "" {
		return word.Say("%s on %s: %s", s.Who, s.On, s.Says)
	}
	return word.Say("%s on line %d: %s", s.Who, s.Line, s.Says)
}

func (f *front) remarked(e meeting.Event, w meeting.Remarked, by string) commented {
	tab := f.draft.Table()
	line := lineAt(tab.Text, w.From)
	return commented{"comment", line, tab.Label(line), by, w.Text}
}

// kept says that a delegation keeps a bracket.
type keeping struct {
	Event   string `json:"event"` // "bracket"
	Number  int    `json:"number"`
	Who     string `json:"who"`
	Holds   bool   `json:"holds"`
	Holders string `json:"holders"`
}

func (s keeping) words() string {
	if !s.Holds {
		return word.Say("%s lets go of bracket #%d.", s.Who, s.Number)
	}
	return word.Say("%s keeps bracket #%d.", s.Who, s.Number)
}

func (f *front) retained(w meeting.Retained, by string) keeping {
	tab := f.draft.Table()
	s := keeping{Event: "bracket", Who: by, Holds: !w.Off}
	for _, p := range tab.Brackets.Pairs {
		if p.Open == w.At {
			s.Number, s.Holders = p.Number, redline.English.Voices(tab.Overlay.Holders(p.Open))
		}
	}
	return s
}

// listedProposals are the proposals.
type listedProposals struct {
	Event     string         `json:"event"` // "proposals"
	Version   uint64         `json:"version"`
	Proposals []toldProposal `json:"proposals"`
	Waiting   []waitingAsk   `json:"waiting"` // own ones that the server has not answered

	which string // all, mine, or those that are open
}

func (s listedProposals) words() string {
	if len(s.Proposals)+len(s.Waiting) == 0 {
		switch s.which {
		case "all":
			return word.Say("There are no proposals.")
		case "mine":
			return word.Say("Your delegation has proposed nothing yet.")
		}
		return word.Say("No proposals are open.")
	}
	var b strings.Builder
	for _, p := range s.Proposals {
		b.WriteString(p.words() + "\n")
	}
	for _, w := range s.Waiting {
		b.WriteString(w.words() + "\n")
	}
	return b.String()
}

func (f *front) proposals(which string) listedProposals {
	tab := f.draft.Table()
	s := listedProposals{Event: "proposals", Version: uint64(f.draft.Version()), Proposals: []toldProposal{}, which: which}
	shown := tab.Overlay.Open()
	if which != "" {
		shown = tab.Overlay.Proposals()
	}
	for _, p := range shown {
		if which != "mine" || p.Voice == meeting.VoiceOf(f.seat.Me()) {
			s.Proposals = append(s.Proposals, f.asTold(p))
		}
	}
	s.Waiting = f.waitingAsks()
	return s
}

// remarkOn is one comment.
type remarkOn struct {
	Who  string `json:"who"`
	Says string `json:"says"`
}

// readProposal is one proposal in full.
type readProposal struct {
	Event string `json:"event"` // "proposal-read"
	toldProposal
	Now     string     `json:"now"`   // how its paragraph reads
	Offer   string     `json:"offer"` // where that has changed: the proposal put on it; empty: they touch the same words
	Remarks []remarkOn `json:"remarks"`

	three *redline.Three
}

func (s readProposal) words() string {
	var b strings.Builder
	b.WriteString(s.toldProposal.words() + "\n")
	if s.Note != "" {
		b.WriteString(word.Say("Note: ") + s.Note + "\n")
	}
	if t := s.three; t != nil {
		b.WriteString(word.Say("Base: ") + blank(t.Base) + "\n" + word.Say("Theirs, as it reads now: ") + blank(t.Theirs) + "\n")
		if s.Text != "" {
			b.WriteString(word.Say("Yours, as proposed: ") + s.Text + "\n")
		}
		if t.Fits {
			b.WriteString(word.Say("Both together: %s (its author sends that with amend %d rebase)", t.Offer, s.Number) + "\n")
		}
	} else if s.Text != "" {
		b.WriteString(word.Say("It would read: ") + s.Text + "\n")
	}
	for _, r := range s.Remarks {
		b.WriteString(r.Who + word.Say(": ") + r.Says + "\n")
	}
	return b.String()
}

func (f *front) readProposal(n int) error {
	p, err := f.proposed(n)
	if err != nil {
		return err
	}
	tab := f.draft.Table()
	s := readProposal{Event: "proposal-read", toldProposal: f.asTold(p), Remarks: []remarkOn{}}
	if line := tab.LineOf(p.Para); line > 0 {
		s.Now = tab.Text.Line(line - 1)
	}
	if s.open && s.base == draft.Changed {
		t := redline.NewThree(p, s.Now)
		s.three, s.Offer = &t, t.Offer
	}
	for _, c := range p.Comments {
		s.Remarks = append(s.Remarks, remarkOn{string(c.Voice), c.Text})
	}
	f.out.say(f.here(s))
	return nil
}
