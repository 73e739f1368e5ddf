package app

import (
	"errors"
	"slices"
	"strconv"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/palette"
	"parley/tui/word"
	"parley/tui/wording"
)

// bracketHere is the innermost bracket that the cursor is in, nil for none.
func (m *Model) bracketHere(tab *meeting.Table) *draft.Bracket {
	at, _ := m.draft.At()
	if b := tab.Brackets.At(at); b != nil {
		return b
	}
	return tab.Brackets.At(at - 1) // behind its last half
}

// lightBracket lights the bracket that the cursor is in and says who keeps it;
// again, it goes to its other half.
func (m *Model) lightBracket() {
	tab := m.document.seat.Table()
	b := m.bracketHere(tab)
	if b == nil {
		return // the table was a beat old
	}
	if at, _ := m.draft.At(); m.draft.Lit(b.Open) {
		to := b.Open
		if at < b.Close {
			to = b.Close
		}
		m.draft.GotoOffset(to)
	}
	m.lightPair(tab, b)
}

func (m *Model) lightPair(tab *meeting.Table, b *draft.Bracket) {
	m.draft.Light(slices.Concat([]int{b.Open}, b.Bars, []int{b.Close}))
	words := m.bracketLine(tab, *b)
	if tab.Overlay.Holders(b.Open) == nil {
		words += word.Say(", kept by nobody")
	}
	m.say(note, sentence(words))
}

// holdBracket keeps the bracket that the cursor is in for the person's
// delegation, or lets go of it.
func (m *Model) holdBracket() {
	tab := m.document.seat.Table()
	b := m.bracketHere(tab)
	if b == nil {
		return
	}
	off := slices.Contains(tab.Overlay.Holders(b.Open), meeting.VoiceOf(m.seat.Me()))
	m.draft.Light(slices.Concat([]int{b.Open}, b.Bars, []int{b.Close}))
	if !m.negotiate(meeting.Retain{At: b.Open, Off: off}) || m.document.seat.Link().State != meeting.Up {
		return // what became of it was said
	}
	words := word.Say("Your delegation keeps bracket #%d; %s lets go of it.", b.Number, m.keyFor("hold"))
	if off {
		words = word.Say("Your delegation does not keep bracket #%d any more.", b.Number)
	}
	m.say(note, words)
}

// A lifting is a bracket that is about to be lifted, once it is said how.
type lifting struct{ number, open int }

// liftBracket takes the bracket that the cursor is in away, and asks where it is
// to be said how: which alternative stays, or although somebody keeps it.
func (m *Model) liftBracket() {
	tab := m.document.seat.Table()
	b := m.bracketHere(tab)
	if b == nil {
		return
	}
	held := tab.Overlay.Holders(b.Open)
	if len(held) == 0 && len(b.Bars) == 0 {
		m.lift(lifting{b.Number, b.Open}, 0)
		return
	}
	var notes []string
	if len(held) > 0 {
		notes = append(notes, word.Say("It is kept by %s.", clean(wording.Tongue().Voices(held))))
	}
	items := []palette.Item{{Name: "lift-0", Title: word.Say("Leave the bracket as it is")}}
	from := b.Open + 1
	for i, end := range append(slices.Clone(b.Bars), b.Close) {
		items = append(items, palette.Item{Name: "lift-" + strconv.Itoa(i+1), Title: word.Say("Lift it, what stays: %s", plainText(tab.Text.Slice(from, end)))})
		from = end + 1
	}
	m.endAsk(false)
	m.lifting = lifting{b.Number, b.Open}
	m.over, m.overName = palette.Ask(m.theme, word.Say("LIFT BRACKET #%d?", b.Number), notes, items), "lift"
}

// liftChosen takes the answer, and reports whether it was one.
func (m *Model) liftChosen(name string) bool {
	if len(name) < 6 || name[:5] != "lift-" {
		return false
	}
	if which, _ := strconv.Atoi(name[5:]); which > 0 {
		m.lift(m.lifting, which)
	}
	return true
}

// lift takes the bracket away and leaves the words of one alternative.
func (m *Model) lift(l lifting, which int) {
	tab := m.document.seat.Table()
	b := tab.Brackets.Of(l.number)
	if b == nil || b.Open != l.open {
		m.say(refusal, word.Say("The brackets have changed meanwhile: look at this one again."))
		return
	}
	if len(b.Bars) == 0 {
		which = 0
	}
	d, err := draft.Lift(tab.Text, *b, which)
	if errors.Is(err, draft.ErrAlternative) {
		m.say(refusal, word.Say("It has %d alternatives, and that is none of them.", len(b.Bars)+1))
		return
	}
	if m.writeWhole(d) {
		m.say(note, word.Say("Bracket #%d is lifted; %s takes that back.", l.number, m.keyFor("undo")))
	}
}

// writeWhole makes a change that is a step of undo of its own, and reports whether
// it was taken.
func (m *Model) writeWhole(d delta.Delta) bool {
	if err := m.document.seat.EditWhole(d, m.now()); err != nil {
		m.say(refusal, word.Say("Not done: %s.", refusedBecause(err)))
		return false
	}
	m.sent = true
	m.setText(d)
	m.showProposals()
	return true
}
