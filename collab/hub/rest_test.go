package hub_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

func TestAMeetingWithoutPeopleRestsAndIsThereForWhoComes(t *testing.T) {
	inHouse(t, hub.Limits{Idle: 20 * time.Second, Grace: 10 * time.Second}, func(t *testing.T, h *house) {
		h.hub.Offer(id)
		amina := h.join(person("Amina", meeting.Delegate))
		amina.chat(amina.welcome.Head, "Good morning.")
		time.Sleep(30 * time.Second)
		if s := h.hub.Stats(); s.Meetings != 1 || s.Up != 1 || s.People != 1 {
			t.Errorf("with somebody in it: got %+v, want it up", s)
		}
		amina.leave()
		time.Sleep(40 * time.Second)
		synctest.Wait()
		if s := h.hub.Stats(); s.Meetings != 1 || s.Up != 0 || s.People != 0 {
			t.Errorf("alone: got %+v, want it at rest", s)
		}
		own := []meeting.Document{{Number: 1, Title: "Res. 50"}}
		if got, err := h.hub.Summary(t.Context(), id); err != nil || !reflect.DeepEqual(got, hub.Summary{Title: "Res. 50", Documents: own}) {
			t.Errorf("at rest: got %+v, %v", got, err)
		}
		w := h.join(person("Boris", meeting.Delegate)).welcome
		if chat := w.Snapshot.Chat; w.Title != "Res. 50" || len(chat) != 1 || chat[0].Text != "Good morning." {
			t.Errorf("got welcome %+v, chat %v", w, chat)
		}
		if got, err := h.hub.Summary(t.Context(), id); err != nil || !reflect.DeepEqual(got, hub.Summary{Title: "Res. 50", Documents: own, Present: 1, Up: true}) {
			t.Errorf("up: got %+v, %v", got, err)
		}
	})
}

func TestAMeetingThatWasNotOfferedStays(t *testing.T) {
	inHouse(t, hub.Limits{Idle: time.Minute}, func(t *testing.T, h *house) {
		time.Sleep(10 * time.Minute)
		if s := h.hub.Stats(); s.Up != 1 {
			t.Errorf("got %+v, want it up", s)
		}
	})
}

func TestAClosedMeetingLetsNobodyInUntilItIsOfferedAgain(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		other := [8]byte{0xcd}
		if _, err := h.hub.Open(t.Context(), other, "Other", ""); err != nil {
			t.Fatal(err)
		}
		amina := person("Amina", meeting.Delegate)
		c := h.join(amina)
		if err := h.hub.End(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if why := c.over(); why != wire.Over {
			t.Errorf("the goodbye says %d, want that it is over", why)
		}
		if got := h.told(); !slices.Equal(got, []string{"gone 65", "sweep"}) { // the latter for those who only listen
			t.Errorf("the sound was told %v, want gone 65 and sweep", got)
		}
		if _, _, resp, err := h.dial(amina.header()); err == nil || resp.StatusCode != 404 {
			t.Errorf("got %v, want 404", err)
		}
		if h.hub.Has(id) || !h.hub.Has(other) {
			t.Error("the wrong meeting was closed")
		}
		h.hub.Offer(id)
		if w := h.join(amina).welcome; w.Title != "Res. 50" {
			t.Errorf("offered again: got welcome to %q", w.Title)
		}
	})
}

func TestAFullServerSaysSoAndKeepsThePlaceOfWhoLostTheLine(t *testing.T) {
	inHouse(t, hub.Limits{People: 1}, func(t *testing.T, h *house) {
		amina := person("Amina", meeting.Delegate)
		h.join(amina)
		if _, _, resp, err := h.dial(person("Boris", meeting.Delegate).header()); err == nil || resp.StatusCode != 429 {
			t.Errorf("got %v, want 429", err)
		}
		h.join(amina)
		s := h.hub.Stats()
		if s.People != 1 || s.Refused[429] != 1 || s.Joined != 2 {
			t.Errorf("got %+v, want one person and one refused", s)
		}
	})
}

func TestAMeetingThatCannotBeReadIsRefusedInWordsAndSeldomTried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &fallible{Memory: eventlog.NewMemory()}
		h := &house{t: t, log: log, config: hub.Config{Log: unreadable{log}, Key: key}}
		h.hub = hub.New(h.config)
		h.hub.Offer(id)
		for range 3 {
			answer := httptest.NewRecorder()
			request := httptest.NewRequest("GET", "/v1/text", nil)
			request.Header = person("Amina", meeting.Delegate).header()
			if h.hub.ServeHTTP(answer, request); answer.Code != 503 || !strings.Contains(answer.Body.String(), "tell who runs it") {
				t.Errorf("got %d %q, want 503 and what to do", answer.Code, answer.Body)
			}
		}
		if err := h.hub.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// An unreadable log may be asked once.
type unreadable struct{ *fallible }

