package floor

import (
	"strings"
	"time"
	"unicode/utf8"

	"parley/collab/phrase"
)

// Kinds are the names of the kinds, as they are typed.
var Kinds = []string{Speak: "speak", Order: "order", Question: "question", Reply: "reply"}

// ParseAsk reads a request as a person types it: [order|question|reply] [on REF]
// [for NAME] [NOTE]. A reference that begins with a letter may come without its
// on, and each may name a document, as in 2/P-31; a note may stand in double
// quotes. The error is a sentence for the
// person.
func ParseAsk(words string) (Ask, error) {
	a, rest := Ask{}, strings.TrimSpace(words)
	word, after := cutWord(rest)
	for kind, name := range Kinds {
		if strings.EqualFold(word, name) {
			a.Kind, rest = Kind(kind), after
		}
	}
	if word, after = cutWord(rest); strings.EqualFold(word, "on") {
		at, more := cutWord(after)
		if place, _ := isPlace(at); place {
			a.On, rest = at, more
		}
	} else if _, lettered := isPlace(word); lettered {
		a.On, rest = word, after
	}
	if word, after = cutWord(rest); strings.EqualFold(word, "for") && after != "" {
		a.For, rest = CutName(after)
	}
	if a.Note = rest; len(rest) >= 2 && rest[0] == '"' && rest[len(rest)-1] == '"' {
		a.Note = strings.TrimSpace(rest[1 : len(rest)-1])
	}
	if n := utf8.RuneCountInString(a.Note); n > MaxNote {
		return Ask{}, phrase.New("a note has at most %d characters, this one has %d", MaxNote, n)
	}
	if !a.Sound() {
		return Ask{}, phrase.New("what the request is on, or for whom, is too long or cannot be shown")
	}
	return a, nil
}

func cutWord(s string) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimSpace(s), " ")
	return word, strings.TrimSpace(rest)
}

// CutName takes a name off the start of s: in double quotes, or one word, with
// a colon behind it or without.
func CutName(s string) (name, rest string) {
	if s = strings.TrimSpace(s); strings.HasPrefix(s, `"`) {
		if name, rest, found := strings.Cut(s[1:], `"`); found {
			return strings.TrimSpace(name), strings.TrimSpace(strings.TrimPrefix(rest, ":"))
		}
	}
	name, rest = cutWord(s)
	return strings.TrimSuffix(name, ":"), rest
}

// ParseLimit reads a time per speaker: 3m, 90s, a plain number of minutes, or
// off. The error is a sentence for the person.
func ParseLimit(s string) (time.Duration, error) {
	if strings.EqualFold(s, "off") || strings.EqualFold(s, "none") {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		d, err = time.ParseDuration(s + "m")
	}
	switch d = d.Truncate(time.Second); {
	case err != nil:
		return 0, phrase.New("%q is not a time such as 3m or 90s", cutLong(s))
	case d < time.Second || d > MaxLimit:
		return 0, phrase.New("a turn lasts from a second to %v", MaxLimit)
	}
	return d, nil
}

func cutLong(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
