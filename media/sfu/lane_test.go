package sfu_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtcp"

	"parley/media/red"
	"parley/media/slot"
)

// listens makes a talker who may speak and a listener.
func listens(w *world) (talker, listener *terminal) {
	talker, listener = w.terminal(w.place(), nil), w.terminal(w.place(), nil)
	w.Allow("m", talker.who, 7, true)
	return talker, listener
}

// frames returns the numbers of the frames in what was heard, newest blocks
// only, and checks that numbers and times go on without a gap.
func frames(t *testing.T, all []arrival) (numbers []int) {
	t.Helper()
	for i, a := range all {
		opus := a.blocks[len(a.blocks)-1].Payload
		numbers = append(numbers, numbersIn(t, opus)...)
		if i == 0 {
			continue
		}
		before := all[i-1]
		length := uint32(red.Samples(before.blocks[len(before.blocks)-1].Payload))
		if a.SequenceNumber != before.SequenceNumber+1 || a.Timestamp != before.Timestamp+length {
			t.Errorf("packet %d has number %d and time %d after %d and %d of %d samples", i, a.SequenceNumber, a.Timestamp, before.SequenceNumber, before.Timestamp, length)
		}
	}
	return numbers
}

// countTo is 0 to n-1.
func countTo(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}

func TestEachListenerGetsPacketsOfItsLength(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		talker, plain := listens(w)
		others := map[int]*terminal{}
		for _, n := range []int{2, 3, 6} {
			others[n] = w.terminal(w.place(), nil)
			others[n].wishes(byte(n), 255, 0, 0)
		}
		time.Sleep(100 * time.Millisecond)
		talker.speaks(0, 61)
		time.Sleep(200 * time.Millisecond)
		if got := plain.taken(); !slices.Equal(frames(t, got), countTo(61)) || len(got) != 61 {
			t.Errorf("%d packets of one frame, want 61", len(got))
		}
		for n, l := range others {
			got := l.taken()
			if !slices.Equal(frames(t, got), countTo(61)) || len(got) != (61+n-1)/n {
				t.Errorf("%d packets of %d frames, with %v", len(got), n, frames(t, got))
			}
			for i, a := range got {
				if a.PayloadType != slot.PayloadType || a.CSRC[0] != 7 || a.Marker != (i == 0) {
					t.Errorf("%d frames, packet %d: payload type %d, CSRC %v, marker %v", n, i, a.PayloadType, a.CSRC, a.Marker)
				}
			}
			last, before := got[len(got)-1], got[len(got)-2]
			if wait := last.at.Sub(before.at); wait > time.Duration(n+1)*20*time.Millisecond {
				t.Errorf("%d frames: the last one waited %v at the end of the spurt", n, wait)
			}
		}
	})
}

func TestWhoChangesItsLengthMissesNothing(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		talker, listener := listens(w)
		at := 0
		for _, n := range []byte{6, 1, 3, 2, 6, 3, 1} {
			listener.wishes(n, 1, 0, 0)
			talker.speaks(at, at+17)
			at += 17
		}
		time.Sleep(time.Second)
		if got := frames(t, listener.taken()); !slices.Equal(got, countTo(at)) {
			t.Errorf("got %v, want 0 to %d", got, at-1)
		}
	})
}

