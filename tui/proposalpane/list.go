package proposalpane

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/collab/redline"
	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// An Item is a proposal in the list.
type Item struct {
	Number   int                   // 0: it has not reached the server
	Title    string                // "P-31 MOD R1, Kenya for ATU"
	Standing string                // "2 support, Canada objects. Not decided"
	Note     string                // its author's; may be empty
	Spans    func() []redline.Span // its redline
	Open     bool                  // it is not decided
}

// Model is the list of proposals. One goroutine owns it.
type Model struct {
	theme theme.Theme
	items []Item
	at    int
	from  int // the first item on the screen
	row   int // the row of the marked one in the last View
	empty string
}

// New returns an empty list; empty is what it says while nothing is in it.
func New(t theme.Theme, empty string) *Model { return &Model{theme: t, empty: empty} }

// SetTheme changes how it looks.
func (m *Model) SetTheme(t theme.Theme) { m.theme = t }

// SetItems replaces the proposals. The mark stays on its proposal as long as
// that is there.
func (m *Model) SetItems(items []Item) {
	number := 0
	if m.at < len(m.items) {
		number = m.items[m.at].Number
	}
	m.items = items
	if i := slices.IndexFunc(items, func(it Item) bool { return it.Number == number && number != 0 }); i >= 0 {
		m.at = i
	}
	m.at = max(min(m.at, len(items)-1), 0)
}

// Mark marks the proposal, if it is in the list.
func (m *Model) Mark(number int) {
	if i := slices.IndexFunc(m.items, func(it Item) bool { return it.Number == number }); i >= 0 {
		m.at = i
	}
}

// Marked returns the number of the marked proposal, 0 if there is none.
func (m *Model) Marked() int {
	if m.at >= len(m.items) {
		return 0
	}
	return m.items[m.at].Number
}

// Key handles a key press. It wants nothing.
func (m *Model) Key(k tea.KeyPressMsg) any {
	step := map[string]int{"up": -1, "down": 1, "pgup": -5, "pgdown": 5, "home": -len(m.items), "end": len(m.items)}[k.Keystroke()]
	m.at = max(min(m.at+step, len(m.items)-1), 0)
	return nil
}

// View draws the list, exactly w by h cells: a row for each proposal, and all
// of the one that is marked.
func (m *Model) View(w, h int) string {
	if len(m.items) == 0 {
		var lines []string
		for _, l := range m.theme.Ruler.Wrap(m.empty, max(w-1, 1)) {
			lines = append(lines, frame.Line(m.theme, m.theme.Dim, " "+l, w))
		}
		m.row = 0
		return strings.Join(frame.Fill(lines, w, h), "\n")
	}
	marked := m.all(m.items[m.at], w)
	m.from = max(min(m.from, m.at), m.at-max(h-len(marked), 0), 0)
	var lines []string
	for i := m.from; i < len(m.items) && len(lines) < h; i++ {
		if i == m.at {
			m.row = len(lines)
			lines = append(lines, marked...)
			continue
		}
		lines = append(lines, m.title(m.items[i], " ", w))
	}
	return strings.Join(frame.Fill(lines, w, h), "\n")
}

func (m *Model) title(it Item, mark string, w int) string {
	style := m.theme.Text
	if it.Open {
		style = m.theme.Strong
	}
	words := mark + it.Title
	if mark == " " {
		words += ". " + it.Standing
	}
	return frame.Line(m.theme, style, words, w)
}

// all is a proposal in full.
func (m *Model) all(it Item, w int) []string {
	t := m.theme
	lines := []string{m.title(it, t.Marks.Here, w)}
	lines = append(lines, Rows(t, it.Spans(), 2, w)...)
	if it.Note != "" {
		for _, l := range t.Ruler.Wrap(word.Say("Note: ")+it.Note, max(w-2, 1)) {
			lines = append(lines, frame.Line(t, t.Text, "  "+l, w))
		}
	}
	for _, l := range t.Ruler.Wrap(it.Standing, max(w-2, 1)) {
		lines = append(lines, frame.Line(t, t.Dim, "  "+l, w))
	}
	return lines
}

// Cursor returns where the real cursor belongs: at the marked proposal.
func (m *Model) Cursor(w, h int) (x, y int) { return 0, min(m.row, max(h-1, 0)) }
