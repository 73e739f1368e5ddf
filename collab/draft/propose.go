package draft

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/collab/text"
)

// Why something cannot be proposed or decided.
var (
	ErrNoProposal  = errors.New("there is no such proposal")
	ErrNoParagraph = errors.New("that paragraph is not in the text")
	ErrDecided     = errors.New("it has been decided")
	ErrNotYours    = errors.New("it is another delegation's")
	ErrOwn         = errors.New("it is your own")
	ErrNothing     = errors.New("it changes nothing")
	ErrWording     = errors.New("the wording does not fit what is proposed")
	ErrTooMuch     = errors.New("past a limit of what can be proposed")
	ErrLocked      = errors.New("the paragraph is agreed ad ref")
	ErrBase        = errors.New("the paragraph has changed since")
	ErrOutcome     = errors.New("that cannot be decided about it")
	ErrNoBracket   = errors.New("no bracket opens there")
	ErrUndo        = errors.New("there is no decision to take back")
)

// Proposal returns P-n, and nil if there is none.
func (o *Overlay) Proposal(n int) *Proposal {
	if n < 1 || n > len(o.proposals) {
		return nil
	}
	return o.proposals[n-1]
}

// Proposals returns all proposals, P-1 first.
func (o *Overlay) Proposals() []*Proposal { return slices.Clone(o.proposals) }

// Open returns the proposals that can still be decided about, P-1 first.
func (o *Overlay) Open() (open []*Proposal) {
	for _, p := range o.proposals {
		if p.Outcome.Open() {
			open = append(open, p)
		}
	}
	return open
}

// CheckWording says whether somebody may propose that: nil, or why not.
func (o *Overlay) CheckWording(w Wording) error {
	clean := text.IsClean(w.Was) && text.IsClean(w.Text) && !strings.Contains(w.Was+w.Text, "\n") &&
		text.CleanLine(w.Note, MaxNote) == w.Note && text.CleanLine(w.For, MaxFor) == w.For
	switch {
	case len(w.Was) > MaxWording || len(w.Text) > MaxWording || utf8.RuneCountInString(w.Note) > MaxNote || utf8.RuneCountInString(w.For) > MaxFor:
		return ErrTooMuch
	case !clean || !w.Kind.Valid():
		return ErrWording
	case w.Kind != Insert && w.Para == 0 || w.Para >= o.next || w.After >= o.next || w.Kind != Move && w.After != 0:
		return ErrNoParagraph
	case w.Kind == Move && w.After == w.Para, w.Kind == Change && w.Text == w.Was:
		return ErrNothing
	case w.Kind == Insert && (w.Was != "" || w.Text == ""), w.Kind != Change && w.Kind != Insert && w.Text != "", w.Kind != Change && w.Joins != 0:
		return ErrWording
	case w.Kind != Insert && o.isAgreed(w.Para):
		return ErrLocked
	}
	return nil
}

func (o *Overlay) isAgreed(id ID) bool {
	_, yes := o.agreed[id]
	return yes
}

// room says whether there is room for a proposal that grows by so many bytes.
func (o *Overlay) room(grows int) error {
	if o.bytes+grows > MaxProposed {
		return ErrTooMuch
	}
	return nil
}

// CheckPropose says whether that may be a new proposal: nil, or why not.
func (o *Overlay) CheckPropose(w Wording) error {
	p := Proposal{Wording: w}
	switch err := o.CheckWording(w); {
	case err != nil:
		return err
	case len(o.proposals) >= MaxProposals:
		return ErrTooMuch
	}
	return o.room(p.weight())
}

// Propose takes in a new proposal: all but its Number is set, and it may be one
// that was decided elsewhere.
func (o *Overlay) Propose(p Proposal) *Proposal {
	p.Number = len(o.proposals) + 1
	o.proposals = append(o.proposals, &p)
	o.bytes += p.weight()
	return &p
}

