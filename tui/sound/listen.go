package sound

import (
	"parley/tui/word"
)

// SpeaksNow says why somebody cannot listen late.
var SpeaksNow = word.Mark("your microphone is open, and who speaks has to hear the present")

// Listening is how one listens, in a word.
func Listening(complete bool) string {
	if complete {
		return "complete"
	}
	return "low"
}

// ListensWords say what it means to listen so.
func ListensWords(complete bool) string {
	if complete {
		return word.Say("You hear everything, one to two and a half seconds late. Low delay comes back by itself when you ask for the floor or your microphone opens.")
	}
	return word.Say("You hear the present; what a weak link loses is made up.")
}
