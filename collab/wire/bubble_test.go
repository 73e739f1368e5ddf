package wire_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"parley/collab/meeting"
	"parley/collab/wire"
)

func TestLargeMessagesAreMadeInAnyBubble(t *testing.T) {
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			event := meeting.Event{Number: 1, What: meeting.Opened{Text: strings.Repeat("The Parties shall. ", 100)}}
			b, err := wire.Append(nil, meeting.Happened{Event: event})
			if err != nil {
				t.Fatal(err)
			}
			if len(b) > 500 {
				t.Fatalf("%d bytes: not compressed, so this test shows nothing", len(b))
			}
		})
	}
}
