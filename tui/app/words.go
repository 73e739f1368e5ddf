package app

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/statusbar"
	"parley/tui/word"
)

// A message is the last thing the person was told.
type message struct {
	kind kind
	text string
	at   time.Time
}

// A kind is what sort of message one is.
type kind uint8

const (
	note    kind = iota // something happened or was done
	refusal             // something could not be done
	kept                // what was just asked waits for the link
	news                // somebody said something, which stands elsewhere, too
)

// How long a message stays at most.
var stays = map[kind]time.Duration{note: 15 * time.Second, refusal: 10 * time.Second, kept: urgentFor, news: 15 * time.Second}

// urgentFor is how long an answer to a key press stands even over a lost link.
const urgentFor = 4 * time.Second

func (m *Model) say(k kind, words string) { m.message = message{k, m.named(words), m.now()} }

// told is the message to show now: what is wrong with the line before what is
// merely new.
func (m *Model) told() (kind, string) {
	age := m.now().Sub(m.message.at)
	current := m.message.text != "" && age < stays[m.message.kind]
	trouble := m.troubleWords()
	switch {
	case m.reader().Typed() != "":
		return note, word.Say("Line ") + m.reader().Typed() + word.Say(": Enter goes there, Esc does not.")
	case trouble != "" && !(current && (m.message.kind == refusal || m.message.kind == kept) && age < urgentFor):
		return refusal, trouble
	case m.pendingWords() != "" && !(current && age < urgentFor):
		return note, m.pendingWords()
	case m.tourWords() != "" && !(current && m.message.kind == refusal):
		return note, m.tourWords()
	case current:
		return m.message.kind, m.message.text
	}
	if words := m.lobbyWords(); words != "" {
		return note, words
	}
	return note, m.missedWords()
}

// pendingWords say what runs out: the time to object, or to take a decision back.
func (m *Model) pendingWords() string {
	if words := m.windowWords(); words != "" {
		return words
	}
	for _, d := range m.documents {
		words := ""
		if d != m.inView {
			m.within(d, func() { words = m.windowElsewhere() })
		}
		if words != "" {
			return words
		}
	}
	return m.freshWords()
}

// plain is what of an error's words, which may quote the network, may stand on
// the screen.
func plain(words string) string { return strings.TrimRight(text.CleanLine(words, 200), ". ") }

func because(err error) string {
	if err == nil {
		return ""
	}
	return word.Say(": ") + plain(word.Err(err))
}

// sentence makes words that come after "not now" or "because" stand alone.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	r := []rune(words)
	return strings.ToUpper(string(r[:1])) + strings.TrimRight(string(r[1:]), ".") + "."
}

// troubleWords say what is wrong with the line, and what happens next.
func (m *Model) troubleWords() string {
	l, whose := m.seat.Link(), ""
	if l.State == meeting.Up && m.document.seat.Joined() {
		l, whose = m.document.seat.Link(), m.document.named()
	}
	err := l.Why
	if m.ended {
		err = m.err
	}
	switch {
	case l.State == meeting.Ended && whose != "" && !m.ended:
		return whose + word.Say("its line has ended") + because(err) + word.Say(". You can still read and copy it.")
	case m.ended || l.State == meeting.Ended:
		return word.Say("The meeting has ended for you") + because(err) + word.Say(". You can still read and copy the draft; Ctrl+C leaves.")
	case l.State == meeting.Up || !m.seat.Joined():
		return ""
	}
	words := whose + word.Say("Link lost, ") + m.nextTry(l) + word.Say(". What you type is ") + m.keptAnd() + word.Say("sent then.")
	if err != nil {
		words += " " + sentence(plain(word.Err(err)))
	}
	return words
}

// nextTry says when the line is tried again.
func (m *Model) nextTry(l meeting.LinkChanged) string {
	if wait := l.Next.Sub(m.now()); l.State == meeting.Waiting && wait > 0 {
		return word.Say("trying again in %d s", (wait+time.Second-1)/time.Second)
	}
	return word.Say("trying again now")
}

