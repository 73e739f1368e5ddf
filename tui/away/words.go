package away

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/word"
)

// Naming is how somebody is called.
type Naming func(text.Author) string

// Headline says in one line how long the person was away, and what was missed:
// "away 2 min 10 s: 14 changes by 3 people in lines 2, 5 and 9; 4 chat messages".
func (r Report) Headline() string {
	return word.Say("away ") + Span(r.Away) + word.Say(": ") + r.News()
}

// News is the headline without how long the person was away.
func (r Report) News() string {
	var parts []string
	add := func(s string) { parts = append(parts, s) }
	switch {
	case r.Places > 0:
		s := word.Count(r.Places, "change", "changes")
		if len(r.By) > 0 {
			s += word.Say(" by ") + word.Count(len(r.By), "person", "people")
		}
		if lines := r.Lines(); len(lines) > 0 {
			s += inLines(lines)
		}
		add(s)
	case r.Edits > 0:
		add(word.Say("the draft was changed by ") + word.Count(len(r.By), "person", "people") + word.Say(" and reads again as you left it"))
	}
	if r.Compared {
		add(word.Say("two texts were compared, as single changes are not known any more"))
	}
	if n := len(r.Chat); n > 0 {
		add(word.Count(n, "chat message", "chat messages"))
	}
	if r.Turns > 0 {
		add(word.Count(r.Turns, "speaker", "speakers"))
	}
	if r.Captions > 0 {
		add(word.Count(r.Captions, "caption", "captions"))
	}
	parts = append(parts, r.Else...)
	if len(parts) == 0 {
		add(word.Say("nothing was missed"))
	}
	if r.Sent > 0 {
		add(word.Count(r.Sent, "change or line of yours", "changes or lines of yours") + word.Say(" sent now"))
	}
	return strings.Join(parts, word.Say("; "))
}

// Lines are the numbers of the lines that read otherwise, each once.
func (r Report) Lines() (numbers []int) {
	for _, row := range r.Rows {
		if !slices.Contains(numbers, row.Line) {
			numbers = append(numbers, row.Line)
		}
	}
	return numbers
}

// mostNumbers is how many lines a headline names.
const mostNumbers = 8

// inLines says where, beginning with the word for in, which not every language
// has the same before one line and before several.
func inLines(numbers []int) string {
	if len(numbers) == 1 {
		return word.Say(" in line %d", numbers[0])
	}
	if more := len(numbers) - mostNumbers; more > 0 {
		var parts []string
		for _, n := range numbers[:mostNumbers] {
			parts = append(parts, fmt.Sprint(n))
		}
		return word.Say(" in lines ") + strings.Join(parts, ", ") + word.Say(" and %d more", more)
	}
	return word.Say(" in lines ") + Enumerate(numbers)
}

// Enumerate is a rising list of numbers in words, runs as "3 to 5".
func Enumerate(n []int) string {
	var parts []string
	for i := 0; i < len(n); {
		j := i
		for j+1 < len(n) && n[j+1] == n[j]+1 {
			j++
		}
		if j > i+1 {
			parts = append(parts, word.Say("%d to %d", n[i], n[j]))
		} else {
			for _, one := range n[i : j+1] {
				parts = append(parts, fmt.Sprint(one))
			}
		}
		i = j + 1
	}
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + word.Say(" and ") + parts[last]
	}
	return strings.Join(parts, "")
}

// Span is a time as people say it: 12 s, 2 min 10 s, 1 h 5 min.
func Span(d time.Duration) string {
	s := int(max(d, 0).Round(time.Second) / time.Second)
	switch {
	case s < 60:
		return word.Say("%d s", s)
	case s < 3600:
		return word.Say("%d min %d s", s/60, s%60)
	}
	return word.Say("%d h %d min", s/3600, s/60%60)
}

// mostRows is how many lines of each kind are told in full, and longKept and
// longChanged how many code points of a stretch are.
const (
	mostRows    = 200
	longKept    = 300
	longChanged = 2000
)

// Told are the lines that read otherwise and the lines of chat, as words: on
// the screen with the marks of a redline, aloud with words for them.
func (r Report) Told(name Naming, aloud bool) (lines []string) {
	for _, row := range r.Rows[:min(len(r.Rows), mostRows)] {
		lines = append(lines, row.told(name, aloud))
	}
	if more := len(r.Rows) - mostRows; more > 0 {
		lines = append(lines, word.Say("And %d more lines of the draft.", more))
	}
	chat := r.Chat
	if more := len(chat) - mostRows; more > 0 {
		lines = append(lines, word.Say("%d older chat messages are in the chat.", more))
		chat = chat[more:]
	}
	for _, c := range chat {
		lines = append(lines, word.Say("Chat, ")+name(c.By)+word.Say(": ")+text.CleanLine(c.Text, meeting.MaxChat))
	}
	return lines
}

// told is a row in words.
func (row Row) told(name Naming, aloud bool) string {
	where := word.Say("Line %d", row.Line)
	if row.Gone {
		where = word.Say("Before line %d", row.Line)
	}
	var names []string
	for _, by := range row.By {
		if n := name(by); n != "" {
			names = append(names, n)
		}
	}
	if len(names) > 0 {
		where += ", " + strings.Join(names, ", ")
	}
	return where + ". " + row.Marked(aloud)
}

// Marked is the line with what was put in and taken out: {++so++} and {--so--},
// or aloud as [insert: so] and [delete: so].
func (row Row) Marked(aloud bool) string {
	marks := [...][2]string{Kept: {}, Deleted: {"{--", "--}"}, Inserted: {"{++", "++}"}}
	if aloud {
		marks = [...][2]string{Kept: {}, Deleted: {word.Say("[delete: "), "]"}, Inserted: {word.Say("[insert: "), "]"}}
	}
	var b strings.Builder
	for i, s := range row.Stretches {
		words := text.Clean(s.Text)
		switch {
		case s.Kind == Kept:
			words = shorten(words, longKept, i > 0, i+1 < len(row.Stretches))
		case strings.TrimSpace(words) == "" && len(row.Stretches) == 1:
			words = "(blank)"
		case words == "": // only the line's end came here
			continue
		default:
			words = shorten(words, longChanged, true, true)
		}
		b.WriteString(marks[s.Kind][0] + words + marks[s.Kind][1])
		if aloud && s.Kind != Kept && i+1 < len(row.Stretches) && row.Stretches[i+1].Kind != Kept {
			b.WriteString(" ")
		}
	}
	return b.String()
}

// shorten leaves out the middle of a long stretch, or the end that no change
// stands at.
func shorten(s string, most int, head, tail bool) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	switch {
	case head && tail:
		return string(r[:most/2]) + "..." + string(r[len(r)-most/2:])
	case tail:
		return "..." + string(r[len(r)-most:])
	}
	return string(r[:most]) + "..."
}
