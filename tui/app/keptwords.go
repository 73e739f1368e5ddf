package app

import (
	"parley/tui/word"
)

// keptChanged tells that what is typed cannot be kept on this machine, or can
// again, and that what an earlier run kept was damaged.
func (m *Model) keptChanged() {
	_, why := m.document.seat.Keeping()
	words := ""
	if why != nil {
		words = plain(why.Error())
	}
	aside, damage := m.document.seat.Damaged()
	switch {
	case damage != nil && !m.damaged:
		m.damaged = true
		m.say(refusal, word.Say("What was kept from before is damaged")+asideWords(aside)+word.Say("; what was good of it is sent."))
	case words != "" && words != m.unkept:
		m.say(refusal, word.Say("Not kept on this machine: ")+words+word.Say(". The meeting goes on, and what you type is sent as before."))
	case words == "" && m.unkept != "":
		m.say(note, word.Say("What you type is kept on this machine again."))
	}
	m.unkept = words
}

func asideWords(aside string) string {
	if aside == "" {
		return ""
	}
	return " (" + plain(aside) + ")"
}

// restoredWords say, once the text is here, what an earlier run left.
func (m *Model) restoredWords() string {
	if n := m.waiting(); n > 0 {
		return " " + word.Count(n, "change from before is being sent.", "changes from before are being sent.")
	}
	return ""
}

// waitingWords say how far n changes got that the server has not received:
// typed of them are in this program only, the others on this machine's disk,
// where that is done.
func (m *Model) waitingWords(n, typed int) string {
	keeping := m.keeping()
	switch {
	case !keeping:
		return word.Say("%d waiting", n)
	case typed == 0:
		return word.Say("%d kept", n)
	case typed == n:
		return word.Say("%d typed", n)
	}
	return word.Say("%d kept, %d typed", n-typed, typed)
}

// waitsForLink says of what was just asked that there is no line for it yet.
func (m *Model) waitsForLink() string {
	if keeping, _ := m.seat.Keeping(); keeping {
		return word.Say("Kept on this machine: it is sent once the link is back.")
	}
	return word.Say("It is sent once the link is back.")
}

// keptAnd says that what is typed is kept, where it is.
func (m *Model) keptAnd() string {
	if m.keeping() {
		return word.Say("kept and ")
	}
	return ""
}

// whenLeaving says what becomes of what is not received yet. What is only
// typed now is kept a moment later.
func (m *Model) whenLeaving() string {
	if m.keeping() {
		return word.Say("What it has not received when you leave is kept on this machine, and sent when you join again under the same name.")
	}
	return word.Say("What it has not received when you leave is lost.")
}