// mine returns a proposal that a voice may still change.
func (o *Overlay) mine(n int, v Voice) (*Proposal, error) {
	p := o.Proposal(n)
	switch {
	case p == nil:
		return nil, ErrNoProposal
	case p.Voice != v:
		return nil, ErrNotYours
	case !p.Outcome.Open():
		return nil, ErrDecided
	}
	return p, nil
}

// CheckAmend says whether a voice may put that in the place of its P-n.
func (o *Overlay) CheckAmend(n int, w Wording, v Voice) error {
	p, err := o.mine(n, v)
	switch {
	case err != nil:
		return err
	case p.Kind != w.Kind:
		return ErrWording
	}
	next := *p
	next.Wording = w
	if err := o.CheckWording(w); err != nil {
		return err
	}
	return o.room(next.weight() - p.weight())
}

// Amend puts other words in the place of P-n, made with the event and at the
// time that made says. Who supported or objected did so to other words, so
// that this is forgotten, unless only the note is new.
func (o *Overlay) Amend(n int, w Wording, made Decision) *Proposal {
	return o.change(n, func(p *Proposal) {
		same := p.Text == w.Text && p.Was == w.Was && p.After == w.After && p.Para == w.Para
		if !same {
			p.Support, p.Object, p.Sponsors = nil, nil, nil
		}
		p.Wording, p.At, p.Made = w, made.At, made.Version
		p.Amended++
	})
}

// CheckWithdraw says whether a voice may withdraw P-n.
func (o *Overlay) CheckWithdraw(n int, v Voice) error {
	_, err := o.mine(n, v)
	return err
}

// Withdraw takes P-n off the table.
func (o *Overlay) Withdraw(n int, d Decision) *Proposal {
	return o.change(n, func(p *Proposal) { p.Outcome, p.Decided = Withdrawn, d })
}

// CheckReact says whether a voice may take that stance to P-n.
func (o *Overlay) CheckReact(n int, s Stance, v Voice) error {
	p := o.Proposal(n)
	switch {
	case p == nil:
		return ErrNoProposal
	case p.Voice == v:
		return ErrOwn
	case !p.Outcome.Open():
		return ErrDecided
	case !s.Valid():
		return ErrWording
	case len(p.Support)+len(p.Object)+len(p.Sponsors) >= MaxVoices:
		return ErrTooMuch
	}
	return o.room(24)
}

// React notes how a voice stands to P-n; whoever sponsors it supports it.
func (o *Overlay) React(n int, s Stance, v Voice) *Proposal {
	return o.change(n, func(p *Proposal) {
		for _, voices := range []*[]Voice{&p.Support, &p.Object, &p.Sponsors} {
			*voices = slices.DeleteFunc(slices.Clone(*voices), func(w Voice) bool { return w == v })
		}
		switch s {
		case Sponsoring:
			p.Sponsors = append(p.Sponsors, v)
		case Supporting:
			p.Support = append(p.Support, v)
		case Objecting:
			p.Object = append(p.Object, v)
		}
	})
}

// CheckComment says whether that may be said about P-n.
func (o *Overlay) CheckComment(n int, s string) error {
	p := o.Proposal(n)
	switch {
	case p == nil:
		return ErrNoProposal
	case s == "" || text.CleanLine(s, MaxNote) != s:
		return ErrWording
	case len(p.Comments) >= MaxComments:
		return ErrTooMuch
	}
	return o.room(48 + len(s))
}

// Comment adds a remark to P-n.
func (o *Overlay) Comment(n int, c Comment) *Proposal {
	return o.change(n, func(p *Proposal) { p.Comments = append(slices.Clip(p.Comments), c) })
}

// change replaces P-n by a changed copy, and returns it; nil if there is none.
func (o *Overlay) change(n int, f func(*Proposal)) *Proposal {
	p := o.Proposal(n)
	if p == nil {
		return nil
	}
	next := *p
	f(&next)
	o.proposals[n-1] = &next
	o.bytes += next.weight() - p.weight()
	return &next
}
