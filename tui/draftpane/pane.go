// Package draftpane is the pane in which the draft is read and written. It
// knows no connection: the app gives it the text and what others did to it,
// gives it keys while it has the focus, and acts on what Key returns. What
// the user types is in the pane's own text at once.
//
// All offsets count code points from 0. The caret always stands between two
// grapheme clusters.
package draftpane

import (
	"slices"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
	"parley/tui/bidi"
	"parley/tui/theme"
)

// A Model is the draft pane. One goroutine owns it.
type Model struct {
	theme theme.Theme
	inks  inks

	text   text.Text
	me     text.Author
	author func(text.Author) (name, mark string, colour int)
	others []Cursor     // by At
	points map[int]bool // lines, from 1, about which something is open

	writable bool
	why      string // why not writable, in words
	writing  bool

	caret  caret
	clip   string // what was cut or copied last
	typed  string // digits typed while reading: a line to go to
	search search
	blame  bool // show in the text who wrote it
	bare   bool // no gutter

	rightToLeft bool // something in the text runs from right to left

	keyboard keyboard
	wayIn    string // the key that begins writing, "" for none
	undone   bool   // undo or redo was asked for: the next change is its answer
	before   past   // the last change of the user's own

	numbers  []int // of the lines, where they are not those of the text; 0: none
	labels   labelling
	open     Open
	hideOpen bool
	lit      light
	expanded map[int]bool // the proposals that were chosen among several
	worded   map[*draft.Proposal]worded
	viewed   map[*draft.Proposal]viewed

	scroll scroll
	rows   rowCache
	lays   layoutCache
	kept   keep
	drawn  drawing
}

// A caret is where the user is and what is selected.
type caret struct {
	at, anchor int  // anchor is the other end of the selection
	marking    bool // motions select, until the mark is dropped
	goal       int  // the column, in cells, that up and down keep; -1: none
	perch      int  // the caret is in front of a paragraph that P-n proposes here; 0: in the text
}

// A past is what there was before a change.
type past struct {
	text  text.Text
	caret caret
}

// A Cursor is where another person is in the text.
type Cursor struct {
	Name       string
	Mark       string // one or two letters
	At, Anchor int    // code points; they differ where that person selects
	Colour     int    // a person's number in the theme
}

// cursorsShown is how many other people's cursors are shown at most.
const cursorsShown = 64

// New returns an empty pane for reading.
func New(t theme.Theme) *Model {
	m := &Model{writable: true, keyboard: usual, wayIn: "i"}
	m.caret.goal = -1
	m.SetTheme(t)
	return m
}

// SetTheme changes how everything looks and how text is measured.
func (m *Model) SetTheme(t theme.Theme) {
	m.theme, m.inks = t, inksOf(t)
	m.rows, m.lays, m.worded, m.viewed = rowCache{}, layoutCache{}, nil, nil
	m.touch()
}

// SetMe says who the user is, so that the text just typed is shown as the
// user's own.
func (m *Model) SetMe(me text.Author) {
	m.me = me
	m.touch()
}

// SetAuthor says how authors are called: name in full, mark in one or two
// letters, colour as a person's number in the theme. An empty mark is shown as
// nobody's.
func (m *Model) SetAuthor(f func(text.Author) (name, mark string, colour int)) {
	m.author = f
	m.touch()
}

// SetText gives the pane the text after a change it did not make itself. The
// caret, the selection, the others' cursors and the part of the text on the
// screen move by what. Where what does not lead from the pane's text to t, t
// replaces the text and everything stays at its offset as far as that exists;
// where t is what the user's last change was made on, the change was not taken,
// and the caret goes back to where it was.
//
// After WantUndo or WantRedo the caret goes to where what changed the text.
func (m *Model) SetText(t text.Text, what delta.Delta) {
	undone := m.undone
	m.undone = false
	if what.BaseLen() == m.text.Len() && what.NewLen() == t.Len() && what.Changes() {
		m.changed(t, what, undone)
		for inserted := range what.Inserts() {
			m.noteDirection(inserted)
		}
	} else if t.Len() != m.text.Len() && t.Same(m.before.text) {
		m.caret, m.scroll.at, m.kept = m.before.caret, m.before.caret.at, keep{}
	} else if !t.Same(m.text) {
		m.kept = keep{}
		m.open, m.rightToLeft = Open{}, bidi.Has(t.String())
	}
	m.text, m.before = t, past{}
	m.settleIn()
	m.touch()
}

func (m *Model) changed(t text.Text, what delta.Delta, undone bool) {
	first, last := changes(what)
	if undone {
		m.holdAbove(first)
	}
	hangs := m.scroll.at == m.caret.at
	old := m.text
	m.text = t
	m.moveAll(old, what)
	switch {
	case undone:
		m.caret.at, m.caret.anchor = last, last
	case hangs:
		m.scroll.at = m.caret.at
	}
}

