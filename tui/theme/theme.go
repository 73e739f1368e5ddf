// Package theme is how everything on the screen looks: one Theme value, made
// once from what the terminal can do and handed down to every pane. Colour
// never carries a meaning alone: each style has an attribute, a mark or a word
// beside it, blue and orange stand where others use green and red, and the
// names of the sixteen basic colours are used where the terminal has no more.
package theme

import (
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"parley/tui/cells"
)

// A Terminal is what is known of the terminal a Theme is for. The zero
// Terminal is dark, knows UTF-8 and has no colours.
type Terminal struct {
	Light    bool                 // dark letters on a light ground
	Profile  colorprofile.Profile // how many colours it has
	Plain    bool                 // changes are marked with characters too: NO_COLOR, or asked for
	ASCII    bool                 // it cannot show box drawing or other non-ASCII marks of ours
	Widths   cells.Widths         // how it counts the cells of a cluster
	Quirks   cells.Quirks         // what it was seen to do otherwise
	Reorders bool                 // it brings text from right to left into its order itself
	Mirrors  bool                 // it reorders, and needs to be given brackets as they look and marks for paragraphs from right to left
	Most     colorprofile.Profile // the most colours the person wants; 0: all there are, TrueColor: all, whatever is found out
	Settled  bool                 // Light is the person's word, whatever the terminal says
}

// A Theme is the look of the whole screen. It is a plain value: copy it, never
// change one that was handed out.
type Theme struct {
	Terminal Terminal
	Ruler    cells.Ruler // measures text as this terminal shows it
	Marks    Marks

	Text   lipgloss.Style // what people wrote
	Dim    lipgloss.Style // less important words
	Strong lipgloss.Style // more important words
	Title  lipgloss.Style // a pane's name
	Focus  lipgloss.Style // the name of the pane that has the keys
	Rule   lipgloss.Style // borders and rules
	Bar    lipgloss.Style // the status line
	Live   lipgloss.Style // in the status line: the microphone is open
	Alarm  lipgloss.Style // in the status line: the link is lost, nothing is heard
	Key    lipgloss.Style // a key's name in the help line
	Chosen lipgloss.Style // the item of a list that Enter takes
	Off    lipgloss.Style // an action that cannot be done now
	Notice lipgloss.Style // something was done
	Error  lipgloss.Style // something could not be done

	Gutter    lipgloss.Style // line numbers and marks beside the draft
	Here      lipgloss.Style // the gutter of the line the cursor is in
	Selection lipgloss.Style // selected text
	Match     lipgloss.Style // text that was searched for
	Hidden    lipgloss.Style // the placeholder of a character that must not be shown
	Inserted  lipgloss.Style // a redline's new text
	Deleted   lipgloss.Style // a redline's old text

	people [People]person
}

// Marks are the characters of our own that stand on the screen.
type Marks struct {
	Horizontal, Vertical                           string
	TopLeft, TopRight, BottomLeft, BottomRight     string
	LeftTee, RightTee, TopTee, BottomTee, Crossing string
	Here                                           string // beside the item or line the cursor is on
	Ellipsis                                       string // where something was left out
}

var boxes = Marks{"─", "│", "┌", "┐", "└", "┘", "├", "┤", "┬", "┴", "┼", ">", "…"}
var ascii = Marks{"-", "|", "+", "+", "+", "+", "+", "+", "+", "+", "+", ">", "..."}

// New returns the theme for a terminal.
func New(t Terminal) Theme {
	th := Theme{Terminal: t, Ruler: cells.Ruler{Widths: t.Widths, Quirks: t.Quirks, ASCII: t.ASCII}, Marks: boxes}
	if t.ASCII {
		th.Marks = ascii
	}
	p := paletteFor(t)
	plain := lipgloss.NewStyle()
	th.Text = plain
	th.Dim = p.fore(plain.Faint(true), p.grey)
	th.Strong = plain.Bold(true)
	th.Title = plain.Bold(true)
	th.Focus = p.fore(plain.Bold(true).Underline(true), p.blue)
	th.Rule = p.fore(plain, p.grey)
	th.Bar = plain.Reverse(true)
	th.Live = p.back(plain.Reverse(true).Bold(true).Underline(true), p.orange)
	th.Alarm = p.back(plain.Reverse(true).Bold(true), p.red)
	th.Key = p.fore(plain.Bold(true), p.blue)
	th.Chosen = plain.Reverse(true)
	th.Off = p.fore(plain.Faint(true), p.grey)
	th.Notice = p.fore(plain, p.blue)
	th.Error = p.fore(plain.Bold(true), p.orange)
	th.Gutter = p.fore(plain, p.grey)
	th.Here = plain.Bold(true)
	th.Selection = plain.Reverse(true)
	th.Match = p.fore(plain.Bold(true).Underline(true), p.orange)
	th.Hidden = p.fore(plain.Reverse(true), p.orange)
	th.Inserted = p.fore(plain.Underline(true), p.blue)
	th.Deleted = p.fore(plain.Strikethrough(true), p.orange)
	th.people = p.persons(t.Profile == colorprofile.TrueColor)
	return th
}

// WithWidths returns the theme for the same terminal once it has said how it
// counts cells.
func (t Theme) WithWidths(w cells.Widths) Theme {
	t.Terminal.Widths, t.Ruler.Widths = w, w
	return t
}

// Ink returns what must be written before and after a text to show it in the
// style. It is for text drawn cell by cell, where rendering each piece would
// be too slow.
func Ink(s lipgloss.Style) (on, off string) {
	const probe = "x"
	drawn := s.Render(probe)
	for i := range drawn {
		if drawn[i:i+1] == probe && (i+1 == len(drawn) || drawn[i+1] == '\x1b') && (i == 0 || drawn[i-1] == 'm') {
			return drawn[:i], drawn[i+1:]
		}
	}
	return "", ""
}