func (u unreadable) Snapshot(context.Context, string) (uint64, []byte, error) {
	if u.refuse++; u.refuse > 1 {
		panic("a log that cannot be read is read again at once")
	}
	return 0, nil, errors.New("the disk is on fire")
}

func TestARestartGivesEveryoneAMomentOfTheirOwn(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		var clients []*client
		for _, name := range []string{"Amina", "Boris", "Chen"} {
			clients = append(clients, h.join(person(name, meeting.Delegate)))
		}
		ended := make(chan error, 1)
		go func() { ended <- h.hub.Close(t.Context()) }()
		waits := map[time.Duration]bool{}
		for _, c := range clients {
			waits[c.farewell().Wait] = true
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for _, want := range []time.Duration{500, 520, 540} {
			if !waits[want*time.Millisecond] {
				t.Errorf("nobody is to come back after %d ms: %v", want, waits)
			}
		}
	})
}

func TestAMeetingAtRestKeepsItsDoorsAsTheChairLeftThem(t *testing.T) {
	inHouse(t, hub.Limits{Idle: 20 * time.Second, Grace: 10 * time.Second}, func(t *testing.T, h *house) {
		h.hub.Offer(id)
		revoked := link(meeting.Delegate, 1, ticket.Holder{})
		chair := h.join(person("chair", meeting.Chair))
		chair.rule(1, meeting.Revoke{Ticket: revoked.Payload.ID()})
		chair.heard()
		rest := func() {
			t.Helper()
			time.Sleep(40 * time.Second)
			synctest.Wait()
			if s := h.hub.Stats(); s.Up != 0 || s.Meetings != 1 {
				t.Fatalf("got %+v, want it at rest", s)
			}
		}
		check := func(when string, anybody bool) {
			t.Helper()
			if h.hub.MayHear(revoked.Payload, [32]byte{7}) || !h.hub.Revoked(revoked.Payload) {
				t.Errorf("%s: a revoked link is as good as ever", when)
			}
			if got := h.hub.MayHear(ticket.Payload{Meeting: id, Role: uint8(meeting.Delegate)}, [32]byte{8}); got != anybody {
				t.Errorf("%s: others may hear: %v, want %v", when, got, anybody)
			}
		}
		chair.leave()
		rest()
		check("at rest", true)
		h.guard(true) // takes it up
		rest()
		check("at rest, with a waiting room", false)
		if got := h.refused(person("amina", meeting.Delegate).with(revoked)); got != 423 {
			t.Errorf("a revoked link at a meeting at rest: got %d, want 423", got)
		}
		h.close() // and the server begins anew, without taking it up
		h.hub = hub.New(h.config)
		h.hub.Offer(id)
		h.serve()
		if h.hub.MayHear(ticket.Payload{Meeting: id, Role: uint8(meeting.Chair)}, [32]byte{8}) {
			t.Error("somebody may hear whose ticket was not compared with the log")
		}
		if _, err := h.hub.Summary(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		check("in another server", false)
		if s := h.hub.Stats(); s.Up != 0 {
			t.Error("to look at it, it was taken up")
		}
		if err := h.hub.Admits(t.Context(), revoked.Payload); err == nil {
			t.Error("a revoked ticket is admitted")
		}
		if !h.waits(person("boris", meeting.Delegate)) {
			t.Error("the waiting room was forgotten")
		}
	})
}

func TestNobodyWhoWaitsIsDroppedByRest(t *testing.T) {
	inHouse(t, hub.Limits{Idle: 10 * time.Second, Grace: 5 * time.Second, People: 2}, func(t *testing.T, h *house) {
		h.hub.Offer(id)
		h.guard(true)
		amina, _ := h.knock(person("amina", meeting.Delegate))
		boris, _ := h.knock(person("boris", meeting.Delegate))
		time.Sleep(30 * time.Second)
		if s := h.hub.Stats(); s.Up != 1 || s.Waiting != 2 || s.People != 0 {
			t.Errorf("got %+v, want it up with two who wait", s)
		}
		if got := h.refused(person("carla", meeting.Delegate)); got != 429 {
			t.Errorf("where two have a place: got %d, want 429", got)
		}
		boris.leave()
		time.Sleep(7 * time.Second)
		if s := h.hub.Stats(); s.Waiting != 1 {
			t.Errorf("got %+v, want one who waits", s)
		}
		ended := make(chan error, 1)
		go func() { ended <- h.hub.Close(t.Context()) }()
		if bye := amina.farewell(); bye.Reason != wire.Restarting || bye.Wait == 0 {
			t.Errorf("who waits was told %+v, want a moment to come back", bye)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if h.hub.MayHear(ticket.Payload{Meeting: id, Role: uint8(meeting.Chair)}, [32]byte{8}) {
			t.Error("a hub that is closed lets somebody hear")
		}
		if s := h.hub.Stats(); s.Waiting != 0 || s.People != 0 {
			t.Errorf("closed: got %+v", s)
		}
	})
}
