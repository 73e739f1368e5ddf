package draft

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"parley/collab/text"
)

// A Record is an Overlay laid open, so that it can be written down.
type Record struct {
	IDs       []ID // of the lines
	Next      ID
	Gone      []Gone
	Proposals []Proposal
	Agreed    []AgreedPara
	Marks     []Mark
	Marked    int
	Brackets  int // when the meeting began
	Window    *Window
	Settings  Settings
}

// Gone are paragraphs that an entry of the log took out.
type Gone struct {
	By     text.Author
	Number uint64
	IDs    []ID
}

// An AgreedPara is a paragraph that is agreed ad ref.
type AgreedPara struct {
	ID ID
	Agreement
}

// Record lays the overlay open.
func (o *Overlay) Record() Record {
	r := Record{IDs: o.IDs(), Next: o.next, Marks: o.Marks(), Marked: o.marked, Brackets: o.brackets, Window: o.Window(), Settings: o.Settings}
	for _, g := range o.gone {
		r.Gone = append(r.Gone, Gone{g.by, g.number, g.ids})
	}
	for _, p := range o.proposals {
		r.Proposals = append(r.Proposals, *p)
	}
	for id, a := range o.agreed {
		r.Agreed = append(r.Agreed, AgreedPara{id, a})
	}
	slices.SortFunc(r.Agreed, func(a, b AgreedPara) int { return cmp.Compare(a.ID, b.ID) })
	return r
}

// ErrRecord reports a record that cannot be of any overlay.
var ErrRecord = errors.New("the record of a draft makes no sense")

// FromRecord returns the overlay of a text that was laid open so.
func FromRecord(r Record, t text.Text) (*Overlay, error) {
	if len(r.IDs) != t.Lines() || len(r.Proposals) > MaxProposals || len(r.Marks) > MaxMarks || len(r.Gone) > goneKept || !r.Settings.Profile.Valid() {
		return nil, fmt.Errorf("%d paragraphs of %d, %d proposals: %w", len(r.IDs), t.Lines(), len(r.Proposals), ErrRecord)
	}
	o := &Overlay{ids: slices.Clone(r.IDs), next: r.Next, agreed: map[ID]Agreement{}, marks: slices.Clone(r.Marks), marked: r.Marked, brackets: r.Brackets, window: r.Window, Settings: r.Settings}
	seen := map[ID]bool{}
	for _, id := range r.IDs {
		if id == 0 || id >= r.Next || seen[id] {
			return nil, fmt.Errorf("paragraph %s, of which the next is %s: %w", id, r.Next, ErrRecord)
		}
		seen[id] = true
	}
	room := MaxGone
	for _, g := range r.Gone {
		if room -= len(g.IDs); room < 0 || slices.ContainsFunc(g.IDs, func(id ID) bool { return id == 0 || id >= r.Next }) {
			return nil, fmt.Errorf("paragraphs that entry %d took out: %w", g.Number, ErrRecord)
		}
		o.gone = append(o.gone, gone{g.By, g.Number, slices.Clone(g.IDs)})
	}
	for i, p := range r.Proposals {
		if !p.Kind.Valid() || !p.Outcome.Valid() {
			return nil, fmt.Errorf("proposal %d: %w", i+1, ErrRecord)
		}
		p.Number = i + 1
		o.proposals = append(o.proposals, &p)
		o.bytes += p.weight()
	}
	if w := r.Window; w != nil && o.Proposal(w.Proposal) == nil {
		return nil, fmt.Errorf("a window about proposal %d of %d: %w", w.Proposal, len(r.Proposals), ErrRecord)
	}
	for _, a := range r.Agreed {
		o.agreed[a.ID] = a.Agreement
	}
	for _, m := range o.marks {
		if m.From < 0 || m.To < m.From || m.To > t.Len() {
			return nil, fmt.Errorf("a mark at [%d, %d) of %d: %w", m.From, m.To, t.Len(), ErrRecord)
		}
		if m.Holders == nil {
			o.bytes += len(m.Comment.Text) + 128
		}
	}
	return o, nil
}
