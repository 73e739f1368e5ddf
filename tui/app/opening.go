package app

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/tui/word"
	"parley/tui/wording"
)

// fileRead is the message that a file that is to become a document has been read,
// or why not.
type fileRead struct {
	wording.Opened
	err error
}

// openNamed reads the file that is to be opened as a document.
func (m *Model) openNamed(file string) tea.Cmd {
	m.ask = nil
	if file = strings.TrimSpace(file); file == "" {
		return nil
	}
	if m.config.Open == nil {
		m.say(refusal, sentence(word.Say("no files can be opened here")))
		return nil
	}
	return func() tea.Msg {
		o, err := m.config.Open(file)
		return fileRead{o, err}
	}
}

// openRead opens what was read as a document of the meeting.
func (m *Model) openRead(f fileRead) {
	err := f.err
	if err == nil {
		err = m.seat.OpenDocument(f.Title, f.Text, m.now())
	}
	switch {
	case f.err != nil:
		m.say(refusal, word.Say("No document was opened: ")+plain(word.Err(err))+".")
	case errors.Is(err, meeting.TooBig):
		m.say(refusal, word.Say("No document was opened: ")+word.Say("it has more than %d KB; open a part of it, and paste the rest there", meeting.MaxInsert>>10)+".")
	case err != nil:
		m.say(refusal, word.Say("No document was opened: ")+refusedBecause(err)+".")
	case len(f.Remarks) > 0:
		words := []string{toBeOpened(f.Title)}
		for _, remark := range f.Remarks {
			words = append(words, "", sentence(clean2(remark)))
		}
		m.openPage("open-document", word.Say("OPEN A DOCUMENT"), words)
	default:
		m.say(note, toBeOpened(f.Title))
	}
	if err == nil {
		m.sent = true
		m.opening.Wait(f.Opened)
	}
}

func toBeOpened(title string) string {
	return word.Say("To be opened as a document: %s.", clean(title))
}

// begins has what is marked in a file of this person's, which has become a document,
// proposed there.
func (m *Model) begins(opened meeting.DocumentOpened) {
	marked := m.opening.Begin(opened)
	if marked == nil {
		return
	}
	if d := m.open(opened.Number); d != nil {
		d.inFile = marked
	}
}

// proposeMarked proposes what is marked in the file that the document was opened
// with, as soon as its text is here.
func (m *Model) proposeMarked() {
	if m.inFile == nil || !m.document.seat.Joined() {
		return
	}
	all, err := m.inFile(m.document.seat.Table())
	if m.inFile = nil; err != nil {
		m.say(refusal, word.Say("Not done: %s.", plain(word.Err(err))))
		return
	}
	failed := 0
	for _, w := range all {
		if _, err := m.document.seat.Negotiate(meeting.Propose{Wording: w}, m.now()); err != nil {
			failed++
		}
	}
	m.showProposals()
	words := word.Say("Proposed as the file marks them: %s.", word.Count(len(all)-failed, "change", "changes"))
	if failed > 0 {
		words += " " + word.Say("Not taken: %s; parley import says why.", word.Count(failed, "change", "changes"))
	}
	m.say(note, words)
}

// unproposed tells who leaves whose marked changes are not proposed yet.
func (m *Model) unproposed() (notes []string) {
	for _, d := range m.documents {
		if d.inFile != nil {
			notes = append(notes, sentence(word.Say("the changes marked in the file of document %d were not proposed: propose them with parley import", d.number)))
		}
	}
	return notes
}
