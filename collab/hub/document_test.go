package hub_test

import (
	"fmt"
	"slices"
	"testing"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// entries returns what the log of a document has.
func (h *house) entries(n int) (all []meeting.What) {
	h.t.Helper()
	err := h.log.Memory.Read(h.t.Context(), hub.DocumentName(id, n), 0, func(number uint64, entry []byte) error {
		e, err := wire.DecodeEvent(number, entry)
		all = append(all, e.What)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// full has the log refuse one entry, behind so many that it takes.
func (f *fallible) full(behind int) {
	f.next(func(uint64, []byte) error {
		if behind == 0 {
			return fmt.Errorf("append: %w", eventlog.ErrFull)
		}
		f.full(behind - 1)
		return nil
	})
}

func TestADocumentHasItsLogBeforeItIsListed(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair, amina := h.join(person("chair", meeting.Chair)), h.join(person("amina", meeting.Delegate))
		annex := meeting.DocumentOpened{Title: "Annex A", Text: "one\ntwo\n"}
		h.log.full(1) // behind the chair's entering
		chair.asks(annex)
		if got := h.entries(1); len(got) != 3 {
			t.Errorf("a document without a log is listed: %v", got)
		}
		chair = h.join(person("chair", meeting.Chair).resume(1, 2))
		chair.asks(annex)
		if got := of[meeting.Happened](amina.heard()); len(got) != 2 || got[1].Event.What != (meeting.DocumentOpened{Number: 2, Title: "Annex A"}) {
			t.Errorf("amina heard %+v, want that document 2 was opened", got)
		}
		if got := h.entries(2); len(got) != 1 || got[0] != (meeting.Opened{Title: "Annex A", Text: "one\ntwo\n"}) {
			t.Errorf("its log has %+v", got)
		}
	})
}

func TestALogThatNobodyListsIsBegunAgain(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair := h.join(person("chair", meeting.Chair))
		h.log.full(2) // between the log and the list
		chair.asks(meeting.DocumentOpened{Title: "Annex A", Text: "what nobody saw\n"})
		if got := h.entries(2); len(got) != 1 {
			t.Fatalf("its log has %+v, want its beginning", got)
		}
		h.close()
		h.open()
		chair = h.join(person("chair", meeting.Chair).resume(1, 3))
		chair.asks(meeting.DocumentOpened{Title: "Annex B", Text: "the text\n"})
		state := meeting.New()
		for i, w := range h.entries(2) {
			if err := state.Apply(meeting.Event{Number: meeting.Version(i + 1), What: w}); err != nil {
				t.Fatal(err)
			}
		}
		if got := state.Text().String(); got != "the text\n" || state.Title() != "Annex B" {
			t.Errorf("document 2 is %q with the text %q", state.Title(), got)
		}
	})
}

func TestTheHostOpensDocumentsByItsOwnWord(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		n, err := h.hub.OpenDocument(t.Context(), id, "Annex A", "one\r\ntwo\n")
		if err != nil || n != 2 {
			t.Errorf("got document %d, %v", n, err)
		}
		if n, err = h.hub.OpenDocument(t.Context(), id, "\x1b", ""); err != nil || n != 3 {
			t.Errorf("without a title: got document %d, %v", n, err)
		}
		got, err := h.hub.Summary(t.Context(), id)
		want := []meeting.Document{{Number: 1, Title: "Res. 50"}, {Number: 2, Title: "Annex A"}, {Number: 3, Title: "Document 3"}}
		if err != nil || !slices.Equal(got.Documents, want) {
			t.Errorf("the meeting has %v, %v, want %v", got.Documents, err, want)
		}
		if got := h.entries(2); len(got) != 1 || got[0] != (meeting.Opened{Title: "Annex A", Text: "one\ntwo\n"}) {
			t.Errorf("its log has %+v", got)
		}
	})
}

func TestADocumentThatIsClosedTakesNothing(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair := h.withAnnex()
		amina := person("amina", meeting.Delegate)
		h.join(amina)
		a := h.join(amina.at(2))
		a.edit(1, delta.Replace(8, 0, 3, "ONE"))
		a.heard()
		close := func(on bool) {
			chair.asks(meeting.DocumentClosed{Number: 2, On: on})
			if got := of[meeting.Refused](chair.heard()); len(got) != 0 {
				t.Fatalf("closing %v is refused: %+v", on, got)
			}
		}
		refused := func(c *client, ask meeting.Ask, want meeting.Refusal) {
			t.Helper()
			c.asks(ask)
			why := meeting.Refusal(0)
			if got := of[meeting.Refused](c.heard()); len(got) == 1 {
				why = got[0].Why
			}
			if why != want {
				t.Errorf("%T: refused with %v, want %v", ask, why, want)
			}
		}
		close(true)
		refused(a, meeting.Edit{Delta: delta.Replace(8, 0, 3, "one")}, meeting.DocumentIsClosed)
		refused(a, meeting.Propose{Wording: draft.Wording{Kind: draft.Change, Para: 1, Was: "ONE", Text: "uno"}}, meeting.DocumentIsClosed)
		bela := person("bela", meeting.Editor)
		h.join(bela)
		refused(h.join(bela.at(2)), meeting.Arrange{}, meeting.DocumentIsClosed)
		close(false)
		a.edit(3, delta.Replace(8, 0, 3, "one"))
		if got := of[meeting.Accepted](a.heard()); len(got) != 1 {
			t.Errorf("open again: got %+v, want what she writes taken", got)
		}
	})
}
