package hub_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

const annex = "one\ntwo\n"

// at is the hello of the same session to a document, without anything it had.
func (p as) at(n int) as {
	p.Document, p.Resume, p.Need = n, 0, 0
	return p
}

// withAnnex has a chair open document 2.
func (h *house) withAnnex() (chair *client) {
	h.t.Helper()
	chair = h.join(person("chair", meeting.Chair))
	chair.asks(meeting.DocumentOpened{Title: "Annex A", Text: annex})
	chair.heard()
	return chair
}

func TestADocumentIsWrittenInByThoseWhoAreInTheMeeting(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.withAnnex()
		amina, caio := person("amina", meeting.Delegate), person("caio", meeting.Delegate)
		h.join(caio)
		in := h.join(amina)
		a, c := h.join(amina.at(2)), h.join(caio.at(2))
		w := a.welcome
		if w.You != in.welcome.You || w.Document != 2 || w.Title != "Annex A" || len(w.Snapshot.Text) != 1 || w.Snapshot.Text[0].Text != annex {
			t.Errorf("she is welcomed with %+v and %+v", w, w.Snapshot)
		}
		a.edit(1, delta.Replace(8, 0, 3, "ONE"))
		if got := of[meeting.Happened](c.heard()); len(got) != 2 || got[0].Event.By != w.You.Number || got[1].Event.What.(meeting.Edited).Delta.Size().Inserted != 3 {
			t.Errorf("caio heard %+v, want that she entered and what she did", got)
		}
		if got := of[meeting.Accepted](a.heard()); len(got) != 1 || got[0].Number != 3 {
			t.Errorf("she heard %+v, want that it is event 3 of the document", got)
		}
		entered := meeting.Entered{Person: w.You}
		if got := h.entries(1); got[len(got)-1] != entered {
			t.Errorf("the meeting's log ends with %+v, want that she entered", got[len(got)-1])
		}
		if got := h.entries(2); len(got) != 3 || got[1] != entered {
			t.Errorf("the document's log has %+v", got)
		}
	})
}

func TestADocumentTakesOnlyWhatIsAboutItsText(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.withAnnex()
		c := h.join(person("chair", meeting.Chair).at(2))
		for _, ask := range []meeting.Ask{meeting.Say{Text: "hello"}, meeting.DocumentOpened{Title: "Annex"}, meeting.Guard{On: true}, meeting.Remove{Person: 2},
			meeting.AgendaSet{Items: []string{"one"}}, meeting.HandsAsked{Question: "now?"}} {
			c.asks(ask)
			if got := of[meeting.Refused](c.heard()); len(got) != 1 || got[0].Why != meeting.NotAllowed {
				t.Errorf("%T: got %+v, want it refused", ask, got)
			}
		}
		c.asks(meeting.Arrange{})
		if got := of[meeting.Refused](c.heard()); len(got) == 1 && got[0].Why == meeting.NotAllowed {
			t.Error("who may type into a document is not for its chair to say")
		}
	})
}

func TestWhoMayOnlyReadLeavesNoTraceInADocument(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.withAnnex()
		olga := person("olga", meeting.Observer)
		h.join(olga)
		before := len(h.entries(1))
		c := h.join(olga.at(2))
		c.edit(1, delta.Replace(8, 0, 3, "ONE"))
		if got := of[meeting.Refused](c.heard()); len(got) != 1 || got[0].Why != meeting.NotAllowed {
			t.Errorf("got %+v, want it refused", got)
		}
		if now := len(h.entries(1)); now != before || len(h.entries(2)) != 1 {
			t.Errorf("the meeting's log has %d entries and not %d, the document's %d", now, before, len(h.entries(2)))
		}
	})
}

func TestNoLogIsReadForWhoIsNotInTheMeeting(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.withAnnex()
		whole := h.log.whole()
		if _, _, resp, err := h.dial(person("amina", meeting.Delegate).at(2).header()); err == nil || resp.StatusCode != 503 {
			t.Errorf("got %v, want her sent to the meeting first", err)
		}
		if got := h.log.whole(); got != whole {
			t.Errorf("the document's log was read %d times", got-whole)
		}
	})
}

func TestWhoIsNotInTheMeetingIsInNoDocument(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.withAnnex()
		refused := func(p as, want int) {
			t.Helper()
			if _, _, resp, err := h.dial(p.header()); err == nil || resp == nil || resp.StatusCode != want {
				t.Errorf("%s at document %d: got %v, want status %d", p.Name, p.Document, err, want)
			}
		}
		amina := person("amina", meeting.Delegate)
		refused(amina.at(2), 503)
		in := h.join(amina)
		refused(amina.at(3), 404)
		refused(amina.with(link(meeting.Chair, 7, amina.ticket.Holder)).at(2), 503) // on another link than the one she came with
		in.leave()
		in.heard()
		if got := h.join(amina.at(2)).welcome.You; got != in.welcome.You {
			t.Errorf("while her line is lost she is %+v, want %+v", got, in.welcome.You)
		}
	})
}

