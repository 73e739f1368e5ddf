package app

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/tui/action"
	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// A pane is given values, gets the keys while it has the focus, and returns
// what it wants as a value, which wants acts on.
type pane interface {
	Key(tea.KeyPressMsg) any
	View(w, h int) string
	Cursor(w, h int) (x, y int)
	SetTheme(theme.Theme)
}

// A side is one pane beside or below the draft, as the screen knows it. All of
// the screen that concerns the panes (layout, Tab, the rule with the tabs, the
// keys, the help) goes by the list of sides in New and by the place's rows in
// tui/action.
type side struct {
	place action.Place
	pane  pane
	help  string          // what the help of the pane begins with
	notes func() []string // behind its name in the rule above it; nil: nothing
	news  func() string   // behind its name in the tabs while it is not on the screen; nil: nothing
}

// paster is a pane that takes what the terminal pasted.
type paster interface{ Paste(string) any }

// sideAt returns the pane at the place, nil for the draft.
func (m *Model) sideAt(p action.Place) *side {
	if i := slices.IndexFunc(m.sides, func(s side) bool { return s.place == p }); i >= 0 {
		return &m.sides[i]
	}
	return nil
}

func (m *Model) sideOrder() []action.Place {
	order := make([]action.Place, len(m.sides))
	for i, s := range m.sides {
		order[i] = s.place
	}
	return order
}

// setSides says which panes there are; first is the one that is seen where
// there is room for one only.
func (m *Model) setSides(first action.Place, sides ...side) {
	m.sides, m.recent = sides, nil
	m.recent = m.sideOrder()
	m.bring(first)
}

// bring makes the pane one of those on the screen.
func (m *Model) bring(p action.Place) {
	if i := slices.Index(m.recent, p); i > 0 {
		m.recent = slices.Insert(slices.Delete(m.recent, i, i+1), 0, p)
	}
}

// offer brings the pane onto the screen because something happened in it, as
// long as the person has not chosen what is to be seen.
func (m *Model) offer(p action.Place) {
	if !m.chosen {
		m.bring(p)
	}
}

// sideView draws the pane under its rule.
func (m *Model) sideView(l *layout, s *side) []string {
	r := *l.pane(s.place)
	var notes []string
	if s.notes != nil {
		notes = s.notes()
	}
	if l.tabs == s.place || len(m.sides) > 1 && l.tabs == 0 && !l.draft.shown() {
		notes = append(notes, m.tabs(l))
	}
	rule := frame.Rule(m.theme, r.w, m.focused(s.place), strings.ToUpper(s.place.String()), notes...)
	return append([]string{rule}, strings.Split(s.pane.View(r.w, r.h-1), "\n")...)
}

// tabs names the panes that Tab brings in the place of those on the screen, and
// says where there is something new.
func (m *Model) tabs(l *layout) string {
	var hidden []string
	for _, s := range m.sides {
		if l.shown(s.place) {
			continue
		}
		words := strings.ToLower(s.place.String())
		if s.news != nil {
			if news := s.news(); news != "" {
				words += " " + news
			}
		}
		hidden = append(hidden, words)
	}
	if len(hidden) == 0 {
		return ""
	}
	return word.Say("Tab: %s", strings.Join(hidden, ", "))
}
