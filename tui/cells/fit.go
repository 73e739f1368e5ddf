package cells

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Width returns how many cells s takes when shown.
func (r Ruler) Width(s string) int {
	n := 0
	for s != "" {
		c := r.First(s)
		n += c.Cells
		s = s[len(c.Text):]
	}
	return n
}

// Show returns s as it may go to the terminal: one line, nothing hidden.
func (r Ruler) Show(s string) string {
	shown, _ := r.take(s, int(^uint(0)>>1))
	return shown
}

// Cut returns s as shown, at most n cells wide, with an ellipsis at its end
// where something was left out.
func (r Ruler) Cut(s string, n int) string {
	shown, rest := r.take(s, n)
	if rest == "" {
		return shown
	}
	dots := r.Ellipsis()
	room := n - r.Width(dots)
	if room < 0 {
		return strings.Repeat(".", max(n, 0))
	}
	shown, _ = r.take(s, room)
	return shown + dots
}

// Fit returns s as shown in exactly n cells: cut, or filled with blanks.
func (r Ruler) Fit(s string, n int) string {
	s = r.Cut(s, n)
	return s + strings.Repeat(" ", max(0, n-r.Width(s)))
}

// Ellipsis is what stands where something was left out.
func (r Ruler) Ellipsis() string {
	if r.ASCII {
		return "..."
	}
	return "\u2026"
}

// take returns as much of s, as shown, as fits into n cells, and the rest.
func (r Ruler) take(s string, n int) (shown, rest string) {
	var b strings.Builder
	for s != "" {
		c := r.First(s)
		if c.Cells > n {
			break
		}
		n -= c.Cells
		b.WriteString(c.Shown)
		s = s[len(c.Text):]
	}
	return b.String(), s
}

// Wrap returns s as shown in lines of at most n cells, broken between words
// where it can be; line breaks in s are kept. It always returns at least one
// line. With n below 2 a wide character is left out as a placeholder.
func (r Ruler) Wrap(s string, n int) []string {
	n = max(n, 1)
	var lines []string
	for part := range strings.SplitSeq(s, "\n") {
		lines = r.wrapLine(lines, part, n)
	}
	return lines
}

func (r Ruler) wrapLine(lines []string, s string, n int) []string {
	var line strings.Builder
	used, canBreak, usedThen := 0, 0, 0 // canBreak: bytes of line before which nothing needs to move down
	for s != "" {
		c := r.First(s)
		s = s[len(c.Text):]
		if c.Cells > n {
			c.Shown, c.Cells = r.Placeholder(), 1
		}
		blank := IsBlank(c.Text)
		if blank {
			c.Shown, c.Cells = " ", 1
			blank = !strings.HasSuffix(line.String(), "«") && !standsApart(s)
		}
		if used+c.Cells > n {
			switch held := line.String(); {
			case blank:
				lines = append(lines, held)
				line.Reset()
				used, canBreak = 0, 0
				continue
			case canBreak > 0:
				lines = append(lines, strings.TrimRight(held[:canBreak], " "))
				line.Reset()
				line.WriteString(held[canBreak:])
				used -= usedThen
			default:
				lines = append(lines, held)
				line.Reset()
				used = 0
			}
			canBreak = 0
			if used+c.Cells > n {
				lines = append(lines, line.String())
				line.Reset()
				used = 0
			}
		}
		line.WriteString(c.Shown)
		used += c.Cells
		if blank || c.Cells > 1 {
			canBreak, usedThen = line.Len(), used
		}
	}
	return append(lines, line.String())
}

// standsApart reports whether s begins with a mark that French sets apart from its
// word by a blank, and that does not begin a line all the same.
func standsApart(s string) bool {
	for _, mark := range []string{";", ":", "!", "?", "»"} {
		if rest, found := strings.CutPrefix(s, mark); found {
			return strings.TrimLeft(rest, ".,;:!?»)") == "" || IsBlank(strings.TrimLeft(rest, ".,;:!?»)")[:1])
		}
	}
	return false
}

// IsBlank reports whether a line may be broken after the cluster because it is
// white space that is not meant to hold two words together.
func IsBlank(cluster string) bool {
	switch cluster {
	case " ", "\t", "\u3000":
		return true
	case "\u00a0", "\u202f", "\u2007":
		return false
	}
	c, size := utf8.DecodeRuneInString(cluster)
	return size == len(cluster) && unicode.Is(unicode.Zs, c)
}
