package app

import (
	"slices"

	"parley/collab/draft"
	"parley/collab/redline"
	"parley/tui/word"
)

// threeViews are a proposal whose paragraph reads otherwise by now than when it was
// made: how it read, how it reads, how it is proposed to read and, where the two
// changes are in different words, what both together would be.
func threeViews(p *draft.Proposal, now string) [][]redline.Span {
	three := redline.NewThree(p, now)
	row := func(words string, spans ...redline.Span) []redline.Span {
		return slices.Concat([]redline.Span{{Text: words}}, spans)
	}
	rows := [][]redline.Span{
		row(word.Say("How it read:  ") + three.Base),
		row(word.Say("How it reads: "), three.TheirChanges...),
		row(word.Say("As proposed:  "), three.YourChanges...),
	}
	if three.Fits {
		rows = append(rows, row(word.Say("Both together would read: ")+three.Offer), row(word.Say("Its author puts it so with Amend my proposal.")))
	}
	return rows
}
