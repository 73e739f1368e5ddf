package session_test

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/hub"
)

// A long paste takes minutes on a slow line: nobody may take that for silence,
// or it is begun anew for ever.
func TestALongPasteGetsThroughASlowLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1)
		h := openHub(t, n)
		d := sit(t, n, 1, 0, collabtest.Weather{Delay: 300 * time.Millisecond, Rate: 2000})
		d.do(func() { d.quiet = true })
		time.Sleep(10 * time.Second)
		d.do(func() {
			if d.paste(0, noise(1, 400_000), time.Now()); d.broken != nil {
				t.Fatal(d.broken)
			}
		})
		time.Sleep(10 * time.Minute)
		d.do(func() {
			if d.seat.Waiting() != 0 || n.dials() != 1 {
				t.Errorf("%d commands waiting after %d connections, want none after one", d.seat.Waiting(), n.dials())
			}
		})
		d.leave()
		h.close()
	})
}

// So does a long draft on its way to somebody who joins.
func TestALongDraftComesOverASlowLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1)
		h := openHub(t, n)
		writer := sit(t, n, 1, 0, near)
		writer.do(func() { writer.quiet = true })
		time.Sleep(time.Second)
		writer.do(func() {
			if writer.paste(0, noise(1, 400_000), time.Now()); writer.broken != nil {
				t.Fatal(writer.broken)
			}
		})
		time.Sleep(time.Second)
		before := n.dials()
		reader := sit(t, n, 1, 1, collabtest.Weather{Delay: 300 * time.Millisecond, Rate: 2000})
		reader.do(func() { reader.quiet = true })
		time.Sleep(10 * time.Minute)
		reader.do(func() {
			if !reader.seat.Joined() || n.dials() != before+1 {
				t.Errorf("joined: %v, after %d connections, want one", reader.seat.Joined(), n.dials()-before)
			}
		})
		writer.leave()
		reader.leave()
		h.close()
	})
}

// Whoever wrote without a line for an hour sends edits of old versions, which
// the copy of somebody who joined meanwhile does not reach back to: that one
// must start afresh, and lose nothing.
func TestAnHourOfWritingWithoutALineReachesWhoJoinedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1)
		h := openCounted(t, n, hub.Limits{})
		away, here := sit(t, n, 5, 0, near), sit(t, n, 5, 1, near)
		for _, d := range []*delegate{away, here} {
			d.do(func() { d.sparing = true })
		}
		time.Sleep(5 * time.Second)
		away.offline.Store(true)
		n.Cut()
		time.Sleep(10 * time.Second)
		away.do(func() { away.quiet = true }) // and its unsent work waits
		time.Sleep(time.Hour)
		here.do(func() { here.quiet = true })
		time.Sleep(10 * time.Second)
		late := sit(t, n, 5, 2, near)
		late.late = true
		time.Sleep(time.Second)
		late.do(func() {
			late.typeWord(time.Now())
			late.quiet = true
		})
		away.offline.Store(false)
		all := []*delegate{away, here, late}
		truth := settle(t, h, all)
		for _, d := range all {
			d.do(func() { compare(t, d, truth) })
		}
		account(t, h, all, truth)
		late.do(func() {
			if late.afresh == 0 {
				t.Error("nobody had to start afresh: this test shows nothing")
			}
		})
		for _, d := range all {
			d.leave()
		}
		h.close()
	})
}
