// Package wording is what both fronts say of proposals, in the person's
// language: their changes, who makes them, who keeps a bracket and who has the
// text.
package wording

import (
	"strings"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/tui/away"
	"parley/tui/word"
)

// Tongue is how redlines are said to the person.
func Tongue() redline.Tongue {
	en := redline.English
	return redline.Tongue{
		Insert: word.Say(en.Insert), Delete: word.Say(en.Delete), Blank: word.Say(en.Blank),
		Open: word.Say(en.Open), Held: word.Say(en.Held), Alternative: word.Say(en.Alternative), Close: word.Say(en.Close),
		And: word.Say(en.And), Then: word.Say(en.Then),
	}
}

// Receipts says who has the text: "text v17 seen by 41 of 43; behind: Samoa (v16)".
func Receipts(r meeting.Receipts) string {
	out := word.Say("Text v%d seen by %d of %d", r.Version, r.Seen, r.Of)
	if names := Behind(r); len(names) > 0 {
		out += word.Say("; behind: ") + strings.Join(names, ", ")
	}
	return out + "."
}

// Behind names who does not have it, and how far each is.
func Behind(r meeting.Receipts) (names []string) {
	for _, b := range r.Behind {
		switch who := string(b.Voice); {
		case b.Lost > 0:
			names = append(names, word.Say("%s (no link for %s)", who, away.Span(b.Lost)))
		case b.Has > 0:
			names = append(names, word.Say("%s (v%d)", who, b.Has))
		default:
			names = append(names, who)
		}
	}
	return names
}

// From says who makes a proposal: "Kenya with Ghana and Mali for ATU".
func From(p *draft.Proposal) string {
	from := string(p.Voice)
	if len(p.Sponsors) > 0 {
		from = word.Say("%s with %s", from, Tongue().Voices(p.Sponsors))
	}
	if p.For != "" {
		from = word.Say("%s for %s", from, p.For)
	}
	return from
}
