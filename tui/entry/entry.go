// Package entry is one line of text being typed: the chat line, the words to
// find, the filter of the palette. It moves and deletes by grapheme clusters,
// scrolls sideways by cells, and says where the real cursor belongs.
package entry

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/clipperhouse/uax29/v2/graphemes"

	"parley/collab/text"
	"parley/tui/cells"
)

// A Line is a line being typed. The zero Line is empty and has no limit.
type Line struct {
	clusters []string
	at       int // the cursor, in clusters
	max      int // code points, 0: no limit
}

// New returns an empty line that takes at most max code points.
func New(max int) Line { return Line{max: max} }

// Text returns what has been typed.
func (l *Line) Text() string { return strings.Join(l.clusters, "") }

// Empty reports whether nothing has been typed.
func (l *Line) Empty() bool { return len(l.clusters) == 0 }

// SetText replaces what has been typed and puts the cursor at its end.
func (l *Line) SetText(s string) {
	l.clusters, l.at = nil, 0
	l.Insert(s)
}

// Insert puts s at the cursor as one line, without control characters. What
// goes past the limit is left out; full tells.
func (l *Line) Insert(s string) (full bool) {
	s = clean(s)
	if l.max > 0 {
		room := l.max - utf8.RuneCountInString(l.Text())
		if n := utf8.RuneCountInString(s); n > room {
			s, full = string([]rune(s)[:max(room, 0)]), true
		}
	}
	head := strings.Join(l.clusters[:l.at], "") + s
	tail := strings.Join(l.clusters[l.at:], "")
	l.clusters = split(head + tail) // again, as s may join its neighbours
	l.at = clusterAt(l.clusters, len(head))
	return full
}

// clean is text.Clean on one line: unlike names, what is being typed keeps its
// outer blanks.
func clean(s string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(text.Clean(s))
}

func split(s string) []string {
	var clusters []string
	for c := graphemes.FromString(s); c.Next(); {
		clusters = append(clusters, c.Value())
	}
	return clusters
}

// clusterAt returns the first cluster that begins at or behind byte offset.
func clusterAt(clusters []string, offset int) int {
	for i, c := range clusters {
		if offset <= 0 {
			return i
		}
		offset -= len(c)
	}
	return len(clusters)
}

// Key handles a key press and reports whether it meant something here.
func (l *Line) Key(k tea.KeyPressMsg) bool {
	switch k.Keystroke() {
	case "left":
		l.at = max(l.at-1, 0)
	case "right":
		l.at = min(l.at+1, len(l.clusters))
	case "home":
		l.at = 0
	case "end", "ctrl+e":
		l.at = len(l.clusters)
	case "ctrl+left":
		l.at = l.wordLeft()
	case "ctrl+right":
		l.at = l.wordRight()
	case "backspace":
		l.delete(l.at-1, l.at)
	case "delete":
		l.delete(l.at, l.at+1)
	case "ctrl+w":
		l.delete(l.wordLeft(), l.at)
	case "ctrl+u":
		l.delete(0, l.at)
	default:
		if k.Text == "" || k.Mod&(tea.ModCtrl|tea.ModAlt) != 0 {
			return false
		}
		l.Insert(k.Text)
	}
	return true
}

func (l *Line) delete(from, to int) {
	from, to = max(from, 0), min(to, len(l.clusters))
	if from < to {
		l.clusters = append(l.clusters[:from:from], l.clusters[to:]...)
		l.at = from
	}
}

func (l *Line) wordLeft() int {
	i := l.at
	for i > 0 && !isWord(l.clusters[i-1]) {
		i--
	}
	for i > 0 && isWord(l.clusters[i-1]) {
		i--
	}
	return i
}

func (l *Line) wordRight() int {
	i := l.at
	for i < len(l.clusters) && !isWord(l.clusters[i]) {
		i++
	}
	for i < len(l.clusters) && isWord(l.clusters[i]) {
		i++
	}
	return i
}

func isWord(cluster string) bool {
	r, _ := utf8.DecodeRuneInString(cluster)
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// View returns the part of the line around the cursor, as shown and at most
// width cells wide, and the cursor's cell in it.
func (l *Line) View(r cells.Ruler, width int) (line string, cursor int) {
	if width <= 0 {
		return "", 0
	}
	from := l.at
	for room := width - 1; from > 0; from-- {
		if room -= r.Width(l.clusters[from-1]); room < 0 {
			break
		}
	}
	var b strings.Builder
	used := 0
	for i, c := range l.clusters[from:] {
		if from+i == l.at {
			cursor = used
		}
		w := r.Width(c)
		if used+w > width {
			break
		}
		b.WriteString(r.Show(c))
		used += w
	}
	if l.at == len(l.clusters) {
		cursor = used
	}
	return b.String(), cursor
}
