package hub

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/text"
)

func TestAPace(t *testing.T) {
	now := time.Unix(0, 0)
	p := newPace(10, 5, now)
	for i, tt := range []struct {
		after  time.Duration
		tokens float64
		want   time.Duration
	}{
		{0, 5, 0},                                 // the burst
		{0, 1, 100 * time.Millisecond},            // one more waits
		{100 * time.Millisecond, 0, 0},            // and then is even
		{time.Hour, 6, 100 * time.Millisecond},    // an hour saves up no more than the burst
		{-time.Minute, 1, 200 * time.Millisecond}, // a clock that goes back gives nothing
	} {
		now = now.Add(tt.after)
		if got := p.take(tt.tokens, now); got != tt.want {
			t.Errorf("step %d: got %v, want %v", i, got, tt.want)
		}
	}
}

func TestRecentKeepsTheEndOfTheLog(t *testing.T) {
	r := newRecent(Limits{Resume: 3, ResumeBytes: 10}, 0)
	for i := range 5 {
		r.add([]byte{byte(i + 1)}, nil, time.UnixMilli(int64(i+1)), 100)
	}
	behind := func(at *told) (frames [][]byte) {
		for ; at.next != nil; at = at.next {
			frames = append(frames, at.next.frame)
		}
		return frames
	}
	at, ok := r.after(2)
	if !ok || !slices.EqualFunc(behind(at), []byte{3, 4, 5}, func(f []byte, n byte) bool { return f[0] == n }) {
		t.Errorf("got %v, %v", at, ok)
	}
	if got := r.since(at); got != 3 {
		t.Errorf("%d bytes since 2, want 3", got)
	}
	for v, want := range map[meeting.Version]int64{2: 2, 3: 3, 5: 5} {
		if got := r.atOf(v).UnixMilli(); got != want {
			t.Errorf("event %d was at %d, want %d", v, got, want)
		}
	}
	for _, v := range []meeting.Version{0, 1, 6} {
		if _, ok := r.after(v); ok {
			t.Errorf("has what came after %d", v)
		}
	}
	r.add(make([]byte, 9), nil, time.UnixMilli(6), 100)
	if at, ok := r.after(4); !ok || len(behind(at)) != 2 {
		t.Errorf("got %v after 4, %v: too many bytes", at, ok)
	}
	for _, tt := range []struct {
		want          meeting.Version
		events, bytes int
		got           meeting.Version
	}{
		{6, 100, 1000, 6},
		{99, 100, 1000, 6},
		{2, 100, 1000, 2},
		{0, 4, 1000, 2},
		{0, 100, 250, 5}, // near enough to 4
	} {
		if got := r.reach(tt.want, tt.events, tt.bytes); got != tt.got {
			t.Errorf("reach %d within %d events and %d bytes: got %d, want %d", tt.want, tt.events, tt.bytes, got, tt.got)
		}
	}
}

func TestNumbersNeverRunOutAndAreNeverGivenTwice(t *testing.T) {
	log := eventlog.NewMemory()
	given := map[text.Author]bool{}
	for life := range 3 {
		l := newHall(New(Config{Log: log}).config, "m", newCounts())
		if _, err := l.takeUp(t.Context(), "", ""); err != nil {
			t.Fatal(err)
		}
		for i := range uint32(meeting.ServedBlock + 10) {
			s := meeting.Session{0: byte(life)}
			binary.BigEndian.PutUint32(s[1:], i)
			n, err := l.number(s, 0)
			if err != nil || n == 0 || given[n] || n >= l.state.NextPerson() {
				t.Fatalf("person %d of life %d: got %d, %v", i, life, n, err)
			}
			given[n] = true
		}
	}
}
