package meeting

import "parley/collab/floor"

// A Choice is what a delegation's hand says.
type Choice uint8

// The choices. They travel: never renumber them.
const (
	Yes Choice = iota
	No
	Abstain
	choices // how many there are
)

// Valid reports whether there is such a choice.
func (c Choice) Valid() bool { return c < choices }

// String names the choice as it is typed.
func (c Choice) String() string {
	switch c {
	case Yes:
		return "yes"
	case No:
		return "no"
	}
	return "abstain"
}

// ParseChoice reads what String writes.
func ParseChoice(s string) (Choice, bool) {
	for c := range choices {
		if c.String() == s {
			return c, true
		}
	}
	return 0, false
}

// Hands is a show of hands: how the room stands to a question, by delegation.
// It decides nothing.
type Hands struct {
	Number   Version // of the event that asked; 0: nobody has asked yet
	Question string
	Open     bool
	Shown    []Shown // in the order of the first showing
}

// A Shown is the hand of a delegation, or of a person without one.
type Shown struct {
	By     floor.Member // who showed it last
	Choice Choice
}

// Count returns how many hands say so.
func (h Hands) Count(c Choice) (n int) {
	for _, s := range h.Shown {
		if s.Choice == c {
			n++
		}
	}
	return n
}

// A HandsAsked puts a question to the room, in the place of the one before.
type HandsAsked struct{ Question string }

// A HandsEnded ends the show of hands.
type HandsEnded struct{}

// A HandShown is a delegation's answer; a later one counts instead.
type HandShown struct{ Choice Choice }

func (HandsAsked) ask()  {}
func (HandsEnded) ask()  {}
func (HandShown) ask()   {}
func (HandsAsked) what() {}
func (HandsEnded) what() {}
func (HandShown) what()  {}

// hand returns where the hand is for which that member stands, -1 if none is
// shown; theirs says whether it is for them to change.
func (h Hands) hand(m floor.Member) (at int, theirs bool) {
	for i, s := range h.Shown {
		if m.Stands(s.By) {
			return i, true
		}
		if s.By.Stands(m) {
			return i, false // a link vouches for the other one
		}
	}
	return -1, true
}

func (m *Proceedings) checkHand(by Person, a HandShown) error {
	switch _, theirs := m.Hands.hand(by.Member()); {
	case !a.Choice.Valid():
		return Malformed
	case !m.Hands.Open:
		return NoHands
	case !theirs:
		return NotYours
	}
	return nil
}

func (h *Hands) show(by Person, c Choice) {
	at, theirs := h.hand(by.Member())
	switch {
	case at < 0:
		h.Shown = append(h.Shown, Shown{by.Member(), c})
	case theirs:
		h.Shown[at] = Shown{by.Member(), c}
	}
}
