package action

import (
	"parley/tui/word"
)

// Manual returns what can be done at place p as paragraphs: a line with the
// words and the keys (or, for the linear front, how the command is written),
// and below it, indented, what it does. What is special to the place comes
// first, what can be done everywhere after it.
func Manual(table []Action, p Place) []string {
	var special, everywhere []string
	for _, a := range At(table, p) {
		head := a.Usage()
		if p != Linear {
			head = a.Title + word.Say(": in the palette")
			if keys := a.KeysIn(p); len(keys) > 0 {
				head = a.Title + word.Say(": ") + KeyNames(keys)
			}
		}
		if a.Where&Screen == Screen {
			everywhere = append(everywhere, head, "   "+a.Help)
		} else {
			special = append(special, head, "   "+a.Help)
		}
	}
	if len(everywhere) > 0 && len(special) > 0 {
		special = append(special, "", word.Say("Everywhere:"), "")
	}
	return append(special, everywhere...)
}