func TestCopiesComeInTheirDepth(t *testing.T) {
	for _, tt := range []struct {
		frames, depth byte
		back          []int // packets, the oldest first
	}{{1, 1, []int{2}}, {1, 2, []int{3, 1}}, {3, 1, []int{1}}, {3, 2, []int{2, 1}}, {6, 1, []int{1}}, {6, 2, []int{2, 1}}} {
		inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
			talker, listener := listens(w)
			listener.wishes(tt.frames, tt.depth, 0, 0)
			time.Sleep(100 * time.Millisecond)
			talker.speaks(0, 60)
			time.Sleep(200 * time.Millisecond)
			all := listener.taken()
			for i := 4; i < len(all)-1; i++ {
				a := all[i]
				if a.PayloadType != red.PayloadType || len(a.blocks) != len(tt.back)+1 {
					t.Fatalf("%d frames, packet %d: payload type %d, %d blocks", tt.frames, i, a.PayloadType, len(a.blocks))
				}
				for k, back := range tt.back {
					of := all[i-back].blocks
					if !bytes.Equal(a.blocks[k].Payload, of[len(of)-1].Payload) || uint32(a.blocks[k].Before) != a.Timestamp-all[i-back].Timestamp {
						t.Errorf("%d frames, depth %d, packet %d: copy %d is not of packet %d", tt.frames, tt.depth, i, k, i-back)
					}
				}
			}
			rest := all[len(all)-1]
			if n := len(rest.blocks); n != 3 || !bytes.Equal(rest.blocks[n-1].Payload, red.Nothing) ||
				!bytes.Equal(rest.blocks[1].Payload, all[len(all)-2].blocks[len(tt.back)].Payload) {
				t.Errorf("%d frames, depth %d: the end of the phrase has no copy behind it: %v", tt.frames, tt.depth, rest.blocks)
			}
		})
	}
}

func TestWhoCannotReadCopiesGetsNone(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		talker, reads := listens(w)
		cannot := w.named(w.place(), nil, "/plain")
		for _, l := range []*terminal{reads, cannot} {
			l.wishes(3, 2, 0, 0)
		}
		time.Sleep(100 * time.Millisecond)
		talker.speaks(0, 60)
		for l, want := range map[*terminal]uint8{reads: red.PayloadType, cannot: slot.PayloadType} {
			if all := l.taken(); len(all) < 15 || all[15].PayloadType != want {
				t.Errorf("%d packets, of payload type %d; want %d", len(all), all[len(all)-1].PayloadType, want)
			}
		}
	})
}

// Firefox calls Opus 109: it speaks and hears under that number, and nobody else
// sees it.
func TestWhoNumbersOpusOtherwiseSpeaksAndHears(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		talker, listener := listens(w)
		firefox := w.named(w.place(), nil, "/plain109")
		w.Allow("m", firefox.who, 3, true)
		time.Sleep(100 * time.Millisecond)
		talker.speaks(0, 20)
		if all := firefox.taken(); len(all) < 15 || all[10].PayloadType != 109 {
			t.Fatalf("%d packets, the last %+v; want some under 109", len(all), all[len(all)-1].Header)
		}
		if all := listener.taken(); len(all) < 15 || all[10].PayloadType != slot.PayloadType {
			t.Errorf("%d packets for another, want some under %d", len(all), slot.PayloadType)
		}
		firefox.sends.PayloadType = 109
		firefox.speaks(20, 40)
		if all := listener.taken(); len(all) < 15 || all[10].PayloadType != slot.PayloadType {
			t.Errorf("%d packets of what is said under 109, want some under %d", len(all), slot.PayloadType)
		}
	})
}

func TestWhatIsMissedIsSentAgainAsItWas(t *testing.T) {
	for _, depth := range []byte{0, 1, 2} {
		inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
			talker, listener := listens(w)
			listener.wishes(3, depth, 0, 0)
			time.Sleep(100 * time.Millisecond)
			again := map[uint16]arrival{}
			talker.speaks(0, 60)
			time.Sleep(200 * time.Millisecond)
			first := listener.taken()
			listener.wishes(1, 2-depth, 0, 0) // another form now, which must not matter
			talker.speaks(60, 90)
			time.Sleep(200 * time.Millisecond)
			listener.taken()
			ask := []uint16{first[3].SequenceNumber, first[4].SequenceNumber, first[12].SequenceNumber, first[0].SequenceNumber - 1, first[0].SequenceNumber + 5000}
			listener.misses(0, ask...)
			time.Sleep(200 * time.Millisecond)
			for _, a := range listener.taken() {
				again[a.SequenceNumber] = a
			}
			if w.Stats().Resent != 3 {
				t.Errorf("depth %d: %d packets were sent again, want 3", depth, w.Stats().Resent)
			}
			for _, i := range []int{3, 4, 12} {
				a, ok := again[first[i].SequenceNumber]
				if !ok || (!bytes.Equal(a.Payload, first[i].Payload) || a.Timestamp != first[i].Timestamp || a.PayloadType != first[i].PayloadType) {
					t.Errorf("depth %d: packet %d is not the same again", depth, i)
				}
			}
		})
	}
}

