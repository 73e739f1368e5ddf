package app

import (
	"strings"

	"parley/collab/text"
	"parley/tui/action"
	"parley/tui/frame"
	"parley/tui/word"
)

// draftView draws the draft under its rule.
func (m *Model) draftView(r rect) []string {
	if !m.seat.Joined() {
		title, indent := word.Say("JOINING"), 12
		paragraphs := m.joiningWords()
		if q := m.seat.Queued(); q != nil {
			title, indent, paragraphs = word.Say("WAITING ROOM"), 1, m.roomWords(*q)
		}
		lines := []string{frame.Rule(m.theme, r.w, true, title)}
		for _, words := range paragraphs {
			for i, row := range m.theme.Ruler.Wrap(words, r.w-13) {
				lines = append(lines, frame.Line(m.theme, m.theme.Text, strings.Repeat(" ", indent*min(i, 1))+row, r.w))
			}
		}
		return frame.Fill(lines, r.w, r.h)
	}
	line, column := m.draft.Place()
	rule := frame.Rule(m.theme, r.w, m.focused(action.Reading), m.draftName(), m.modeWords(), m.documentNote(),
		m.labelled(line)+word.Say("line %d, column %d", line, column), m.viewNote(), m.bracketNews(), m.pointNote(), m.receivedNote(), m.writtenBy())
	return append([]string{rule}, strings.Split(m.reader().View(r.w, r.h-1), "\n")...)
}

// draftName heads the rule above the draft.
func (m *Model) draftName() string {
	if len(m.seat.Documents()) > 1 {
		return word.Say("DOCUMENT %d v%d", m.number, m.document.seat.Version())
	}
	return word.Say("DRAFT v%d", m.document.seat.Version())
}

// modeWords say whether the draft is read or written, and along with whom.
func (m *Model) modeWords() string {
	mode := word.Say("READING")
	if m.draft.Writing() {
		mode = word.Say("WRITING")
	} else if m.following.on {
		mode += word.Say(", FOLLOWING")
	}
	if m.document.seat.Closed() {
		mode += word.Say(", CLOSED")
	}
	if m.number != m.seat.Before() {
		mode += word.Say(", ELSEWHERE")
	}
	return mode
}

// documentNote is the title of the document in view where there are several.
func (m *Model) documentNote() string {
	if len(m.seat.Documents()) < 2 {
		return ""
	}
	return m.shortTitle(m.number)
}

// labelled is the paragraph's label, before its line: "R2bis, ".
func (m *Model) labelled(line int) string {
	if tab := m.proposed.table; tab != nil && tab.Label(line) != "" {
		return tab.Label(line) + ", "
	}
	return ""
}

// receivedNote says in the draft's rule whether the server has what this
// person did.
func (m *Model) receivedNote() string {
	if !m.sent && m.waiting() == 0 {
		return ""
	}
	return m.receivedWords()
}

// reach is how far from the cursor, in code points, it is looked who wrote a
// line: a line may be the whole draft.
const reach = 2000

// writtenBy says who wrote the line that the cursor is in.
func (m *Model) writtenBy() string {
	t := m.document.seat.Text()
	at, _ := m.draft.At()
	at = min(at, t.Len())
	line := t.LineOf(at)
	from, to := max(t.LineStart(line), at-reach), min(t.LineEnd(line), at+reach)
	wrote := map[text.Author]int{}
	for span := range t.Spans(from, max(from, to)) {
		wrote[span.By.Person()] += span.To - span.From
	}
	brought := wrote[0] > 0
	delete(wrote, 0)
	if len(wrote) == 0 {
		return ""
	}
	most := text.Author(0)
	for by, n := range wrote {
		if most == 0 || n > wrote[most] || n == wrote[most] && by < most {
			most = by
		}
	}
	words := word.Say("by ") + m.lookOf(most).full
	if most == m.seat.Me().Number {
		words = word.Say("by you")
	}
	switch others := len(wrote) - 1; {
	case others > 0:
		return words + word.Say(" and %d more", others)
	case brought:
		return words + word.Say(", in part")
	}
	return words
}

// chatSide is the chat as one of the panes.
func (m *Model) chatSide() side {
	return side{
		place: action.Chat, pane: m.chat,
		help: word.Say("Type a line and press Enter: everybody in the meeting sees it. to chair: or to delegation: before it is for the chair or your delegation alone. Enter without a word lists what can be done. Up and Down show older lines. Tab goes on, Esc goes back to the draft."),
		news: func() string {
			if n := m.newInChat(); n > 0 {
				return word.Say("(%d new)", n)
			}
			return ""
		},
	}
}

// peopleSide is the list of people as one of the panes.
func (m *Model) peopleSide() side {
	return side{
		place: action.People, pane: m.people,
		help:  word.Say("Who is connected now. Up and Down move. Tab goes on, Esc goes back to the draft."),
		notes: func() []string { return []string{word.Say("%d here", max(m.seat.Present(), 1)), m.people.Note()} },
	}
}
