package export

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
)

// Minutes writes what happened in the meeting and in its documents up to version
// to of the meeting's own log, 0: all of it, as Markdown to be edited: who took part, the agenda, who spoke when and for
// how long, statements, captions, proposals and their outcomes by version, and
// shows of hands. It is no verbatim record, and says so.
func Minutes(ctx context.Context, w io.Writer, log Log, name string, to meeting.Version) error {
	var m minutes
	if err := walk(ctx, log, name, to, m.take); err != nil {
		return err
	}
	var until time.Time
	if to > 0 {
		until = m.last
	}
	for _, d := range m.state.Documents()[1:] {
		one := minutes{document: d}
		if err := walkUntil(ctx, log, meeting.LogName(name, d.Number), 0, until, one.take); err != nil {
			return err
		}
		m.others = append(m.others, &one)
	}
	_, err := io.WriteString(w, m.written())
	return err
}

// minutes gathers the record while the log is gone through.
type minutes struct {
	state  *meeting.State
	opened time.Time
	last   time.Time

	record  []entry
	turn    *floor.Turn // who has the floor
	began   time.Time   // that turn
	item    int
	typed   map[text.Author]int // where the statement that somebody types stands in the record
	caption *string             // whose captions the last entry is of, "" where nobody is named; nil: of none
	hands   int                 // where the open show of hands stands in the record
	stances map[standing]draft.Stance

	labelled labelled
	lines    []string // the labels of its lines

	document meeting.Document
	others   []*minutes // of the meeting's other documents
}

// An entry is a line of the record, and what is quoted under it.
type entry struct {
	at    time.Time
	words string
	quote string
}

// take takes in a step of the log.
func (m *minutes) take(s step) error {
	m.state, m.last = s.state, s.At
	if s.Number == 1 {
		m.opened = s.At
		m.typed, m.hands = map[text.Author]int{}, -1
	}
	m.floor(s)
	switch what := s.What.(type) {
	case meeting.ItemTaken:
		m.itemTaken(s)
	case meeting.Adjourned:
		m.adjourned(s, what.On)
	case meeting.Captioned:
		m.captioned(s)
	case meeting.Stated:
		m.stated(s)
	case meeting.Delivered:
		m.delivered(s, what)
	case meeting.HandsAsked:
		m.add(s, fmt.Sprintf("Show of hands: %s", line(what.Question)), "")
		m.hands = len(m.record) - 1
	case meeting.HandShown, meeting.HandsEnded:
		m.handShown()
	case meeting.DocumentOpened:
		m.documentOpened(s, what)
	case meeting.DocumentBefore:
		m.add(s, fmt.Sprintf("%s is before the meeting.", m.called(what.Number)), "")
	case meeting.DocumentClosed:
		m.documentClosed(s, what)
	default:
		m.negotiated(s)
	}
	return nil
}

func (m *minutes) add(s step, words, quote string) {
	if n := m.document.Number; n > 1 {
		words = fmt.Sprintf("Document %d: %s", n, words)
	}
	m.record, m.caption = append(m.record, entry{s.At, words, quote}), nil
}

// floor notes who gets the floor, and how long whoever had it spoke.
func (m *minutes) floor(s step) {
	now := s.state.Floor().Turn
	if (m.turn == nil) == (now == nil) && (now == nil || now.Number == m.turn.Number) {
		return
	}
	if m.turn != nil {
		ends := "ends"
		if slices.ContainsFunc(s.state.Floor().List, func(r floor.Request) bool { return r.Number == m.turn.Number }) {
			ends = "stops, and comes back later"
		}
		m.add(s, fmt.Sprintf("%s %s, after %s.", speaker(s.state, m.turn.By), ends, length(s.At.Sub(m.began))), "")
	}
	m.turn = nil
	if now == nil {
		return
	}
	turn := *now
	m.turn, m.began = &turn, s.At
	words := speaker(s.state, turn.By) + " has the floor"
	switch turn.Kind {
	case floor.Order:
		words = speaker(s.state, turn.By) + " on a point of order"
	case floor.Question:
		words = speaker(s.state, turn.By) + " with a question to the speaker"
	case floor.Reply:
		words = speaker(s.state, turn.By) + " in right of reply"
	}
	if turn.For != "" {
		words += ", for " + line(turn.For)
	}
	if turn.On != "" {
		words += ", on " + line(turn.On)
	}
	m.add(s, words+".", line(turn.Note))
}

