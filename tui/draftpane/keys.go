package draftpane

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"parley/collab/text"
	"parley/tui/word"
)

// A Binding is one thing the pane can do by itself. The app's table of actions
// is made from these and its own.
type Binding struct {
	Name  string   // the word for it, as in Do
	Title string   // plain words
	Help  string   // one full sentence
	Group string   // "edit", "select", "find", "move" or "view"
	Mode  string   // "reading", "writing" or "both"
	Keys  []string // keys every terminal sends, the first is the one to show
	Also  []string // more keys, which only some terminals send or send differently
	do    func(*Model) any
}

// Keys returns what the pane can do, most used first in each group. The keys
// of Undo, Redo, Find and Write here are among them; the app may also do those
// itself and call Do.
func Keys() []Binding { return slices.Clone(bindings) }

// Do does what is called name. It returns what Key returns, and Unhandled for
// a name it does not have.
func (m *Model) Do(name string) any {
	i := slices.IndexFunc(bindings, func(b Binding) bool { return b.Name == name })
	if i < 0 {
		return Unhandled{}
	}
	m.undone = false
	return bindings[i].do(m)
}

// A keyboard finds the binding of a key in each mode.
type keyboard map[string]map[string]int

// usual is the keyboard as long as nobody has changed it.
var usual = keyboardOf(func(_ string, b Binding) []string { return append(slices.Clone(b.Keys), b.Also...) })

func keyboardOf(of func(mode string, b Binding) []string) keyboard {
	found := keyboard{"reading": {}, "writing": {}}
	for i, b := range bindings {
		for mode, keys := range found {
			if b.Mode != mode && b.Mode != "both" {
				continue
			}
			for _, k := range of(mode, b) {
				if _, taken := keys[k]; !taken {
					keys[k] = i
				}
			}
		}
	}
	return found
}

// SetKeys gives the pane's bindings other keys: of returns those of a binding
// in a mode, "reading" or "writing".
func (m *Model) SetKeys(of func(mode string, b Binding) []string) {
	m.keyboard, m.wayIn = keyboardOf(of), ""
	for _, b := range bindings {
		if keys := of("reading", b); b.Name == "write-here" && len(keys) > 0 {
			m.wayIn = keys[0]
		}
	}
}

func (m *Model) mode() string {
	if m.writing {
		return "writing"
	}
	return "reading"
}

// Key handles one key press. It returns what the app should do: nil for
// nothing, Edited, Copied, WantUndo, WantRedo, WantFind, WantGoto, Said or Refused; and
// Unhandled for a key that means nothing to the pane.
func (m *Model) Key(k tea.KeyPressMsg) any {
	m.undone = false
	mods := k.Mod & (tea.ModCtrl | tea.ModAlt) // both together are AltGr on Windows
	if m.writing && k.Text != "" && (mods == 0 || mods == tea.ModCtrl|tea.ModAlt) {
		return m.typeText(k.Text)
	}
	keys := m.keyboard[m.mode()]
	for _, name := range []string{k.String(), k.Keystroke()} {
		if i, ok := keys[name]; ok {
			return bindings[i].do(m)
		}
	}
	if m.writing && k.Text != "" && mods == tea.ModAlt { // Option on macOS
		return m.typeText(k.Text)
	}
	if m.writing {
		return Unhandled{}
	}
	return m.readingKey(k)
}

func (m *Model) typeText(s string) any {
	if s = text.Clean(s); s == "" {
		return Unhandled{}
	}
	m.caret.marking = false
	return m.insert(s)
}

// readingKey handles the keys that are not bindings: a line number and Enter
// go to that line.
func (m *Model) readingKey(k tea.KeyPressMsg) any {
	switch {
	case len(k.Text) == 1 && unicode.IsDigit(rune(k.Text[0])) && len(m.typed) < 7:
		m.typed += k.Text
		return nil
	case m.typed != "" && k.Code == tea.KeyBackspace:
		m.typed = m.typed[:len(m.typed)-1]
		return nil
	case m.typed != "" && (k.Code == tea.KeyEnter || k.Code == tea.KeyKpEnter):
		words := m.typed
		m.typed = ""
		return WantGoto{words}
	case k.Text != "" && strings.TrimSpace(k.Text) != "":
		return Unhandled{Why: m.theme.Ruler.Show(k.Text) + word.Say(" does nothing here: ") + m.howToWrite()}
	}
	return Unhandled{}
}

// escape goes back one level.
func escape(m *Model) any {
	switch {
	case m.typed != "":
		m.typed = ""
	case m.caret.marking || m.caret.at != m.caret.anchor:
		m.caret.marking, m.caret.anchor = false, m.caret.at
		m.touch()
	case m.lit.signs != nil:
		m.lit = light{}
		m.touch()
	case m.writing:
		m.SetWriting(false)
	default:
		return Unhandled{}
	}
	return nil
}

func startWriting(m *Model) any {
	if !m.writable {
		return m.mayWrite()
	}
	m.SetWriting(true)
	return nil
}
