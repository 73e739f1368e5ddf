package app

import (
	tea "charm.land/bubbletea/v2"

	"parley/tui/action"
	"parley/tui/sound"
	"parley/tui/word"
)

// A hold is how the key for talking is used: pressed to open the microphone and
// pressed again to close it, or held while one speaks. That takes a terminal that
// tells when a key is let go.
type hold struct {
	keyboard bool // the terminal speaks the protocol that can tell, so it may be asked
	wanted   bool // the person wants to hold, so the terminal is asked
	answered bool // it tells
	down     bool // the key is held
}

// on reports whether the key is to be held.
func (h hold) on() bool { return h.wanted && h.answered }

// learnKeyboard takes in what the terminal says of its keyboard.
func (m *Model) learnKeyboard(msg tea.KeyboardEnhancementsMsg) {
	h := &m.hold
	h.keyboard = msg.SupportsKeyDisambiguation()
	was := h.on()
	h.answered = msg.SupportsEventTypes()
	switch {
	case !h.wanted || was == h.on():
	case h.on():
		m.say(note, word.Say("Hold %s while you speak, and let go when you have spoken.", m.keyFor("talk")))
	default:
		m.letGo()
	}
}

// turnHold changes between holding and pressing.
func (m *Model) turnHold() {
	if m.hold.wanted {
		m.letGo()
		m.hold.wanted = false
		m.say(note, word.Say("%s opens your microphone, and closes it when pressed again.", m.keyFor("talk")))
		return
	}
	m.hold.wanted = true
	if m.hold.answered {
		m.say(note, word.Say("Hold %s while you speak, and let go when you have spoken.", m.keyFor("talk")))
		return
	}
	m.say(note, word.Say("Asking the terminal to tell when a key is let go. Until it does, %s is pressed.", m.keyFor("talk")))
}

// talkPressed is the key for talking. Its repetitions mean nothing.
func (m *Model) talkPressed(k tea.KeyPressMsg) tea.Cmd {
	switch {
	case k.IsRepeat:
	case !m.hold.on():
		return m.do("talk")
	case !m.config.Sound.Talking():
		cmd := m.do("talk")
		m.hold.down = m.config.Sound.Talking()
		return cmd
	}
	return nil
}

// released closes the microphone when the key is let go that holds it open.
func (m *Model) released(k tea.KeyReleaseMsg) {
	if !m.hold.down {
		return
	}
	a, _ := action.Named(m.table, "talk")
	for _, name := range a.Keys {
		last := lastOf(name)
		if last != 0 && (k.Code == last || k.BaseCode == last) || k.Keystroke() == name {
			m.letGo()
			return
		}
	}
}

// lastOf is the character that ends the name of a key, 0 where it is a key such
// as F3. With it alone a key is known that is let go after Ctrl was.
func lastOf(name string) rune {
	r := []rune(name)
	if n := len(r); n == 1 || n > 1 && r[n-2] == '+' {
		return r[n-1]
	}
	return 0
}

// letGo ends the holding: the key was let go, or the terminal does not have the
// keys any more and cannot tell.
func (m *Model) letGo() {
	if !m.hold.down {
		return
	}
	m.hold.down = false
	if m.config.Sound.Talking() {
		m.setTalk(false)
	}
}

// toggleTalk opens or closes the microphone.
func (m *Model) toggleTalk() { m.setTalk(!m.config.Sound.Talking()) }

func (m *Model) setTalk(on bool) {
	m.config.Sound.Talk(on)
	m.config.Line.Talk(on)
	m.sound = m.config.Sound.Status()
	closes := m.keyFor("talk") + word.Say(" closes it.")
	if m.hold.on() {
		closes = word.Say("Let go to close it.")
	}
	switch {
	case !on:
		m.say(note, word.Say("Your microphone is closed."))
	case m.sound.Mute():
		m.say(note, word.Say("Your microphone is open, but your link carries no speech now; it is tried again by itself. ")+closes)
	case m.sound.State == sound.Connected:
		m.say(note, word.Say("Your microphone is open: everybody hears you. ")+closes)
	default:
		m.say(note, word.Say("Your microphone opens as soon as the sound is connected. ")+closes)
	}
}

// order does with the microphone what was asked for from outside.
func (m *Model) order(o sound.Order) {
	a := sound.Answer{Title: clean(m.seat.Title()), Person: clean(m.seat.Me().Name)}
	talk, _ := action.Named(m.table, "talk")
	ok, why := talk.Can(m.context())
	switch talking := m.config.Sound != nil && m.config.Sound.Talking(); {
	case (o.Do.Wants(talking) || o.Do == sound.Ask) && !ok && !talking:
		a.Refused = why
	case o.Do.Wants(talking):
		m.hold.down = false
		m.setTalk(!talking)
	}
	a.Talking = m.config.Sound != nil && m.config.Sound.Talking()
	o.Answer <- a
}

// talkWords say how the microphone is opened.
func (m *Model) talkWords() string {
	if m.hold.on() {
		return word.Say("Talking: hold %s while you speak", m.keyFor("talk"))
	}
	return word.Say("Talking: %s opens the microphone, and closes it", m.keyFor("talk"))
}
