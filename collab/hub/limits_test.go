package hub_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

func TestAMeetingBeginsWithinItsLimits(t *testing.T) {
	log := eventlog.NewMemory()
	h := hub.New(hub.Config{Log: log, Key: key})
	defer h.Close(t.Context())
	if _, err := h.Open(t.Context(), id, "x", strings.Repeat("y", meeting.MaxText+1)); err == nil || !strings.Contains(err.Error(), "are allowed") {
		t.Errorf("a draft past its limit: got %v", err)
	}
	if _, err := h.Open(t.Context(), id, strings.Repeat("я", meeting.MaxTitle+1), strings.Repeat("y", meeting.MaxText)); err != nil {
		t.Fatal(err)
	}
	var opened meeting.Opened
	err := log.Read(t.Context(), hub.Name(id), 0, func(number uint64, entry []byte) error {
		e, err := wire.DecodeEvent(number, entry)
		if what, ok := e.What.(meeting.Opened); ok {
			opened = what
		}
		return err
	})
	if n := utf8.RuneCountInString(opened.Title); err != nil || n != meeting.MaxTitle || len(opened.Text) != meeting.MaxText {
		t.Errorf("a title of %d characters over a draft of %d bytes, %v", n, len(opened.Text), err)
	}
}

func TestWhoDoesNotGoAfterTheGoodbyeIsCut(t *testing.T) {
	const farewell = 7 * time.Second
	inHouse(t, hub.Limits{Farewell: farewell}, func(t *testing.T, h *house) {
		boris := h.enter(person("Boris", meeting.Delegate))
		began := time.Now()
		boris.say(wire.ByeFrame{}) // which no client may say
		for {
			if _, _, err := boris.ws.Read(t.Context()); err != nil {
				break
			}
		}
		if took := time.Since(began); took < farewell || took > farewell+time.Second {
			t.Errorf("cut after %v, want %v", took, farewell)
		}
	})
}
