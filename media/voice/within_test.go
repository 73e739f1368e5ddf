package voice

import (
	"testing"
	"time"
)

func TestSpeechIsSentWithinTheRoom(t *testing.T) {
	good, fair, copied := manner{Good, 1, usualRate, 0}, manner{Fair, 3, usualRate, 0}, manner{Fair, 3, copiedRates[1], 1}
	for _, tt := range []struct {
		name string
		m    manner
		room int
		want manner
	}{
		{"no limit", good, 0, good},
		{"room enough", good, 40_000, good},
		{"long packets rather than fewer bits", good, 30_000, fair},
		{"a copy fits into 28 kbit/s", copied, 28_000, manner{Fair, 3, 9000, 1}},
		{"of two copies one, at 26", manner{Fair, 3, copiedRates[2], 2}, 26_000, manner{Fair, 3, copiedRates[2], 1}},
		{"two copies fit into 30", manner{Fair, 3, copiedRates[2], 2}, 30_000, manner{Fair, 3, 6000, 2}},
		{"a copy in long packets, at 20", copied, 20_000, manner{Poor, 6, 7500, 1}},
		{"no copy, at 16", copied, 16_000, manner{Fair, 3, 7000, 0}},
		{"long packets, at 12", copied, 12_000, manner{Poor, 6, 7500, 0}},
		{"too little for anything", copied, 5_000, rungs[lowest]},
		{"text only stays", rungs[lowest+1], 40_000, rungs[lowest+1]},
	} {
		got := tt.m.within(tt.room)
		if got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
		if tt.room > leastRate*2 && got.cost() > tt.room {
			t.Errorf("%s: takes %d bit/s of %d", tt.name, got.cost(), tt.room)
		}
	}
}

// While the server's word of how much room there is works, a queue is left to it; where there is not even
// room for the least, it is text only within seconds.
func TestTheRoomGoesBeforeTheQueue(t *testing.T) {
	const ms = time.Millisecond
	for _, tt := range []struct {
		name    string
		room    int
		trip    time.Duration
		loss    float64
		seconds int
		want    manner
	}{
		{"room for long packets", 20_000, 500 * ms, 0, 8, manner{Fair, 3, usualRate, 0}},
		{"a queue that stays all the same", 20_000, 500 * ms, 0, 18, manner{Poor, 6, 8000, 0}},
		{"no room for anything", 8_000, 500 * ms, 0, 5, manner{TextOnly, 6, 6000, 0}},
		{"no room, and half is lost", 8_000, 50 * ms, 0.5, 5, manner{TextOnly, 6, 6000, 0}},
		{"no room, it is said, but nothing shows it", 8_000, 50 * ms, 0, 30, rungs[lowest]},
	} {
		now := time.Unix(1000, 0)
		var l ladder
		for range 10 {
			now = now.Add(time.Second)
			l.look(now, sight{reported: true, trip: 50 * time.Millisecond})
		}
		var got manner
		for range tt.seconds {
			now = now.Add(time.Second)
			got = l.look(now, sight{reported: true, loss: tt.loss, trip: tt.trip, room: tt.room})
		}
		if got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
