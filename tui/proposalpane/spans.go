package proposalpane

import (
	"strings"

	"parley/collab/redline"
	"parley/tui/cells"
	"parley/tui/theme"
)

// A cell cluster of a redline, with the look that its span has.
type inked struct {
	cells.Cluster
	kind redline.Kind
}

// Rows draws a redline in rows of exactly w cells behind an indent, broken
// between words where it can be: new words underlined, old ones struck through,
// and with signs around both where the terminal is to show them in characters.
func Rows(t theme.Theme, spans []redline.Span, indent, w int) []string {
	w = max(w, 1)
	indent = max(min(indent, w-1), 0)
	room := w - indent
	var rows []string
	for _, row := range broken(clusters(t, spans), room) {
		rows = append(rows, strings.Repeat(" ", indent)+inkRow(t, row, room))
	}
	return rows
}

// clusters takes the spans apart.
func clusters(t theme.Theme, spans []redline.Span) (all []inked) {
	add := func(s string, k redline.Kind) {
		for s != "" {
			c := t.Ruler.First(s)
			all = append(all, inked{c, k})
			s = s[len(c.Text):]
		}
	}
	signs := map[redline.Kind][2]string{redline.Added: {"{++", "++}"}, redline.Deleted: {"{--", "--}"}}
	for _, s := range spans {
		around := signs[s.Kind]
		if !t.Terminal.Plain {
			around = [2]string{}
		}
		add(around[0], s.Kind)
		add(s.Text, s.Kind)
		add(around[1], s.Kind)
	}
	return all
}

// broken breaks the clusters into rows; there is at least one.
func broken(all []inked, w int) (rows [][]inked) {
	start, at, split := 0, 0, -1 // split: behind the last blank of the row
	x := 0
	for ; at < len(all); at++ {
		c := all[at]
		if x+c.Cells > w && !cells.IsBlank(c.Text) && at > start {
			end := at
			if split > start {
				end = split
			}
			rows = append(rows, all[start:end])
			start, split, x = end, -1, 0
			for _, c := range all[start:at] {
				x += c.Cells
			}
		}
		x += c.Cells
		if cells.IsBlank(c.Text) {
			split = at + 1
		}
	}
	return append(rows, all[start:])
}

// inkRow draws one row, exactly w cells wide.
func inkRow(t theme.Theme, row []inked, w int) string {
	var b strings.Builder
	used := 0
	for from := 0; from < len(row); {
		to, words := from, ""
		for to < len(row) && row[to].kind == row[from].kind {
			c := row[to]
			if cells.IsBlank(c.Text) {
				c.Shown, c.Cells = " ", 1
			}
			if used+c.Cells > w {
				break
			}
			words, used, to = words+c.Shown, used+c.Cells, to+1
		}
		if to == from {
			break // a blank that hangs behind the row
		}
		style := t.Text
		switch row[from].kind {
		case redline.Added:
			style = t.Inserted
		case redline.Deleted:
			style = t.Deleted
		}
		b.WriteString(style.Render(words))
		from = to
	}
	return b.String() + strings.Repeat(" ", w-used)
}
