package export_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"parley/collab/draft"
	"parley/collab/export"
	"parley/collab/meeting"
	"parley/collab/text"
)

// annexed is a meeting with a second document, in which Kenya proposes something.
func annexed(t *testing.T) (h, annex *house) {
	h = open(t, "Resolution 50", "one\n")
	h.enters(chair, "Ingrid Larsen", "", meeting.Chair)
	h.after(time.Minute).happens(chair, meeting.DocumentOpened{Number: 2, Title: "Annex *A*"})
	annex = &house{t, h.log, meeting.New(), h.now, map[text.Author]uint64{}, meeting.LogName(name, 2)}
	annex.happens(0, meeting.Opened{Title: "Annex *A*", Text: "first line\n"})
	h.after(time.Minute).happens(chair, meeting.DocumentBefore{Number: 2})
	h.enters(kenya, "Amina", "Kenya", meeting.Delegate)
	annex.enters(kenya, "Amina", "Kenya", meeting.Delegate)
	annex.after(2*time.Minute).happens(kenya, meeting.Proposed{Wording: draft.Wording{Kind: draft.Change, Para: 1, Was: "first line", Text: "first word"}})
	h.after(2*time.Minute).happens(chair, meeting.ItemTaken{})
	annex.after(time.Hour).happens(kenya, meeting.Retracted{Proposal: 1})
	return h, annex
}

func TestMinutesTellOfAllDocuments(t *testing.T) {
	h, _ := annexed(t)
	head := h.state.Head()
	h.after(2*time.Hour).happens(chair, meeting.DocumentClosed{Number: 2, On: true})
	written := func(to meeting.Version) string {
		var b bytes.Buffer
		if err := export.Minutes(context.Background(), &b, h.log, name, to); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	whole := written(0)
	at := 0
	for _, want := range []string{"## Documents", `2. Annex \*A\*, before the meeting at the end, closed`, `opens document 2: **Annex \*A\***.`, `Document 2, Annex \*A\*, is before the meeting.`,
		"Document 2: Kenya (Amina) proposes P-1", "Document 2: Kenya (Amina) withdraws P-1.", `Document 2, Annex \*A\*, is closed: nothing in it changes any more.`, `## Proposals and outcomes: document 2, Annex \*A\*`, "withdrawn"} {
		n := strings.Index(whole[at:], want)
		if n < 0 {
			t.Fatalf("%q is missing, or not in its place:\n%s", want, whole)
		}
		at += n
	}
	if early := written(head); strings.Contains(early, "withdraws") || !strings.Contains(early, "proposes P-1") {
		t.Errorf("up to a version of the meeting they tell what came later:\n%s", early)
	}
}

func TestADocumentIsExportedByItself(t *testing.T) {
	h, annex := annexed(t)
	h.after(2*time.Hour).happens(chair, meeting.DocumentClosed{Number: 2, On: true})
	d, err := export.ReadDraft(context.Background(), h.log, annex.name, 0, 0)
	if err != nil || d.Title != "Annex *A*" || len(d.Proposals) != 1 {
		t.Errorf("got %+v, %v", d, err)
	}
	var b bytes.Buffer
	if err := export.JSON(context.Background(), &b, h.log, name, 0, 0); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"kind":"document_opened","by":1,"name":"Ingrid Larsen","command":1,"base":3,"document":2,"title":"Annex *A*"}`, `"kind":"document_before","by":1,"name":"Ingrid Larsen","command":2,"base":4,"document":2}`, `"kind":"document_closed","by":1,"name":"Ingrid Larsen","command":4,"base":7,"document":2,"on":true}`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the log does not have %s:\n%s", want, b.String())
		}
	}
	if _, err := export.ReadDraft(context.Background(), h.log, meeting.LogName(name, 3), 0, 0); !errors.Is(err, meeting.NoDocument) {
		t.Errorf("a document that is not there: got %v", err)
	}
}
