package draft

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/collab/text"
)

// The limits of what is proposed.
const (
	MaxWording   = 64 << 10 // bytes of a proposal's wording
	MaxNote      = 2000     // code points of a note or a comment
	MaxFor       = 64       // code points of on whose behalf
	MaxProposals = 4096     // in a meeting
	MaxComments  = 200      // on a proposal
	MaxVoices    = 512      // that support, object or sponsor
	MaxProposed  = 6 << 20  // bytes of all proposals of a meeting
	MaxJoins     = 64       // changes of one proposal that can be shown together
)

// A Kind is what a proposal does.
type Kind uint8

// The kinds. They travel: never renumber them.
const (
	Change Kind = iota + 1 // other words in a paragraph
	Insert                 // a new paragraph behind another
	Remove                 // a paragraph goes
	Move                   // a paragraph goes behind another
	Keep                   // a paragraph stays as it is
)

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return k >= Change && k <= Keep }

var kindWords = [...]string{Change: "change", Insert: "new paragraph", Remove: "delete", Move: "move", Keep: "no change"}

func (k Kind) String() string {
	if k.Valid() {
		return kindWords[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// An Outcome is what was decided about a proposal.
type Outcome uint8

// The outcomes. They travel: never renumber them.
const (
	Undecided    Outcome = iota
	Accepted             // its wording is in the text
	Rejected             // the text stays
	Bracketed            // its wording and the one before stand in square brackets
	Alternatives         // both stand as alternatives
	Agreed               // accepted, and the paragraph is agreed ad ref: locked
	Parked               // come back to it later
	Editorial            // accepted as a matter of editing, not of substance
	Withdrawn            // by its author
)

// Valid reports whether o is one of the outcomes.
func (o Outcome) Valid() bool { return o <= Withdrawn }

var outcomeWords = [...]string{"not decided", "accepted", "rejected", "in square brackets", "kept as alternatives",
	"agreed ad ref", "parked", "accepted as editorial", "withdrawn"}

func (o Outcome) String() string {
	if o.Valid() {
		return outcomeWords[o]
	}
	return "outcome " + strconv.Itoa(int(o))
}

// Open reports whether it can still be decided about: it is not, or is parked.
func (o Outcome) Open() bool { return o == Undecided || o == Parked }

// A Voice is for whom somebody speaks: the delegation, or the name of who has none.
type Voice string

// A Proposal is wording that somebody proposes. It is a value that is not
// changed any more once it is in an Overlay; slices in it are shared.
type Proposal struct {
	Number int // P-1 and so on, in the order of the log
	Wording

	By    text.Author
	Voice Voice     // its author's
	Name  string    // the author's own
	At    time.Time // when it was made, or amended last
	Made  uint64    // the version that it was made or amended with

	Amended  int // how often
	Support  []Voice
	Object   []Voice
	Sponsors []Voice // co-sponsors beside its author
	Comments []Comment

	Outcome Outcome
	Decided Decision // by which that came about; zero while undecided
	Became  ID       // the new paragraph that it has become
}

// Wording is what its author says of a proposal.
type Wording struct {
	Kind  Kind
	Para  ID     // what it is about; Insert: the paragraph before it, 0 is the top
	After ID     // Move: the paragraph behind which it goes, 0 is the top
	Was   string // how the paragraph read when the proposal was made; empty in an Insert
	Text  string // how it shall read; empty in a Remove, a Move and a Keep
	Joins uint64 // bit i: the changes i and i+1 of its smallest redline are shown as one
	Note  string
	For   string // on whose behalf, beside the author's own delegation
}

// A Comment is a remark on a proposal or on a bracket.
type Comment struct {
	By    text.Author
	Voice Voice
	At    time.Time
	Text  string
}

// A Decision is what was decided, when and by whom.
type Decision struct {
	Version uint64 // the number of the event
	At      time.Time
	By      text.Author
	Left    string // how it left the paragraph, where it changed the text
}

// Label is P-31.
func (p *Proposal) Label() string { return "P-" + strconv.Itoa(p.Number) }

// From says who proposes it: "Kenya for ATU".
func (p *Proposal) From() string {
	from := string(p.Voice)
	if len(p.Sponsors) > 0 {
		all := make([]string, len(p.Sponsors))
		for i, s := range p.Sponsors {
			all[i] = string(s)
		}
		from += " with " + strings.Join(all, ", ")
	}
	if p.For != "" {
		from += " for " + p.For
	}
	return from
}

// Stance returns how a voice stands to the proposal.
func (p *Proposal) Stance(v Voice) Stance {
	switch {
	case v == p.Voice || slices.Contains(p.Sponsors, v):
		return Sponsoring
	case slices.Contains(p.Support, v):
		return Supporting
	case slices.Contains(p.Object, v):
		return Objecting
	}
	return Neutral
}

// A Stance is how a delegation stands to a proposal.
type Stance uint8

// The stances. They travel: never renumber them.
const (
	Neutral Stance = iota
	Supporting
	Objecting
	Sponsoring
)

// Valid reports whether s is one of the stances.
func (s Stance) Valid() bool { return s <= Sponsoring }

// ParseNumber reads the number of a proposal: 31, P31 or P-31.
func ParseNumber(s string) (int, bool) {
	rest := strings.TrimPrefix(strings.TrimPrefix(strings.ToUpper(s), "P"), "-")
	n, err := strconv.Atoi(rest)
	return n, err == nil && n > 0 && n <= MaxProposals
}

func (p *Proposal) weight() int {
	n := 128 + len(p.Was) + len(p.Text) + len(p.Decided.Left) + len(p.Note) + len(p.For) + 24*(len(p.Support)+len(p.Object)+len(p.Sponsors))
	for _, c := range p.Comments {
		n += 48 + len(c.Text)
	}
	return n
}
