package draft

import (
	"strings"
	"time"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
)

// UndoWithin is how long a decision can be taken back.
const UndoWithin = 30 * time.Second

// A Base says how the paragraph that a proposal is about reads now, against how
// it read when the proposal was made.
type Base uint8

// The states of a proposal's base.
const (
	Same    Base = iota
	Changed      // it reads otherwise
	Missing      // it is not in the text any more
)

var baseWords = [...]string{"as it was", "base changed", "the paragraph is gone"}

func (b Base) String() string { return baseWords[b] }

// Base returns how P's paragraph reads now. t is the text that the overlay goes
// with, or one with pending changes and its own lines: see Lines.
func (o *Overlay) Base(t text.Text, p *Proposal) Base {
	return o.baseOn(t, o.Line(p.Para), o.Line(p.After), p)
}

func (o *Overlay) baseOn(t text.Text, line, after int, p *Proposal) Base {
	switch {
	case p.Para != 0 && line == 0, p.After != 0 && after == 0:
		return Missing
	case p.Kind != Insert && t.Line(line-1) != p.Was:
		return Changed
	}
	return Same
}

// Check says whether P-n may be decided so: nil, or why not. now is the time.
func (o *Overlay) Check(t text.Text, n int, out Outcome) error {
	p := o.Proposal(n)
	switch {
	case p == nil:
		return ErrNoProposal
	case !out.Valid() || out == Withdrawn:
		return ErrOutcome
	case out == Undecided: // open it again
		if p.Outcome != Parked && p.Outcome != Rejected && p.Outcome != Withdrawn {
			return ErrOutcome
		}
		return nil
	case !p.Outcome.Open() || out == Parked && p.Outcome == Parked:
		return ErrDecided
	case out == Rejected || out == Parked:
		return nil
	case (out == Bracketed || out == Alternatives) && !p.brackets():
		return ErrOutcome
	case p.Para != 0 && p.Kind != Insert && o.isAgreed(p.Para):
		return ErrLocked
	case o.Base(t, p) != Same:
		return ErrBase
	}
	return nil
}

// Likely returns how P-n will most likely be decided, to be offered first: put in
// square brackets where somebody objects to it, accepted where nobody does, and
// where neither can be parked.
func (o *Overlay) Likely(t text.Text, n int) Outcome {
	p := o.Proposal(n)
	if p == nil {
		return Undecided
	}
	first := []Outcome{Accepted, Parked}
	if len(p.Object) > 0 {
		first = []Outcome{Bracketed, Parked}
	}
	for _, out := range first {
		if o.Check(t, n, out) == nil {
			return out
		}
	}
	return Undecided
}

// brackets reports whether there is anything in the proposal to be put in
// brackets.
func (p *Proposal) brackets() bool {
	switch p.Kind {
	case Change:
		return balanced(p.Was) && balanced(p.Text) && p.Reads(Bracketed) != p.Was
	case Insert:
		return balanced(p.Text) && inBrackets(p.Text) != p.Text
	case Remove:
		return balanced(p.Was) && inBrackets(p.Was) != p.Was
	}
	return false
}

// Effect returns what the decision does to the text, which Check takes.
func (o *Overlay) Effect(t text.Text, n int, out Outcome) (delta.Delta, error) {
	if err := o.Check(t, n, out); err != nil {
		return delta.Delta{}, err
	}
	p := o.Proposal(n)
	if !out.changes() {
		return delta.Replace(t.Len(), 0, 0, ""), nil
	}
	line := o.Line(p.Para)
	switch p.Kind {
	case Insert:
		words := p.Text
		if out == Bracketed || out == Alternatives {
			words = inBrackets(words)
		}
		return insertLine(t, o.lineBehindIn(o.ids, p), words), nil
	case Remove:
		if out == Bracketed || out == Alternatives {
			return reword(t, line, p.Was, inBrackets(p.Was)), nil
		}
		return Delete(t, line)
	case Move:
		return MoveLine(t, line, o.Line(p.After))
	case Change:
		return reword(t, line, p.Was, p.Reads(out)), nil
	}
	return delta.Replace(t.Len(), 0, 0, ""), nil
}

