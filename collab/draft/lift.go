package draft

import (
	"errors"
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
)

// ErrAlternative reports that a bracket has alternatives and it is not said
// which of them stays, or one that there is not.
var ErrAlternative = errors.New("which alternative stays is not said")

// Lift returns the change that takes a pair of brackets away and leaves the
// words; of alternatives, counted from 1, the one given. A blank that would be
// left twice goes, too.
func Lift(t text.Text, p Bracket, alternative int) (delta.Delta, error) {
	if (len(p.Bars) > 0) != (alternative > 0) || alternative > len(p.Bars)+1 {
		return delta.Delta{}, ErrAlternative
	}
	from, to := p.Open+1, p.Close
	if n := alternative - 1; n > 0 {
		from = p.Bars[n-1] + 1
	}
	if alternative > 0 && alternative <= len(p.Bars) {
		to = p.Bars[alternative-1]
	}
	if alternative > 0 {
		words := t.Slice(from, to)
		lead := utf8.RuneCountInString(words) - utf8.RuneCountInString(strings.TrimLeft(words, " "))
		trail := utf8.RuneCountInString(words) - utf8.RuneCountInString(strings.TrimRight(words, " "))
		from, to = from+lead, max(from+lead, to-trail)
	}
	end := p.Close + 1
	blank := func(at int) bool { return at >= 0 && at < t.Len() && t.Slice(at, at+1) == " " }
	if from == to && blank(p.Open-1) && (blank(end) || end == t.Len()) {
		end = min(end+1, t.Len()) // nothing is left between two blanks
	}
	return delta.New(delta.Op{Keep: p.Open}, delta.Op{Delete: from - p.Open}, delta.Op{Keep: to - from}, delta.Op{Delete: end - to}, delta.Op{Keep: t.Len() - end}), nil
}