func TestWhoIsOutOfTheMeetingIsOutOfItsDocuments(t *testing.T) {
	for _, tt := range []struct {
		name string
		out  func(chair, amina *client)
		want wire.ByeReason
	}{
		{"removed", func(chair, amina *client) { chair.asks(meeting.Remove{Person: amina.welcome.You.Number}) }, wire.Removed},
		{"left", func(_, amina *client) { amina.say(wire.LeaveFrame{}); time.Sleep(time.Second); amina.leave() }, wire.Apart},
		{"away for longer than the grace time", func(_, amina *client) { amina.leave(); time.Sleep(time.Minute) }, wire.Apart},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inHouse(t, hub.Limits{Silence: time.Hour}, func(t *testing.T, h *house) {
				chair, p := h.withAnnex(), person("amina", meeting.Delegate)
				amina := h.join(p)
				annex := h.join(p.at(2))
				tt.out(chair, amina)
				if got := annex.over(); got != tt.want {
					t.Errorf("the document says goodbye for reason %d, want %d", got, tt.want)
				}
				if _, _, _, err := h.dial(p.at(2).header()); err == nil {
					t.Error("she is in the document again")
				}
			})
		})
	}
}

func TestADocumentGoesOnAfterARestartAndARest(t *testing.T) {
	inHouse(t, hub.Limits{Idle: time.Minute, Snapshot: 2, Silence: time.Hour}, func(t *testing.T, h *house) {
		h.withAnnex()
		p := person("amina", meeting.Delegate)
		in := h.join(p)
		before := h.join(p.at(2))
		before.edit(1, delta.Replace(8, 0, 3, "ONE"))
		before.heard()
		reads := func(how string) *client {
			t.Helper()
			c := h.join(p.at(2))
			state, err := meeting.FromSnapshot(c.welcome.Snapshot)
			if err != nil || state.Text().String() != "ONE\ntwo\n" {
				t.Errorf("%s it reads %q, %v", how, state.Text().String(), err)
			}
			return c
		}
		before.leave()
		time.Sleep(5 * time.Minute) // nobody looks at it, and the meeting goes on
		reads("after a rest")
		h.close()
		h.open()
		h.join(p.resume(in.welcome.You.Number, in.welcome.Head))
		c := reads("after a restart")
		c.sent = 1
		if c.edit(3, delta.Replace(8, 4, 3, "TWO")); len(of[meeting.Accepted](c.heard())) != 1 {
			t.Error("nobody can write after a restart")
		}
	})
}

func TestWhoseNameChangesComesToTheDocumentsAgain(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.withAnnex()
		p := person("amina", meeting.Delegate)
		h.join(p)
		annex := h.join(p.at(2))
		p.Name = "Amina N."
		h.join(p)
		if got := annex.over(); got != wire.Apart {
			t.Errorf("the document says goodbye for reason %d, want %d", got, wire.Apart)
		}
		if got := h.join(p.at(2)).welcome.You.Name; !strings.HasPrefix(got, "Amina N") {
			t.Errorf("she is %q there", got)
		}
	})
}

func TestAMeetingThatEndsEndsItsDocuments(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*house)
		want wire.ByeReason
	}{
		{"the server restarts", func(h *house) { h.close(); h.open() }, wire.Restarting},
		{"the operator closes it", func(h *house) { h.hub.End(h.t.Context(), id) }, wire.Over},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
				h.withAnnex()
				p := person("amina", meeting.Delegate)
				h.join(p)
				annex := h.join(p.at(2))
				tt.end(h)
				if got := annex.over(); got != tt.want {
					t.Errorf("the document says goodbye for reason %d, want %d", got, tt.want)
				}
			})
		})
	}
}

func TestThePastOfADocumentIsItsOwn(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.withAnnex()
		h.past = func(_ context.Context, m string, _ wire.PastQuery) (wire.Past, error) {
			return wire.Past{Title: m}, nil
		}
		observer := key.Issue(ticket.Payload{Meeting: id, Role: uint8(meeting.Observer)})
		header := wire.PastQuery{Document: 2}.Header()
		status, b := h.posts("/v1/history", "Parley-Past", header, observer.TextProof(ticket.ForPast(header)))
		if p, err := wire.DecodePast(b); status != 200 || err != nil || p.Title != hub.DocumentName(id, 2) {
			t.Errorf("status %d, the past of %q, %v", status, p.Title, err)
		}
		if got := h.asks(observer, wire.PastQuery{Document: 3}.Header()); got != 404 {
			t.Errorf("of a document that is not there: status %d, want 404", got)
		}
		if _, page := h.logged(observer, wire.LogQuery{Document: 2}.Header()); len(page) != 1 {
			t.Errorf("its log has %d entries, want 1", len(page))
		}
		if got, _ := h.logged(observer, wire.LogQuery{Document: 3}.Header()); got != 404 {
			t.Errorf("the log of a document that is not there: status %d, want 404", got)
		}
	})
}

func TestTheHubIsFullOfLinesToDocumentsByThemselves(t *testing.T) {
	inHouse(t, hub.Limits{People: 3}, func(t *testing.T, h *house) {
		chair := h.withAnnex()
		amina, caio := person("amina", meeting.Delegate), person("caio", meeting.Delegate)
		h.join(amina)
		h.join(caio)
		for n := 3; n <= 10; n++ {
			chair.asks(meeting.DocumentOpened{Title: "Annex"})
		}
		for i := range 12 {
			h.join([]as{amina, caio}[i%2].at(2 + i/2))
		}
		if _, _, resp, err := h.dial(amina.at(9).header()); err == nil || resp.StatusCode != 429 {
			t.Errorf("got %v, want the hub full", err)
		}
		if got := h.hub.Stats(); got.Looking != 12 || got.People != 3 {
			t.Errorf("it counts %d people and %d lines to documents, want 3 and 12", got.People, got.Looking)
		}
	})
}
