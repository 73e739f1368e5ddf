package app

import (
	"cmp"
	"strconv"
	"strings"

	"parley/collab/meeting"
	"parley/tui/action"
	"parley/tui/palette"
	"parley/tui/word"
)

// An errand is where to go in another document once its text is here.
type errand struct {
	document int
	at       string // as it is typed: P-31, R2; "": nowhere
}

// settle brings the document into view that belongs there: the one that the person
// went to, or else the one before the meeting. It waits while the person writes, or
// has something open that is about the words in view, and until the text is here.
func (m *Model) settle() {
	before := m.seat.Before()
	if m.elsewhere == before {
		m.elsewhere = 0
	}
	to := cmp.Or(m.elsewhere, before)
	if to == m.number || m.occupied() {
		return
	}
	if d := m.open(to); d != nil && d.seat.Joined() {
		m.bringIntoView(d)
	}
}

// occupied reports whether another document in view would take something out of
// the person's hands.
func (m *Model) occupied() bool {
	typing := m.ask != nil && m.ask.action != "statement" && m.ask.action != "caption"
	return m.over != nil || typing || m.editing || m.swept != nil || m.draft.Writing()
}

// bringIntoView has the screen show the document.
func (m *Model) bringIntoView(d *document) {
	m.unpoint()
	m.document, m.inView = d, d
	m.sideAt(action.Proposals).pane = d.proposals
	m.setWritable()
	m.showProposals()
	m.following.line = 0
	m.showCursors()
	m.showPeople()
	m.say(note, m.inViewWords())
	if e := m.errand; e.document == d.number && e.at != "" {
		m.errand = errand{}
		if wrong := m.goTo(e.at); wrong != "" {
			m.say(refusal, sentence(wrong))
		}
	}
}

// inViewWords say which document is in view, and which one is before the meeting.
func (m *Model) inViewWords() string {
	words := word.Say("Document %d: %s.", m.number, m.shortTitle(m.number))
	if m.document.seat.Closed() {
		words += " " + word.Say("It is closed: nothing in it changes.")
	}
	if before := m.seat.Before(); before != m.number {
		return words + " " + word.Say("Document %d is before the meeting; %s lists them.", before, m.keyFor("document"))
	}
	return words + " " + word.Say("It is before the meeting.")
}

// titleOfDocument is what the document of that number is called.
func (m *Model) titleOfDocument(number int) string {
	if all := m.seat.Documents(); number >= 1 && number <= len(all) {
		return clean(all[number-1].Title)
	}
	return ""
}

// longTitle is how many cells of a title stand in the rule above a document and in
// what is told of it.
const longTitle = 24

func (m *Model) shortTitle(number int) string {
	return m.theme.Ruler.Cut(m.titleOfDocument(number), longTitle)
}

// goesTo goes to the document of that number; the one before the meeting is gone
// along with. It returns what is wrong with that, in words.
func (m *Model) goesTo(number int, at string) (wrong string) {
	all := m.seat.Documents()
	if number < 1 || number > len(all) {
		return word.Say("there is no document %d: they go from 1 to %d", number, len(all))
	}
	d := m.open(number)
	if d == nil {
		return word.Say("this client shows the first document only")
	}
	if number != m.number {
		m.following = following{} // who goes elsewhere leaves the chair's place
	}
	m.elsewhere, m.errand = number, errand{number, at}
	m.draft.SetWriting(false)
	m.focus = action.Reading
	if !d.seat.Joined() {
		m.say(note, word.Say("Document %d, %s, comes into view when its text is here.", number, m.shortTitle(number)))
		return ""
	}
	if number == m.number {
		m.errand = errand{}
		if at != "" {
			return m.goTo(at)
		}
		m.say(note, m.inViewWords())
	}
	return ""
}

// The names of the items of the lists of documents, each with a number behind it.
const (
	goesToItem    = "goes-to-document-"
	putBeforeItem = "put-before-"
	closeItem     = "close-document-"
	reopenItem    = "reopen-document-"
)

// listDocuments lists the documents of the meeting, to go to one or, for the chair,
// to put one before the meeting, close one or open one again.
func (m *Model) listDocuments(name string) {
	title, item := word.Say("GO TO A DOCUMENT"), goesToItem
	only := func(meeting.Document) bool { return true }
	switch name {
	case "document-before":
		title, item = word.Say("PUT A DOCUMENT BEFORE THE MEETING"), putBeforeItem
	case "document-close":
		title, item = word.Say("CLOSE A DOCUMENT"), closeItem
		only = func(d meeting.Document) bool { return !m.seat.ClosedDocument(d.Number) }
	case "document-reopen":
		title, item = word.Say("OPEN A CLOSED DOCUMENT AGAIN"), reopenItem
		only = func(d meeting.Document) bool { return m.seat.ClosedDocument(d.Number) }
	}
	var items []palette.Item
	for _, d := range m.seat.Documents() {
		if !only(d) {
			continue
		}
		items = append(items, palette.Item{Name: item + strconv.Itoa(d.Number), Title: m.documentLine(d)})
	}
	m.endAsk(false)
	list := palette.Ask(m.theme, title, nil, items)
	list.Mark(item + strconv.Itoa(m.number))
	m.over, m.overName = list, name
}

