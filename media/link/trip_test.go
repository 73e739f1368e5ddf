package link

import (
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

func TestARoundTripIsFromTheCheckToItsAnswer(t *testing.T) {
	message := func(kind stun.MessageType, id byte) []byte {
		m, err := stun.Build(kind, stun.NewTransactionIDSetter([stun.TransactionIDSize]byte{id}))
		if err != nil {
			t.Fatal(err)
		}
		return m.Raw
	}
	var trips trips
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const ms = time.Millisecond
	for _, tt := range []struct {
		name    string
		after   time.Duration
		sent    bool
		kind    stun.MessageType
		id      byte
		trip    time.Duration
		answers uint64
	}{
		{"a check", 0, true, stun.BindingRequest, 1, 0, 0},
		{"another", 100 * ms, true, stun.BindingRequest, 2, 0, 0},
		{"an answer to nothing", 110 * ms, false, stun.BindingSuccess, 3, 0, 0},
		{"a check of the server's", 110 * ms, false, stun.BindingRequest, 1, 0, 0},
		{"the first answer", 130 * ms, false, stun.BindingSuccess, 1, 130 * ms, 1},
		{"the same again", 140 * ms, false, stun.BindingSuccess, 1, 130 * ms, 1},
		{"the second", 150 * ms, false, stun.BindingSuccess, 2, 50 * ms, 2},
		{"an answer of ours", 160 * ms, true, stun.BindingSuccess, 1, 50 * ms, 2},
	} {
		if b := message(tt.kind, tt.id); tt.sent {
			trips.sent(now.Add(tt.after), b)
		} else {
			trips.came(now.Add(tt.after), b)
		}
		if trip, answers := trips.read(); trip != tt.trip || answers != tt.answers {
			t.Errorf("%s: got %v and %d answers, want %v and %d", tt.name, trip, answers, tt.trip, tt.answers)
		}
	}
	trips.came(now, nil)
	trips.came(now, []byte{1, 1})
	for id := range byte(3 * checksKept) { // more than are kept
		trips.sent(now, message(stun.BindingRequest, id))
	}
	trips.came(now.Add(ms), message(stun.BindingSuccess, 3*checksKept-1))
	if trip, _ := trips.read(); trip != ms {
		t.Errorf("the newest of many: got %v", trip)
	}
}
