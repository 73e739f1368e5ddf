package draftpane

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/collab/draft"
	"parley/collab/redline"
	"parley/tui/bidi"
)

// A tone says how words are drawn that are not in the text.
type tone uint8

const (
	added tone = iota // proposed
	cut               // proposed to be deleted
	quiet             // said about the text
)

// A run is a stretch of what is shown, in bytes, that is not in the text: the
// cursor passes over it.
type run struct {
	start, end int
	tone       tone
}

// A worded is what a proposal does to the words of its paragraph. Places are in
// code points from the paragraph's start.
type worded struct {
	cuts []stretch // what is deleted
	adds []addition
}

type stretch struct{ from, to int }

// An addition is words at a place that are not in the text.
type addition struct {
	at   int
	text string
	tone tone
}

// wording returns what P does to its paragraph, which it fits.
func (m *Model) wording(p *draft.Proposal) worded {
	if w, ok := m.worded[p]; ok {
		return w
	}
	var w worded
	switch p.Kind {
	case draft.Change:
		w = m.redlined(redline.Words(p.Was, p.Text, p.Joins))
	case draft.Remove, draft.Move:
		w = m.redlined([]redline.Span{{Kind: redline.Deleted, Text: p.Was}})
	}
	if m.worded == nil {
		m.worded = map[*draft.Proposal]worded{}
	}
	m.worded[p] = w
	return w
}

func (m *Model) redlined(spans []redline.Span) (w worded) {
	at := 0
	for _, s := range spans {
		n := runes(s.Text)
		switch s.Kind {
		case redline.Deleted:
			if n == 0 {
				continue
			}
			w.cuts = append(w.cuts, stretch{at, at + n})
			if m.theme.Terminal.Plain {
				w.adds = append(w.adds, addition{at, "{--", cut}, addition{at + n, "--}", cut})
			}
		case redline.Added:
			words := s.Text
			if m.theme.Terminal.Plain {
				words = "{++" + words + "++}"
			}
			w.adds = append(w.adds, addition{at, words, added})
			continue
		}
		at += n
	}
	return w
}

// additions are all the words in a line, or a segment of it, that are not in the
// text, by growing place from the line's start.
func (m *Model) additions(s segment, shown *draft.Proposal) (all []addition) {
	start := m.text.LineStart(s.line)
	if m.bare {
		return nil
	}
	if m.open.Bracket != nil {
		for _, sign := range m.signsIn(s.from, s.to) {
			if m.text.Slice(sign.At, sign.At+1) == "]" {
				all = append(all, addition{sign.At + 1 - start, m.open.Bracket(sign.Number), quiet})
			}
		}
	}
	if shown != nil {
		all = append(all, m.wording(shown).adds...)
	}
	if words := m.open.Notes[s.line+1]; words != "" && s.last {
		all = append(all, addition{s.to - start, "  " + words, quiet})
	}
	slices.SortStableFunc(all, func(a, b addition) int { return a.at - b.at })
	return all
}

// dressed is a segment with what is shown in it beside its text.
type dressed struct {
	text string
	runs []run
	flow flow
}

// dress puts the additions that fall in the segment into its text.
func (m *Model) dress(s segment, all []addition) dressed {
	words := m.text.Slice(s.from, s.to)
	if len(all) == 0 {
		return dressed{text: words}
	}
	from := s.from - m.text.LineStart(s.line)
	to := from + s.to - s.from
	var b strings.Builder
	var d dressed
	at := from
	for _, a := range all {
		if a.at < from || a.at > to || a.at == to && !s.last || a.text == "" {
			continue
		}
		n := 0
		for range a.at - at {
			_, size := utf8.DecodeRuneInString(words[n:])
			n += size
		}
		b.WriteString(words[:n])
		words, at = words[n:], a.at
		a.text = apart(b.String(), a.text) + a.text
		a.text += apart(a.text, words)
		d.runs = append(d.runs, run{b.Len(), b.Len() + len(a.text), a.tone})
		b.WriteString(a.text)
	}
	b.WriteString(words)
	d.text = b.String()
	return d
}

// apart is what must stand between two texts so that they do not become one
// cluster on the screen.
func apart(before, behind string) string {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(behind)
	if before == "" || behind == "" || surelyParts(a, b) {
		return ""
	}
	return " "
}

// key tells layouts apart that have the same words.
func (d dressed) key() string {
	if len(d.runs) == 0 {
		return ""
	}
	var b []byte
	for _, r := range d.runs {
		for _, n := range []int{r.start, r.end, int(r.tone)} {
			b = append(strconv.AppendInt(b, int64(n), 36), ' ')
		}
	}
	return string(b)
}

// A strip is a row of the screen that is not in the text: of a paragraph that is
// proposed, or of what is said about one.
type strip struct {
	lay    *layout
	row    int
	number int    // of the proposal; 0: about several
	perch  bool   // the cursor can stand here
	sign   string // in the gutter
	mark   string // what the proposal is called, in the gutter: ADD
	by     *draft.Proposal
}

// strips breaks words that are all of one look into rows.
func (m *Model) strips(words string, with tone, p *draft.Proposal) []strip {
	return m.stripsOf(dressed{text: words, runs: []run{{0, len(words), with}}}, p)
}

// stripsOf breaks words that are not in the text into rows.
func (m *Model) stripsOf(d dressed, p *draft.Proposal) (all []strip) {
	d.flow = flow{base: bidi.Base(d.text)}
	l := m.lay(d, m.textWidth(), true)
	for i := range l.rows {
		s := strip{lay: l, row: i}
		if p != nil {
			s.number = p.Number
		}
		all = append(all, s)
	}
	return all
}

// below are the strips behind a line, counted from 1, about which that is
// proposed; 0 is the top.
func (m *Model) below(line int, a matter) (all []strip) {
	here := m.openAt(line)
	for _, p := range here {
		if !p.Behind && p.Proposal == a.whole() {
			title := m.strips("> "+m.open.Title(p), quiet, p.Proposal)
			title[0].mark = m.markOf(p)
			all = append(all, title...)
		}
	}
	if a.views != nil {
		all = append(all, m.views(a)...)
	}
	if len(a.others) > 0 {
		var short []string
		for _, p := range a.others {
			short = append(short, m.open.Short(p))
		}
		all = append(all, m.strips("> "+strings.Join(short, ", "), quiet, nil)...)
	}
	for _, r := range m.open.Remarks {
		if r.Line == line && !m.hideOpen && !m.bare {
			all = append(all, m.strips("> "+r.Text, quiet, nil)...)
		}
	}
	for _, p := range here {
		if p.Behind && (p.Kind == draft.Insert || m.shows(p.Proposal)) {
			all = append(all, m.proposed(p)...)
		}
	}
	return all
}

// proposed are the strips of a paragraph that is proposed.
func (m *Model) proposed(p Proposed) []strip {
	words := p.Text
	if p.Kind == draft.Move {
		words = p.Was
	}
	if m.theme.Terminal.Plain {
		words = "{++" + words + "++}"
	}
	all := m.strips(words, added, p.Proposal)
	for i := range all {
		all[i].sign = "+"
	}
	all[0].perch, all[0].by, all[0].mark = p.Kind == draft.Insert && p.Number > 0, p.Proposal, m.markOf(p)
	return append(all, m.strips("> "+m.open.Title(p), quiet, p.Proposal)...)
}
