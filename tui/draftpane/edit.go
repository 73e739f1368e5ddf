package draftpane

import (
	"parley/collab/delta"
	"parley/collab/text"
)

// Edited says that the user changed the text. The pane has taken the change in
// already; the app passes it on.
type Edited struct {
	Delta      delta.Delta
	At, Anchor int    // the caret and the other end of the selection, in the new text
	Cut        string // not empty: goes to the clipboard as well
}

// Copied asks to put text into the terminal's clipboard.
type Copied struct{ Text string }

// WantUndo asks to take the user's own last change back; WantRedo puts it in
// again. The app answers with SetText within the same key press.
type WantUndo struct{}

// WantRedo asks to put back what the user took back last.
type WantRedo struct{}

// WantFind asks for the words to search for; the app answers with Find and at
// the end with EndFind.
type WantFind struct{}

// Refused says in words why what the user asked for was not done.
type Refused struct{ Why string }

// Unhandled says that the key means nothing to the pane. Why is not empty where
// the user should be told, unless the app knows the key.
type Unhandled struct{ Why string }

const howToWrite = "you are reading: press i, or Enter and Write here, to write"

// mayWrite returns nil where the user can change the text now.
func (m *Model) mayWrite() any {
	switch {
	case !m.writable && m.why != "":
		return Refused{m.why}
	case !m.writable:
		return Refused{"you may not write in this draft"}
	case !m.writing:
		return Refused{howToWrite}
	}
	return nil
}

// replace is the one place where the user changes the text.
func (m *Model) replace(from, to int, with string) any {
	if no := m.mayWrite(); no != nil {
		return no
	}
	length := m.text.Len()
	if length-(to-from)+runes(with) > delta.MaxLen {
		return Refused{"the draft would become too long"}
	}
	if from == to && with == "" {
		return nil
	}
	d := delta.Replace(length, from, to-from, with)
	m.holdAbove(from)
	m.before = past{m.text, m.caret}
	m.text = m.text.Splice(from, to-from, with, m.me)
	m.moveAll(d)
	m.caret = caret{at: from + runes(with), goal: -1}
	m.caret.at = m.snapOn(m.caret.at)
	m.caret.anchor = m.caret.at
	m.scroll.at = m.snap(m.scroll.at)
	m.touch()
	return Edited{Delta: d, At: m.caret.at, Anchor: m.caret.anchor}
}

// insert types over the selection.
func (m *Model) insert(s string) any {
	from, to := m.selection()
	return m.replace(from, to, s)
}

// Paste takes what the terminal pasted. Control characters and direction
// overrides are left out.
func (m *Model) Paste(s string) any {
	m.caret.marking = false
	if no := m.mayWrite(); no != nil {
		return no
	}
	return m.insert(text.Clean(s))
}

// erase deletes the selection or, without one, what lies between the caret and
// where the motion goes.
func (m *Model) erase(until motion) any {
	from, to := m.selection()
	if from == to {
		if no := m.mayWrite(); no != nil {
			return no
		}
		other := until(m)
		from, to = min(from, other), max(to, other)
	}
	return m.replace(from, to, "")
}

// cut deletes the selection or, without one, up to where the motion goes, and
// keeps it for pasting.
func (m *Model) take(until motion) any {
	if no := m.mayWrite(); no != nil {
		return no
	}
	from, to := m.selection()
	if from == to && until != nil {
		other := until(m)
		from, to = min(from, other), max(to, other)
	}
	if from == to {
		return Refused{"nothing is selected"}
	}
	m.clip = m.text.Slice(from, to)
	edited := m.replace(from, to, "").(Edited)
	edited.Cut = m.clip
	return edited
}

// lineEnd is how far a line is killed: to its end or, from there, through its
// line break.
func lineEnd(m *Model) int {
	end := m.text.LineEnd(m.text.LineOf(m.caret.at))
	if end == m.caret.at {
		return min(end+1, m.text.Len())
	}
	return end
}

func (m *Model) copySelected() any {
	if s := m.Selected(); s != "" {
		m.clip = s
		m.caret.marking = false
		m.touch()
		return Copied{s}
	}
	return Refused{"nothing is selected"}
}

func (m *Model) pasteOwn() any {
	if m.clip == "" {
		return Refused{"nothing was cut or copied here yet; your terminal's own paste works too"}
	}
	return m.Paste(m.clip)
}

func (m *Model) selectAll() any {
	m.caret = caret{at: m.text.Len(), goal: -1}
	m.touch()
	return nil
}

func (m *Model) toggleMark() any {
	m.caret.marking = !m.caret.marking
	m.caret.anchor = m.caret.at
	m.touch()
	return nil
}

func (m *Model) wantUndo(want any) any {
	if !m.writable {
		return m.mayWrite()
	}
	m.undone = true
	return want
}
