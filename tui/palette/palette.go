// Package palette is a list to choose from: every action by name, what can be
// done where the cursor is, or a question with its answers. What cannot be
// chosen now stays in the list with the reason.
package palette

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/tui/entry"
	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// An Item is one line of the list.
type Item struct {
	Name  string // what Chosen gives back
	Title string // plain words
	Keys  string // the keys that do the same, to be learnt
	Help  string // found by the filter too; shown for the marked item
	Also  string // other words for it that the filter finds: its title in English
	Why   string // why it cannot be chosen now; "" if it can
}

// Chosen is returned by Key when an item was taken.
type Chosen struct{ Name string }

// Refused is returned by Key when an item was taken that cannot be chosen now.
type Refused struct{ Item Item }

// Closed is returned by Key when the list was left without choosing.
type Closed struct{}

// Model is a list to choose from. It knows no actions: the app gives it items,
// gives it keys, and acts on what it returns.
type Model struct {
	theme  theme.Theme
	title  string
	note   []string // said above the items
	items  []Item
	filter entry.Line
	narrow bool // letters narrow the list down
	shown  []Item
	at     int    // in shown
	from   int    // the first of shown on the screen
	typing bool   // the last key was typed into the filter: the cursor stays there
	number string // the digits typed one after the other; empty: the last key was none
}

// New returns a list whose items are narrowed down by typing.
func New(t theme.Theme, title string, items []Item) *Model {
	m := &Model{theme: t, title: title, items: items, narrow: true, typing: true, filter: entry.New(40)}
	m.sift()
	return m
}

// Ask returns a question with a few answers, the first of them marked.
func Ask(t theme.Theme, title string, note []string, answers []Item) *Model {
	return &Model{theme: t, title: title, note: note, items: answers, shown: answers}
}

// SetTheme changes how it looks.
func (m *Model) SetTheme(t theme.Theme) { m.theme = t }

// SetItems replaces the items; the mark stays on the same one.
func (m *Model) SetItems(items []Item) {
	if slices.Equal(items, m.items) {
		return
	}
	was := m.marked()
	m.items = items
	m.sift()
	if i := slices.IndexFunc(m.shown, func(it Item) bool { return it.Name == was.Name }); i >= 0 {
		m.at = i
	}
}

// SetNotes replaces what is said above the items.
func (m *Model) SetNotes(note []string) { m.note = note }

// Marked returns the item that Enter takes, the zero Item if there is none.
func (m *Model) Marked() Item { return m.marked() }

func (m *Model) marked() Item {
	if m.at < len(m.shown) {
		return m.shown[m.at]
	}
	return Item{}
}

// Key handles a key press and returns Chosen, Refused, Closed or nil.
func (m *Model) Key(k tea.KeyPressMsg) any {
	last := max(len(m.shown)-1, 0)
	key := k.Keystroke()
	m.typing = m.typing && key == "enter"
	m.numbered(key)
	switch key {
	case "esc":
		if m.narrow && !m.filter.Empty() {
			m.filter.SetText("")
			m.sift()
			return nil
		}
		return Closed{}
	case "enter":
		switch it := m.marked(); {
		case it.Name == "":
			return nil
		case it.Why != "":
			return Refused{it}
		default:
			return Chosen{it.Name}
		}
	case "up", "shift+tab":
		m.at = max(m.at-1, 0)
	case "down", "tab":
		m.at = min(m.at+1, last)
	case "pgup":
		m.at = max(m.at-10, 0)
	case "pgdown":
		m.at = min(m.at+10, last)
	case "home":
		m.at = 0
	case "end":
		m.at = last
	default:
		if m.narrow && m.filter.Key(k) {
			m.typing = true
			m.sift()
		}
	}
	return nil
}

// Paste takes pasted text as typed into the filter.
func (m *Model) Paste(s string) {
	if m.narrow {
		m.filter.Insert(s)
		m.sift()
	}
}

// Mark marks the item called name.
func (m *Model) Mark(name string) {
	if i := slices.IndexFunc(m.shown, func(it Item) bool { return it.Name == name }); i >= 0 {
		m.at = i
	}
}

