package serve

import (
	"sync/atomic"
	"time"

	"parley/collab/hub"
	"parley/media/sfu"
)

// Numbers are what a server has done so far, for its operator.
type Numbers struct {
	Text  hub.Stats
	Sound sfu.Stats

	TooOften  uint64 // TCP connections turned away because their address came too often
	TooMany   uint64 // because too many strangers were there
	Foreign   uint64 // cut, because they spoke something else or nothing
	Strangers int    // TCP connections now whose ticket was not seen yet

	TimeToText  Timing // from the TCP connection to the written welcome
	TimeToSound Timing // from the first STUN check to the end of the DTLS handshake
	Append      Timing // from an event to its being on disk
}

// A Timing is how long something took, as a histogram.
type Timing struct {
	Bounds []float64 // seconds, upper ends, rising
	Counts []uint64  // one for each bound, and one for what took longer
	Sum    float64   // seconds
}

// A stopwatch gathers a Timing. Anyone may note.
type stopwatch struct {
	bounds []float64
	counts []atomic.Uint64
	sum    atomic.Int64 // ns
}

func newStopwatch(bounds ...float64) *stopwatch {
	return &stopwatch{bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
}

func (w *stopwatch) note(d time.Duration) {
	at := 0
	for at < len(w.bounds) && d.Seconds() > w.bounds[at] {
		at++
	}
	w.counts[at].Add(1)
	w.sum.Add(int64(d))
}

func (w *stopwatch) timing() Timing {
	t := Timing{Bounds: w.bounds, Sum: time.Duration(w.sum.Load()).Seconds()}
	for i := range w.counts {
		t.Counts = append(t.Counts, w.counts[i].Load())
	}
	return t
}

// stopwatches are a server's. Joining takes from a tenth of a second on a good
// line to half a minute on a bad one, an append from a tenth of a millisecond.
type stopwatches struct{ text, sound, append *stopwatch }

func newStopwatches() stopwatches {
	joining := []float64{0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20}
	return stopwatches{
		text: newStopwatch(joining...), sound: newStopwatch(joining...),
		append: newStopwatch(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 1, 10),
	}
}

// Numbers returns the numbers as they are now.
func (s *Server) Numbers() Numbers {
	return Numbers{
		Text: s.hub.Stats(), Sound: s.sound.Stats(),
		TooOften: s.port.tooOften.Load(), TooMany: s.port.tooMany.Load(), Foreign: s.port.foreign.Load(), Strangers: s.port.waiting(),
		TimeToText: s.took.text.timing(), TimeToSound: s.took.sound.timing(), Append: s.took.append.timing(),
	}
}