func TestNobodyGetsMoreAgainThanItsShare(t *testing.T) {
	for mode, want := range map[byte]float64{0: 0.4, 1: 1.5} {
		inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
			talker, listener := listens(w)
			listener.wishes(1, 0, mode, 0)
			listener.mu.Lock()
			listener.onPacket = func(a arrival) {
				go func() {
					for range 5 {
						listener.misses(a.slot, a.SequenceNumber)
					}
				}()
			}
			listener.mu.Unlock()
			time.Sleep(100 * time.Millisecond)
			talker.speaks(0, 1000)
			got := w.Stats()
			if share := float64(got.Resent) / 1000; share > want+0.05 || share < want-0.05 {
				t.Errorf("mode %d: %.2f of the packets were sent again, want %.2f", mode, share, want)
			}
			if got.OverBudget == 0 {
				t.Error("none was refused")
			}
		})
	}
}

func TestLossOnATalkersWayIsMendedForAll(t *testing.T) {
	for _, tt := range []struct {
		name string
		way  func(w *world, talker *terminal)
	}{
		{"by asking", func(w *world, talker *terminal) {
			var kept [][]byte
			for i := range 60 {
				p := talker.packet(30, true, opusOf(i, 30))
				kept = append(kept, p)
				if i%10 != 5 {
					talker.send(p)
				}
				for _, c := range talker.said() {
					nack, ok := c.(*rtcp.TransportLayerNack)
					if !ok {
						continue
					}
					for _, pair := range nack.Nacks {
						for _, seq := range pair.PacketList() {
							talker.send(kept[seq-1000])
						}
					}
				}
				time.Sleep(20 * time.Millisecond)
			}
		}},
		{"by copies", func(w *world, talker *terminal) {
			talker.sends.PayloadType = red.PayloadType
			var trail red.Trail
			for i := range 60 {
				opus := opusOf(i, 30)
				payload := trail.Pack(nil, slot.PayloadType, talker.sends.Timestamp, opus, 1)
				trail.Note(talker.sends.Timestamp, opus, true)
				if p := talker.packet(30, true, payload); i%10 != 5 {
					talker.send(p)
				}
				time.Sleep(20 * time.Millisecond)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, 5*time.Millisecond, func(t *testing.T, w *world) {
				talker, plain := listens(w)
				long := w.terminal(w.place(), nil)
				long.wishes(3, 0, 0, 0)
				time.Sleep(100 * time.Millisecond)
				tt.way(w, talker)
				time.Sleep(300 * time.Millisecond)
				for _, l := range []*terminal{plain, long} {
					all := l.taken()
					slices.SortStableFunc(all, func(a, b arrival) int { return int(int16(a.SequenceNumber - b.SequenceNumber)) })
					if got := frames(t, all); !slices.Equal(got, countTo(60)) {
						t.Errorf("got %v, want 0 to 59", got)
					}
				}
			})
		})
	}
}

