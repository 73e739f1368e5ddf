package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// A palette is the few colours a theme is made of; nil is the terminal's own.
type palette struct {
	grey, blue, orange, red color.Color
	person                  [People]color.Color
}

// A hue is one colour for a light ground and one for a dark ground, each for
// terminals with sixteen colours and with more. The full ones are of the 240 that
// every terminal with more has alike (xterm's 16 to 255), also where it has all
// there are: they look as well, and one is written in seven bytes fewer each time,
// of a key's frame often fifty. They keep a contrast
// of at least 4.5 to 1 on white and on black (WCAG 2.2, 1.4.3); the sixteen are the
// terminal's own, and as xterm has them keep 3 to 1, also where bold letters are
// bright ones. Yellow, green and cyan do not on white, whoever chose them.
type hue struct {
	light, dark           ansi.IndexedColor
	basicLight, basicDark color.Color
}

var (
	grey   = hue{59, 247, lipgloss.BrightBlack, lipgloss.White}
	blue   = hue{25, 75, lipgloss.Blue, lipgloss.BrightBlue}
	orange = hue{130, 215, lipgloss.Red, lipgloss.Yellow}
	red    = hue{124, 210, lipgloss.Red, lipgloss.BrightRed}
)

// The people's colours, most different first. Two neighbours differ in
// lightness too, and each has its own underline.
var personHues = [People]hue{
	blue,
	orange,
	{55, 183, lipgloss.Magenta, lipgloss.BrightMagenta},
	{23, 79, lipgloss.Black, lipgloss.BrightCyan},
	{94, 221, lipgloss.Blue, lipgloss.BrightYellow},
	{125, 218, lipgloss.Magenta, lipgloss.BrightRed},
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
			return h.light
		}
		return h.dark
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
