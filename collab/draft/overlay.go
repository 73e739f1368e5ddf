package draft

import (
	"maps"
	"slices"
	"time"

	"parley/collab/text"
)

// An Overlay is what lies over a text without being in it: the lasting ids of
// its paragraphs, what is proposed, what is agreed, and who keeps which bracket.
// It goes with the text that the log alone makes, without what anybody has
// pending, so that it is the same on every machine. It has one owner.
type Overlay struct {
	ids  []ID // of the lines, in order
	next ID
	gone []gone // paragraphs that edits took out, the last ones
	was  []ID   // of the lines before the last change, where that is a decision's

	proposals []*Proposal // P-1 first; each is replaced and never changed
	bytes     int         // what they weigh
	agreed    map[ID]Agreement
	marks     []Mark
	marked    int // marks so far
	window    *Window
	brackets  int // pairs in the text when the meeting began

	Settings Settings
}

// Settings are what the chair sets for the negotiation of a meeting.
type Settings struct {
	Profile Profile // how paragraphs are labelled
	Writers Writers // who may type into the draft
}

// Writers says who may type into the draft directly. Whoever may not proposes.
type Writers uint8

// Who may type. They travel: never renumber them.
const (
	Everybody Writers = iota // delegates, too
	Editors                  // only editors and chairs
)

func (w Writers) String() string {
	if w == Editors {
		return "editors"
	}
	return "everybody"
}

// An Agreement locks a paragraph: it is agreed ad referendum.
type Agreement struct {
	Version uint64
	At      time.Time
	By      text.Author
}

// New returns the overlay of a text nobody has worked on yet.
func New(t text.Text) *Overlay {
	o := &Overlay{agreed: map[ID]Agreement{}, next: 1}
	for range t.Lines() {
		o.ids = append(o.ids, o.newID())
	}
	o.brackets = len(FindBrackets(t).Pairs)
	return o
}

// BracketsWere returns how many brackets the text had when the meeting began.
func (o *Overlay) BracketsWere() int { return o.brackets }

// Clone returns an overlay that further changes to o do not touch.
func (o *Overlay) Clone() *Overlay {
	c := *o
	c.ids, c.gone, c.proposals = slices.Clone(o.ids), slices.Clone(o.gone), slices.Clone(o.proposals)
	c.agreed, c.marks = maps.Clone(o.agreed), slices.Clone(o.marks)
	return &c
}

// Agreed returns when a paragraph was agreed ad ref, and false if it is not.
func (o *Overlay) Agreed(id ID) (Agreement, bool) {
	a, ok := o.agreed[id]
	return a, ok
}

// Locks reports whether any paragraph is agreed.
func (o *Overlay) Locks() bool { return len(o.agreed) > 0 }
