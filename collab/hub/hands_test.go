package hub

import (
	"bufio"
	"bytes"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/parcel"
)

func TestAHandIsLentAgainAndLeavesWhenThereIsNothingToDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHands()
		var did atomic.Int32
		for range 3 { // one after another: one hand does
			h.lend(func() { did.Add(1) })
			synctest.Wait()
		}
		select {
		case h.free <- func() { did.Add(1) }:
		default:
			t.Error("no hand waits for more")
		}
		time.Sleep(handStays + time.Millisecond)
		synctest.Wait()
		select {
		case h.free <- func() {}:
			t.Error("a hand waits that had nothing to do")
		default:
		}
		h.lend(func() { did.Add(1) })
		h.dismiss() // else the bubble waits for it
		if synctest.Wait(); did.Load() != 5 {
			t.Errorf("%d of 5 things were done", did.Load())
		}
	})
}

// A trickle is a connection under TLS of which records are known by number and length.
type trickle struct {
	net.Conn
	number uint64
	most   int
	plain  *bytes.Buffer
}

func (c *trickle) Await()                     {}
func (c *trickle) Newest() (uint64, int)      { return c.number, c.most }
func (c *trickle) Read(b []byte) (int, error) { return c.plain.Read(b) }

func TestALineIsIdleOnlyWhenAllThatCameWasTakenIn(t *testing.T) {
	c := &trickle{plain: &bytes.Buffer{}}
	g := &gatherer{Conn: parcel.New(c), under: c}
	g.buffer = bufio.NewReaderSize(g, 16)
	take := func(n int) {
		t.Helper()
		if _, err := g.buffer.Discard(n); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name string
		do   func()
		want bool
	}{
		{"before anything came of the newest record", func() { c.number, c.most = 3, 50; c.plain.Write(make([]byte, 50)) }, false},
		{"some of it is in our buffer", func() { take(10) }, false},
		{"our buffer is empty, and not the record", func() { take(6) }, false},
		{"all was taken", func() { take(34) }, true},
		{"another record was read", func() { c.number, c.most = 4, 8; c.plain.Write(make([]byte, 5)) }, false},
		{"it was padded: that it is empty is not known", func() { take(5) }, false},
		{"the next one is whole", func() { c.number, c.most = 5, 9; c.plain.Write(make([]byte, 9)); take(9) }, true},
	}
	for _, s := range steps {
		if s.do(); g.idle() != s.want {
			t.Errorf("%s: idle is %v", s.name, !s.want)
		}
	}
}