// documentLine is a document in one line of a list.
func (m *Model) documentLine(d meeting.Document) string {
	words := strconv.Itoa(d.Number) + "  " + clean(d.Title)
	if d.Number == m.seat.Before() {
		words += word.Say(", before the meeting")
	}
	if d.Number == m.number {
		words += word.Say(", in view")
	}
	if m.seat.ClosedDocument(d.Number) {
		words += word.Say(", closed by the chair")
	}
	if n := m.waitingIn(d.Number); n > 0 {
		words += word.Say(", %d waiting", n)
	}
	return words
}

func (m *Model) waitingIn(number int) int {
	for _, d := range m.documents {
		if d.number == number {
			return d.seat.Waiting()
		}
	}
	return 0
}

// documentChosen does what an item of these lists means, and reports whether it was
// one.
func (m *Model) documentChosen(name string) bool {
	if number, ok := strings.CutPrefix(name, goesToItem); ok {
		n, _ := strconv.Atoi(number)
		if wrong := m.goesTo(n, ""); wrong != "" {
			m.say(refusal, sentence(wrong))
		}
		return true
	}
	for item, on := range map[string]bool{closeItem: true, reopenItem: false} {
		if number, ok := strings.CutPrefix(name, item); ok {
			n, _ := strconv.Atoi(number)
			m.closeDocument(n, on)
			return true
		}
	}
	number, ok := strings.CutPrefix(name, putBeforeItem)
	if n, _ := strconv.Atoi(number); ok {
		m.putBefore(n)
	}
	return ok
}

func (m *Model) putBefore(number int) {
	if number == m.seat.Before() {
		m.say(note, word.Say("Document %d is before the meeting already.", number))
		return
	}
	if err := m.seat.PutBefore(number, m.now()); err != nil {
		m.say(refusal, word.Say("Not done: %s.", refusedBecause(err)))
		return
	}
	m.elsewhere, m.sent = number, true // who puts it there goes there, and along once the meeting is there
}

// closeDocument has the meeting close a document, or open it again.
func (m *Model) closeDocument(number int, on bool) {
	if err := m.seat.CloseDocument(number, on, m.now()); err != nil {
		m.say(refusal, word.Say("Not done: %s.", refusedBecause(err)))
		return
	}
	m.sent = true
}

// goAlong goes to the document before the meeting, and along from there.
func (m *Model) goAlong() {
	if wrong := m.goesTo(m.seat.Before(), ""); wrong != "" {
		m.say(refusal, sentence(wrong))
	}
}

// documentsMoved tells that a document was opened, or put before the meeting.
func (m *Model) documentsMoved(e meeting.Event) {
	switch what := e.What.(type) {
	case meeting.DocumentOpened:
		words := word.Say("Opened: document %d, %s.", what.Number, m.shortTitle(what.Number))
		m.say(note, words+" "+word.Say("%s goes there.", m.keyFor("document")))
		if e.By == m.seat.Me().Number {
			m.begins(what)
		}
	case meeting.DocumentBefore:
		words := word.Say("Before the meeting now: document %d, %s.", what.Number, m.shortTitle(what.Number))
		switch {
		case what.Number == m.number:
		case m.elsewhere != 0:
			words += " " + word.Say("%s goes there.", m.keyFor("document"))
		case m.occupied():
			words += " " + word.Say("You go there when you are done here.")
		}
		m.say(note, words)
	case meeting.DocumentClosed:
		m.documentClosed(what)
	}
}

// documentClosed tells that a document was closed, or opened again.
func (m *Model) documentClosed(d meeting.DocumentClosed) {
	words := word.Say("Document %d, %s, is open again.", d.Number, m.shortTitle(d.Number))
	if d.On {
		words = word.Say("Document %d, %s, is closed: it is read, and nothing in it changes.", d.Number, m.shortTitle(d.Number))
	}
	if d.Number == m.number {
		m.setWritable()
	}
	m.say(note, words)
}

// documentsKnown is what of the documents decides which actions are allowed.
func (m *Model) documentsKnown() action.Documents {
	return action.Documents{Count: len(m.seat.Documents()), InView: m.number, Before: m.seat.Before(), Follows: m.elsewhere == 0,
		Sealed: m.document.seat.Closed(), Closed: len(m.seat.Proceedings().ClosedDocuments)}
}

// documentsWords say in the status where the meeting is and where this person is,
// "" where there is one document.
func (m *Model) documentsWords() string {
	all := m.seat.Documents()
	if len(all) < 2 {
		return ""
	}
	words := word.Say("Documents: %d", len(all)) + ". " + word.Say("Before the meeting: %d, %s", m.seat.Before(), m.titleOfDocument(m.seat.Before()))
	if m.number != m.seat.Before() {
		words += ". " + word.Say("In view: %d, %s", m.number, m.titleOfDocument(m.number))
	}
	return words
}

// severalWords tell who comes in that there are several documents.
func (m *Model) severalWords() string {
	all := len(m.seat.Documents())
	if all < 2 {
		return ""
	}
	return " " + word.Say("%d documents; %s lists them.", all, m.keyFor("document"))
}
