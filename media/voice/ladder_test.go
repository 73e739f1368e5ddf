package voice

import (
	"testing"
	"time"
)

// A stretch of a story told to a ladder: for so many seconds the link is so.
type stretch struct {
	seconds int
	loss    float64
	trip    time.Duration
	silent  bool // nobody speaks, so there are no reports
}

// tell plays a story, one look a second, and returns how it ends and how often the
// manner changed.
func tell(l *ladder, now *time.Time, story ...stretch) (m manner, changes int) {
	for _, s := range story {
		for i := range s.seconds {
			*now = now.Add(time.Second)
			// The server reports each second when much is lost, else each third.
			reported := !s.silent && (s.loss > 0.02 || i%3 == 2)
			next := l.look(*now, sight{reported: reported, loss: s.loss, trip: s.trip})
			if next != m {
				changes++
			}
			m = next
		}
	}
	return m, changes - 1
}

func TestTheLadder(t *testing.T) {
	const ms = time.Millisecond
	start := stretch{10, 0, 50 * ms, false}
	for _, tt := range []struct {
		name  string
		story []stretch
		want  manner
	}{
		{"a good link", []stretch{{60, 0, 50 * ms, false}}, manner{Good, 1, usualRate, 0}},
		{"a long way is no queue", []stretch{{60, 0, 600 * ms, false}}, manner{Good, 1, usualRate, 0}},
		{"a little loss changes nothing", []stretch{start, {60, 0.015, 50 * ms, false}}, manner{Good, 1, usualRate, 0}},
		{"some loss: longer packets and a copy, at once", []stretch{start, {1, 0.05, 50 * ms, false}}, manner{Fair, 3, copiedRates[1], 1}},
		{"a second in which more is lost: one copy", []stretch{start, {1, 0.2, 50 * ms, false}}, manner{Fair, 3, copiedRates[1], 1}},
		{"much loss: two copies, within seconds", []stretch{start, {4, 0.2, 50 * ms, false}}, manner{Fair, 3, copiedRates[2], 2}},
		{"very much loss: two copies, at once", []stretch{start, {1, 0.4, 50 * ms, false}}, manner{Fair, 3, copiedRates[2], 2}},
		{"a queue that empties: it is waited for", []stretch{start, {1, 0, 900 * ms, false}, {1, 0, 800 * ms, false}, {1, 0, 700 * ms, false}, {1, 0, 600 * ms, false}, {1, 0, 500 * ms, false}, {1, 0, 400 * ms, false}}, manner{Fair, 3, usualRate, 0}},
		{"a queue: longer packets, at once", []stretch{start, {1, 0, 400 * ms, false}}, manner{Fair, 3, usualRate, 0}},
		{"a queue that stays: a lower rate", []stretch{start, {5, 0, 400 * ms, false}}, manner{Poor, 6, 8000, 0}},
		{"a queue because of a copy: longer packets", []stretch{start, {10, 0.1, 50 * ms, false}, {2, 0.1, 500 * ms, false}, {30, 0.1, 50 * ms, false}}, manner{Poor, 6, 8000, 1}},
		{"a queue because of two copies: one for a while", []stretch{start, {10, 0.2, 50 * ms, false}, {2, 0.2, 500 * ms, false}, {30, 0.2, 50 * ms, false}}, manner{Fair, 3, copiedRates[1], 1}},
		{"a queue that nothing helps: text only", []stretch{start, {30, 0, 900 * ms, false}}, manner{TextOnly, 6, 6000, 0}},
		{"nearly all is lost: text only", []stretch{start, {10, 0.8, 50 * ms, false}}, manner{TextOnly, 6, 6000, 0}},
		{"half is lost: the most copies", []stretch{start, {60, 0.5, 50 * ms, false}}, manner{Fair, 3, copiedRates[2], 2}},
		{"not up before 15 s", []stretch{start, {10, 0.1, 50 * ms, false}, {14, 0, 50 * ms, false}}, manner{Fair, 3, copiedRates[1], 1}},
		{"up again, step by step", []stretch{start, {10, 0.1, 50 * ms, false}, {20, 0, 50 * ms, false}}, manner{Fair, 3, usualRate, 0}},
		{"and all the way", []stretch{start, {10, 0.1, 50 * ms, false}, {80, 0, 50 * ms, false}}, manner{Good, 1, usualRate, 0}},
		{"silence is no reason to go up", []stretch{start, {10, 0.1, 50 * ms, false}, {300, 0, 50 * ms, true}}, manner{Fair, 3, copiedRates[1], 1}},
		{"text only is tried again when the link is quiet", []stretch{start, {10, 0.8, 50 * ms, false}, {31, 0, 50 * ms, true}}, manner{Poor, 6, 6000, 0}},
		{"text only stays while there is a queue", []stretch{start, {10, 0.8, 50 * ms, false}, {35, 0, 900 * ms, true}}, manner{TextOnly, 6, 6000, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			got, _ := tell(&ladder{}, &now, tt.story...)
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// A link that bears no more than fair makes a queue each time that the ladder is on good.
// It must be tried ever more seldom.
func TestTheLadderDoesNotSwing(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var l ladder
	tell(&l, &now, stretch{10, 0, 50 * time.Millisecond, false})
	changes, m := 0, manner{}
	for range 20 * 60 {
		trip := 50 * time.Millisecond
		if m.step == Good {
			trip = 400 * time.Millisecond
		}
		next, _ := tell(&l, &now, stretch{1, 0, trip, false})
		// tell looks once: reports come each third second.
		l.good++
		if next != m {
			changes++
		}
		m = next
	}
	t.Logf("%d changes in 20 minutes", changes)
	if changes > 24 {
		t.Errorf("got %d changes in 20 minutes", changes)
	}
}

func TestTheServerSaysWhatListenersBear(t *testing.T) {
	for _, tt := range []struct{ allowed, want int }{{0, usualRate}, {8000, 8000}, {24000, 24000}} {
		var l ladder
		if got := l.look(time.Unix(1, 0), sight{trip: time.Millisecond, allowed: tt.allowed}).rate; got != tt.want {
			t.Errorf("allowed %d: got %d, want %d", tt.allowed, got, tt.want)
		}
	}
}

func TestTheWishFollowsTheQueue(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var a appetite
	look := func(seconds int, trip time.Duration, kbit float64) (wish int) {
		for range seconds {
			now = now.Add(time.Second)
			wish = a.look(now, trip, kbit)
		}
		return wish
	}
	const ms = time.Millisecond
	if got := look(30, 80*ms, 36); got != 0 {
		t.Errorf("a good link: got a wish for %d bit/s", got)
	}
	if got := look(1, 400*ms, 36); got != 0 {
		t.Errorf("one long round trip: got a wish for %d bit/s", got)
	}
	if got := look(1, 400*ms, 36); got != 27000 {
		t.Errorf("a queue: got a wish for %d bit/s, want 27000", got)
	}
	if got := look(5, 400*ms, 27); got != 27000 {
		t.Errorf("a queue that may still empty: got a wish for %d bit/s, want 27000", got)
	}
	if got := look(2, 400*ms, 27); got != 20250 {
		t.Errorf("a queue that stays: got a wish for %d bit/s, want 20250", got)
	}
	if got := look(10, 80*ms, 20); got != 20250 {
		t.Errorf("ten seconds later: got a wish for %d bit/s", got)
	}
	if got := look(20, 80*ms, 20); got != 25312 {
		t.Errorf("later: got a wish for %d bit/s, want 25312", got)
	}
	if got := look(5*60, 80*ms, 20); got != 0 {
		t.Errorf("five good minutes later: got a wish for %d bit/s", got)
	}
	if got := look(10, 500*ms, 1); got != 0 {
		t.Errorf("a queue of somebody else's: got a wish for %d bit/s", got)
	}
}

// On a link that loses half of all checks a round trip is not measured for some seconds. One that was
// long because the machine was busy is no queue, however long nothing newer is known: two are.
func TestAnOldRoundTripIsNoNews(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var a appetite
	kbit := 36.0
	look := func(answers uint64, trip time.Duration) (wish int) {
		now = now.Add(time.Second)
		a.tide.answered(answers)
		return a.look(now, trip, kbit)
	}
	for n := range uint64(10) {
		look(n+1, 100*time.Millisecond)
	}
	for range 12 {
		if got := look(11, 500*time.Millisecond); got != 0 {
			t.Fatalf("got a wish for %d bit/s because of one measurement", got)
		}
	}
	look(12, 100*time.Millisecond)
	if got := look(13, 500*time.Millisecond); got != 0 {
		t.Errorf("got a wish for %d bit/s because of two with a short one between", got)
	}
	if got := look(14, 500*time.Millisecond); got != 27000 {
		t.Errorf("got a wish for %d bit/s because of two in a row, want 27000", got)
	}
	kbit = 27
	for range 8 {
		look(a.tide.answers+1, 500*time.Millisecond)
	}
	if got := a.wish; got >= 27000 {
		t.Errorf("a queue that stays: got a wish for %d bit/s, want less", got)
	}
}
