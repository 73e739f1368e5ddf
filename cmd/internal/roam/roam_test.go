package roam

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatBecomesOfTheMachineIsTold(t *testing.T) {
	wifi, mobile := netip.MustParseAddr("192.168.1.7"), netip.MustParseAddr("100.64.3.2")
	synctest.Test(t, func(t *testing.T) {
		has, broken, asleep := []netip.Addr{wifi}, error(nil), time.Duration(0)
		var told []string
		var mu sync.Mutex // guards the four above
		set := func(f func()) { mu.Lock(); defer mu.Unlock(); f() }
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan bool)
		go func() {
			defer close(done)
			watch(ctx, nil, func() ([]netip.Addr, error) { mu.Lock(); defer mu.Unlock(); return slices.Clone(has), broken },
				func() time.Time { mu.Lock(); defer mu.Unlock(); return time.Now().Round(0).Add(asleep) },
				func(c Change) { set(func() { told = append(told, fmt.Sprint(c)) }) })
		}()
		after := func(what string, want ...string) {
			t.Helper()
			time.Sleep(1500 * time.Millisecond)
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if !slices.Equal(told, want) {
				t.Errorf("%s: told %v, want %v", what, told, want)
			}
			told = nil
		}
		after("nothing happens")
		set(func() { has = []netip.Addr{wifi, mobile} })
		after("a network more", "{[] [100.64.3.2] 0s}")
		set(func() { has = []netip.Addr{mobile} })
		after("one less", "{[192.168.1.7] [] 0s}")
		set(func() { broken = errors.New("no list") })
		after("it cannot be read")
		set(func() { broken = nil })
		after("it can again")
		set(func() { asleep = 2 * time.Hour })
		after("the lid was closed", "{[] [] 2h0m0s}")
		set(func() { asleep -= time.Hour })
		after("the clock is set back")
		set(func() { asleep += 3 * time.Second })
		after("the clock is corrected a little")
		stop()
		<-done
	})
}

func TestAClockThatOnlyGoesOnWhileAwakeCounts(t *testing.T) {
	now := time.Now()
	if got := stood(now, now.Add(31*time.Second), often); got != 30*time.Second { // the process was stopped
		t.Errorf("got %v, want 30 s", got)
	}
}

// Where the machine tells, it is looked at at once, and hardly ever otherwise.
func TestNewsIsLookedAtAtOnce(t *testing.T) {
	wifi := netip.MustParseAddr("192.168.1.7")
	synctest.Test(t, func(t *testing.T) {
		has, looks := atomic.Bool{}, atomic.Int64{}
		has.Store(true)
		news, told := make(chan struct{}, 1), make(chan Change, 1)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go watch(ctx, news, func() (all []netip.Addr, err error) {
			looks.Add(1)
			if has.Load() {
				all = append(all, wifi)
			}
			return all, nil
		}, time.Now, func(c Change) { told <- c })
		time.Sleep(time.Hour)
		if got := looks.Load(); got > 361 {
			t.Errorf("%d looks in an hour without news, want one each 10 s", got)
		}
		has.Store(false)
		began := time.Now()
		news <- struct{}{}
		if got, want := <-told, (Change{Gone: []netip.Addr{wifi}}); !slices.Equal(got.Gone, want.Gone) || got.Slept != 0 {
			t.Errorf("told %v, want %v", got, want)
		}
		if took := time.Since(began); took > apart {
			t.Errorf("told after %v", took)
		}
		before := looks.Load()
		for range 100 {
			news <- struct{}{}
			time.Sleep(time.Millisecond)
		}
		if got := looks.Load() - before; got > 2 {
			t.Errorf("%d looks at news that came in a tenth of a second, want 2 at most", got)
		}
	})
}

func TestASleepIsKnownByTheTwoClocksWheneverOneLooks(t *testing.T) {
	for _, tt := range []struct {
		name         string
		wall, steady time.Duration
		want         time.Duration
	}{
		{"nothing", seldom, seldom, 0},
		{"looked at early", time.Second, time.Second, 0},
		{"the lid was closed", 8 * time.Second, 2 * time.Second, 6 * time.Second},
		{"the clock was corrected", 5 * time.Second, 2 * time.Second, 0},
		{"the clock was set back", -time.Hour, 2 * time.Second, 0},
		{"the process was stopped", 18 * time.Second, 18 * time.Second, 8 * time.Second},
		{"it was, and the clock set back", -time.Hour, 18 * time.Second, 8 * time.Second},
	} {
		if got := still(tt.wall, tt.steady, seldom); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestThisMachineCanBeListenedTo(t *testing.T) {
	_, stop := listen()
	stop() // and the goroutines end
}

func TestThisMachinesAddressesCanBeRead(t *testing.T) {
	if _, err := addresses(); err != nil {
		t.Error(err)
	}
}

func BenchmarkAddresses(b *testing.B) {
	for b.Loop() {
		if _, err := addresses(); err != nil {
			b.Fatal(err)
		}
	}
}
