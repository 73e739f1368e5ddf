package redline

import (
	"slices"

	"parley/collab/draft"
)

// A View says what of a draft is shown.
type View uint8

// The views.
const (
	Redline  View = iota // the text with what is proposed, marked
	Clean                // as it would read if what is shown were accepted
	Original             // the text as it stands
	Agreed               // only what is agreed ad ref
)

var viewNames = [...]string{"redline", "clean", "original", "agreed"}

func (v View) String() string { return viewNames[v] }

// ParseView reads the name of a view.
func ParseView(s string) (View, bool) {
	i := slices.Index(viewNames[:], s)
	return View(max(0, i)), i >= 0
}

// Next returns the view after v, in turns.
func (v View) Next() View { return (v + 1) % View(len(viewNames)) }

// A Paragraph is one of the text, or one that is proposed.
type Paragraph struct {
	Line   int // 0: it is not in the text, and only proposed
	Behind int // of one that is proposed: the line before it
	ID     draft.ID
	Label  string
	Spans  []Span
	Agreed bool

	Shown  *draft.Proposal   // the one proposal whose changes the spans show, or nil
	Mark   string            // what the profile calls that: MOD
	Others []*draft.Proposal // what else is open about it
}

// A Sheet is a draft with its proposals at one moment. It is made once for a
// version and asked for the paragraphs that are on the screen.
type Sheet struct {
	page     draft.Page
	overlay  *draft.Overlay
	view     View
	brackets draft.Brackets
	about    map[draft.ID][]*draft.Proposal // open ones, by the paragraph
	behind   map[draft.ID][]*draft.Proposal // open ones that put a paragraph behind one
	shown    map[int]bool                   // chosen to be expanded
}

// NewSheet lays a draft out. shown are the proposals chosen to be expanded:
// of several about one paragraph the first of these is, or else the oldest
// that still fits the text.
func NewSheet(page draft.Page, overlay *draft.Overlay, brackets draft.Brackets, view View, shown ...int) *Sheet {
	s := &Sheet{page: page, overlay: overlay, view: view, brackets: brackets,
		about: map[draft.ID][]*draft.Proposal{}, behind: map[draft.ID][]*draft.Proposal{}, shown: map[int]bool{}}
	for _, n := range shown {
		s.shown[n] = true
	}
	for _, p := range overlay.Open() {
		switch p.Kind {
		case draft.Insert:
			s.behind[p.Para] = append(s.behind[p.Para], p)
		case draft.Move:
			s.behind[p.After] = append(s.behind[p.After], p)
			s.about[p.Para] = append(s.about[p.Para], p)
		default:
			s.about[p.Para] = append(s.about[p.Para], p)
		}
	}
	return s
}

// Lines returns how many lines the text has.
func (s *Sheet) Lines() int { return s.page.Text.Lines() }

// Paragraphs returns what is shown of the lines from first to last, counted
// from 1, with what is proposed behind each. first 0 is the top.
func (s *Sheet) Paragraphs(first, last int) (all []Paragraph) {
	if first <= 0 {
		all = s.proposed(all, 0)
	}
	for line := max(1, first); line <= min(last, s.Lines()); line++ {
		if p, ok := s.Paragraph(line); ok {
			all = append(all, p)
		}
		all = s.proposed(all, line)
	}
	return all
}

// Paragraph returns what is shown of a line, and false if nothing is.
func (s *Sheet) Paragraph(line int) (Paragraph, bool) {
	id := s.page.ID(line)
	p := Paragraph{Line: line, ID: id, Label: s.page.Label(line)}
	_, p.Agreed = s.overlay.Agreed(id)
	words := s.page.Text.Line(line - 1)
	p.Spans = appendSpan(nil, Span{Kind: Kept, Text: words})
	if s.view == Agreed && !p.Agreed {
		return p, false
	}
	if s.view == Redline || s.view == Clean {
		p.Shown, p.Others = s.choose(s.about[id])
	}
	if q := p.Shown; q != nil {
		p.Mark = s.overlay.Settings.Profile.Mark(q.Kind)
		switch q.Kind {
		case draft.Change:
			p.Spans = Words(words, q.Text, q.Joins)
		case draft.Remove, draft.Move:
			p.Spans = appendSpan(nil, Span{Kind: Deleted, Text: words})
		}
	}
	start := s.page.Text.LineStart(line - 1)
	p.Spans = bracketed(p.Spans, start, s.brackets.Within(start, s.page.Text.LineEnd(line-1)), s.overlay.Holders)
	if s.view == Clean {
		if q := p.Shown; q != nil && (q.Kind == draft.Remove || q.Kind == draft.Move) {
			return p, false
		}
		p.Spans = slices.DeleteFunc(p.Spans, func(x Span) bool { return x.Kind == Deleted })
		for i := range p.Spans {
			p.Spans[i].Kind = Kept
		}
	}
	return p, true
}

// proposed adds the paragraphs that are proposed behind a line. Each is by
// itself, so that all are shown.
func (s *Sheet) proposed(all []Paragraph, line int) []Paragraph {
	if s.view != Redline && s.view != Clean || line > 0 && s.page.ID(line) == 0 {
		return all
	}
	for _, q := range s.behind[s.page.ID(line)] {
		p := Paragraph{Behind: line, Mark: s.overlay.Settings.Profile.Mark(q.Kind), Shown: q}
		words, kind := q.Text, Added
		if q.Kind == draft.Move {
			if shown, _ := s.choose(s.about[q.Para]); shown != q {
				continue
			}
			words = q.Was
		}
		if s.view == Clean {
			kind = Kept
		}
		p.Spans = appendSpan(nil, Span{Kind: kind, Text: words})
		all = append(all, p)
	}
	return all
}

// choose returns which of the proposals about one paragraph is expanded, and
// the others.
func (s *Sheet) choose(all []*draft.Proposal) (shown *draft.Proposal, others []*draft.Proposal) {
	shown = Choose(all, s.shown, func(q *draft.Proposal) bool { return s.page.Base(q) == draft.Same })
	for _, q := range all {
		if q != shown {
			others = append(others, q)
		}
	}
	return shown, others
}

// Choose returns which of the open proposals about one paragraph is expanded:
// the first that was chosen, or else the oldest that is not parked, and only one
// that fits the text; nil if none does. It is never two, so that nobody's words
// mix with another's.
func Choose(all []*draft.Proposal, chosen map[int]bool, fits func(*draft.Proposal) bool) *draft.Proposal {
	for _, wanted := range []bool{true, false} {
		for _, q := range all {
			if chosen[q.Number] == wanted && (wanted || q.Outcome == draft.Undecided) && fits(q) {
				return q
			}
		}
	}
	return nil
}
