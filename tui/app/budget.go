package app

import (
	"strings"

	"parley/tui/palette"
	"parley/tui/sound"
	"parley/tui/word"
)

// capName begins the name of an item that sets the limit for data.
const capName = "limit data to "

// caps are the limits to choose from.
var caps = []string{"10MB", "25MB", "50MB", "100MB", "250MB", "500MB", "1GB"}

// used is how many bytes have gone to and fro, text and sound together.
func (m *Model) used() uint64 {
	in, out := m.carried()
	return in + out + m.sound.BytesIn + m.sound.BytesOut
}

// spend looks what has been used, and lets the sound rest where it is enough.
func (m *Model) spend() {
	news := m.budget.Look(m.used())
	if news == "" {
		return
	}
	m.say(note, news+".")
	if m.budget.Over {
		m.rest(true)
	}
}

// rest has the meeting go on without sound, or with it again.
func (m *Model) rest(on bool) {
	if on && m.config.Sound.Talking() {
		m.hold.down = false
		m.config.Sound.Talk(false)
		m.config.Line.Talk(false)
	}
	m.config.Sound.Rest(on)
}

// askCap lists limits for the data to choose from.
func (m *Model) askCap() {
	m.endAsk(false)
	items := []palette.Item{{Name: capName + "none", Title: word.Say("No limit")}}
	for _, c := range caps {
		items = append(items, palette.Item{Name: capName + c, Title: c})
	}
	m.over = palette.Ask(m.theme, word.Say("LIMIT THE DATA USED"), []string{word.Say("Now: %s. At the limit the meeting goes on as text only.", m.budget.Words(m.used()))}, items)
	m.overName = "data-cap"
}

// capChosen sets the limit that an item of that list means, and reports whether it
// was one.
func (m *Model) capChosen(item string) bool {
	amount, ok := strings.CutPrefix(item, capName)
	if !ok {
		return false
	}
	most, err := sound.ParseAmount(amount)
	if err != nil {
		return false
	}
	was := m.budget.Over
	m.budget.Set(most)
	if news := m.budget.Look(m.used()); m.budget.Over {
		m.say(note, news+".")
	} else {
		m.say(note, word.Say("Data: ")+m.budget.Words(m.used())+".")
	}
	if was != m.budget.Over {
		m.rest(m.budget.Over)
	}
	return true
}
