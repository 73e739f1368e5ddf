package app

import (
	"fmt"
	"strings"
	"unicode"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/tui/action"
	"parley/tui/chatpane"
	"parley/tui/draftpane"
	"parley/tui/peoplepane"
	"parley/tui/word"
)

// A look is how one person is shown everywhere on this screen.
type look struct {
	name   string // short: without the delegation
	full   string // with it
	voice  string // whom one hears: the delegation where there is one
	mark   string // one or two letters, different for everybody as long as there are enough
	colour int
}

// lookOf returns how a person is shown. It is fixed when the person is first
// seen.
func (m *Model) lookOf(n text.Author) look {
	n = n.Person() // what a decision took over from somebody is theirs
	if l, ok := m.looks[n]; ok {
		return l
	}
	p, known := m.seat.Person(n)
	if !known {
		p, known = m.document.seat.Person(n)
	}
	if !known {
		return look{name: "somebody", full: "somebody", voice: "somebody", mark: "?", colour: int(n)}
	}
	l := look{name: clean(p.Name), full: clean(p.String()), colour: int(n)}
	if l.name == "" {
		l.name, l.full = "somebody", "somebody"
	}
	if l.voice = clean(p.Delegation); l.voice == "" {
		l.voice = l.name
	}
	l.mark = m.freeMark(l.name)
	m.looks[n] = l
	return l
}

// clean is what of a name from the network may stand on the screen.
func clean(name string) string { return text.CleanLine(name, 2*meeting.MaxName) }

// freeMark returns letters for a name that nobody has yet: its initials, its
// first two letters, its first letter and a digit.
func (m *Model) freeMark(name string) string {
	var letters, initials []rune
	for _, word := range strings.Fields(name) {
		for i, r := range []rune(word) {
			if !unicode.IsLetter(r) {
				continue
			}
			letters = append(letters, r)
			if i == 0 {
				initials = append(initials, r)
			}
		}
	}
	if len(letters) == 0 {
		letters = []rune{'?'}
	}
	var tries []string
	if len(initials) >= 2 {
		tries = append(tries, string(initials[0])+string(initials[len(initials)-1]))
	}
	for _, r := range letters[1:] {
		tries = append(tries, string(letters[0])+string(r))
	}
	for digit := 2; digit <= 9; digit++ {
		tries = append(tries, fmt.Sprint(string(letters[0]), digit))
	}
	for _, mark := range tries {
		if !m.marks[mark] {
			m.marks[mark] = true
			return mark
		}
	}
	return tries[len(tries)-1]
}

// author is how the draft pane knows the authors. The text that came with the
// document is nobody's.
func (m *Model) author(by text.Author) (name, mark string, colour int) {
	if by == 0 {
		return "", "", 0
	}
	l := m.lookOf(by)
	return l.full, l.mark, l.colour
}

// showCursors gives the draft pane the places where others write.
func (m *Model) showCursors() {
	var all []draftpane.Cursor
	for _, c := range m.document.seat.Cursors() {
		l := m.lookOf(c.Person.Number)
		all = append(all, draftpane.Cursor{Name: l.name, Mark: l.mark, At: c.At, Anchor: c.Anchor, Colour: l.colour})
	}
	m.draft.SetCursors(all)
	m.follows()
}

// showChat gives the chat pane what was said, and tells of a new line that is
// not on the screen.
func (m *Model) showChat() {
	said := m.seat.Chat()
	lines := make([]chatpane.Line, len(said))
	newest := meeting.Version(0)
	for i, s := range said {
		l := m.lookOf(s.By)
		lines[i] = chatpane.Line{Name: l.name, Colour: l.colour, Text: text.CleanLine(s.Text, meeting.MaxChat)}
		lines[i].Name += map[meeting.To]string{meeting.ToChair: word.Say(" to the chair"), meeting.ToDelegation: word.Say(" to %s", ownDelegation(s))}[s.For.To]
		if s.Number == 0 {
			lines[i].State = "waiting"
			continue
		}
		lines[i].Time = s.At.In(m.now().Location()).Format("15:04")
		if s.Number > newest {
			newest = s.Number
			if s.Number > max(m.chatSeen, m.chatTold) && m.chatSeen > 0 && s.By != m.seat.Me().Number {
				m.heardInChat(l.name, lines[i].Text)
			}
		}
	}
	m.chat.SetLines(lines)
	m.chatTold = max(m.chatTold, newest)
	if m.seat.Joined() && (m.shown(action.Chat) || m.chatSeen == 0) {
		m.chatSeen = max(m.chatSeen, newest, 1)
	}
}

// heardInChat brings a new line of chat to the person: the chat itself, where
// the person has not chosen what else is to be seen, or a message.
func (m *Model) heardInChat(name, words string) {
	m.offer(action.Chat)
	if !m.shown(action.Chat) {
		m.say(news, word.Say("Chat, ")+name+word.Say(": ")+words)
	}
}

// newInChat is how many lines of others came since the chat was last on the
// screen.
func (m *Model) newInChat() (n int) {
	if m.shown(action.Chat) {
		return 0
	}
	for _, s := range m.seat.Chat() {
		if s.Number > m.chatSeen && s.By != m.seat.Me().Number {
			n++
		}
	}
	return n
}

// roleWord is a role where it is worth a word: most people are delegates.
func roleWord(r meeting.Role) string {
	if r == meeting.Delegate {
		return ""
	}
	return word.Say(r.String())
}

// known says whether name and delegation are as claimed, and to the chair the
// link they came with.
func known(p meeting.Present) string {
	words := word.Say(p.Person.Vouched())
	if p.Ticket != (ticket.ID{}) {
		words += word.Say(", link ") + p.Ticket.String()
	}
	return words
}

// cursorsInWords say where the others write.
func (m *Model) cursorsInWords() map[text.Author]string {
	where := map[text.Author]string{}
	for _, d := range m.documents {
		for _, c := range d.seat.Cursors() {
			words := word.Say("in line %d", d.seat.Text().LineOf(c.At)+1)
			if d != m.inView {
				words += word.Say(" of document %d", d.number)
			}
			where[c.Person.Number] = words
		}
	}
	return where
}

// showPeople gives the people pane the page of the roster that is here.
func (m *Model) showPeople() {
	roster := m.seat.Roster()
	me := m.seat.Me()
	if len(roster.People) == 0 && roster.Words == "" && m.seat.Joined() {
		roster.Present = 0 // the page is not here yet
		roster.People = []meeting.Present{{Person: me}}
	}
	writing := m.cursorsInWords()
	page := peoplepane.Page{Present: max(roster.Listed(), len(roster.People)), From: roster.From, Words: clean(roster.Words)}
	for _, p := range roster.People {
		l := m.lookOf(p.Person.Number)
		var doing []string
		if p.Talking {
			doing = append(doing, word.Say("mic on"))
		}
		if where := writing[p.Person.Number]; where != "" {
			doing = append(doing, where)
		}
		page.People = append(page.People, peoplepane.Person{
			Number: uint32(p.Person.Number), Name: l.full, Mark: l.mark, Colour: l.colour, Role: roleWord(p.Person.Role), Known: known(p),
			Doing: strings.Join(doing, ", "), You: p.Person.Number == me.Number,
		})
	}
	m.people.SetPage(page)
}