// linkChanged tells of a line that came back.
func (m *Model) linkChanged(was meeting.LinkChanged) {
	is := m.seat.Link()
	came := is.State == meeting.Up && was.State != meeting.Up
	if came && m.wasUp {
		words := word.Say("The link is back.")
		if n := m.waiting(); n > 0 {
			words += " " + word.Count(n, "change of yours is being sent.", "changes of yours are being sent.")
		}
		if missed := m.missedWords(); missed != "" {
			words = missed
		}
		m.say(note, words)
	}
	if was.State == meeting.Up && is.State != meeting.Up {
		m.forgetMissed()
	}
	m.wasUp = m.wasUp || came
	m.traffic.count(is, m.now())
}

// lineWords are how the line for the text is, in full.
func (m *Model) lineWords() string {
	l := m.seat.Link()
	switch l.State {
	case meeting.Up:
		words := word.Say("connected")
		if l.RoundTrip > 0 {
			words += word.Say(", round trip ") + statusbar.RoundTrip(l.RoundTrip)
		}
		return words
	case meeting.Waiting:
		return word.Say("no link for %s, %s%s", statusbar.Clock(m.now().Sub(l.Since)), m.nextTry(l), because(l.Why))
	case meeting.Ended:
		return word.Say("ended") + because(l.Why)
	}
	if m.wasUp {
		return word.Say("no link for %s, trying again now%s", statusbar.Clock(m.now().Sub(l.Since)), because(l.Why))
	}
	return word.Say("calling the server, try %d%s", max(l.Attempt, 1), because(l.Why))
}

// joiningWords stand in the draft's place until the text is here.
func (m *Model) joiningWords() []string {
	return []string{
		"",
		word.Say(" 1 Server   ") + m.lineWords(),
		word.Say(" 2 Text     comes with the answer"),
		word.Say(" 3 Sound    ") + m.soundWords(),
		"",
		word.Say(" This goes on by itself. Ctrl+C leaves."),
	}
}

func (m *Model) presentWords() string {
	return word.Count(max(m.seat.Present(), 1), "person is here.", "people are here.")
}

// receivedWords say whether the server has what this person did.
func (m *Model) receivedWords() string {
	if n := m.waiting(); n > 0 {
		return m.waitingWords(n, m.typed())
	}
	if m.sent {
		return word.Say("all received")
	}
	return word.Say("nothing sent yet")
}

// refusedBecause is why the meeting does not take something, to stand after a
// colon.
func refusedBecause(err error) string {
	var why meeting.Refusal
	switch {
	case errors.Is(err, meeting.TooBig):
		return word.Say("at most %d MB at once, and %d MB in all; paste it in parts", meeting.MaxInsert>>20, meeting.MaxText>>20)
	case errors.As(err, &why):
		return word.Say(why.Error())
	case errors.Is(err, meeting.ErrNotJoined):
		return word.Say("the text is not here yet")
	}
	return plain(word.Err(err))
}

// changeWords name an edit by the words it put in.
func changeWords(ask meeting.Ask) string {
	var words strings.Builder
	if edit, ok := ask.(meeting.Edit); ok {
		for op := range edit.Delta.Ops() {
			words.WriteString(op.Insert)
		}
	}
	if words.Len() == 0 {
		return word.Say("your last deletion")
	}
	return strconv.Quote(text.CleanLine(words.String(), 40))
}

// refusedWords say that the server did not take something that this person
// did, and what became of it.
func refusedWords(r meeting.RefusedCommand) string {
	why := plain(word.Say(r.Why.Error()))
	switch ask := r.Command.Ask.(type) {
	case meeting.Say:
		return word.Say("Your line %q was not taken: %s.", text.CleanLine(ask.Text, 30), why)
	case meeting.Confided:
		return word.Say("Your line %q was not taken: %s.", text.CleanLine(ask.Text, 30), why)
	case meeting.Edit:
	case meeting.Prepared:
		return word.Say("Your statement is not kept ready: %s.", why)
	case meeting.Stated:
		return word.Say("What you said in writing was not taken: ") + why + "."
	default:
		return word.Say("What you asked for was not done: ") + why + "."
	case meeting.Undo:
		return word.Say("Your undo was not taken: ") + why + word.Say(". The draft is as it was before.")
	}
	return word.Say("Not taken, %s: %s is out of the draft again.", why, changeWords(r.Command.Ask))
}
