package slot_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/media/slot"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func after(ms int) time.Time { return noon.Add(time.Duration(ms) * time.Millisecond) }

// give numbers a 20 ms packet and fails the test if it is dropped.
func give(t *testing.T, s *slot.Stream, ms int, from slot.Source, seq uint16, ts uint32) slot.Number {
	t.Helper()
	n, ok := s.Next(after(ms), from, seq, ts, false, 960)
	if !ok {
		t.Fatalf("packet %d of source %d was dropped", seq, from)
	}
	return n
}

func TestOneTalkerIsNumberedAsItNumbersItself(t *testing.T) {
	var s slot.Stream
	first := give(t, &s, 0, 1, 65534, 4294966000)
	for i := range uint32(5) {
		n := give(t, &s, 20*int(i+1), 1, 65535+uint16(i), 4294966960+960*i)
		if n.Sequence != first.Sequence+1+uint64(i) || n.Timestamp != first.Timestamp+960*(i+1) || n.Marker {
			t.Errorf("packet %d: got %+v after %+v", i+1, n, first)
		}
	}
}

func TestASwitchIsContinuous(t *testing.T) {
	var s slot.Stream
	a := give(t, &s, 0, 1, 100, 5000)
	b := give(t, &s, 300, 2, 40000, 77) // another talker, 300 ms later
	if got := b.Sequence - a.Sequence; got != 1 {
		t.Errorf("sequence moved by %d, want 1", got)
	}
	if got := b.Timestamp - a.Timestamp; got != 300*48 {
		t.Errorf("timestamp moved by %d, want %d", got, 300*48)
	}
	if !b.Marker {
		t.Error("no marker at the switch")
	}
}

func TestASwitchDoesNotOverlapALongPacket(t *testing.T) {
	var s slot.Stream
	a, _ := s.Next(noon, 1, 1, 0, false, 5760)
	b := give(t, &s, 5, 2, 1, 0)
	if got := b.Timestamp - a.Timestamp; got != 5760 {
		t.Errorf("timestamp moved by %d, want the length of the packet, 5760", got)
	}
}

func TestLossAndReorderingAreKept(t *testing.T) {
	var s slot.Stream
	a := give(t, &s, 0, 1, 10, 0)
	d := give(t, &s, 60, 1, 13, 3*960)
	c := give(t, &s, 61, 1, 12, 2*960)
	if d.Sequence != a.Sequence+3 || c.Sequence != a.Sequence+2 || c.Timestamp != a.Timestamp+2*960 {
		t.Errorf("got %+v, %+v, %+v", a, d, c)
	}
	if _, ok := s.Next(after(62), 1, 12, 2*960, false, 960); ok {
		t.Error("the same packet was numbered twice")
	}
	if _, ok := s.Next(after(63), 1, 9, 0, false, 960); ok {
		t.Error("a packet from before the switch was numbered")
	}
}

func TestACopyFindsThePlaceOfThePacketThatWasLost(t *testing.T) {
	var s slot.Stream
	a := give(t, &s, 0, 1, 10, 5000)
	give(t, &s, 60, 1, 13, 5000+3*960)
	for _, tt := range []struct {
		name string
		ts   uint32
		want uint64 // after a; 0: none
	}{
		{"of one that came", 5000, 0},
		{"of none", 5000 + 1000, 0},
		{"of the second that is missing", 5000 + 2*960, 2},
		{"of the same again", 5000 + 2*960, 0},
		{"of the first", 5000 + 960, 1},
		{"of the newest", 5000 + 3*960, 0},
		{"of one to come", 5000 + 4*960, 0},
		{"of one before the first", 5000 - 960, 0},
	} {
		n, ok := s.Recover(tt.ts, 960)
		if ok != (tt.want != 0) || ok && (n.Sequence != a.Sequence+tt.want || n.Timestamp != a.Timestamp+tt.ts-5000) {
			t.Errorf("a copy %s: got %+v, %v", tt.name, n, ok)
		}
	}
	if _, ok := s.Next(after(61), 1, 12, 5000+2*960, false, 960); ok {
		t.Error("a packet was numbered whose copy had been")
	}
}

func TestACopyAcrossAPauseIsNotGuessed(t *testing.T) {
	var s slot.Stream
	give(t, &s, 0, 1, 10, 0)
	s.Next(after(400), 1, 12, 20*960, true, 960)
	if n, ok := s.Recover(960, 960); ok {
		t.Errorf("got %+v, but the pause may lie before or after it", n)
	}
}

func TestWhatIsPassedOverLeavesNoGap(t *testing.T) {
	var s slot.Stream
	a := give(t, &s, 0, 1, 10, 0)
	for i := range uint16(5) {
		s.Pass(1, 12+i)
		s.Pass(2, 500+i) // somebody else's
	}
	if _, ok := s.Next(after(90), 1, 11, 960, false, 960); ok {
		t.Error("a straggler from before was numbered")
	}
	b := give(t, &s, 100, 1, 17, 5*960)
	if b.Sequence != a.Sequence+1 || b.Timestamp != a.Timestamp+5*960 {
		t.Errorf("got %+v after %+v", b, a)
	}
	if _, ok := s.Next(after(110), 1, 15, 4*960, false, 960); ok {
		t.Error("a straggler from among those passed over was numbered")
	}
}

func TestAPacketFromBeforeTheFirstIsDropped(t *testing.T) {
	var s slot.Stream
	give(t, &s, 0, 1, 41, 0)
	if n, ok := s.Next(after(1), 1, 0, 0, false, 960); ok { // it had wrapped below 0
		t.Errorf("got %+v", n)
	}
}

