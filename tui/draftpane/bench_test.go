package draftpane

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
	"parley/tui/theme"
)

const sentence = "that Member States should facilitate access to affordable [broadband] connectivity, taking into account national circumstances; "

// megabytes are the texts of about 1 MB that a key press must not feel.
var megabytes = []struct{ name, text string }{
	{"many lines", strings.Repeat(strings.Repeat(sentence, 3)+"\n", 1<<20/(3*len(sentence)+1))},
	{"one line", strings.Repeat(sentence, 1<<20/len(sentence))},
	{"one line, no blanks", strings.Repeat("x", 1<<20)},
	{"one line, Chinese", strings.Repeat("会员国应当促进负担得起的宽带连接，同时考虑到各国的国情；", 1<<20/84)},
	{"one line, Arabic", strings.Repeat("أن تيسر الدول الأعضاء النفاذ إلى توصيلية ميسورة التكلفة ", 1<<20/105)},
	{"one line, Hindi", strings.Repeat("सदस्य राज्यों को किफ़ायती संपर्क की सुविधा देनी चाहिए ", 1<<20/140)},
	{"one line, emoji", strings.Repeat("👩‍👩‍👧‍👦", 1<<20/25)},
	{"one line, marks", strings.Repeat("\u0301", 1<<19)},
}

func paneOf(s string) *Model {
	m := New(theme.New(theme.Terminal{}))
	m.SetMe(2)
	m.SetAuthor(func(by text.Author) (string, string, int) { return "Kenya", "KE", int(by) })
	m.SetText(text.New(s, 1), delta.Delta{})
	m.SetWriting(true)
	m.View(200, 50)
	return m
}

// BenchmarkKey is a key press and the drawing of a screen of 200 by 50 in the
// middle of a text of 1 MB.
func BenchmarkKey(b *testing.B) {
	keys := []struct {
		name string
		key  tea.Key
	}{
		{"typing", tea.Key{Code: 'e', Text: "e"}},
		{"down", tea.Key{Code: tea.KeyDown}},
		{"page up", tea.Key{Code: tea.KeyPgUp}},
		{"word right", tea.Key{Code: tea.KeyRight, Mod: tea.ModCtrl}},
		{"backspace", tea.Key{Code: tea.KeyBackspace}},
	}
	for _, doc := range megabytes {
		for _, k := range keys {
			b.Run(doc.name+"/"+k.name, func(b *testing.B) {
				m := paneOf(doc.text)
				for i := 0; b.Loop(); i++ {
					if i%50 == 0 {
						b.StopTimer()
						m.moveTo(m.text.Len()/2, false)
						m.View(200, 50)
						b.StartTimer()
					}
					m.Key(tea.KeyPressMsg(k.key))
					m.View(200, 50)
				}
			})
		}
	}
}

// BenchmarkJump is Ctrl+End or Ctrl+Home and the drawing.
func BenchmarkJump(b *testing.B) {
	for _, doc := range megabytes {
		b.Run(doc.name, func(b *testing.B) {
			m := paneOf(doc.text)
			for i := 0; b.Loop(); i++ {
				m.lays, m.rows = layoutCache{}, rowCache{}
				if m.Do([]string{"bottom", "top"}[i%2]); i >= 0 {
					m.View(200, 50)
				}
			}
		})
	}
}

// BenchmarkForeign is another person's letter at the top of the text while
// the user is at its end.
func BenchmarkForeign(b *testing.B) {
	for _, doc := range megabytes {
		b.Run(doc.name, func(b *testing.B) {
			m := paneOf(doc.text)
			m.Do("bottom")
			m.View(200, 50)
			for b.Loop() {
				d := delta.Replace(m.text.Len(), 10, 0, "x")
				m.SetText(m.text.Splice(10, 0, "x", 3), d)
				m.View(200, 50)
			}
		})
	}
}

// redlinedBench is a text of 1 MB with 500 proposals, four of them on each
// screen, at a screen of 200 by 50.
func redlinedBench() *Model {
	m := paneOf(megabytes[0].text)
	var all []Proposed
	for i := range 500 {
		line := 1 + i*m.text.Lines()/500
		words := strings.Replace(m.text.Line(line-1), "should", "shall", 2)
		all = append(all, Proposed{Proposal: proposal("Kenya", draft.Change, words), Line: line})
	}
	m.SetOpen(opened(m.text, all...))
	m.moveTo(m.text.Len()/2, false)
	m.View(200, 50)
	return m
}

// BenchmarkRedlines draws a screen that was not drawn before, and presses keys
// where it was.
func BenchmarkRedlines(b *testing.B) {
	b.Run("a screen", func(b *testing.B) {
		m := redlinedBench()
		for i := 0; b.Loop(); i++ {
			m.lays, m.rows, m.worded = layoutCache{}, rowCache{}, nil
			m.Goto(1 + i*53%m.text.Lines())
			m.View(200, 50)
		}
	})
	for name, key := range map[string]tea.Key{"typing": {Code: 'e', Text: "e"}, "a new line": {Code: tea.KeyEnter}, "down": {Code: tea.KeyDown}} {
		b.Run(name, func(b *testing.B) {
			m := redlinedBench()
			for b.Loop() {
				m.Key(tea.KeyPressMsg(key))
				m.View(200, 50)
			}
		})
	}
}
