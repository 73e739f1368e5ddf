package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	collabdraft "parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/app"
	"parley/tui/wording"
)

func TestOpeningADocument(t *testing.T) {
	reads := func(c *app.Config) {
		c.Open = func(path string) (wording.Opened, error) {
			switch path {
			case "annex b.md":
				return wording.Opened{Title: "annex b", Text: "Annex B\n"}, nil
			case "marked.md":
				return wording.Opened{Title: "marked", Text: "Marked\n", Remarks: []string{"the changes marked in it are left out"}}, nil
			case "changed.md":
				return wording.Opened{Title: "changed", Text: annexText, Marked: func(tab *meeting.Table) (all []collabdraft.Wording, err error) {
					return append(all, collabdraft.Wording{Kind: collabdraft.Remove, Para: tab.ID(4), Was: tab.Text.Line(3)}, collabdraft.Wording{Kind: collabdraft.Remove, Para: 99}), nil
				}}, nil
			case "big.md":
				return wording.Opened{Title: "big", Text: strings.Repeat("a", meeting.MaxInsert+1)}, nil
			}
			return wording.Opened{}, errors.New("there is no file " + path)
		}
	}
	opens := func(b *bench, path string) {
		b.Ctrl('p')
		b.Type("open another document")
		b.Press(enter)
		b.shows("Open as a document:")
		b.Type(path)
		b.Press(enter)
	}
	inMeeting(t, "the chair names a file", func(t *testing.T) {
		b := sit(t, 100, 24, reads)
		b.me.Role = meeting.Chair
		b.up()
		b.welcome()
		opens(b, "annex.md")
		b.shows("No document was opened: there is no file annex.md.")
		opens(b, "annex b.md")
		b.shows("To be opened as a document: annex b.")
		b.sentLast(meeting.DocumentOpened{Title: "annex b", Text: "Annex B\n"})
		opens(b, "big.md")
		b.shows("No document was opened: it has more than 1024 KB; open a part of it, and paste the rest there.")
		opens(b, "marked.md")
		b.shows("The changes marked in it are left out.")
		b.Press(esc)
		b.other(chair, meeting.DocumentOpened{Number: 2, Title: "annex b"})
		b.shows("Opened: document 2, annex b. m goes there.")
		b.Ctrl('p')
		b.Type("put a document")
		b.Press(enter, down, enter)
		b.sentLast(meeting.DocumentBefore{Number: 2})
	})
	inMeeting(t, "the chair stays in the one that is put before the meeting until it is there", func(t *testing.T) {
		a := unannexed(t, 120, 24)
		a.me.Role = meeting.Chair
		a.happens(1, 90, meeting.DocumentOpened{Number: 2, Title: "Annex A"})
		a.up()
		a.bench.welcome()
		a.arrives()
		a.goes("2  Annex A")
		a.shows("DOCUMENT 2 v")
		a.Ctrl('p')
		a.Type("put a document")
		a.Press(enter, enter) // it is the one that is marked
		a.sentLast(meeting.DocumentBefore{Number: 2})
		a.other(chair, meeting.Said{Text: "one moment"}) // something comes before the answer
		a.shows("DOCUMENT 2 v")
	})
	inMeeting(t, "what the file marks is proposed there", func(t *testing.T) {
		a := unannexed(t, 120, 24, reads)
		a.me.Role = meeting.Chair
		a.up()
		a.bench.welcome()
		opens(a.bench, "changed.md")
		sent := a.told().sent
		a.Send(meeting.Happened{Event: a.happens(a.me.Number, 0, meeting.Entered{Person: a.me})})
		a.Send(meeting.Happened{Event: a.happens(a.me.Number, sent[0].Number, meeting.DocumentOpened{Number: 2, Title: "changed"})})
		a.shows("Opened: document 2, changed.")
		a.Ctrl('c')
		a.shows("The changes marked in the file of document 2 were not proposed: propose them")
		a.Press(esc)
		a.arrives()
		a.shows("Document 2: Proposed as the file marks them: 1 change. Not taken: 1 change; parley import says why.")
		if sent := a.line.soFar().sent; len(sent) != 1 {
			t.Errorf("sent %+v, want the change", sent)
		}
	})
	inMeeting(t, "a delegate is told who does that", func(t *testing.T) {
		b := join(t, 100, 24, reads)
		b.Ctrl('p')
		b.Type("open another document")
		b.Press(enter)
		b.shows("not now: only the chair and the editors open documents")
	})
}

// The lines of documents that a meeting does not have, or cannot, are nobody's.
func TestADocumentThatCannotBeIsNotOpened(t *testing.T) {
	inMeeting(t, "whatever its number", func(t *testing.T) {
		var dialled []int
		b := join(t, 80, 24, func(c *app.Config) {
			c.Document = func(n int) app.Line { dialled = append(dialled, n); return &wire{} }
		})
		for _, n := range []int{-1, 0, 1, 1000} {
			b.Send(meeting.InDocument{Document: n, Notice: meeting.LinkChanged{State: meeting.Up}})
		}
		b.shows("DRAFT v")
		if slices.ContainsFunc(dialled, func(int) bool { return true }) {
			t.Errorf("dialled %v", dialled)
		}
	})
}
