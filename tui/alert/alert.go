// Package alert is how a person who looks elsewhere is called back: the
// terminal's bell, and a notification on the desktop from those terminals that
// pass one on.
package alert

import (
	"strings"

	"parley/collab/text"
)

// A Way is how a person is called. Ways add up with |.
type Way uint8

// The ways. A terminal knows one of the two notifications at most by what it
// tells of itself; one that knows neither passes over it.
const (
	Bell         Way = 1 << iota // BEL
	Notify                       // OSC 9, as iTerm2, kitty, WezTerm and Windows Terminal have it
	NotifyTitled                 // OSC 777, as rxvt, foot and terminals with VTE have it
)

// Off calls nobody.
const Off Way = 0

// Wanted returns the ways for what a person wants ("bell", "desktop", "both" or
// "off") in a terminal with this environment. The Linux console gets no
// notification: it takes part of one for a colour.
func Wanted(word string, env func(string) string) Way {
	way := Off
	if word == "bell" || word == "both" {
		way |= Bell
	}
	term := env("TERM")
	switch {
	case word != "desktop" && word != "both", term == "linux", term == "dumb", term == "":
	case env("VTE_VERSION") != "", strings.HasPrefix(term, "rxvt"), strings.HasPrefix(term, "foot"):
		way |= NotifyTitled
	default:
		way |= Notify
	}
	return way
}

// most is how many code points of words a notification has.
const most = 120

// Sequence is what is written to the terminal to call the person with words.
func (w Way) Sequence(words string) string {
	words = strings.ReplaceAll(text.CleanLine(words, most), ";", ",") // which ends a field
	var b strings.Builder
	if w&Notify != 0 {
		b.WriteString("\x1b]9;Parley: " + words + "\x1b\\")
	}
	if w&NotifyTitled != 0 {
		b.WriteString("\x1b]777;notify;Parley;" + words + "\x1b\\")
	}
	if w&Bell != 0 {
		b.WriteString("\a")
	}
	return b.String()
}
