package meeting

import (
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/draft"
)

func TestAMeetingHasSeveralDocuments(t *testing.T) {
	r := newRoom(t)
	if got := r.amina.Documents(); len(got) != 1 || got[0].Number != 1 || r.amina.Before() != 1 {
		t.Errorf("a meeting begins with %v and document %d before it, want its own draft", got, r.amina.Before())
	}
	if err := r.chair.OpenDocument("Annex A", "first line\n", r.now); err != nil {
		t.Fatal(err)
	}
	r.settle()
	r.act(r.chair, DocumentBefore{2})
	want := Document{Number: 2, Title: "Annex A", Opener: r.chair.Me().Number}
	for _, g := range r.seats {
		if all := g.Documents(); len(all) != 2 || all[1] != want || g.Before() != 2 {
			t.Errorf("%s sees %v and document %d before the meeting, want %v before it", g.Me().Name, all, g.Before(), want)
		}
	}
	again, err := FromSnapshot(r.state.Full(1))
	if err != nil || len(again.Documents()) != 2 || again.Documents()[1] != want || again.Before() != 2 {
		t.Errorf("its snapshot has %v, %d, %v", again.Documents(), again.Before(), err)
	}
	if err := r.chair.PutBefore(1, r.now); err != nil {
		t.Fatal(err)
	}
	if r.settle(); r.caio.Before() != 1 {
		t.Errorf("document %d is before the meeting, want 1 again", r.caio.Before())
	}
}

func TestWhoMayOpenADocumentAndWhich(t *testing.T) {
	r := newRoom(t)
	r.refuses(r.amina, DocumentOpened{Title: "Annex"}, NotAllowed)
	r.refuses(r.scribe, DocumentOpened{Title: "Annex"}, NotAllowed)
	r.refuses(r.amina, DocumentBefore{1}, NotAllowed)
	r.refuses(r.chair, DocumentBefore{2}, NoDocument)
	r.refuses(r.chair, DocumentBefore{0}, NoDocument)
	r.refuses(r.chair, DocumentOpened{}, Malformed)
	r.refuses(r.chair, DocumentOpened{Title: "Annex", Text: "\x1b[2J"}, Malformed)
	r.refuses(r.chair, DocumentOpened{Title: "Annex", Text: strings.Repeat("a", MaxInsert+1)}, TooBig)
	r.refuses(r.chair, DocumentOpened{Title: strings.Repeat("a", MaxTitle+1)}, TooBig)
	editor := r.join("Ed", Editor)
	if err := r.state.Check(editor.Me(), Command{Number: 1, Base: r.state.Head(), Ask: DocumentOpened{Title: "Annex"}}); err != nil {
		t.Errorf("an editor may not open a document: %v", err)
	}
	if err := editor.PutBefore(1, r.now); err != NotAllowed {
		t.Errorf("an editor puts a document before the meeting: got %v, want %v", err, NotAllowed)
	}
	for range MaxDocuments - 1 {
		r.act(r.chair, DocumentOpened{Title: "Annex"})
	}
	r.refuses(r.chair, DocumentOpened{Title: "Annex"}, TooManyDocuments)
	if err := r.chair.OpenDocument("Annex", "", r.now); err != TooManyDocuments {
		t.Errorf("one more document: got %v, want %v", err, TooManyDocuments)
	}
}

func TestADocumentOutOfOrderIsNoEvent(t *testing.T) {
	r := newRoom(t)
	e := Event{Number: r.state.Head() + 1, By: 1, What: DocumentOpened{Number: 3, Title: "Annex"}}
	if err := r.state.Apply(e); err == nil {
		t.Error("document 3 follows document 1")
	}
}

func TestALogIsOpenedAgainOnlyBeforeAnybodyHasEnteredIt(t *testing.T) {
	s := New()
	apply := func(w What) error { return s.Apply(Event{Number: s.Head() + 1, By: 1, What: w}) }
	for _, w := range []What{Opened{"Annex", "a text that nobody saw\n"}, Served{1}, Opened{"Annex A", "the text\n"}} {
		if err := apply(w); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Text().String(); got != "the text\n" || s.Title() != "Annex A" {
		t.Errorf("it has title %q and text %q", s.Title(), got)
	}
	if err := apply(Entered{Person{Number: 1, Name: "Ada"}}); err != nil {
		t.Fatal(err)
	}
	if err := apply(Opened{"Annex", "another\n"}); err == nil {
		t.Error("a text that somebody has is opened again")
	}
}

func TestNothingChangesInADocumentThatIsClosed(t *testing.T) {
	r := newRoom(t)
	r.refuses(r.amina, DocumentClosed{1, true}, NotAllowed)
	r.refuses(r.chair, DocumentClosed{2, true}, NoDocument)
	r.refuses(r.chair, DocumentClosed{0, true}, NoDocument)
	r.act(r.chair, DocumentOpened{Title: "Annex"})
	if err := r.chair.CloseDocument(1, true, r.now); err != nil {
		t.Fatal(err)
	}
	if r.settle(); !r.amina.Closed() || !r.amina.ClosedDocument(1) || r.amina.ClosedDocument(2) {
		t.Error("Kenya does not see that document 1 is closed, and not 2")
	}
	if err := r.amina.Edit(delta.Replace(r.amina.Text().Len(), 0, 0, "x"), r.now); err != DocumentIsClosed {
		t.Errorf("an edit: got %v, want %v", err, DocumentIsClosed)
	}
	if _, err := r.amina.Negotiate(Propose{draft.Wording{Kind: draft.Change, Para: 1, Text: "other words"}}, r.now); err != DocumentIsClosed {
		t.Errorf("a proposal: got %v, want %v", err, DocumentIsClosed)
	}
	for _, ask := range []Ask{Edit{Delta: delta.Replace(r.state.Text().Len(), 0, 0, "x")}, Undo{Of: []uint64{1}}, Propose{}, Arrange{}} {
		c := Command{Number: r.state.Last(r.chair.Me().Number) + 1, Base: r.state.Head(), Ask: ask}
		if err := r.state.Check(r.chair.Me(), c); err != DocumentIsClosed {
			t.Errorf("%T by the chair: got %v, want %v", ask, err, DocumentIsClosed)
		}
	}
	if err := r.amina.Say("it is read, and talked about", r.now); err != nil {
		t.Error(err)
	}
	r.act(r.chair, DocumentBefore{1})
	again, err := FromSnapshot(r.state.Full(1))
	if err != nil || !again.Proceedings().Closed(1) {
		t.Errorf("its snapshot has %v, %v", again.Proceedings().ClosedDocuments, err)
	}
	r.act(r.chair, DocumentClosed{1, false})
	if err := r.amina.Edit(delta.Replace(r.amina.Text().Len(), 0, 0, "x"), r.now); err != nil || r.amina.Closed() {
		t.Errorf("open again: %v", err)
	}
}
