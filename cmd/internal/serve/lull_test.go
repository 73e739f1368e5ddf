package serve

import (
	"testing"
	"time"
)

func TestMemoryIsGivenBackOnceAfterACrowd(t *testing.T) {
	var w lulls
	now := time.Unix(0, 0)
	for i, tt := range []struct {
		came uint64
		want bool
	}{
		{0, false}, {30, false}, {30, false}, {30, false}, {30, false}, // few
		{49, false}, {60, false}, {70, false}, {70, false}, {70, false}, // a crowd, and they still come
		{70, true}, {70, false}, {119, false}, {119, false}, {119, false}, {119, false}, // few more
		{120, false}, {120, false}, {120, false}, {120, true}, {120, false},
	} {
		now = now.Add(time.Second)
		if got := w.note(now, tt.came); got != tt.want {
			t.Errorf("second %d: got %v, want %v", i, got, tt.want)
		}
	}
}

func TestLittleGarbageIsAllowedWhileACrowdSits(t *testing.T) {
	var w lulls
	now := time.Unix(0, 0)
	for i, tt := range []struct {
		came   uint64
		people int
		want   int
	}{
		{0, 0, usualGarbage}, {30, 30, usualGarbage}, {30, 30, usualGarbage}, {30, 30, usualGarbage}, {30, 30, usualGarbage},
		{90, 90, usualGarbage}, {90, 90, usualGarbage}, {90, 90, usualGarbage}, {90, 90, fewGarbage}, {90, 80, fewGarbage},
		{91, 81, usualGarbage}, {91, 81, usualGarbage}, {91, 81, usualGarbage}, {91, 81, fewGarbage}, {91, 40, usualGarbage},
	} {
		now = now.Add(time.Second)
		w.note(now, tt.came)
		if got := w.garbage(now, tt.people, 100<<20); got != tt.want {
			t.Errorf("second %d: got %d, want %d", i, got, tt.want)
		}
	}
}

func TestSomeGarbageIsAllowedWhereLittleIsInUse(t *testing.T) {
	var w lulls
	for _, tt := range []struct {
		inUse uint64
		want  int
	}{{0, 500}, {3 << 20, 160}, {5 << 20, 100}, {10 << 20, usualGarbage}, {1 << 40, usualGarbage}} {
		if got := w.garbage(time.Unix(0, 0), 10, tt.inUse); got != tt.want {
			t.Errorf("%d bytes in use: got %d, want %d", tt.inUse, got, tt.want)
		}
	}
}
