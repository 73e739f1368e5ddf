package app

import (
	"fmt"
	"strings"
	"time"

	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/entry"
	"parley/tui/word"
)

// wordPrompts are the questions of the floor that are answered in words: what
// stands before the answer, and what may be answered.
var wordPrompts = map[string][2]string{
	"floor-note":    {word.Mark(" Floor: "), word.Mark("order, question or reply; on P-31; for NAME; a note")},
	"time":          {word.Mark(" Time per speaker: "), word.Mark("such as 3m, or off")},
	"hands":         {word.Mark(" Ask the room: "), word.Mark("a question; Enter asks it")},
	"agenda":        {word.Mark(" Agenda: "), word.Mark("items with a semicolon between two, or none")},
	"caption":       {word.Mark(" Caption: "), word.Mark("what is said; Enter puts it down, Esc ends")},
	"open-document": {word.Mark(" Open as a document: "), word.Mark("a file of text, Markdown or Word; Enter opens it")},
	"comment":       {word.Mark(" Comment: "), word.Mark("what you say about the proposal; Enter sends it")},
	"find-person":   {word.Mark(" Find people: "), word.Mark("of a name or delegation; empty: everybody")},
	"compare":       {word.Mark(" Compare version: "), word.Mark("one with now, or two, as in 12 17")},
	"propose-move":  {word.Mark(" Move it behind line: "), word.Mark("a number or a label; 0 is the top")},
	"prepare":       {word.Mark(" Statement for my turn: "), word.Mark("Enter keeps it ready; empty takes it back")},
	"statement":     {word.Mark(" Statement: "), word.Mark("others read it as you type; Enter ends a paragraph, Esc stops")},
}

// longest are how many characters the answers may have.
var longest = map[string]int{
	"floor-note": floor.MaxNote + floor.MaxFor + floor.MaxOn, "time": 20, "hands": meeting.MaxItem,
	"comment": draft.MaxNote, "propose-move": 20, "compare": 40, "find-person": meeting.MaxName, "open-document": 400,
	"agenda": meeting.MaxAgenda * meeting.MaxItem, "caption": meeting.MaxCaption, "statement": meeting.MaxTyped, "prepare": meeting.MaxStatement,
}

func (m *Model) askAtFloor(name string) {
	m.closeOver()
	m.endAsk(false)
	m.ask = &prompt{action: name, label: word.Say(wordPrompts[name][0]), line: entry.New(longest[name])}
	if r, _, ready := m.seat.OwnReady(); name == "prepare" && ready {
		m.ask.line.SetText(strings.ReplaceAll(r.Text, "\n", " "))
	}
	if name == "agenda" {
		m.ask.line.SetText(strings.Join(m.seat.Proceedings().Agenda, "; "))
	}
}

// answered takes the answer to one of these questions, and reports whether it
// was one.
func (m *Model) answered(words string) bool {
	if _, ours := wordPrompts[m.ask.action]; !ours {
		return false
	}
	words = text.CleanLine(words, len(words))
	switch m.ask.action {
	case "comment", "propose-move":
		m.negotiationAnswered(words)
		return true
	case "floor-note":
		a, err := floor.ParseAsk(words)
		if err != nil {
			m.ask.wrong = word.Err(err)
			return true
		}
		if m.number != m.seat.Before() {
			a = a.In(m.number)
		}
		m.act(a)
	case "time":
		per, err := floor.ParseLimit(words)
		if err != nil {
			m.ask.wrong = word.Err(err)
			return true
		}
		m.act(floor.Limit{Per: per})
	case "find-person":
		m.findPeople(words)
	case "hands":
		if words != "" {
			m.proceed(meeting.HandsAsked{Question: words})
		}
	case "agenda":
		set, err := meeting.ParseAgenda(words)
		if err != nil {
			m.ask.wrong = word.Err(err)
			return true
		}
		m.proceed(set)
	case "caption":
		if words != "" {
			m.proceed(meeting.Captioned{Text: words})
			m.ask.line.SetText("")
			return true
		}
	case "prepare":
		m.proceed(meeting.Prepared{Text: words})
	case "statement":
		m.stateMore(true)
		m.ask.line.SetText("")
		return true
	}
	m.endAsk(false)
	return true
}

// stateEvery is how often what is typed of a statement is sent: others read it
// within a second.
const stateEvery = 500 * time.Millisecond

// A statement is one that this person is typing.
type statement struct {
	sent string // of the paragraph that is being typed
	at   time.Time
}

// tickStatement sends what was typed of a statement.
func (m *Model) tickStatement(now time.Time) {
	if m.ask != nil && m.ask.action == "statement" && now.Sub(m.stating.at) >= stateEvery && m.ask.line.Text() != m.stating.sent {
		m.stateMore(false)
	}
}

// stateMore sends what of the paragraph has changed, and ends it.
func (m *Model) stateMore(ends bool) {
	now := text.Clean(m.ask.line.Text())
	kept := commonRunes(m.stating.sent, now)
	s := meeting.Stated{Erase: len([]rune(m.stating.sent)) - kept, Text: string([]rune(now)[kept:])}
	if m.stating.sent, m.stating.at = now, m.now(); ends {
		s.Text += "\n"
		m.stating.sent = ""
	}
	if s.Erase > 0 || s.Text != "" {
		m.proceed(s)
	}
}

// endStatement ends the statement that is being typed.
func (m *Model) endStatement() {
	m.stateMore(false)
	m.stating = statement{}
	m.proceed(meeting.Stated{Done: true})
}

// commonRunes returns how many code points two texts have in common at their
// starts.
func commonRunes(a, b string) int {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// statementGrew shows what somebody says in writing, as it grows.
func (m *Model) statementGrew(e meeting.Event) {
	if e.By == m.seat.Me().Number {
		return
	}
	all := m.seat.Proceedings().Statements
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].By.Person == e.By {
			line := strings.TrimSpace(all[i].Text)
			line = line[strings.LastIndexByte(line, '\n')+1:]
			if r := []rune(line); len(r) > 60 { // its end is what is new
				line = "..." + string(r[len(r)-60:])
			}
			m.say(note, word.Say("Statement, %s: %s", m.calls(all[i].By), clean(line)))
			return
		}
	}
}

// openProceedings shows the agenda, or how the room stands, to who sets neither.
func (m *Model) openProceedings(name string) {
	p := m.seat.Proceedings()
	if name == "agenda" {
		words := []string{word.Say("No agenda has been set.")}
		for i, item := range p.Agenda {
			now := ""
			if p.Item == i+1 {
				now = word.Say("Now: ")
			}
			words = append(words[:min(len(words), i)], fmt.Sprintf("%s%d. %s", now, i+1, clean(item)))
		}
		m.openPage(name, word.Say("AGENDA"), words)
		return
	}
	words := []string{word.Say("Nothing has been asked of the room yet.")}
	if p.Hands.Number != 0 {
		words = []string{m.handsWords(), ""}
		for _, s := range p.Hands.Shown {
			words = append(words, m.calls(s.By)+word.Say(": ")+word.Say(s.Choice.String()))
		}
	}
	m.openPage(name, word.Say("SHOW OF HANDS"), words)
}