// sift shows the items that have every word of the filter, the best answers
// first.
func (m *Model) sift() {
	filter := strings.TrimSpace(m.filter.Text())
	m.shown, m.at, m.from = nil, 0, 0
	worth := map[string]int{}
	for _, it := range m.items {
		if n, ok := it.worth(filter); ok {
			worth[it.Name] = n
			m.shown = append(m.shown, it)
		}
	}
	slices.SortStableFunc(m.shown, func(a, b Item) int { return worth[b.Name] - worth[a.Name] })
}

// head returns the lines above the items.
func (m *Model) head(w int) (lines []string, cursor int) {
	t := m.theme
	lines = append(lines, frame.Rule(t, w, true, m.title))
	for _, paragraph := range m.note {
		for _, l := range t.Ruler.Wrap(paragraph, max(w-2, 1)) {
			lines = append(lines, frame.Line(t, t.Text, " "+l, w))
		}
	}
	if m.narrow {
		label := word.Say(" Type to narrow down: ")
		wide := t.Ruler.Width(label)
		typed, at := m.filter.View(t.Ruler, w-wide)
		lines = append(lines, frame.Line(t, t.Text, label+typed, w))
		cursor = min(wide+at, max(w-1, 0))
	}
	return lines, cursor
}

// View draws the list, exactly w by h cells.
func (m *Model) View(w, h int) string {
	lines, _ := m.head(w)
	lines = lines[:min(len(lines), max(h-1, 0))]
	room := h - len(lines)
	help := m.helpLines(w, room)
	if help > 0 {
		room -= 1 + help // the help of the marked item stands below
	}
	m.scroll(room)
	for i := m.from; i < min(m.from+room, len(m.shown)); i++ {
		lines = append(lines, m.row(i, w))
	}
	if len(m.shown) == 0 {
		lines = append(lines, frame.Line(m.theme, m.theme.Dim, word.Say(" Nothing is called that. Esc clears what was typed."), w))
	}
	if help > 0 {
		lines = append(frame.Fill(lines, w, h-1-help), frame.Blank(w))
		told := m.told(m.marked(), w)
		for _, l := range told[:min(help, len(told))] {
			lines = append(lines, frame.Line(m.theme, m.theme.Dim, " "+l, w))
		}
	}
	return strings.Join(frame.Fill(lines, w, h), "\n")
}

// helpLines returns how many lines are kept for the help of the marked item, of
// all that are there: what any item needs, so that the list does not move when
// another is marked.
func (m *Model) helpLines(w, room int) (n int) {
	if !m.narrow || room <= 3 {
		return 0
	}
	for _, it := range m.shown {
		n = max(n, len(m.told(it, w)))
	}
	return max(1, min(n, room/5)) // on a small screen the items matter more
}

// told returns the lines that are said of an item below the list: why it cannot be
// chosen, where its own line has no room for that, and its help.
func (m *Model) told(it Item, w int) []string {
	r, words := m.theme.Ruler, it.Help
	if it.Why != "" && r.Width(it.Title)+r.Width(it.end())+5 > w {
		words = it.end() + "\n" + words
	}
	return r.Wrap(words, max(w-2, 1))
}

// end is what stands at the end of the item's line.
func (it Item) end() string {
	if it.Why != "" {
		return word.Say("not now: ") + it.Why
	}
	return it.Keys
}

// scroll moves the window over the items so that the marked one is in it.
func (m *Model) scroll(room int) {
	m.from = max(min(m.from, m.at, len(m.shown)-room), m.at-room+1, 0)
}

func (m *Model) row(i, w int) string {
	t, it := m.theme, m.shown[i]
	mark, style := " ", t.Text
	if it.Why != "" {
		style = t.Off
	}
	if i == m.at {
		mark, style = t.Marks.Here, t.Chosen
	}
	r := t.Ruler
	title := r.Cut(mark+" "+it.Title, w)
	end := r.Cut(it.end(), max(w-r.Width(title)-3, 0))
	gap := max(w-r.Width(title)-r.Width(end)-1, 0)
	return style.Render(r.Fit(title+strings.Repeat(" ", gap)+end, w))
}

// Cursor returns where the real cursor belongs in a view of w by h cells: in
// the filter while it is being typed, else at the marked item.
func (m *Model) Cursor(w, h int) (x, y int) {
	head, typed := m.head(w)
	if m.typing && m.narrow {
		return typed, min(len(head)-1, max(h-1, 0))
	}
	top := min(len(head), max(h-1, 0))
	return 0, min(top+m.at-m.from, max(h-1, 0))
}
