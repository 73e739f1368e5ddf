package bidi

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Drawn returns a row of the screen, with its styles (SGR sequences), as it is
// drawn from left to right, and where a column of it is then. cells measures a
// cluster. The row as a whole runs from left to right, as names and times at
// its start want it; a row in which nothing runs from right to left comes back
// as it is.
func Drawn(row string, cells func(cluster string) int) (drawn string, column func(int) int) {
	if !Has(row) {
		return row, func(x int) int { return x }
	}
	pieces := parse(strings.ToValidUTF8(row, string(utf8.RuneError))) // else halves of two characters could meet as one
	at := make([]int, len(pieces))                                    // where each is in the row, in cells
	x := 0
	for i := range pieces {
		at[i] = x
		pieces[i].cells = cells(pieces[i].text)
		x += pieces[i].cells
	}
	levels := pieceLevels(pieces)
	order := Visual(levels, LeftToRight, func(i int) bool { return strings.TrimSpace(pieces[i].text) == "" })
	shown := make([]int, len(pieces))
	x = 0
	for _, i := range order {
		shown[i] = x
		x += pieces[i].cells
	}
	drawn = written(pieces, order, func(i int) string {
		return Glyph(textOf(pieces, i-1), pieces[i].text, textOf(pieces, i+1), levels[i])
	})
	return drawn, func(x int) int {
		for i := range pieces {
			if x >= at[i] && x < at[i]+pieces[i].cells {
				return shown[i] + x - at[i]
			}
		}
		return x
	}
}

// FromRight is the mark behind which all runs from right to left, though its row
// does not (RLE, UAX #9, 2.1).
const FromRight = "\u202b"

// MirroredRow returns a row of the screen, with its styles, as it is to be given to a
// terminal that brings words into order and leaves brackets as they are.
func MirroredRow(row string) string {
	if !Has(row) {
		return row
	}
	pieces := parse(strings.ToValidUTF8(row, string(utf8.RuneError)))
	levels := pieceLevels(pieces)
	order := make([]int, len(pieces))
	for i := range order {
		order[i] = i
	}
	return written(pieces, order, func(i int) string { return Turned(pieces[i].text, levels[i]) })
}

// written joins pieces in an order, with their styles.
func written(pieces []piece, order []int, shown func(int) string) string {
	var b strings.Builder
	pen := ""
	for _, i := range order {
		if pieces[i].pen != pen {
			if pen != "" {
				b.WriteString(reset)
			}
			pen = pieces[i].pen
			b.WriteString(pen)
		}
		b.WriteString(shown(i))
	}
	if pen != "" {
		b.WriteString(reset)
	}
	return b.String()
}

// Glyph returns a cluster as it is drawn at that level between its neighbours
// in the order of the text: joined, or mirrored.
func Glyph(before, cluster, after string, level Level) string {
	if level%2 == 0 || cluster == "" {
		return cluster
	}
	if Arabic(cluster) {
		return Shape(before, cluster, after)
	}
	return Turned(cluster, level)
}

// Turned returns a cluster as it looks at that level: brackets turned round.
func Turned(cluster string, level Level) string {
	if level%2 == 0 {
		return cluster
	}
	r, size := utf8.DecodeRuneInString(cluster)
	if m := Mirrored(r); m != r {
		return string(m) + cluster[size:]
	}
	return cluster
}

const reset = "\x1b[m"

// A piece is a cluster of a styled row.
type piece struct {
	text  string
	pen   string // the styles that hold for it
	cells int
}

func textOf(pieces []piece, i int) string {
	if i < 0 || i >= len(pieces) {
		return ""
	}
	return pieces[i].text
}

func parse(row string) []piece {
	var pieces []piece
	pen := ""
	for row != "" {
		if row[0] == '\x1b' {
			n := sequence(row)
			if s := row[:n]; s == reset || s == "\x1b[0m" {
				pen = ""
			} else {
				pen += s
			}
			row = row[n:]
			continue
		}
		text := row
		if i := strings.IndexByte(row, '\x1b'); i >= 0 {
			text = row[:i]
		}
		text = graphemes.FromString(text).First()
		pieces = append(pieces, piece{text: text, pen: pen})
		row = row[len(text):]
	}
	return pieces
}

// sequence returns how long the control sequence at the start of s is.
func sequence(s string) int {
	for i := 2; i < len(s); i++ {
		if s[i] >= 0x40 && s[i] <= 0x7e {
			return i + 1
		}
	}
	return len(s)
}

// pieceLevels returns the level of each piece: that of its first code point.
func pieceLevels(pieces []piece) []Level {
	var runes []rune
	first := make([]int, len(pieces)) // where each begins in runes
	for i, p := range pieces {
		first[i] = len(runes)
		runes = append(runes, []rune(p.text)...)
	}
	all := levelsOf(runes, LeftToRight)
	levels := make([]Level, len(pieces))
	for i, at := range first {
		levels[i] = all[at]
	}
	return levels
}
