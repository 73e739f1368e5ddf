package tuitest

import (
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Styles lets the program draw and returns the screen with, below it, how each
// cell looks: a letter for each look, a dot for the terminal's own, and what the
// letters mean.
func (s *Screen) Styles() string {
	words := s.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	var out strings.Builder
	out.WriteString(words + "\n\n")
	letters, legend := map[string]byte{}, []string{}
	for y := range s.term.Height() {
		row := make([]byte, s.term.Width())
		for x := range row {
			row[x] = '.'
			cell := s.term.CellAt(x, y)
			if cell == nil {
				continue
			}
			look := described(cell.Style)
			if look == "" {
				continue
			}
			if _, known := letters[look]; !known {
				letters[look] = byte('a' + len(letters)%26)
				legend = append(legend, fmt.Sprintf("%c: %s", letters[look], look))
			}
			row[x] = letters[look]
		}
		out.WriteString(strings.TrimRight(string(row), ".") + "\n")
	}
	return out.String() + "\n" + strings.Join(legend, "\n")
}

// described is a style in words, "" for the terminal's own.
func described(st uv.Style) string {
	var words []string
	for _, a := range []struct {
		on   bool
		word string
	}{
		{st.Attrs&uv.AttrBold != 0, "bold"}, {st.Attrs&uv.AttrFaint != 0, "faint"}, {st.Attrs&uv.AttrReverse != 0, "reverse"},
		{st.Attrs&uv.AttrStrikethrough != 0, "struck"}, {st.Underline != ansi.UnderlineNone, "underlined"},
	} {
		if a.on {
			words = append(words, a.word)
		}
	}
	if st.Fg != nil {
		words = append(words, "letters "+named(st.Fg))
	}
	if st.Bg != nil {
		words = append(words, "ground "+named(st.Bg))
	}
	return strings.Join(words, ", ")
}

func named(c color.Color) string {
	if basic, ok := c.(ansi.BasicColor); ok {
		return fmt.Sprintf("colour %d", int(basic))
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// Written returns how many bytes the program has written to the terminal.
func (s *Screen) Written() int {
	s.draw()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written
}
