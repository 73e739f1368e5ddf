package link

import (
	"runtime"
	"time"
)

// A basin is a socket in which datagrams can gather until they are collected.
type basin interface {
	// collect has the reader take what has gathered, and more gather from then on;
	// taken reports whether it has taken all.
	collect()
	taken() bool
	// await has datagrams come by themselves again.
	await()
	// came is when the datagram came that was read last. It belongs to the reader.
	came() time.Time
}

// Collect takes in what has come: OnPacket has had it when it returns, as a rule. From the
// first call on nothing comes by itself, until Await: who plays what comes, at a beat, is not to be woken for
// each packet besides. It must be called every 20 ms then, from one goroutine. Where that cannot be done,
// packets come by themselves all the time.
func (l *Link) Collect() {
	used := l.path.Load()
	for i := range l.paths {
		w := l.paths[i].wire
		switch {
		case w.basin == nil:
		case used != nil && used.wire == w:
			l.opened.Store(l.brought.Load()) // what was not authentic is not waited for
			l.collecting.Store(true)
			w.basin.collect()
			l.settle(w.basin)
		default:
			w.basin.await()
		}
	}
}

// patience bounds how long the others are given way to, until what was collected has gone through the hands
// of pion: four goroutines, as a rule on this very thread. With 300 us a call cost 0.6 % of a core more.
const patience = 50 * time.Microsecond

// settle lets what was collected come through. What does not in time counts as coming when it does: it was not
// there to be played.
func (l *Link) settle(from basin) {
	defer l.collecting.Store(false)
	for began := time.Now(); time.Since(began) < patience; runtime.Gosched() {
		if from.taken() && l.opened.Load() >= l.brought.Load() {
			return
		}
	}
}

// Await has packets come by themselves again, as they do before the first Collect.
func (l *Link) Await() {
	for i := range l.paths {
		if w := l.paths[i].wire; w.basin != nil {
			w.basin.await()
		}
	}
}
