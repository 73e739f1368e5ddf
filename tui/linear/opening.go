package linear

import (
	"errors"
	"slices"
	"time"

	"parley/collab/meeting"
	"parley/tui/word"
)

// openDocument asks for a document that has what is in a file.
func (f *front) openDocument(file string, now time.Time) error {
	if f.Open == nil {
		return errors.New(word.Say("no files can be opened here"))
	}
	o, err := f.Open(file)
	if err != nil {
		return err
	}
	err = f.seat.OpenDocument(o.Title, o.Text, now)
	if errors.Is(err, meeting.TooBig) {
		return errors.New(word.Say("%s has more than the %d KB with which a document can be opened: open a part of it, and add the rest there with editor", file, meeting.MaxInsert>>10))
	}
	if err != nil {
		return err
	}
	f.opening.Wait(o)
	for _, remark := range o.Remarks {
		f.out.say(done{Event: "done", Command: "open-document", Text: remark, Waiting: f.waiting(), spoken: capital(remark) + "."})
	}
	f.out.say(done{Event: "done", Command: "open-document", Text: o.Title, Waiting: f.waiting(), spoken: word.Say("To be opened as a document: %s.", o.Title)})
	return nil
}

// begins has what is marked in the file that has become a document proposed there.
func (f *front) begins(opened meeting.DocumentOpened) {
	if marked := f.opening.Begin(opened); marked != nil {
		if d := f.numberedDocument(opened.Number); d != nil {
			d.marked = marked
		}
	}
}

// proposeMarked proposes what is marked in the files that were opened, each in its
// document as soon as that is here.
func (f *front) proposeMarked(now time.Time) {
	for _, d := range f.documents {
		if d.marked != nil && d.draft.Joined() {
			f.within(d, func() { f.proposeMarks(now) })
		}
	}
}

func (f *front) proposeMarks(now time.Time) {
	all, err := f.marked(f.draft.Table())
	if f.marked = nil; err != nil {
		f.fail("open-document", err)
		return
	}
	proposed := 0
	for _, w := range all {
		if _, err := f.draft.Negotiate(meeting.Propose{Wording: w}, now); err != nil {
			f.fail("open-document", errors.New(word.Say("not proposed: %s: %s", previewed(w), word.Err(err))))
			continue
		}
		proposed++
	}
	f.sent("open-document", word.Say("Proposed as the file marks them: %s.", word.Count(proposed, "change", "changes")))
}

// unproposed tells, at the end, whose marked changes could not be proposed any more.
func (f *front) unproposed() {
	for _, d := range f.documents {
		if d.marked != nil {
			f.fail("open-document", errors.New(word.Say("the changes marked in the file of document %d were not proposed: propose them with parley import", d.number)))
		}
	}
}

// marks reports whether something is still to be proposed of a file that was opened.
func (f *front) marks() bool {
	return slices.ContainsFunc(f.documents, func(d *document) bool { return d.marked != nil })
}
