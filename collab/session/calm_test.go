package session_test

import (
	"runtime/metrics"
	"testing"
	"time"

	"parley/collab/session"
)

// A line that nothing happens on has a ping each 10 s, of some ten steps by client
// and server together. Looking after it must not wake the machine besides.
func TestAnIdleLineWakesTheMachineForItsPingsOnly(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		k := enter(t, session.Config{Dial: n.dial(near)})
		defer k.leave()
		s.next().say(fresh(1))
		time.Sleep(2 * time.Minute) // until it counts as idle
		before := turns(t)
		time.Sleep(time.Hour)
		if got := turns(t) - before; got > 360*25 {
			t.Errorf("goroutines took %d turns in an hour of silence, want at most 25 for each of 360 pings", got)
		}
	})
}

// turns estimates how often goroutines of this process began to run: the runtime
// notes one turn of eight (gTrackingPeriod in runtime/runtime2.go).
func turns(t *testing.T) uint64 {
	s := []metrics.Sample{{Name: "/sched/latencies:seconds"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindFloat64Histogram {
		t.Fatal("this Go does not count how long goroutines wait for their turn")
	}
	var all uint64
	for _, n := range s[0].Value.Float64Histogram().Counts {
		all += n
	}
	return 8 * all
}
