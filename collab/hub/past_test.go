package hub_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// asks asks about the past with a ticket and returns the status.
func (h *house) asks(t ticket.Ticket, header string) int {
	status, _ := h.posts("/v1/history", "Parley-Past", header, t.TextProof(ticket.ForPast(header)))
	return status
}

// posts asks for something beside the meeting and returns the status and the
// answer.
func (h *house) posts(path, name, value, proof string) (int, []byte) {
	h.t.Helper()
	client := &http.Client{Transport: &http.Transport{DialContext: h.dialer(), DisableKeepAlives: true}}
	defer client.CloseIdleConnections()
	r, err := http.NewRequest(http.MethodPost, "http://"+address+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set(name, value)
	r.Header.Set("Authorization", proof)
	resp, err := client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.StatusCode, b
}

func TestWhoMayReadThePast(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.past = func(_ context.Context, m string, q wire.PastQuery) (wire.Past, error) {
			switch {
			case m != hub.Name(id):
				return wire.Past{}, errors.New("another meeting")
			case q.At > 2:
				return wire.Past{}, fmt.Errorf("version %d: %w", q.At, hub.ErrAhead)
			}
			return wire.Past{Head: 2}, nil
		}
		of := func(r meeting.Role) ticket.Ticket { return key.Issue(ticket.Payload{Meeting: id, Role: uint8(r)}) }
		newest := wire.PastQuery{}.Header()
		want := func(what string, got, want int) {
			t.Helper()
			if got != want {
				t.Errorf("%s: status %d, want %d", what, got, want)
			}
		}
		want("an observer", h.asks(of(meeting.Observer), newest), 200)
		want("a version that is not there", h.asks(of(meeting.Observer), wire.PastQuery{At: 3}.Header()), 416)
		want("what makes no sense", h.asks(of(meeting.Observer), "!"), 400)
		want("a ticket of nobody's", h.asks(ticket.NewKey().Issue(ticket.Payload{Meeting: id, Role: 1}), newest), 401)
		chair, ben := h.join(person("chair", meeting.Chair)), h.join(person("ben", meeting.Delegate))
		inside := wire.PastQuery{Nonce: person("ben", 0).Nonce, Pass: ben.welcome.Pass}.Header()
		if err := h.hub.Guard(t.Context(), id, true); err != nil {
			t.Fatal(err)
		}
		want("an observer, while people are let in one by one", h.asks(of(meeting.Observer), newest), 423)
		want("the chair", h.asks(of(meeting.Chair), newest), 200)
		want("who is in already", h.asks(of(meeting.Delegate), inside), 200)
		want("with a pass that is another's", h.asks(of(meeting.Observer), inside), 423)
		chair.rule(1, meeting.Remove{Person: ben.welcome.You.Number})
		if why := ben.over(); why != wire.Removed {
			t.Errorf("ben was sent away for reason %d", why)
		}
		want("who was taken out", h.asks(of(meeting.Delegate), inside), 423)
	})
}