// speaker is how the minutes name who speaks: the delegation with the person
// behind it.
func speaker(s *meeting.State, m floor.Member) string {
	p, _ := s.Person(m.Person)
	if m.Delegation == "" {
		return line(p.Name)
	}
	return line(m.Delegation) + " (" + line(p.Name) + ")"
}

func (m *minutes) itemTaken(s step) {
	agenda := s.state.Proceedings()
	if m.item = agenda.Item; m.item > 0 {
		m.add(s, fmt.Sprintf("**Item %d: %s**", m.item, line(agenda.Agenda[m.item-1])), "")
	}
}

func (m *minutes) adjourned(s step, on bool) {
	if on {
		m.add(s, "The chair adjourns the meeting.", "")
	} else {
		m.add(s, "The chair opens the meeting again.", "")
	}
}

// captioned puts a caption behind those before it by the same speaker, as
// realtime records are written: ">> KENYA:" where the speaker changes.
func (m *minutes) captioned(s step) {
	all := s.state.Proceedings().Captions
	c := all[len(all)-1]
	if last := len(m.record) - 1; last >= 0 && m.caption != nil && *m.caption == c.Speaker {
		m.record[last].quote += " " + line(c.Text)
		return
	}
	who := strings.ToUpper(c.Speaker)
	if who == "" {
		who = "SPEAKER"
	}
	m.add(s, "Captions, as they were put down:", ">> "+line(who)+": "+line(c.Text))
	m.caption = &c.Speaker
}

// stated keeps the statement that somebody types in its place.
func (m *minutes) stated(s step) {
	for _, st := range s.state.Proceedings().Statements {
		if st.By.Person != s.By {
			continue
		}
		at, known := m.typed[s.By]
		if !known || !m.record[at].at.Equal(st.At) {
			m.add(s, statementOf(s.state, st.By, st.On), "")
			at = len(m.record) - 1
			m.typed[s.By] = at
		}
		m.record[at].quote = lines(st.Text)
	}
}

// delivered notes a statement that was prepared, and read at its turn.
func (m *minutes) delivered(s step, d meeting.Delivered) {
	m.add(s, statementOf(s.state, d.By, d.On), lines(d.Text))
}

// statementOf is the line above a statement.
func statementOf(state *meeting.State, by floor.Member, on string) string {
	words := "Statement in writing by " + speaker(state, by)
	if on != "" {
		words += ", on " + line(on)
	}
	return words + ":"
}

// handShown keeps the count of the show of hands in its place.
func (m *minutes) handShown() {
	if m.hands < 0 {
		return
	}
	h := m.state.Proceedings().Hands
	var counts []string
	for _, c := range []meeting.Choice{meeting.Yes, meeting.No, meeting.Abstain} {
		var who []string
		for _, shown := range h.Shown {
			if shown.Choice == c {
				who = append(who, voiceOf(m.state, shown.By))
			}
		}
		words := fmt.Sprintf("%s: %d", c, len(who))
		if len(who) > 0 {
			words += " (" + strings.Join(who, ", ") + ")"
		}
		counts = append(counts, words)
	}
	m.record[m.hands].quote = strings.Join(counts, "; ") + ". It decides nothing."
}

func voiceOf(s *meeting.State, m floor.Member) string {
	if m.Delegation != "" {
		return line(m.Delegation)
	}
	p, _ := s.Person(m.Person)
	return line(p.Name)
}
