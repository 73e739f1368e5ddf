package hub_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/collab/collabtest"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

func TestWhoMayNotComeInIsToldWhy(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := person("Amina", meeting.Delegate)
		ticketOf := func(p ticket.Payload) ticket.Ticket { return key.Issue(p) }
		with := func(tk ticket.Ticket, hello string) http.Header {
			return http.Header{"Parley-Hello": {hello}, "Authorization": {tk.TextProof(hello)}}
		}
		hello := func(change func(*wire.Hello)) string {
			h := amina.Hello
			change(&h)
			return h.Header()
		}
		good := ticketOf(ticket.Payload{Meeting: id, Role: uint8(meeting.Delegate)})
		other := amina.header()
		other.Set("Parley-Hello", hello(func(h *wire.Hello) { h.Name = "Mallory" }))
		for _, tt := range []struct {
			name   string
			header http.Header
			status int
			says   string
		}{
			{"no proof", http.Header{"Parley-Hello": {amina.Header()}}, 401, "not made by this server"},
			{"a proof for another hello", other, 401, "not made by this server"},
			{"another server's ticket", with(ticket.NewKey().Issue(ticket.Payload{Meeting: id}), amina.Header()), 401, "not made by this server"},
			{"an expired ticket", with(ticketOf(ticket.Payload{Meeting: id, Expires: time.Now().Add(-time.Second)}), amina.Header()), 410, "ask for a new one"},
			{"a hello that is none", with(good, "AAAA"), 400, "no sense"},
			{"no hello", with(good, ""), 400, "no sense"},
			{"another protocol", with(good, hello(func(h *wire.Hello) { h.Protocol = 9 })), 426, fmt.Sprint("version ", wire.Protocol)},
			{"no name", with(good, hello(func(h *wire.Hello) { h.Name = "" })), 400, "name"},
			{"a name of invisible characters", with(good, hello(func(h *wire.Hello) { h.Name = "\u202e\x1b\n " })), 400, "name"},
			{"an unknown role", with(ticketOf(ticket.Payload{Meeting: id, Role: 200}), amina.Header()), 400, "role"},
			{"an unknown meeting", with(ticketOf(ticket.Payload{Meeting: [8]byte{9}}), amina.Header()), 404, "no such meeting"},
		} {
			_, _, resp, err := h.dial(tt.header)
			if err == nil {
				t.Errorf("%s: was let in", tt.name)
				continue
			}
			body, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != tt.status || !strings.Contains(string(body), tt.says) || strings.Count(string(body), "\n") != 1 {
				t.Errorf("%s: got %d %q, want %d and one line with %q", tt.name, resp.StatusCode, body, tt.status, tt.says)
			}
		}
		if c := h.join(amina); c.welcome.Present != 1 {
			t.Errorf("got %d present, want 1: those refused count", c.welcome.Present)
		}
	})
}

func TestTheWelcomeComesRightBehindTheUpgrade(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.network.Weather(collabtest.Weather{Delay: 300 * time.Millisecond})
		start := time.Now()
		c := h.join(person("Amina", meeting.Delegate))
		if got, want := time.Since(start), 1200*time.Millisecond; got != want { // TCP and the upgrade: two round trips
			t.Errorf("the welcome came after %v, want %v", got, want)
		}
		w := c.welcome
		if w.You.Number != 1 || w.You.Name != "Amina" || w.You.Role != meeting.Delegate || w.Title != "Res. 50" || w.Head != 2 || w.Present != 1 {
			t.Errorf("got welcome %+v", w)
		}
		s, err := meeting.FromSnapshot(w.Snapshot)
		if err != nil || s.Text().String() != "one two\n" {
			t.Errorf("got text %q, %v", s.Text(), err)
		}
	})
}

func TestAFullMeetingSaysSo(t *testing.T) {
	inHouse(t, hub.Limits{Connections: 1}, func(t *testing.T, h *house) {
		h.join(person("Amina", meeting.Delegate))
		_, _, resp, err := h.dial(person("Boris", meeting.Delegate).header())
		if err == nil || resp.StatusCode != 429 || resp.Header.Get("Retry-After") == "" {
			t.Errorf("got %v, want 429 and when to come again", err)
		}
		h.join(person("Amina", meeting.Delegate)) // the same session takes its own place
	})
}

func TestOtherPathsAndHealth(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		client := &http.Client{Transport: &http.Transport{DialContext: h.dialer(), DisableKeepAlives: true}}
		get := func(path string) int {
			resp, err := client.Get("http://" + address + path)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			return resp.StatusCode
		}
		for path, want := range map[string]int{"/healthz": 200, "/": 404, "/v1": 404, "/v1/text": 401} {
			if got := get(path); got != want {
				t.Errorf("%s: got %d, want %d", path, got, want)
			}
		}
		if err := h.hub.Close(t.Context()); err != nil {
			t.Error(err)
		}
		for path, want := range map[string]int{"/healthz": 503, "/v1/text": 503} {
			if got := get(path); got != want {
				t.Errorf("closed, %s: got %d, want %d", path, got, want)
			}
		}
	})
}

func TestADoorWithoutAnUpgradeLetsNobodyIn(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		client := &http.Client{Transport: &http.Transport{DialContext: h.dialer(), DisableKeepAlives: true}}
		req, _ := http.NewRequest("GET", "http://"+address+"/v1/text", nil)
		req.Header = person("Amina", meeting.Delegate).header()
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusUpgradeRequired {
			t.Errorf("got %d, want 426", resp.StatusCode)
		}
		if c := h.join(person("Boris", meeting.Delegate)); c.welcome.Present != 1 {
			t.Errorf("got %d present, want 1", c.welcome.Present)
		}
	})
}
