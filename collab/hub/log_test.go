package hub_test

import (
	"bytes"
	"testing"

	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// logged asks for the log with a ticket and returns the status and the entries.
func (h *house) logged(t ticket.Ticket, header string) (int, [][]byte) {
	h.t.Helper()
	status, b := h.posts("/v1/log", "Parley-Log", header, t.TextProof(ticket.ForLog(header)))
	if status != 200 {
		return status, nil
	}
	page, err := wire.DecodeLogPage(b)
	if err != nil {
		h.t.Fatal(err)
	}
	return status, page.Entries
}

func TestWhoMayReadTheLogReadsItPageByPage(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		of := func(r meeting.Role) ticket.Ticket { return key.Issue(ticket.Payload{Meeting: id, Role: uint8(r)}) }
		amina := h.join(member("amina", "Kenya", meeting.Delegate))
		amina.asks(meeting.Confided{For: meeting.Audience{To: meeting.ToChair}, Text: secret})
		amina.heard()
		var log [][]byte
		for {
			status, page := h.logged(of(meeting.Observer), wire.LogQuery{After: uint64(len(log))}.Header())
			if status != 200 {
				t.Fatalf("an observer: status %d", status)
			}
			if len(page) == 0 {
				break
			}
			log = append(log, page...)
		}
		withheld := 0
		state := meeting.New()
		for i, entry := range log {
			e, err := wire.DecodeEvent(uint64(i+1), entry)
			if err == nil {
				err = state.Apply(e)
			}
			if err != nil {
				t.Fatal(err)
			}
			if (e.What == meeting.Withheld{}) && e.By == 0 {
				withheld++
			}
			if bytes.Contains(entry, []byte(secret)) {
				t.Error("a line to the chair alone was given out")
			}
		}
		if withheld != 1 || state.Text().String() != "one two\n" {
			t.Errorf("%d lines withheld, want 1; the draft is %q", withheld, state.Text())
		}
		for what, tt := range map[string]struct {
			ticket ticket.Ticket
			header string
			want   int
		}{
			"what makes no sense":  {of(meeting.Observer), "!", 400},
			"a ticket of nobody's": {ticket.NewKey().Issue(ticket.Payload{Meeting: id, Role: 1}), wire.LogQuery{}.Header(), 401},
			"another meeting":      {key.Issue(ticket.Payload{Meeting: [8]byte{9}, Role: 1}), wire.LogQuery{}.Header(), 404},
		} {
			if got, _ := h.logged(tt.ticket, tt.header); got != tt.want {
				t.Errorf("%s: status %d, want %d", what, got, tt.want)
			}
		}
		if err := h.hub.Guard(t.Context(), id, true); err != nil {
			t.Fatal(err)
		}
		if got, _ := h.logged(of(meeting.Observer), wire.LogQuery{}.Header()); got != 423 {
			t.Errorf("an observer, while people are let in one by one: status %d, want 423", got)
		}
		if got, _ := h.logged(of(meeting.Chair), wire.LogQuery{}.Header()); got != 200 {
			t.Errorf("the chair: status %d, want 200", got)
		}
	})
}
