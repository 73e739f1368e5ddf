package wording

import (
	"strings"

	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/word"
)

// mostMissed is how many proposals are told of one by one, and longMissed how many
// code points of a redline.
const (
	mostMissed = 100
	longMissed = 300
)

// Missed tells what became of the proposals, the paragraphs and the brackets while
// somebody was away, what was decided first: on the screen with the marks of a
// redline, aloud with words for them.
func Missed(w away.Wordings, aloud bool) (lines []string) {
	var open []string
	for _, m := range w.Matters {
		if line := missed(m, aloud); m.Decided {
			lines = append(lines, line)
		} else {
			open = append(open, line)
		}
	}
	lines = append(lines, open...)
	if more := len(lines) - mostMissed; more > 0 {
		lines = append(lines[:mostMissed], word.Say("And %d more in the list of proposals.", more))
	}
	if len(w.Agreed) > 0 {
		lines = append(lines, word.Say("Agreed ad ref: %s.", strings.Join(w.Agreed, ", ")))
	}
	if len(w.Reopened) > 0 {
		lines = append(lines, word.Say("Open again: %s.", strings.Join(w.Reopened, ", ")))
	}
	if w.Brackets != w.WereThere {
		lines = append(lines, word.Say("Square brackets: %d, there were %d.", w.Brackets, w.WereThere))
	}
	return lines
}

// missed is one proposal: how it stands, and of a new one what it changes.
func missed(m away.Matter, aloud bool) string {
	title := m.Label() + " " + word.Say(m.Mark)
	if m.On != "" {
		title += " " + m.On
	}
	title += ", " + text.CleanLine(From(m.Proposal), meeting.MaxChat)
	state := word.Say(m.Outcome.String())
	words := redline.Plain(Spans(m.Wording))
	if aloud {
		words = Tongue().Changes(Spans(m.Wording))
	}
	if r := []rune(text.CleanLine(words, len(words)+4)); len(r) > longMissed {
		words = string(r[:longMissed]) + "..."
	}
	if !m.New {
		return title + ": " + state + "."
	}
	return strings.TrimSpace(word.Say("%s, new: %s. %s", title, state, text.CleanLine(words, len(words)+4)))
}