// changes returns where in the old text the first thing that d does is, and
// where in the new text the last one ends.
func changes(d delta.Delta) (first, last int) {
	at, done := 0, false
	for op := range d.Ops() {
		if op.Keep == 0 && !done {
			first, done = at, true
		}
		at += op.Keep + runes(op.Insert)
		if op.Keep == 0 {
			last = at
		}
	}
	return first, last
}

// moveAll moves every place the pane remembers through a change of old. Text that
// comes in at the caret goes behind it, so what is typed next stays with what
// was typed before; text at the edges of a selection stays outside it.
func (m *Model) moveAll(old text.Text, what delta.Delta) {
	m.carryOpen(old, what)
	m.labels.carry(old, m.text, what)
	c := &m.caret
	switch {
	case c.at < c.anchor:
		c.at, c.anchor = what.Map(c.at, delta.After), what.Map(c.anchor, delta.Before)
		c.anchor = max(c.at, c.anchor)
	case c.at > c.anchor:
		c.at, c.anchor = what.Map(c.at, delta.Before), what.Map(c.anchor, delta.After)
		c.anchor = min(c.at, c.anchor)
	default:
		c.at = what.Map(c.at, delta.Before)
		c.anchor = c.at
	}
	for i := range m.others {
		o := &m.others[i]
		o.At, o.Anchor = what.Map(o.At, delta.Before), what.Map(o.Anchor, delta.Before)
	}
	m.scroll.at = what.Map(m.scroll.at, delta.Before)
	m.carryRows(what)
	m.search.move(what)
	m.lit.move(what)
}

// settleIn brings every remembered place back into the text and between two
// clusters.
func (m *Model) settleIn() {
	m.caret.at = m.snap(m.caret.at)
	m.caret.anchor = m.snap(m.caret.anchor)
	m.scroll.at = m.snap(m.scroll.at)
}

// SetCursors says where the others are, in the text as the pane has it.
func (m *Model) SetCursors(others []Cursor) {
	m.others = slices.Clone(others[:min(len(others), cursorsShown)])
	slices.SortStableFunc(m.others, func(a, b Cursor) int { return a.At - b.At })
	m.touch()
}

// SetNumbers has the lines called by other numbers than those of the text; 0 is a
// line without one.
func (m *Model) SetNumbers(numbers []int) {
	m.numbers = numbers
	m.touch()
}

// SetPoints says about which lines, counted from 1, something is open: they have
// a mark beside them. The pane keeps the map and does not change it.
func (m *Model) SetPoints(lines map[int]bool) {
	m.points = lines
	m.touch()
}

// SetWritable says whether the user may write and, if not, why not in words.
// Who may not write any more goes back to reading.
func (m *Model) SetWritable(yes bool, why string) {
	m.writable, m.why = yes, why
	if !yes {
		m.SetWriting(false)
	}
	m.touch()
}

// Writing reports whether letters are text (WRITING) or shortcuts (READING).
func (m *Model) Writing() bool { return m.writing }

// SetWriting goes over to writing, if the user may, or back to reading.
func (m *Model) SetWriting(yes bool) {
	m.writing = yes && m.writable
	m.typed = ""
	if !m.writing {
		m.caret.marking = false
		m.Refill()
	} else {
		m.caret.perch = 0
	}
	m.touch()
}

// Text returns the text as the pane shows it.
func (m *Model) Text() text.Text { return m.text }

// At returns the caret and the other end of the selection; they are equal
// where nothing is selected.
func (m *Model) At() (offset, anchor int) { return m.caret.at, m.caret.anchor }

// Selected returns the selected text.
func (m *Model) Selected() string {
	from, to := m.selection()
	return m.text.Slice(from, to)
}

func (m *Model) selection() (from, to int) {
	return min(m.caret.at, m.caret.anchor), max(m.caret.at, m.caret.anchor)
}

// Marking reports whether motions select (the mark is set).
func (m *Model) Marking() bool { return m.caret.marking }

// Place returns the caret's line and its column in it, both counted from 1.
// A column is a grapheme cluster, except that in a line of many thousand
// characters those far before the caret count by code point.
func (m *Model) Place() (line, column int) {
	s := m.segmentAt(m.caret.at)
	column = s.from - m.text.LineStart(s.line) + 1
	for rest := m.text.Slice(s.from, m.caret.at); rest != ""; column++ {
		rest = rest[len(m.theme.Ruler.First(rest).Text):]
	}
	return s.line + 1, column
}

// Goto puts the caret at the start of a line, counted from 1; past either end
// it takes the nearest line.
func (m *Model) Goto(line int) {
	line = max(1, min(line, m.text.Lines()))
	m.moveTo(m.text.LineStart(line-1), false)
}

// GotoOffset puts the caret at an offset.
func (m *Model) GotoOffset(at int) { m.moveTo(at, false) }

// Typed returns the digits typed so far while reading: Enter goes to that line.
func (m *Model) Typed() string { return m.typed }

// touch says that the screen must be drawn again.
func (m *Model) touch() { m.drawn.valid = false }