// changes reports whether the outcome puts the wording into the text.
func (o Outcome) changes() bool {
	switch o {
	case Accepted, Bracketed, Alternatives, Agreed, Editorial:
		return true
	}
	return false
}

// moves reports whether the outcome puts a paragraph in, takes one out or moves
// one.
func (o Outcome) moves(k Kind) bool {
	switch k {
	case Insert, Move:
		return o.changes()
	case Remove:
		return o == Accepted || o == Agreed || o == Editorial
	}
	return false
}

// Reads returns how the paragraph reads once a Change was decided so.
func (p *Proposal) Reads(out Outcome) string {
	switch {
	case out == Bracketed:
		return bracketed(p.changes())
	case out == Alternatives:
		return alternatives(p.changes())
	case out.changes():
		return p.Text
	}
	return p.Was
}

// changes are the differences that a decision puts in brackets: where one of them
// has only half of a bracket in it, the paragraph as a whole.
func (p *Proposal) changes() []Hunk {
	all := Joined(Differences(p.Was, p.Text), p.Joins)
	for _, h := range all {
		if !h.Same && !(balanced(h.Old) && balanced(h.New)) {
			return []Hunk{{Old: p.Was, New: p.Text}}
		}
	}
	return all
}

// balanced reports whether every bracket in s closes in s.
func balanced(s string) bool {
	depth := 0
	for _, r := range s {
		switch r {
		case '[':
			depth++
		case ']':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

// inBrackets puts words into brackets, and leaves the number or letter of a
// paragraph outside.
func inBrackets(s string) string {
	n := len(s) - len(strings.TrimLeft(s, " \t"))
	if _, rest, ok := itemOf(s[n:]); ok {
		n += len(s[n:]) - len(rest)
	}
	end := len(strings.TrimRight(s, " \t"))
	if end <= n { // there are no words
		return s
	}
	return s[:n] + "[" + s[n:max(n, end)] + "]" + s[max(n, end):]
}

// bracketed writes differences down with both wordings in brackets, side by
// side.
func bracketed(all []Hunk) string {
	var s strings.Builder
	for _, h := range all {
		switch {
		case h.Same:
			s.WriteString(h.Old)
		case strings.TrimSpace(h.New) == "" && h.Old != "":
			s.WriteString(bracketedWords(h.Old))
		case strings.TrimSpace(h.Old) == "":
			s.WriteString(bracketedOnce(h.New))
		default:
			lead, old, _ := blanks(h.Old)
			_, new, trail := blanks(h.New)
			s.WriteString(lead + "[" + old + "] [" + new + "]" + trail)
		}
	}
	return s.String()
}

func bracketedWords(s string) string {
	lead, words, trail := blanks(s)
	if words == "" {
		return s
	}
	return lead + "[" + words + "]" + trail
}

// bracketedOnce is bracketedWords, but of words that are put in with brackets of
// their own around them, which stand as they are.
func bracketedOnce(s string) string {
	_, words, _ := blanks(s)
	if strings.HasPrefix(words, "[") && strings.HasSuffix(words, "]") && balanced(words[1:len(words)-1]) {
		return s
	}
	return bracketedWords(s)
}

// alternatives writes differences down with both wordings as the alternatives
// of one bracket. Where only one has words, that is the one or nothing.
func alternatives(all []Hunk) string {
	var s strings.Builder
	for _, h := range all {
		switch {
		case h.Same:
			s.WriteString(h.Old)
		case strings.TrimSpace(h.New) == "" && h.Old != "":
			s.WriteString(bracketedWords(h.Old + h.New))
		case strings.TrimSpace(h.Old) == "":
			s.WriteString(h.Old + bracketedOnce(h.New))
		default:
			lead, old, _ := blanks(h.Old)
			_, new, trail := blanks(h.New)
			s.WriteString(lead + "[" + old + " | " + new + "]" + trail)
		}
	}
	return s.String()
}

// blanks returns the words of s and the blanks around them.
func blanks(s string) (lead, words, trail string) {
	words = strings.TrimLeft(s, " \t")
	lead = s[:len(s)-len(words)]
	words = strings.TrimRight(words, " \t")
	return lead, words, s[len(lead)+len(words):]
}

// reword returns the change that makes a line read otherwise, word by word, so
// that what stays keeps its author.
func reword(t text.Text, line int, old, new string) delta.Delta {
	start, end := t.LineStart(line-1), t.LineEnd(line-1)
	var b delta.Builder
	b.Keep(start)
	for _, h := range Differences(old, new) {
		if h.Same {
			b.Keep(utf8.RuneCountInString(h.Old))
			continue
		}
		b.Delete(utf8.RuneCountInString(h.Old))
		b.Insert(h.New)
	}
	b.Keep(t.Len() - end)
	return b.Delta()
}

// Decide takes in a decision about P-n. t is the text it has left.
func (o *Overlay) Decide(t text.Text, n int, out Outcome, d Decision) *Proposal {
	p := o.Proposal(n)
	if p == nil {
		return nil
	}
	became := ID(0)
	if out.moves(p.Kind) {
		became = o.settle(p, d.Version)
	}
	o.was = nil
	line := o.Line(p.Para)
	if p.Kind == Insert {
		line = o.Line(became)
	}
	if out.changes() && line > 0 {
		d.Left = t.Line(line - 1)
	}
	if id := o.ID(line); out == Agreed && id != 0 {
		o.agreed[id] = Agreement{d.Version, d.At, d.By}
	}
	return o.change(n, func(p *Proposal) {
		p.Outcome, p.Decided, p.Became = out, d, became
		if out == Undecided {
			p.Decided = Decision{}
		}
	})
}

// CheckAgree says whether a paragraph may be agreed ad ref, or, with on false,
// opened again.
func (o *Overlay) CheckAgree(id ID, on bool) error {
	switch {
	case o.Line(id) == 0:
		return ErrNoParagraph
	case o.isAgreed(id) && on:
		return ErrLocked
	case !o.isAgreed(id) && !on:
		return ErrUndo
	}
	return nil
}

// Agree locks a paragraph, or opens it again.
func (o *Overlay) Agree(id ID, on bool, d Decision) {
	if on {
		o.agreed[id] = Agreement{d.Version, d.At, d.By}
	} else {
		delete(o.agreed, id)
	}
}

// CheckUndecide says whether the decision about P-n can be taken back, if that
// is not too late.
func (o *Overlay) CheckUndecide(t text.Text, n int) error {
	p := o.Proposal(n)
	switch {
	case p == nil:
		return ErrNoProposal
	case p.Outcome == Undecided || p.Outcome == Withdrawn:
		return ErrUndo
	case !p.Outcome.changes() || p.Kind == Keep:
		return nil
	}
	id := p.Para
	if p.Kind == Insert {
		id = p.Became
	}
	line := o.Line(id)
	switch {
	case p.Kind == Remove && p.Outcome.moves(Remove):
		if line > 0 && t.Line(line-1) != p.Decided.Left { // a text has a line, be it empty
			return ErrBase
		}
	case line == 0 || t.Line(line-1) != p.Decided.Left:
		return ErrBase
	}
	return nil
}

// Late reports whether it is too late at that time to take the decision back.
func (d Decision) Late(now time.Time) bool { return now.Sub(d.At) > UndoWithin }

// Touched reports whether the decision about P has changed the text, so that to
// take it back is to undo that.
func (p *Proposal) Touched() bool {
	return p.Outcome.changes() && p.Kind != Keep && p.Decided.Version != 0
}

// Undecide takes the decision about P-n back.
func (o *Overlay) Undecide(n int) *Proposal {
	p := o.Proposal(n)
	if p == nil {
		return nil
	}
	if p.Outcome == Agreed {
		for _, id := range []ID{p.Para, p.Became} {
			if a, ok := o.agreed[id]; ok && a.Version == p.Decided.Version {
				delete(o.agreed, id)
			}
		}
	}
	return o.change(n, func(p *Proposal) { p.Outcome, p.Decided, p.Became = Undecided, Decision{}, 0 })
}
