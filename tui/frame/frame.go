// Package frame is what all panes have in common on the screen: the rule with
// the name above a pane, and lines brought to an exact width and number, so
// that panes can be put beside each other without measuring them again.
package frame

import (
	"strings"

	"charm.land/lipgloss/v2"

	"parley/tui/theme"
)

// Rule returns the line above a pane, exactly w cells: its name, then notes as
// far as they fit. A pane that has the keys has the mark before its name.
func Rule(t theme.Theme, w int, focused bool, name string, notes ...string) string {
	dash := t.Rule.Render
	mark, style := t.Marks.Horizontal, t.Title
	if focused {
		mark, style = t.Marks.Here, t.Focus
	}
	if w < 6 {
		return dash(strings.Repeat(t.Marks.Horizontal, max(w, 0)))
	}
	name = t.Ruler.Cut(name, w-4)
	var line strings.Builder
	line.WriteString(dash(t.Marks.Horizontal+mark+" ") + style.Render(name) + " ")
	used := 4 + t.Ruler.Width(name)
	for _, note := range notes {
		room := w - used - 3
		if note == "" || room < min(8, t.Ruler.Width(note)) {
			continue
		}
		note = t.Ruler.Cut(note, room)
		line.WriteString(dash(t.Marks.Horizontal+t.Marks.Horizontal) + " " + note)
		used += 3 + t.Ruler.Width(note)
		if used < w {
			line.WriteString(" ")
			used++
		}
	}
	return line.String() + dash(strings.Repeat(t.Marks.Horizontal, w-used))
}

// Line returns text in the style, exactly w cells wide.
func Line(t theme.Theme, style lipgloss.Style, text string, w int) string {
	return style.Render(t.Ruler.Fit(text, max(w, 0)))
}

// Blank returns an empty line of w cells.
func Blank(w int) string { return strings.Repeat(" ", max(w, 0)) }

// Fill returns exactly h of the lines: cut at the end, or with blank lines of w
// cells behind.
func Fill(lines []string, w, h int) []string {
	lines = lines[:min(len(lines), max(h, 0))]
	for len(lines) < h {
		lines = append(lines, Blank(w))
	}
	return lines
}