func TestSilenceMovesTheClockAndNotTheSequence(t *testing.T) {
	var s slot.Stream
	a := give(t, &s, 0, 1, 10, 0)
	b, _ := s.Next(after(5000), 1, 11, 5*48000, true, 960)
	if b.Sequence != a.Sequence+1 || b.Timestamp != a.Timestamp+5*48000 || !b.Marker {
		t.Errorf("got %+v after %+v", b, a)
	}
}

func TestAClockThatJumpsIsSetAgain(t *testing.T) {
	for _, ts := range []uint32{3_000_000_000, 480_000, ^uint32(0) - 5000} {
		var s slot.Stream
		a := give(t, &s, 0, 1, 10, 0)
		b := give(t, &s, 20, 1, 11, ts)
		if b.Sequence != a.Sequence+1 || b.Timestamp != a.Timestamp+960 || !b.Marker {
			t.Errorf("timestamp %d: got %+v after %+v", ts, b, a)
		}
	}
}

// However hostile the talkers, no number is used twice, and a View never
// gives one listener the same number twice.
func TestNoNumberIsUsedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s slot.Stream
		var v slot.View
		given, seen := map[uint64]bool{}, map[uint64]bool{}
		var high, laps uint64
		now := 0
		for range rapid.IntRange(1, 200).Draw(t, "packets") {
			now += rapid.IntRange(0, 100).Draw(t, "gap")
			source := slot.Source(rapid.IntRange(1, 3).Draw(t, "source"))
			seq := rapid.OneOf(rapid.Uint16Range(0, 200), rapid.Uint16()).Draw(t, "seq")
			ts := rapid.OneOf(rapid.Uint32(), rapid.Map(rapid.Uint32Range(0, 20), func(f uint32) uint32 { return f * 960 })).Draw(t, "ts")
			if rapid.IntRange(0, 9).Draw(t, "pass") == 0 {
				s.Pass(source, seq)
				continue
			}
			n, ok := s.Next(after(now), source, seq, ts, false, 960)
			if !ok {
				n, ok = s.Recover(ts-960, 960)
			}
			if !ok {
				continue
			}
			if given[n.Sequence] {
				t.Fatalf("number %d was given twice", n.Sequence)
			}
			given[n.Sequence] = true
			if source == 3 { // the listener itself
				v.Skip()
				continue
			}
			low, ok := v.Next(n.Sequence, 32767, uint8(now&3))
			if !ok {
				continue
			}
			ext := laps<<16 | uint64(low)
			switch { // count the laps as an SRTP receiver does
			case ext+32768 < high:
				ext += 65536
				laps++
			case ext > high+32768:
				ext -= 65536
			}
			if seen[ext] {
				t.Fatalf("the listener got number %d twice", ext)
			}
			if found, _, ok := v.Find(low); !ok || found != n.Sequence {
				t.Fatalf("number %d is found as %d, %v; want %d", low, found, ok, n.Sequence)
			}
			seen[ext] = true
			high = max(high, ext)
		}
	})
}

func TestAViewHasNoHoleWhereTheListenerSpoke(t *testing.T) {
	var v slot.View
	numbers := []uint64{70, 71, 73}
	want := []uint16{9, 10, 12} // loss stays loss
	for i, n := range numbers {
		if got, ok := v.Next(n, 9, 0); !ok || got != want[i] {
			t.Errorf("number %d: got %d, %v, want %d", n, got, ok, want[i])
		}
	}
	for range 60000 {
		v.Skip()
	}
	if got, ok := v.Next(60074, 9, 0); !ok || got != 13 {
		t.Errorf("after its own speech: got %d, %v, want 13", got, ok)
	}
	if got, ok := v.Next(60073, 9, 0); ok {
		t.Errorf("a packet from before that: got %d, want none", got)
	}
}

func TestAViewKnowsWhatItSentInWhichForm(t *testing.T) {
	var v slot.View
	v.Next(70, 9, 1)
	v.Next(71, 9, 1)
	v.Next(72, 9, 2) // the same numbers in another form
	v.Skip()
	v.Next(500, 9, 3) // other numbers
	for _, tt := range []struct {
		sequence uint16
		n        uint64
		form     uint8
		ok       bool
	}{{9, 70, 1, true}, {10, 71, 1, true}, {11, 72, 2, true}, {12, 500, 3, true}, {13, 0, 0, false}, {8, 0, 0, false}} {
		if n, form, ok := v.Find(tt.sequence); n != tt.n || form != tt.form || ok != tt.ok {
			t.Errorf("number %d: got %d in form %d, %v; want %d in %d, %v", tt.sequence, n, form, ok, tt.n, tt.form, tt.ok)
		}
	}
	for i := range uint64(20) {
		v.Next(501+i, 9, uint8(i))
	}
	if n, _, ok := v.Find(9); ok {
		t.Errorf("got %d of twenty forms ago", n)
	}
}

func TestNextAllocatesNothing(t *testing.T) {
	var s slot.Stream
	var c slot.Chooser
	var seq uint16
	got := testing.AllocsPerRun(100, func() {
		seq++
		c.Offer(after(20*int(seq)), 1, slot.None, 30)
		s.Next(after(20*int(seq)), 1, seq, 960*uint32(seq), false, 960)
	})
	if got != 0 {
		t.Errorf("got %v allocations a packet, want 0", got)
	}
}
