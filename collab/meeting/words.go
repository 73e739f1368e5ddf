package meeting

import (
	"strings"
	"unicode/utf8"

	"parley/collab/phrase"
	"parley/collab/text"
)

// addresses are what stands, with a colon, before a line of chat that is not for
// everybody.
var addresses = []struct {
	words string
	to    To
}{
	{"to chair", ToChair}, {"to the chair", ToChair},
	{"to delegation", ToDelegation}, {"to my delegation", ToDelegation}, {"to us", ToDelegation},
}

// ParseLine reads a line of chat as a person types it: with to chair: or to
// delegation: before it, it is for these alone. How the address is spaced does not
// matter, since what misses it is read by everybody: French has a space before a
// colon, and a Chinese keyboard a colon of its own.
func ParseLine(line string) (To, string) {
	line = strings.TrimSpace(line)
	at := strings.IndexAny(line, ":\uff1a")
	if at < 0 {
		return ToAll, line
	}
	address := strings.Join(strings.Fields(line[:at]), " ")
	_, colon := utf8.DecodeRuneInString(line[at:])
	for _, a := range addresses {
		if strings.EqualFold(address, a.words) {
			return a.to, strings.TrimSpace(line[at+colon:])
		}
	}
	return ToAll, line
}

// ParseAgenda reads an agenda as a person types it: with a semicolon between two
// items, or none. The error is a sentence for the person.
func ParseAgenda(words string) (AgendaSet, error) {
	set := AgendaSet{}
	if strings.EqualFold(strings.TrimSpace(words), "none") {
		return set, nil
	}
	for item := range strings.SplitSeq(words, ";") {
		if item = text.CleanLine(item, len(item)); item != "" {
			set.Items = append(set.Items, item)
		}
		if n := utf8.RuneCountInString(item); n > MaxItem {
			return set, phrase.New("an item of the agenda has at most %d characters, one here has %d", MaxItem, n)
		}
	}
	if len(set.Items) > MaxAgenda {
		return set, phrase.New("an agenda has at most %d items", MaxAgenda)
	}
	return set, nil
}
