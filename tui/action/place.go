package action

import (
	"unicode/utf8"

	"parley/tui/word"
)

// A Place is where an action can be meant; places add up with |.
type Place uint16

// The places.
const (
	Reading   Place = 1 << iota // the draft, while it is read: letters are shortcuts
	Writing                     // the draft, while it is written: letters are text
	Queue                       // the speakers' list
	Proposals                   // the list of proposals
	Chat                        // the chat with its line: letters are text
	People                      // the list of people
	Captions                    // what was said, in words
	Linear                      // the front end of lines in, lines out

	// Beside are the panes that stand beside or below the draft, Lists those of
	// them in which letters are shortcuts.
	Lists  = Queue | Proposals | People | Captions
	Beside = Lists | Chat
	// Screen is everywhere on the screen, also while typing.
	Screen = Reading | Writing | Beside
	// Everywhere is the screen and the linear front.
	Everywhere = Screen | Linear
)

// String names a single place as titles do.
func (p Place) String() string {
	switch p {
	case Reading:
		return word.Say("Draft, reading")
	case Writing:
		return word.Say("Draft, writing")
	case Queue:
		return word.Say("Queue")
	case Proposals:
		return word.Say("Proposals")
	case Chat:
		return word.Say("Chat")
	case People:
		return word.Say("People")
	case Captions:
		return word.Say("Captions")
	case Linear:
		return word.Say("Lines")
	}
	return word.Say("Everywhere")
}

// types reports whether the key is text at place p, so that it cannot be a
// shortcut there.
func (p Place) types(key string) bool {
	switch p {
	case Writing, Chat:
		return printable(key)
	}
	return false
}

// printable reports whether the key, pressed alone, is a character.
func printable(key string) bool {
	return utf8.RuneCountInString(key) == 1 || key == "space"
}
