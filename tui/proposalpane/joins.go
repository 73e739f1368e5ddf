package proposalpane

import (
	"strconv"
	"strings"

	"parley/collab/draft"
	"parley/collab/redline"
	"parley/tui/word"
)

// Joins are which of the changes of a proposal its author shows as one, so that it
// says what is meant. What they were chosen for is kept: words typed afterwards
// part the changes again where there are more or fewer of them.
type joins struct {
	bits    uint64 // bit i: the changes i and i+1 are one
	changes int    // how many there are
	at      int    // the gap that is marked, between the changes at and at+1

	was, text string // what changes and shown were made from
	shown     []redline.Span
	drawn     uint64
}

// of returns the joins for a wording as it is now.
func (j *joins) of(w draft.Wording) uint64 {
	if w.Was == j.was && w.Text == j.text {
		return j.bits
	}
	n := 0
	for range draft.Changes(draft.Differences(w.Was, w.Text)) {
		n++
	}
	first := j.was == "" && j.text == ""
	if n != j.changes && !first {
		j.bits = 0
	}
	j.was, j.text, j.changes, j.shown = w.Was, w.Text, n, nil
	j.bits &= j.all()
	j.at = max(min(j.at, j.gaps()-1), 0)
	return j.bits
}

// spans are the redline of the wording with its joins.
func (j *joins) spans(w draft.Wording) []redline.Span {
	if j.of(w); j.shown == nil || j.drawn != j.bits {
		j.shown, j.drawn = redline.Words(w.Was, w.Text, j.bits), j.bits
	}
	return j.shown
}

func (j *joins) gaps() int { return min(max(j.changes-1, 0), draft.MaxJoins) }

// all is every gap joined.
func (j *joins) all() uint64 { return uint64(1)<<j.gaps() - 1 }

// key handles a key press: Left and Right mark a gap, Space joins the changes
// beside it or parts them, Up joins all and Down parts all.
func (j *joins) key(key string) {
	switch key {
	case "left":
		j.at = max(j.at-1, 0)
	case "right":
		j.at = max(min(j.at+1, j.gaps()-1), 0)
	case "space":
		if j.gaps() > 0 {
			j.bits ^= 1 << j.at
		}
	case "up":
		j.bits = j.all()
	case "down":
		j.bits = 0
	}
}

// view writes the changes by their numbers, with + between those that are shown
// as one: "1+2 3"; at is where the marked gap is.
func (j *joins) view() (words string, at int) {
	if j.gaps() == 0 {
		return word.Say("as one change"), 0
	}
	var b strings.Builder
	b.WriteString(word.Say("changes "))
	for i := range j.changes {
		if i > 0 {
			if i-1 == j.at {
				at = len([]rune(b.String()))
			}
			gap := " "
			if i <= j.gaps() && j.bits&(1<<(i-1)) != 0 {
				gap = "+"
			}
			b.WriteString(gap)
		}
		b.WriteString(strconv.Itoa(i + 1))
	}
	return b.String(), at
}

func (j *joins) help() string {
	if j.gaps() == 0 {
		return ""
	}
	return word.Say("   Space: join or part here, Up: all as one, Down: apart")
}
