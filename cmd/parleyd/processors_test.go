package main

import (
	"testing"
	"time"
)

func TestOneProcessorIsUsedWhileItIsEnough(t *testing.T) {
	now, used := time.Unix(0, 0), time.Duration(0)
	s := newThrift(now, used)
	for i, tt := range []struct {
		looks int     // one after the other
		share float64 // of one processor, meanwhile
		want  bool    // all, after the last
	}{
		{9, 0.01, true}, // it starts with all
		{1, 0.1, false},
		{20, 0.5, false}, // more than calm, and still enough
		{1, 0.7, true},   // a crowd
		{20, 1.9, true},
		{20, 0.5, true},                // not calm yet
		{9, 0.3, true}, {1, 0.5, true}, // nor for long enough
		{9, 0.3, true}, {1, 0.3, false},
		{1, 0.6, true},
	} {
		var got bool
		for range tt.looks {
			now, used = now.Add(lookOften), used+time.Duration(tt.share*float64(lookOften))
			got = s.look(now, used)
		}
		if seldom := s.next == lookSeldom; seldom != (tt.share < idle) {
			t.Errorf("step %d: looks again after %v", i, s.next)
		}
		if got != tt.want {
			t.Errorf("step %d: all processors: got %v, want %v", i, got, tt.want)
		}
	}
}
