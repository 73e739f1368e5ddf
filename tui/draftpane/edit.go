package draftpane

import (
	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
	"parley/tui/word"
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

// WantGoto asks to go to the line whose number was typed.
type WantGoto struct{ Words string }

// Refused says in words why what the user asked for was not done.
type Refused struct{ Why string }

// Unhandled says that the key means nothing to the pane. Why is not empty where
// the user should be told, unless the app knows the key.
type Unhandled struct{ Why string }

// howToWrite names the way from reading to writing.
func (m *Model) howToWrite() string {
	if m.wayIn == "" {
		return word.Say("you are reading: press Enter and choose Write here, to write")
	}
	return word.Say("you are reading: press ") + m.wayIn + word.Say(", or Enter and Write here, to write")
}

// mayWrite returns nil where the user can change the text now.
func (m *Model) mayWrite() any {
	switch {
	case !m.writable && m.why != "":
		return Refused{m.why}
	case !m.writable:
		return Refused{word.Say("you may not write in this draft")}
	case !m.writing:
		return Refused{m.howToWrite()}
	}
	return nil
}

// replace changes the text between two places as a whole.
func (m *Model) replace(from, to int, with string) any {
	if from == to && with == "" {
		return m.mayWrite()
	}
	return m.change(delta.Replace(m.text.Len(), from, to-from, with), from, from+runes(with))
}

// change is the one place where the user changes the text. Everything that
// changes is behind from; the caret goes to at.
func (m *Model) change(d delta.Delta, from, at int) any {
	if no := m.mayWrite(); no != nil {
		return no
	}
	if d.NewLen() > delta.MaxLen {
		return Refused{word.Say("the draft would become too long")}
	}
	changed, err := draft.Apply(m.text, d, m.me)
	if err != nil { // a bug of ours: the change was made for this very text
		return Refused{err.Error()}
	}
	m.holdAbove(from)
	m.keepRows()
	old := m.text
	m.before = past{old, m.caret}
	m.text = changed
	for inserted := range d.Inserts() {
		m.noteDirection(inserted)
	}
	m.moveAll(old, d)
	m.caret = caret{at: at, goal: -1}
	m.caret.at = m.snapOn(m.caret.at)
	m.caret.anchor = m.caret.at
	m.scroll.at = m.snap(m.scroll.at)
	m.kept.caret = m.caret.at
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
	return m.pasteOver(text.Clean(s))
}

// pasteCompared is how long what is selected and what is pasted over it may be
// together to be compared, in code points: that takes no longer than a key may.
const pasteCompared = 4096

// pasteOver replaces the selection. What both have in common stays as it is, so
// that the words nobody changed keep their authors and what others write in
// them meanwhile its place. Texts that are mostly different are replaced as a
// whole: letters that are alike by chance are nobody's words.
func (m *Model) pasteOver(s string) any {
	from, to := m.selection()
	older, size := m.text.Slice(from, to), runes(s)
	if from == to || s == "" || to-from+size > pasteCompared {
		return m.replace(from, to, s)
	}
	d, err := delta.Diff(older, s)
	if err != nil || 2*d.Touched() > to-from+size {
		return m.replace(from, to, s)
	}
	if !d.Changes() { // the same again
		m.moveTo(to, false)
		return nil
	}
	return m.change(d.Within(from, m.text.Len()-to), from, from+size)
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
		return Refused{word.Say("nothing is selected")}
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
	return Refused{word.Say("nothing is selected")}
}

func (m *Model) pasteOwn() any {
	if m.clip == "" {
		return Refused{word.Say("nothing was cut or copied here yet; your terminal's own paste works too")}
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
