package session

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestALostKnockCostsAMomentOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex // guards ends
		var ends []*ending
		dial := hedged(func(ctx context.Context, _ string) (net.Conn, error) {
			e := &ending{}
			mu.Lock()
			ends = append(ends, e)
			lost := len(ends) == 1
			mu.Unlock()
			if lost {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			time.Sleep(700 * time.Millisecond) // and no look at ctx: it comes too late
			return e, nil
		})
		began := time.Now()
		c, err := dial(t.Context(), "server:7443")
		if err != nil {
			t.Fatal(err)
		}
		k := c.(*knocked)
		if got := time.Since(began); got != time.Second || k.trip != 700*time.Millisecond {
			t.Errorf("connected after %v, want a round trip after the second knock; that one took %v", got, k.trip)
		}
		k.alone()
		if len(ends) != 3 || k.Conn != ends[1] || ends[1].closed || !ends[2].closed {
			t.Errorf("%d knocks; the second must be used and the third, late, be closed", len(ends))
		}
	})
}

func TestTheSecondOfTwoKnocksThatStandIsHandedOutToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := make(chan *ending, knocks)
		dial := hedged(func(context.Context, string) (net.Conn, error) {
			e := &ending{}
			made <- e
			time.Sleep(500 * time.Millisecond)
			return e, nil
		})
		c, err := dial(t.Context(), "server:7443")
		if err != nil {
			t.Fatal(err)
		}
		k := c.(*knocked)
		first, second := <-made, <-made
		if other := k.another(t.Context()); k.Conn != first || other != second {
			t.Errorf("got %p and %p, want %p and %p", k.Conn, other, first, second)
		}
		if third := k.another(t.Context()); third != nil || len(made) != 0 {
			t.Errorf("a third stands after two knocks: %v", third)
		}
		if k.alone(); first.closed || second.closed {
			t.Error("what was handed out was closed")
		}
	})
}

func TestARefusedKnockIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		knocked, no := 0, errors.New("connection refused")
		dial := hedged(func(context.Context, string) (net.Conn, error) {
			knocked++
			return nil, no
		})
		if _, err := dial(t.Context(), "server:7443"); !errors.Is(err, no) || knocked != 1 {
			t.Errorf("%v after %d knocks", err, knocked)
		}
	})
}

// An ending is a connection that knows whether it was closed.
type ending struct {
	net.Conn
	closed bool
}

// Close is net.Conn's.
func (e *ending) Close() error {
	e.closed = true
	return nil
}
