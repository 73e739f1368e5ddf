package export

import (
	"cmp"
	"slices"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/paper"
	"parley/collab/text"
)

// An effect is what an open proposal would do to the text, between two places
// of it.
type effect struct {
	proposal *draft.Proposal
	delta    delta.Delta
	from, to int
}

// propose makes what is open visible in a redline, as if it were accepted: of
// several proposals about one paragraph the oldest that fits the text, as the
// screen does it, and never two in each other. It returns those that are shown,
// and what they do together.
func (r *redliner) propose(s *meeting.State) (shown map[int]bool, done delta.Delta, err error) {
	t := s.Text()
	shown, done = map[int]bool{}, delta.Replace(t.Len(), 0, 0, "")
	now, free := t, t.Len()+1 // the text, and up to where nothing is changed yet
	for _, e := range effects(s) {
		if e.to > free {
			continue
		}
		d := resized(e.delta, now.Len())
		r.took(d, now, paper.Mark{By: from(e.proposal), At: second(e.proposal.At)})
		if now, err = draft.Apply(now, d, 0); err != nil {
			return nil, done, err
		}
		if done, err = done.Compose(d); err != nil {
			return nil, done, err
		}
		shown[e.proposal.Number], free = true, e.from
	}
	return shown, done, nil
}

// effects are what the proposals that can be shown would do, the last of the
// text first, so that none moves what is left to be done.
func effects(s *meeting.State) (all []effect) {
	t, o := s.Text(), s.Overlay()
	about := map[draft.ID]bool{}
	for _, p := range o.Open() {
		if p.Kind == draft.Move || p.Kind == draft.Keep || p.Kind != draft.Insert && about[p.Para] {
			continue
		}
		d, err := o.Effect(t, p.Number, draft.Accepted)
		if err != nil || !d.Changes() {
			continue // its base has changed: it is told in the margin
		}
		e := effect{p, d, -1, 0}
		at := 0
		for op := range d.Ops() {
			if op.Keep == 0 && e.from < 0 {
				e.from = at
			}
			if at += op.Keep + op.Delete; op.Keep == 0 {
				e.to = at
			}
		}
		all, about[p.Para] = append(all, e), about[p.Para] || p.Kind != draft.Insert
	}
	place := func(e effect) int { // a new paragraph goes behind what is put at the end of a line
		if e.proposal.Kind == draft.Insert {
			return 1
		}
		return 0
	}
	slices.SortFunc(all, func(a, b effect) int {
		return cmp.Or(b.from-a.from, place(b)-place(a), b.to-a.to, b.proposal.Number-a.proposal.Number)
	})
	return all
}

// resized is the change of a text of which what is behind the change has become
// longer or shorter.
func resized(d delta.Delta, length int) delta.Delta {
	var b delta.Builder
	at, behind := 0, d.BaseLen()
	var ops []delta.Op
	for op := range d.Ops() {
		ops = append(ops, op)
	}
	if n := len(ops); n > 0 && ops[n-1].Keep > 0 {
		behind -= ops[n-1].Keep
		ops = ops[:n-1]
	}
	for _, op := range ops {
		switch {
		case op.Keep > 0:
			b.Keep(op.Keep)
		case op.Delete > 0:
			b.Delete(op.Delete)
		default:
			b.Insert(op.Insert)
		}
		at += op.Keep + op.Delete
	}
	b.Keep(length - behind)
	return b.Delta()
}

// from is the delegation that proposes, and the group for which it does: what
// stands in a file as the author of the change.
func from(p *draft.Proposal) string {
	if p.For == "" {
		return string(p.Voice)
	}
	return string(p.Voice) + ", for " + p.For
}

func second(at time.Time) time.Time { return at.UTC().Truncate(time.Second) }

// changer is whose words the step put into the draft: with a decision, of who
// had proposed them.
func changer(s step) string {
	n := 0
	var author text.Author
	switch what := s.What.(type) {
	case meeting.Decided:
		n, author = what.Proposal, what.Author
	case meeting.Undecided:
		n, author = what.Proposal, what.Author
	default:
		return voice(s.state, s.By)
	}
	if p := s.state.Proposal(n); p != nil {
		return from(p)
	}
	return voice(s.state, author)
}
