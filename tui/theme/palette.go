package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// A palette is the few colours a theme is made of; nil is the terminal's own.
type palette struct {
	grey, blue, orange, red color.Color
	person                  [People]color.Color
}

// A hue is one colour for a light ground and one for a dark ground, each for
// terminals with sixteen colours and with more. The full ones keep a contrast
// of at least 4.5 to 1 on white and on black (WCAG 2.2, 1.4.3); the sixteen are the
// terminal's own, and as xterm has them keep 3 to 1, also where bold letters are
// bright ones. Yellow, green and cyan do not on white, whoever chose them.
type hue struct {
	light, dark           string
	basicLight, basicDark color.Color
}

var (
	grey   = hue{"#5f5f5f", "#a0a0a0", lipgloss.BrightBlack, lipgloss.White}
	blue   = hue{"#0b5cad", "#6cb6ff", lipgloss.Blue, lipgloss.BrightBlue}
	orange = hue{"#9a4a00", "#ffa657", lipgloss.Red, lipgloss.Yellow}
	red    = hue{"#a40e26", "#ff7b72", lipgloss.Red, lipgloss.BrightRed}
)

// The people's colours, most different first. Two neighbours differ in
// lightness too, and each has its own underline.
var personHues = [People]hue{
	blue,
	orange,
	{"#6f2da8", "#d2a8ff", lipgloss.Magenta, lipgloss.BrightMagenta},
	{"#00695c", "#56d4bc", lipgloss.Black, lipgloss.BrightCyan},
	{"#7a5c00", "#e3c74a", lipgloss.Blue, lipgloss.BrightYellow},
	{"#a3195b", "#ff9bce", lipgloss.Magenta, lipgloss.BrightRed},
}

func paletteFor(t Terminal) palette {
	var p palette
	pick := func(h hue) color.Color {
		switch {
		case t.Profile < colorprofile.ANSI:
			return nil
		case t.Profile == colorprofile.ANSI && t.Light:
			return h.basicLight
		case t.Profile == colorprofile.ANSI:
			return h.basicDark
		case t.Light:
			return lipgloss.Color(h.light)
		}
		return lipgloss.Color(h.dark)
	}
	p.grey, p.blue, p.orange, p.red = pick(grey), pick(blue), pick(orange), pick(red)
	for i, h := range personHues {
		p.person[i] = pick(h)
	}
	return p
}

// fore gives a style its colour. Faint is for terminals without colours only:
// on top of grey it would be too weak to read.
func (p palette) fore(s lipgloss.Style, c color.Color) lipgloss.Style {
	if c == nil {
		return s
	}
	return s.Faint(false).Foreground(c)
}

// back gives a reversed style its ground, which is the colour of the letters
// before they are reversed.
func (p palette) back(s lipgloss.Style, c color.Color) lipgloss.Style {
	if c == nil {
		return s
	}
	return s.Foreground(c)
}
