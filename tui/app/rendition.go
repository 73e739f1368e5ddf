package app

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/draftpane"
	"parley/tui/word"
)

// A rendition is the draft as it would read if what is shown were accepted, or
// what of it is agreed, in a pane of its own to be read. The draft's own pane
// goes along, line by line, so that all that is done about the place where one is
// is done there.
type rendition struct {
	pane  *draftpane.Model
	of    *meeting.Table
	view  redline.View
	lines []int // of the draft, for each of the rendition's: a new paragraph has that of the one before it
	at    int   // the line of the draft where both panes were last
}

// turnView shows the draft as a redline with what is proposed; again, as it
// would read, as it stands, and only what is agreed.
func (m *Model) turnView() {
	if m.draft.Writing() { // what is written in is the draft itself
		m.draft.SetWriting(false)
	}
	m.view = m.view.Next()
	m.draft.ShowProposals(m.view == redline.Redline)
	m.rendition = rendition{}
	m.say(note, word.Say(viewWords[m.view])+word.Say(" %s shows the next view.", m.keyFor("view")))
}

var viewWords = map[redline.View]string{
	redline.Redline:  word.Mark("The draft with what is proposed."),
	redline.Clean:    word.Mark("The draft as it would read, were what is shown accepted."),
	redline.Original: word.Mark("The draft as it stands."),
	redline.Agreed:   word.Mark("Only what is agreed ad ref."),
}

// reader is the pane in which the draft is read now.
func (m *Model) reader() *draftpane.Model {
	if m.view == redline.Redline || m.view == redline.Original || m.draft.Writing() {
		return m.draft
	}
	r := &m.rendition
	if tab := m.proposed.table; tab != nil && (r.pane == nil || r.of != tab) {
		m.render(tab)
	}
	if r.pane == nil {
		return m.draft
	}
	if line, _ := m.draft.Place(); line != r.at {
		i, _ := slices.BinarySearch(r.lines, line)
		r.pane.Goto(i + 1)
		r.at = line
	}
	return r.pane
}

// render makes the rendition anew.
func (m *Model) render(tab *meeting.Table) {
	r := &m.rendition
	sheet := redline.NewSheet(tab.Page, tab.Overlay, tab.Brackets, m.view, m.draft.Expanded()...)
	var words, labels []string
	var numbers []int
	r.of, r.view, r.lines, r.at = tab, m.view, nil, 0
	for _, p := range sheet.Paragraphs(0, sheet.Lines()) {
		words = append(words, redline.New(p.Spans))
		numbers, labels = append(numbers, p.Line), append(labels, p.Label)
		r.lines = append(r.lines, max(p.Line, p.Behind))
	}
	if len(words) == 0 {
		words = []string{word.Say("(nothing is agreed yet)")}
	}
	if r.pane == nil {
		r.pane = draftpane.New(m.theme)
		r.pane.SetWritable(false, word.Say("this is a view to be read: %s goes on to the next, and one writes in the redline", m.keyFor("view")))
		m.bindPane(r.pane)
		r.pane.SetBare(m.bare)
	}
	t := text.New(strings.Join(words, "\n"), 0)
	r.pane.SetNumbers(numbers)
	r.pane.SetLabels(labels)
	r.pane.SetText(t, between(r.pane.Text(), t))
}

// between is the change from one text to another, as the stretch in which they
// differ.
func between(old, new text.Text) delta.Delta {
	a, b := []rune(old.String()), []rune(new.String())
	from := 0
	for from < len(a) && from < len(b) && a[from] == b[from] {
		from++
	}
	end := 0
	for end < len(a)-from && end < len(b)-from && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return delta.Replace(len(a), from, len(a)-from-end, string(b[from:len(b)-end]))
}

// inReader gives a key, or something else that moves the cursor, to the pane in which
// the draft is read.
func (m *Model) inReader(does func(*draftpane.Model) any) tea.Cmd {
	p := m.reader()
	want := does(p)
	m.followRendition(p)
	return m.wants(want)
}

// followRendition has the draft's own pane go to the line where the rendition's
// cursor went.
func (m *Model) followRendition(p *draftpane.Model) {
	r := &m.rendition
	if p == m.draft || len(r.lines) == 0 {
		return
	}
	if line, _ := p.Place(); r.lines[line-1] != r.at {
		r.at = r.lines[line-1]
		m.draft.Goto(r.at)
		r.at, _ = m.draft.Place()
	}
}

// viewNote names the view in the draft's rule, and counts the brackets.
func (m *Model) viewNote() string {
	if m.view == redline.Redline && m.proposed.open == 0 {
		return ""
	}
	return strings.ToUpper(word.Say(m.view.String()))
}

// faultWords say in short what is wrong with a bracket.
var faultWords = map[draft.FaultKind]string{
	draft.Unclosed: word.Mark("[ not closed"), draft.Unopened: word.Mark("] not opened"), draft.EmptyPair: word.Mark("[] empty"),
}

// bracketNews count the brackets, now and when the meeting began, or say where
// one does not close.
func (m *Model) bracketNews() string {
	tab := m.proposed.table
	if tab == nil {
		return ""
	}
	if faults := tab.Brackets.Faults; len(faults) > 0 {
		return word.Say(faultWords[faults[0].What]) + ", " + word.Say("line %d", faults[0].Line)
	}
	n, was := len(tab.Brackets.Pairs), tab.Overlay.BracketsWere()
	switch {
	case n == 0 && was == 0:
		return ""
	case n == was:
		return word.Say("[ ] %d open", n)
	}
	return word.Say("[ ] %d open", n) + word.Say(", was %d", was)
}
