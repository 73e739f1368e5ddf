package serve

import (
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestOneAddressIsLimitedWhileOthersAreNot(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	r := newRates(10, 5)
	flood := netip.MustParseAddr("192.0.2.1")
	let := 0
	for range 100 {
		if r.take(flood, now) {
			let++
		}
	}
	if let != 5 {
		t.Errorf("at once: %d let through, want the burst of 5", let)
	}
	if !r.take(netip.MustParseAddr("192.0.2.2"), now) {
		t.Error("another address is limited, too")
	}
	if now = now.Add(time.Second / 10); !r.take(flood, now) || r.take(flood, now) {
		t.Error("a tenth of a second later it is not one more that may")
	}
}

func TestAllOfAnIPv6NetworkIsOneAddress(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"2001:db8::1", "2001:db8::ffff:1", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
		{"::ffff:192.0.2.1", "192.0.2.1", true},
		{"fe80::1%eth0", "fe80::2%eth1", true},
	} {
		r := newRates(1, 1)
		r.take(netip.MustParseAddr(tt.a), now)
		if got := !r.take(netip.MustParseAddr(tt.b), now); got != tt.same {
			t.Errorf("%s and %s: one address: %v, want %v", tt.a, tt.b, got, tt.same)
		}
	}
}

func TestTheTableOfAddressesIsBounded(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	r := newRates(1, 2)
	address := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}) }
	let := 0
	for i := range maxAddresses + 1000 {
		if r.take(address(i), now) {
			let++
		}
	}
	if len(r.seen) != maxAddresses || let != maxAddresses+2 {
		t.Errorf("%d addresses are kept and %d let through, want %d, and the 2 more that strangers share", len(r.seen), let, maxAddresses)
	}
	if now = now.Add(time.Minute); !r.take(address(1<<20), now) || len(r.seen) != 1 {
		t.Errorf("a minute later %d addresses are kept, want only the new one", len(r.seen))
	}
}

func TestStrangersDoNotTakeAllPlaces(t *testing.T) {
	g := newGate(nil, Limits{Rate: 1000, Burst: 1000, Strangers: 3, Share: 2}.orUsual(), slog.New(slog.DiscardHandler))
	now := time.Unix(1_000_000, 0)
	enter := func(host byte) *guest {
		near, far := net.Pipe()
		t.Cleanup(func() { near.Close(); far.Close() })
		return g.enter(comer{far, &net.TCPAddr{IP: net.IPv4(192, 0, 2, host), Port: 1}}, now)
	}
	var in []*guest
	for _, tt := range []struct {
		what string
		from byte
		want bool
	}{
		{"the first", 1, true}, {"the second of one address", 1, true}, {"a third of it", 1, false},
		{"another's", 2, true}, {"one too many", 3, false},
	} {
		c := enter(tt.from)
		if (c != nil) != tt.want {
			t.Errorf("%s: let in: %v, want %v", tt.what, c != nil, tt.want)
		}
		if c != nil {
			in = append(in, c)
		}
	}
	in[0].known() // its ticket was good
	in[0].known()
	third := enter(1)
	if third == nil || g.waiting() != 3 || g.tooMany.Load() != 2 {
		t.Fatalf("a place that is free again is not given: %d strangers, %d turned away", g.waiting(), g.tooMany.Load())
	}
	for _, c := range append(in, third) {
		c.Close()
	}
	if len(g.share) != 0 || len(g.strangers) != 0 {
		t.Errorf("who is gone is remembered: %v, %v", g.share, g.strangers)
	}
}

func TestWhatIsCutIsLoggedOnceAMinuteEachAndAllOfIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said strings.Builder
		g := newGate(nil, Limits{}.orUsual(), slog.New(slog.NewTextHandler(&said, nil)))
		from := netip.MustParseAddr("192.0.2.7")
		for range 4 {
			g.complain(&g.foreigns, "foreign", from)
		}
		g.complain(&g.floods, "flood", from) // what scans ports must not hide it
		time.Sleep(10 * time.Minute)         // and nobody comes any more
		synctest.Wait()
		for words, want := range map[string]int{"msg=foreign": 2, "msg=flood": 1, "last=192.0.2.7": 3, "turned_away=1": 2, "turned_away=3": 1} {
			if got := strings.Count(said.String(), words); got != want {
				t.Errorf("%s stands there %d times, want %d:\n%s", words, got, want, said.String())
			}
		}
	})
}
