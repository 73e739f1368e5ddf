package proposalpane

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/collab/draft"
	"parley/collab/text"
	"parley/tui/entry"
	"parley/tui/frame"
	"parley/tui/theme"
	"parley/tui/word"
)

// An Editor is where the paragraph is written.
type Editor interface {
	Key(tea.KeyPressMsg) any
	View(w, h int) string
	Cursor() (x, y int, visible bool)
	Text() text.Text
	SetTheme(theme.Theme)
}

// Send is returned by Key when the proposal is to be sent.
type Send struct{ draft.Wording }

// Keep is returned by Key when the form is put away: what stands in it is kept.
type Keep struct{ draft.Wording }

// Said is returned by Key when something is to be told in the message line.
type Said struct{ Text string }

// The fields of a form, in the order of Tab.
const (
	fieldWords = iota
	fieldNote
	fieldFor
	fieldShown // which of its changes are shown as one
	fields
)

// A Form is a proposal that is being made. One goroutine owns it.
type Form struct {
	theme  theme.Theme
	title  string
	what   draft.Wording
	editor Editor // nil: a paragraph is to be deleted, nothing is written
	note   entry.Line
	behalf entry.Line
	field  int
	review bool // Enter was pressed once: the next sends
	joins  joins

	x, y int // the cursor, as View drew it last
}

// NewForm returns the form of a proposal that begins as w says. editor has the
// words; it is nil where there are none to write.
func NewForm(t theme.Theme, title string, w draft.Wording, editor Editor) *Form {
	f := &Form{theme: t, title: title, what: w, editor: editor, note: entry.New(draft.MaxNote), behalf: entry.New(draft.MaxFor), joins: joins{bits: w.Joins}}
	f.note.SetText(w.Note)
	f.behalf.SetText(w.For)
	if editor == nil {
		f.field = fieldNote
	}
	return f
}

// SetTheme changes how it looks.
func (f *Form) SetTheme(t theme.Theme) {
	f.theme = t
	if f.editor != nil {
		f.editor.SetTheme(t)
	}
}

// Wording is the proposal as it stands in the form.
func (f *Form) Wording() draft.Wording {
	w := f.what
	if f.editor != nil {
		w.Text = strings.Join(strings.Fields(strings.ReplaceAll(f.editor.Text().String(), "\n", " ")), " ")
		if old := f.editor.Text().String(); !strings.Contains(old, "\n") {
			w.Text = old
		}
	}
	w.Note, w.For = text.CleanLine(f.note.Text(), draft.MaxNote), text.CleanLine(f.behalf.Text(), draft.MaxFor)
	w.Joins = f.joins.of(w)
	return w
}

// Reviewed reports whether it was looked over: Enter sends it.
func (f *Form) Reviewed() bool { return f.review }

// same reports whether the proposal says nothing.
func (f *Form) same() bool {
	w := f.Wording()
	return f.editor != nil && (w.Text == w.Was || strings.TrimSpace(w.Text) == "")
}

// Key handles a key press: Tab goes round the fields, Enter shows how others
// will see it and, again, sends it, Esc goes back.
func (f *Form) Key(k tea.KeyPressMsg) any {
	key := k.Keystroke()
	switch {
	case key == "enter" && f.same():
		return Said{word.Say("Nothing is changed yet: type the words as they should read. Esc goes back.")}
	case key == "enter" && f.review:
		return Send{f.Wording()}
	case key == "enter":
		f.review = true
		return nil
	case key == "esc" && f.review:
		f.review = false
		return nil
	case key == "esc":
		return Keep{f.Wording()}
	case key == "tab", key == "shift+tab":
		f.turn(key == "tab")
		return nil
	}
	f.review = false
	switch f.field {
	case fieldWords:
		f.editor.Key(k)
	case fieldNote:
		f.note.Key(k)
	case fieldFor:
		f.behalf.Key(k)
	case fieldShown:
		f.joins.key(key)
	}
	return nil
}

func (f *Form) turn(on bool) {
	f.review = false
	for {
		if f.field++; !on {
			f.field += fields - 2
		}
		f.field %= fields
		if f.editor != nil || f.field == fieldNote || f.field == fieldFor {
			return
		}
	}
}

// Paste takes what the terminal pasted.
func (f *Form) Paste(s string) any {
	f.review = false
	switch f.field {
	case fieldNote:
		f.note.Insert(s)
	case fieldFor:
		f.behalf.Insert(s)
	case fieldWords:
		if p, ok := f.editor.(interface{ Paste(string) any }); ok {
			p.Paste(s)
		}
	}
	return nil
}

// View draws the form, exactly w by h cells.
func (f *Form) View(w, h int) string {
	t := f.theme
	lines := []string{frame.Rule(t, w, true, f.title)}
	preview := f.preview(w)
	low := len(preview) + 4
	if f.editor != nil {
		room := max(min(h-1-low, len(f.what.Was)/max(w/2, 1)+4), 2)
		lines = append(lines, strings.Split(f.editor.View(w, room), "\n")...)
		if f.field == fieldWords {
			f.x, f.y, _ = f.editor.Cursor()
			f.y++
		}
	}
	lines = append(lines, preview...)
	lines = append(lines, f.entry(word.Say(" note  "), &f.note, fieldNote, len(lines), w))
	lines = append(lines, f.entry(word.Say(" for   "), &f.behalf, fieldFor, len(lines), w))
	lines = append(lines, f.shown(len(lines), w))
	foot := word.Say(" Enter: look it over  Tab: note, for whom, how it is shown  Esc: put away, kept")
	if f.review {
		foot = word.Say(" This is how others will see it. Enter: send it   Esc: go on writing")
	}
	lines = append(lines, frame.Line(t, t.Notice, foot, w))
	return strings.Join(frame.Fill(lines, w, h), "\n")
}

// preview is the proposal as others will see it.
func (f *Form) preview(w int) []string {
	t, what := f.theme, f.Wording()
	head := word.Say(" others will see:")
	lines := []string{frame.Blank(w), frame.Line(t, t.Strong, head, w)}
	if f.editor != nil && f.same() {
		return append(lines, frame.Line(t, t.Dim, word.Say("  no change yet"), w))
	}
	return append(lines, Rows(t, f.joins.spans(what), 2, w)...)
}

func (f *Form) entry(label string, line *entry.Line, field, y, w int) string {
	t := f.theme
	width := t.Ruler.Width(label)
	typed, at := line.View(t.Ruler, max(w-width-1, 1))
	if f.field == field {
		f.x, f.y = width+at, y
	}
	return t.Key.Render(label) + frame.Line(t, t.Text, typed, max(w-width, 0))
}

// shown is the row that says which changes are shown as one.
func (f *Form) shown(y, w int) string {
	if f.editor == nil {
		return frame.Blank(w)
	}
	label := word.Say(" shown ")
	words, at := f.joins.view()
	if f.field == fieldShown {
		f.x, f.y = f.theme.Ruler.Width(label)+at, y
		words += f.joins.help()
	}
	width := f.theme.Ruler.Width(label)
	return f.theme.Key.Render(label) + frame.Line(f.theme, f.theme.Text, words, max(w-width, 0))
}

// Cursor returns where the real cursor belongs, as View drew it last.
func (f *Form) Cursor(w, h int) (x, y int) { return min(f.x, max(w-1, 0)), min(f.y, max(h-1, 0)) }