func TestSilenceIsNotForwarded(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		talker, listener := listens(w)
		talker.speaks(0, 50)
		time.Sleep(100 * time.Millisecond)
		listener.taken()
		for i := range 25 { // what Opus DTX sends each 400 ms
			talker.sends.Timestamp += 19 * 960
			time.Sleep(380 * time.Millisecond)
			talker.send(talker.packet(70, i%2 == 0, opusOf(i, 12)))
			time.Sleep(20 * time.Millisecond)
		}
		for i := range 25 { // and what is sent while muted
			talker.send(talker.packet(127, true, opusOf(i, 12)))
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(100 * time.Millisecond)
		if got := listener.taken(); len(got) != 0 {
			t.Errorf("%d packets of silence came through", len(got))
		}
		talker.speaks(0, 5)
		time.Sleep(100 * time.Millisecond)
		all := listener.taken()
		if got := frames(t, all[len(all)-5:]); !slices.Equal(got, countTo(5)) {
			t.Errorf("after it: got %v", got)
		}
		listener.mu.Lock()
		defer listener.mu.Unlock()
		if lost := listener.slots[0].Lost(); lost != 0 {
			t.Errorf("the listener counts %d packets as lost", lost)
		}
	})
}

// TestAPauseBetweenWordsIsForwarded is for what a client sends until its gate closes: held back, it
// would come late as soon as the next word begins.
func TestAPauseBetweenWordsIsForwarded(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		talker, listener := listens(w)
		talker.speaks(0, 50)
		for i := range 20 {
			talker.send(talker.packet(127, true, opusOf(i, 5)))
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(50 * time.Millisecond)
		if got := frames(t, listener.taken()); len(got) < 20 || !slices.Equal(got[len(got)-20:], countTo(20)) {
			t.Errorf("got %v of the pause", got)
		}
	})
}

func TestTheFirstSyllableIsNotCut(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		talker, listener := listens(w)
		var loud []*terminal
		for i := range 3 {
			p := w.terminal(w.place(), nil)
			w.Allow("m", p.who, uint32(20+i), true)
			loud = append(loud, p)
		}
		for i := range 150 { // all slots are taken, and then somebody shouts
			for _, p := range loud {
				p.send(p.packet(40, true, opusOf(i, 30)))
			}
			if i >= 100 {
				talker.send(talker.packet(uint8(max(45-2*(i-100), 20)), true, opusOf(i-100, 30)))
			}
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(100 * time.Millisecond)
		var its []arrival
		for _, a := range listener.taken() {
			if a.CSRC[0] == 7 {
				its = append(its, a)
			}
		}
		if len(its) == 0 {
			t.Fatal("the loudest was not heard")
		}
		got := frames(t, its)
		burst := 0
		for burst < len(its) && its[burst].at.Sub(its[0].at) < 5*time.Millisecond {
			burst++
		}
		t.Logf("heard from frame %d on, with %d packets before the one that decided", got[0], burst-1)
		if got[len(got)-1] != 49 || !its[0].Marker || burst < 2 || burst > 11 {
			t.Errorf("frames %d to %d, marker %v, %d at once", got[0], got[len(got)-1], its[0].Marker, burst)
		}
	})
}

// What somebody said without the right to speak is not heard when it is given.
func TestWhatWasNotAllowedIsNoPreRoll(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		talker, listener := listens(w)
		w.Allow("m", talker.who, 7, false)
		talker.speaks(0, 20)
		w.Allow("m", talker.who, 7, true)
		talker.speaks(20, 30)
		time.Sleep(100 * time.Millisecond)
		if got := frames(t, listener.taken()); !slices.Equal(got, countTo(30)[20:]) {
			t.Errorf("got %v, want 20 to 29", got)
		}
	})
}

func TestFigures(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		talker, listener := listens(w)
		listener.wishes(6, 1, 0, 0)
		time.Sleep(100 * time.Millisecond)
		talker.speaks(0, 10)
		got := w.Stats()
		if got.Lengths != [4]int{1, 0, 0, 1} || got.Depths != [3]int{1, 1, 0} {
			t.Errorf("listeners by length %v and depth %v", got.Lengths, got.Depths)
		}
	})
}
