package plane

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

func peerAt(address string) *Peer {
	p := &Peer{}
	p.at.Store(newPlace(spot{port: netip.MustParseAddrPort(address)}, noon))
	return p
}

func TestACrowdBehindOneAddressDoesNotStandInFrontOfOthers(t *testing.T) {
	q := queue{}
	var crowd []*Peer
	for range 1000 {
		crowd = append(crowd, peerAt("10.0.0.1:4000"))
		q.enter(crowd[len(crowd)-1], nil)
	}
	other, another := peerAt("10.0.0.2:4000"), peerAt("[2001:db8::1]:4000")
	q.enter(other, nil)
	q.enter(another, nil)
	for _, tt := range []struct {
		name string
		peer *Peer
		want int
	}{{"the first of the crowd", crowd[0], 1}, {"who comes from another address", other, 2}, {"who comes from a third", another, 3},
		{"the second of the crowd", crowd[1], 4}, {"the last of the crowd", crowd[999], 1002}} {
		if got := q.place(tt.peer); got != tt.want {
			t.Errorf("%s is in place %d, want %d", tt.name, got, tt.want)
		}
	}
	neighbour := peerAt("[2001:db8::2]:4000") // of the same /64
	q.enter(neighbour, nil)
	if got := q.place(neighbour); got != 5 {
		t.Errorf("a neighbour of the third is in place %d, want 5: behind the second of the crowd", got)
	}
}

// The place that is told is the one that is had, if nobody else comes.
func TestPlacesAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := queue{}
		want := map[*Peer]int{}
		for range rapid.IntRange(1, 40).Draw(t, "peers") {
			p := peerAt(rapid.SampledFrom([]string{"10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1", "[2001:db8::1]:1"}).Draw(t, "from"))
			q.enter(p, nil)
			want[p] = 0
			if rapid.IntRange(0, 3).Draw(t, "goes") == 0 {
				if w, ok := q.next(); ok {
					delete(want, w.peer)
				}
			}
		}
		for p := range want {
			want[p] = q.place(p)
		}
		if q.length() != len(want) {
			t.Fatalf("%d wait, want %d", q.length(), len(want))
		}
		for turn := 1; len(want) > 0; turn++ {
			w, ok := q.next()
			if !ok || want[w.peer] != turn {
				t.Fatalf("turn %d is had by who was told %d", turn, want[w.peer])
			}
			delete(want, w.peer)
		}
		if _, ok := q.next(); ok || len(q.lanes)+len(q.turns) > 0 {
			t.Fatal("the line is not empty")
		}
	})
}
