package roam

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
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
			watch(ctx, func() ([]netip.Addr, error) { mu.Lock(); defer mu.Unlock(); return slices.Clone(has), broken },
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
	if got := stood(now, now.Add(31*time.Second)); got != 30*time.Second { // the process was stopped
		t.Errorf("got %v, want 30 s", got)
	}
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
