package app

import (
	"strings"
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/tui/statusbar"
	"parley/tui/word"
	"parley/tui/wording"
)

// receiptsEvery is how often it is asked who has the text, while that is looked
// at.
const receiptsEvery = time.Second

// watchReceipts asks who has the text while that is on the screen: in the list of
// what can be decided, in its page, and to who decides as long as receipts are
// waited for.
func (m *Model) watchReceipts(now time.Time) {
	w := m.window()
	waits := w != nil && w.Opened.IsZero() && m.seat.Me().Role.Decides()
	if m.overName != "decide" && m.overName != "receipts" && !waits {
		m.watchOwn(now)
		return
	}
	if now.Sub(m.inquired) >= receiptsEvery && m.document.seat.Link().State == meeting.Up {
		m.inquired = now
		m.line.Inquire(m.inquiry())
	}
}

// inquiry is what is asked of the server: who has what the chair asked about, as
// long as that waits; who has the proposal that is to be decided, or the text where
// that is newer; or who has the text.
func (m *Model) inquiry() meeting.Inquiry {
	if w := m.window(); w != nil && w.Opened.IsZero() && m.overName != "receipts" {
		return meeting.Inquiry{Version: w.Version}
	}
	if p := m.document.seat.Table().Overlay.Proposal(m.deciding); m.overName == "decide" && p != nil {
		return meeting.Inquiry{Version: max(p.Made, m.textAt)}
	}
	return meeting.Inquiry{}
}

// openReceipts shows who has the text.
func (m *Model) openReceipts() {
	m.inquired = time.Time{}
	m.openPage("receipts", word.Say("WHO HAS THE TEXT"), m.receiptLines())
}

// receiptLines say who has the text, each that has not on a line.
func (m *Model) receiptLines() []string {
	r := m.document.seat.Receipts()
	if r.Of == 0 {
		return []string{word.Say("Asking the server...")}
	}
	words := []string{word.Say("Text v%d seen by %d of %d", r.Version, r.Seen, r.Of) + "."}
	if len(r.Behind) > 0 {
		words = append(words, "", word.Say("Behind:"))
		for _, b := range wording.Behind(r) {
			words = append(words, "  "+clean(b))
		}
	}
	return words
}

// decisionNotes stand above what can be decided about a proposal: its redline, who
// supports and objects, and who has the text.
func (m *Model) decisionNotes(p *draft.Proposal) []string {
	tab := m.document.seat.Table()
	notes := []string{m.theme.Ruler.Cut(clean2(redline.Plain(wording.Spans(p.Wording))), notedWidth), sentence(standing(tab, p))}
	switch r := m.document.seat.Receipts(); {
	case r.Of > 0 && r.Version == p.Made:
		notes = append(notes, clean2(onScreenWords(p.Number, r)))
	case r.Of > 0:
		notes = append(notes, clean2(wording.Receipts(r)))
	}
	return notes
}

// notedWidth is how many cells of a redline stand above the list of decisions.
const notedWidth = 240

// window is the one in which anybody may object, nil while there is none.
func (m *Model) window() *draft.Window {
	if tab := m.proposed.table; tab != nil {
		return tab.Overlay.Window()
	}
	return nil
}

// windowWords say how it is with the window in which anybody may object.
func (m *Model) windowWords() string {
	w := m.window()
	if w == nil {
		return ""
	}
	label := (&draft.Proposal{Number: w.Proposal}).Label()
	left := statusbar.Clock(w.Until.Sub(m.now()))
	if !w.Opened.IsZero() {
		return word.Say("Any objection to %s? %s left, text seen by %d of %d. %s objects.", label, left, w.Seen, w.Of, m.keyFor("object"))
	}
	r := m.document.seat.Receipts()
	if r.Of == 0 || r.Version < w.Version || !m.seat.Me().Role.Decides() { // others do not follow that
		return word.Say("Any objection to %s? Waits until all have the text, at most %s.", label, left)
	}
	words := word.Say("Any objection to %s? Waits %s, seen by %d of %d", label, left, r.Seen, r.Of)
	var behind []string
	for _, b := range r.Behind {
		behind = append(behind, string(b.Voice))
	}
	if len(behind) > 0 {
		words += word.Say("; behind: ") + clean2(strings.Join(behind, ", "))
	}
	return words + "."
}

// windowElsewhere says how it is with the window in a document that is not in view.
func (m *Model) windowElsewhere() string {
	w := m.window()
	if w == nil {
		return ""
	}
	label := (&draft.Proposal{Number: w.Proposal}).Label()
	return m.named(word.Say("Any objection to %s? %s left. %s goes there.", label, statusbar.Clock(w.Until.Sub(m.now())), m.keyFor("document")))
}

// freshWords say, to who decides, that the last decision can be taken back.
func (m *Model) freshWords() string {
	tab := m.proposed.table
	if tab == nil || !m.seat.Me().Role.Decides() {
		return ""
	}
	p := m.lastDecidedIn(tab)
	if p == nil || p.Outcome == draft.Parked {
		return ""
	}
	left := draft.UndoWithin - m.now().Sub(p.Decided.At)
	return word.Say("%s %s. %s takes that back: %s left.", p.Label(), word.Say(p.Outcome.String()), m.keyFor("undecide"), statusbar.Clock(left))
}

// objected tells who objects while the chair asks for that, that this asks for the
// floor, too, to say why.
func (m *Model) objected(p *draft.Proposal) {
	if w := m.window(); w == nil || w.Proposal != p.Number {
		return
	}
	if at := m.podium(); !at.Holds && !at.Listed && !at.Closed {
		m.say(note, word.Say("You object to %s, and ask for the floor to say why. %s takes the request back.", p.Label(), m.keyFor("floor")))
	}
}
