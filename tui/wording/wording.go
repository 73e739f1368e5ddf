// Package wording is what both fronts say of proposals, in the person's
// language: their changes, who makes them and who keeps a bracket.
package wording

import (
	"parley/collab/draft"
	"parley/collab/redline"
	"parley/tui/word"
)

// Tongue is how redlines are said to the person.
func Tongue() redline.Tongue {
	en := redline.English
	return redline.Tongue{
		Insert: word.Say(en.Insert), Delete: word.Say(en.Delete), Blank: word.Say(en.Blank),
		Open: word.Say(en.Open), Held: word.Say(en.Held), Alternative: word.Say(en.Alternative), Close: word.Say(en.Close),
		And: word.Say(en.And),
	}
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
