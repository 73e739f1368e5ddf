// Package cells measures text as a terminal shows it: in cells, grapheme
// cluster by grapheme cluster, the way Bubble Tea's renderer does. What must
// not reach a terminal (control characters, direction overrides, marks without
// a letter to stand on) is shown as a visible placeholder, so hostile text
// can neither hide nor move anything. The package does no I/O.
package cells

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"
)

// Widths says how a terminal counts the cells of a cluster of several code
// points.
type Widths uint8

const (
	// ByRune adds the widths of the code points: what terminals do unless they
	// say otherwise.
	ByRune Widths = iota
	// ByCluster gives a cluster one width: what terminals with mode 2027 do.
	ByCluster
)

func (w Widths) method() ansi.Method {
	if w == ByCluster {
		return ansi.GraphemeWidth
	}
	return ansi.WcWidth
}

// A Ruler measures text for one terminal. The zero Ruler is a UTF-8 terminal
// that counts by code point.
type Ruler struct {
	Widths Widths
	Quirks Quirks
	ASCII  bool // the terminal shows ASCII only: placeholders and ellipses are ASCII; text is not changed
}

// A Cluster is one grapheme cluster (UAX #29), at most MaxRunes code points
// long, and how it is shown.
type Cluster struct {
	Text  string // as it stands in the text
	Runes int    // how many code points Text has
	Shown string // what goes to the terminal instead of Text
	Cells int    // how many cells Shown takes; 1 or more

	Hidden bool // Shown does not say what Text does
}

// MaxRunes is where a cluster is cut: a letter under thousands of combining
// marks is an attack on the screen, not a character.
const MaxRunes = 32

const maxBytes = MaxRunes * utf8.UTFMax

// First returns the first cluster of s. The cluster of the empty string is
// the zero Cluster. A tab or a line break is shown as a placeholder: callers
// that know what to do with them look at Text.
func (r Ruler) First(s string) Cluster {
	if s == "" {
		return Cluster{}
	}
	if c := s[0]; c >= ' ' && c < 0x7f && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return Cluster{Text: s[:1], Runes: 1, Shown: s[:1], Cells: 1}
	}
	return r.measure(cluster(s))
}

// cluster returns the first cluster of s, cut at MaxRunes, and its code points.
func cluster(s string) (text string, runes int) {
	s = s[:min(len(s), maxBytes)] // a code point cut in two here is past MaxRunes
	text = graphemes.FromString(s).First()
	for i := range text {
		if runes == MaxRunes {
			return text[:i], runes
		}
		runes++
	}
	return text, runes
}

func (r Ruler) measure(text string, runes int) Cluster {
	c := Cluster{Text: text, Runes: runes, Shown: text}
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	switch {
	case runes == 1 && unicode.IsLetter(first) && !joinsPrevious(first) && !joinsNext(first): // nearly all text
	case runes == MaxRunes,
		!utf8.ValidString(text),
		runes == 1 && unicode.In(first, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp),
		unicode.IsControl(first),
		joinsNext(last):
		c.Shown = r.Placeholder()
	case joinsPrevious(first):
		c.Shown = "\u25cc" + text // the dotted circle that marks stand on
		if r.ASCII || graphemes.FromString(c.Shown).First() != c.Shown {
			c.Shown = r.Placeholder()
		}
	}
	if r.Quirks != 0 && runes > 1 && c.Shown == text {
		c.Shown = r.Quirks.tame(text)
	}
	c.Cells = r.Widths.method().StringWidth(c.Shown)
	if c.Cells < 1 {
		c.Shown = r.Placeholder()
		c.Cells = r.Widths.method().StringWidth(c.Shown)
	}
	c.Hidden = c.Shown != text && norm.NFC.String(c.Shown) != norm.NFC.String(text)
	return c
}

// Placeholder is what is shown for a character that must not be.
func (r Ruler) Placeholder() string {
	if r.ASCII {
		return "?"
	}
	return "\ufffd"
}

// joinsPrevious reports whether c, at the start of a cluster, would make one
// cluster with whatever is drawn in the cell before it. That happens to marks
// at the start of a line and after control characters.
func joinsPrevious(c rune) bool {
	switch {
	case c < 0x300:
		return false
	case unicode.IsLetter(c):
		// Thai and Lao AM, halfwidth sound marks, Hangul vowels and finals.
		return c == 0x0e33 || c == 0x0eb3 || c == 0xff9e || c == 0xff9f ||
			c >= 0x1160 && c <= 0x11ff || c >= 0xd7b0 && c <= 0xd7ff
	}
	pair := "a" + string(c)
	return len(graphemes.FromString(pair).First()) > 1
}

// joinsNext reports whether c, at the end of a cluster, would make one cluster
// with whatever is drawn after it: the number signs of Arabic and a few like them.
func joinsNext(c rune) bool { return unicode.Is(prepend, c) }

var prepend = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0600, Hi: 0x0605, Stride: 1}, {Lo: 0x06dd, Hi: 0x06dd, Stride: 1}, {Lo: 0x070f, Hi: 0x070f, Stride: 1},
		{Lo: 0x0890, Hi: 0x0891, Stride: 1}, {Lo: 0x08e2, Hi: 0x08e2, Stride: 1}, {Lo: 0x0d4e, Hi: 0x0d4e, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x110bd, Hi: 0x110bd, Stride: 1}, {Lo: 0x110cd, Hi: 0x110cd, Stride: 1}, {Lo: 0x111c2, Hi: 0x111c3, Stride: 1},
		{Lo: 0x113d1, Hi: 0x113d1, Stride: 1}, {Lo: 0x1193f, Hi: 0x1193f, Stride: 1}, {Lo: 0x11941, Hi: 0x11941, Stride: 1}, {Lo: 0x11a3a, Hi: 0x11a3a, Stride: 1},
		{Lo: 0x11a84, Hi: 0x11a89, Stride: 1}, {Lo: 0x11d46, Hi: 0x11d46, Stride: 1}, {Lo: 0x11f02, Hi: 0x11f02, Stride: 1},
	},
}
