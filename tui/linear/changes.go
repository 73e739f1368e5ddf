package linear

import (
	"slices"
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/word"
)

// changed is what somebody else did to the draft, told at once: for programs.
type changed struct {
	Event    string `json:"event"` // "edit"
	Number   uint64 `json:"number"`
	By       string `json:"by"`
	Person   uint32 `json:"person"`
	Line     int    `json:"line"` // the first that changed, as it is counted now
	Text     string `json:"text"` // that line now
	Inserted string `json:"inserted"`
	Deleted  int    `json:"deleted"` // code points
}

func (s changed) words() string {
	return word.Say("%s wrote in line %d: %s", s.By, s.Line, blank(s.Text))
}

// announced is what others did to the draft since it was last told: for
// people, a line for each of those who wrote.
type announced []string

func (s announced) words() string { return strings.Join(s, "\n") }

// changes gathers what others do to the draft until it is told. Places are
// kept as offsets into the newest text, so that lines are counted at the end.
type changes struct {
	touched []touch
	read    text.Text // the draft as it was when the changes were last asked for
}

// A touch is one place where somebody changed the draft.
type touch struct {
	by   text.Author
	at   int // where the writing begins, or where the deleted text was
	gone int // whole lines deleted there, 0 where words were written or taken out
}

// moved carries the places over a change of the text.
func (c *changes) moved(d delta.Delta) {
	for i := range c.touched {
		c.touched[i].at = d.Map(c.touched[i].at, delta.Before)
	}
}

// add notes what somebody else did to the text before.
func (c *changes) add(by text.Author, before text.Text, d delta.Delta) {
	c.moved(d)
	c.touched = append(c.touched, touches(by, before, d)...)
}

// touches are the places in the new text at which d changed the text before.
func touches(by text.Author, before text.Text, d delta.Delta) (all []touch) {
	from, to := 0, 0 // the same place in the text before and in the new one
	gone := 0        // line breaks deleted just before this place
	for op := range d.Ops() {
		switch {
		case op.Delete > 0:
			gone = strings.Count(before.Slice(from, from+op.Delete), "\n")
			all = append(all, touch{by, to, gone})
		case op.Insert != "":
			at := to
			if rest := strings.TrimPrefix(op.Insert, "\n"); rest != op.Insert && rest != "" {
				at++ // a new line put in behind this one
			}
			if n := len(all); n > 0 && all[n-1].at == to { // replaced: one place, not two
				all = all[:n-1]
			}
			all = append(all, touch{by, at, 0})
		}
		from, to = from+op.Keep+op.Delete, to+op.Keep+utf8.RuneCountInString(op.Insert)
	}
	return all
}

// tell returns what is to be told, and forgets it.
func (c *changes) tell(t text.Text, name func(text.Author) string) announced {
	var order []text.Author
	wrote, gone := map[text.Author][]int{}, map[text.Author]int{}
	for _, touch := range c.touched {
		if !slices.Contains(order, touch.by) {
			order = append(order, touch.by)
		}
		gone[touch.by] += touch.gone
		line := lineAt(t, touch.at)
		if touch.gone == 0 && !slices.Contains(wrote[touch.by], line) {
			wrote[touch.by] = append(wrote[touch.by], line)
		}
	}
	c.touched = nil
	var out announced
	for _, by := range order {
		var parts []string
		if n := gone[by]; n > 0 {
			deleted := word.Say("deleted ") + word.Count(n, "line", "lines")
			if len(wrote[by]) == 0 {
				deleted += "."
			}
			parts = append(parts, deleted)
		}
		switch numbers := wrote[by]; len(numbers) {
		case 0:
		case 1:
			parts = append(parts, word.Say("wrote in line %d: %s", numbers[0], blank(t.Line(numbers[0]-1))))
		default:
			slices.Sort(numbers)
			parts = append(parts, word.Say("wrote in lines ")+away.Enumerate(numbers)+".")
		}
		out = append(out, name(by)+" "+strings.Join(parts, word.Say(" and ")))
	}
	return out
}

// lineAt is the number of the line at an offset.
func lineAt(t text.Text, at int) int { return t.LineOf(min(max(at, 0), t.Len())) + 1 }

// told is what somebody else did to the text before, as a program is told.
func told(number uint64, by text.Author, name string, d delta.Delta, before, after text.Text) changed {
	s := changed{Event: "edit", Number: number, By: name, Person: uint32(by)}
	var inserted strings.Builder
	for op := range d.Ops() {
		inserted.WriteString(op.Insert)
		s.Deleted += op.Delete
	}
	if all := touches(by, before, d); len(all) > 0 {
		s.Line = lineAt(after, all[0].at)
		s.Text = after.Line(s.Line - 1)
	}
	s.Inserted = inserted.String()
	return s
}

// lines is how many lines people count: behind the last line break only if
// something stands there.
func lines(t text.Text) int {
	n := t.Lines()
	if n > 1 && t.Line(n-1) == "" {
		n--
	}
	return n
}
