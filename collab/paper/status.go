package paper

import (
	"regexp"
	"strings"
)

// statuses are the sentences with which a meeting tells in the margin how things
// stand: of a bracket, of a paragraph, of a proposal. Package export writes them.
var statuses = regexp.MustCompile(`^(Bracket \d+ is kept by [^\n]+\.|Agreed ad referendum in version \d+\.|` +
	`P-\d+, (MOD|ADD|SUP|NOC|change|new paragraph|delete|move|no change) [^\n]*\. (Not decided|Parked)(, (base changed|the paragraph is gone))?\.)$`)

// remarked is how what somebody said of a proposal begins, whose number means
// nothing outside of its meeting; named, how a comment does in a format that has
// no place for who made it.
var (
	remarked = regexp.MustCompile(`^P-\d+: `)
	named    = regexp.MustCompile(`^[^:\n]{1,130}: `)
)

// Said returns what a person said in the comment: nothing where a meeting told how
// things stood, and else its text, without the number of the proposal.
func (c Comment) Said() string {
	who, words := "", c.Text
	if c.By == "" && !remarked.MatchString(words) {
		who = named.FindString(words)
		words = words[len(who):]
	}
	if statuses.MatchString(words) {
		return ""
	}
	return who + strings.TrimPrefix(words, remarked.FindString(words))
}
