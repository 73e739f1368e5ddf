// Package podium is what both fronts say of the speakers' list: what somebody
// asks the floor for, and one's own place, in words.
package podium

import (
	"strings"

	"parley/collab/floor"
	"parley/tui/word"
)

// Kinds are the kinds of requests as they are said; to speak is none.
var Kinds = []string{floor.Speak: "", floor.Order: word.Mark("point of order"), floor.Question: word.Mark("question"), floor.Reply: word.Mark("right of reply")}

// What says what a request is for: "point of order, on P-31, for ATU"; empty
// where it is only to speak.
func What(r floor.Request) string {
	var parts []string
	if r.Kind.Valid() && Kinds[r.Kind] != "" {
		parts = append(parts, word.Say(Kinds[r.Kind]))
	}
	if r.On != "" {
		parts = append(parts, word.Say("on %s", r.On))
	}
	if r.For != "" {
		parts = append(parts, word.Say("for %s", r.For))
	}
	return strings.Join(parts, ", ")
}

// spelled are places as they are said in short, from 1.
var spelled = []string{
	"", word.Mark("1st"), word.Mark("2nd"), word.Mark("3rd"), word.Mark("4th"), word.Mark("5th"),
	word.Mark("6th"), word.Mark("7th"), word.Mark("8th"), word.Mark("9th"), word.Mark("10th"),
}

// Ordinal is a place in short: 1st, 2nd, or number 23.
func Ordinal(n int) string {
	if n > 0 && n < len(spelled) {
		return word.Say(spelled[n])
	}
	return word.Say("number %d", n)
}

// told are places as sentences, from 1.
var told = []string{
	word.Mark("You are not on the speakers' list."), word.Mark("You are next."), word.Mark("You are second."), word.Mark("You are third."),
	word.Mark("You are fourth."), word.Mark("You are fifth."), word.Mark("You are sixth."), word.Mark("You are seventh."), word.Mark("You are eighth."),
	word.Mark("You are ninth."), word.Mark("You are tenth."),
}

// Place says one's own place: "You are next.", "You are third."
func Place(n int) string {
	if n < len(told) {
		return word.Say(told[max(n, 0)])
	}
	return word.Say("You are number %d on the speakers' list.", n)
}
