package eventlog

import (
	"sync/atomic"
	"time"
	_ "unsafe" // for go:linkname
)

// clockStep is more than ten seconds and one of JetStream's own ticks: where the
// time has moved at all, all of that has passed, and there is nothing that
// JetStream comes back for a tenth of a second later.
const clockStep = 11 * time.Second

// runClock tells JetStream the time by which it forgets what has not been read for
// ten seconds, until stop is called. JetStream's own clock ticks ten times a second
// for as long as a stream is open, which is most of what an idle server wakes up
// for.
func runClock() (stop func()) {
	accessTime.Store(time.Now().UnixNano())
	done := make(chan struct{})
	go func() {
		step := time.NewTicker(clockStep)
		defer step.Stop()
		for {
			select {
			case now := <-step.C:
				accessTime.Store(now.UnixNano())
			case <-done:
				return
			}
		}
	}()
	return func() { close(done) }
}

// What JetStream has of its clock: who uses it, and the time. The clock ticks
// from the first user on and as long as there are any, so that with one that never
// was the first it never begins. Where these are called otherwise in a later
// nats-server it ticks as ever, and a test says so.
//
//go:linkname accessUsers github.com/nats-io/nats-server/v2/server/ats.refs
var accessUsers atomic.Int64

//go:linkname accessTime github.com/nats-io/nats-server/v2/server/ats.utime
var accessTime atomic.Int64

func init() { accessUsers.Add(1) }
