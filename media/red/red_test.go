package red_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parley/media/red"
)

const opus = 111

func TestPack(t *testing.T) {
	got := red.Pack(nil, opus, []byte{9, 9}, red.Block{Before: 1920, Payload: []byte{1}}, red.Block{Before: 960, Payload: []byte{2, 3}})
	// RFC 2198 section 3: F and payload type, 14 bits of offset, 10 of length.
	want := []byte{0x80 | 111, 1920 >> 6, 1920 << 2 & 0xff, 1, 0x80 | 111, 960 >> 6, 960 << 2 & 0xff, 2, 111, 1, 2, 3, 9, 9}
	if !bytes.Equal(got, want) {
		t.Errorf("got % x, want % x", got, want)
	}
}

func TestWhatDoesNotFitIsLeftOut(t *testing.T) {
	for _, tt := range []struct {
		name string
		copy red.Block
	}{
		{"too far back", red.Block{Before: 1 << 14, Payload: []byte{1}}},
		{"not before", red.Block{Before: 0, Payload: []byte{1}}},
		{"after", red.Block{Before: -960, Payload: []byte{1}}},
		{"too long", red.Block{Before: 960, Payload: make([]byte, 1<<10)}},
		{"empty", red.Block{Before: 960}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := red.Pack(nil, opus, []byte{9}, tt.copy); !bytes.Equal(got, []byte{opus, 9}) {
				t.Errorf("got % x", got)
			}
		})
	}
}

func TestUnpackRefuses(t *testing.T) {
	for _, tt := range []struct {
		name    string
		payload []byte
	}{
		{"nothing", nil},
		{"a header alone", []byte{opus}},
		{"another codec", []byte{0, 1, 2}},
		{"half a header", []byte{0x80 | opus, 0}},
		{"no newest block", []byte{0x80 | opus, 15, 0, 0}},
		{"a copy cut off", []byte{0x80 | opus, 15, 0, 9, opus, 1, 2}},
		{"seventeen blocks", slices.Concat(slices.Repeat([]byte{0x80 | opus, 15, 0, 0}, 16), []byte{opus, 1})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := red.Unpack(nil, tt.payload, opus); !errors.Is(err, red.ErrMalformed) {
				t.Errorf("got %v, %v; want ErrMalformed", got, err)
			}
		})
	}
}

func TestCopiesOfAnotherCodecAreLeftOut(t *testing.T) {
	payload := []byte{0x80 | 13, 15, 0, 1, 0x80 | opus, 15, 0, 2, opus, 7, 1, 2, 9}
	got, err := red.Unpack(nil, payload, opus)
	want := []red.Block{{960, []byte{1, 2}}, {0, []byte{9}}}
	if err != nil || !slices.EqualFunc(got, want, same) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func same(a, b red.Block) bool { return a.Before == b.Before && bytes.Equal(a.Payload, b.Payload) }

func TestPackedBlocksAreUnpacked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bytesOf := rapid.SliceOfN(rapid.Byte(), 1, 80)
		var want []red.Block
		for range rapid.IntRange(0, 5).Draw(t, "copies") {
			want = append(want, red.Block{rapid.IntRange(1, red.MaxBefore).Draw(t, "before"), bytesOf.Draw(t, "copy")})
		}
		newest := bytesOf.Draw(t, "newest")
		payload := red.Pack(nil, opus, newest, want...)
		got, err := red.Unpack(nil, payload, opus)
		if want = append(want, red.Block{0, newest}); err != nil || !slices.EqualFunc(got, want, same) {
			t.Errorf("got %v, %v; want %v", got, err, want)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte{opus, 1, 2})
	f.Add(red.Pack(nil, opus, []byte{9}, red.Block{1920, []byte{1}}, red.Block{960, []byte{2, 3}}))
	f.Fuzz(func(t *testing.T, payload []byte) {
		blocks, err := red.Unpack(nil, payload, opus)
		if err != nil {
			return
		}
		newest := blocks[len(blocks)-1]
		for _, b := range blocks[:len(blocks)-1] {
			if !b.Fits() {
				t.Errorf("a copy from %d samples before with %d bytes", b.Before, len(b.Payload))
			}
		}
		again, err := red.Unpack(nil, red.Pack(nil, opus, newest.Payload, blocks[:len(blocks)-1]...), opus)
		if err != nil || !slices.EqualFunc(again, blocks, same) {
			t.Errorf("got %v, %v; want %v", again, err, blocks)
		}
	})
}

// survivors says which packets of a stream can be heard when some are lost.
func survivors(t *testing.T, frames, depth, count int, lost func(i int) bool) (heard []bool) {
	var trail red.Trail
	heard = make([]bool, count)
	for i := range count {
		packet, err := red.Join(nil, wideband, slices.Repeat([][]byte{{byte(i)}}, frames)...)
		if err != nil {
			t.Fatal(err)
		}
		payload := trail.Pack(nil, opus, uint32(i*frames*960)-5000, packet, depth)
		trail.Note(uint32(i*frames*960)-5000, packet, true)
		blocks, err := red.Unpack(nil, payload, opus)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			at := i - b.Before/(frames*960)
			if want, _ := red.Join(nil, wideband, slices.Repeat([][]byte{{byte(at)}}, frames)...); !bytes.Equal(b.Payload, want) {
				t.Fatalf("packet %d has % x as packet %d", i, b.Payload, at)
			}
			heard[at] = heard[at] || !lost(i)
		}
	}
	return heard
}

func TestATrailSurvivesABurst(t *testing.T) {
	for _, tt := range []struct{ frames, depth, burst int }{
		{1, 1, 2}, {2, 1, 2}, {3, 1, 1}, {6, 1, 1}, {1, 2, 2}, {3, 2, 2}, {6, 2, 2},
	} {
		heard := survivors(t, tt.frames, tt.depth, 20, func(i int) bool { return i >= 10 && i < 10+tt.burst })
		if slices.Contains(heard, false) {
			t.Errorf("packets of %d frames, depth %d: a burst of %d is heard as %v", tt.frames, tt.depth, tt.burst, heard)
		}
	}
}

func TestTheRestOfATrailHasItsLastTwo(t *testing.T) {
	var r red.Trail
	if got := r.Rest(nil, opus, 5000); len(got) != 0 {
		t.Errorf("of nothing: got % x", got)
	}
	for i := range uint32(3) {
		r.Note(1000+i*960, []byte{wideband, byte(i)}, true)
	}
	got, err := red.Unpack(nil, r.Rest(nil, opus, 1000+3*960), opus)
	want := []red.Block{{2 * 960, []byte{wideband, 1}}, {960, []byte{wideband, 2}}, {0, red.Nothing}}
	if err != nil || !slices.EqualFunc(got, want, same) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestATrailCarriesNoCopies(t *testing.T) {
	packet := []byte{wideband, 1}
	plain := []byte{opus, wideband, 1}
	for _, tt := range []struct {
		name  string
		depth int
		say   func(*red.Trail)
	}{
		{"of depth 0", 0, func(r *red.Trail) { r.Note(100, packet, true); r.Note(1060, packet, true) }},
		{"of what is not worth it", 2, func(r *red.Trail) { r.Note(100, packet, false); r.Note(1060, packet, false) }},
		{"of what is too long ago", 2, func(r *red.Trail) { r.Note(1<<32-17980, packet, true) }},
		{"of another talker", 2, func(r *red.Trail) { r.Note(1060, packet, true); r.Forget() }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r red.Trail
			tt.say(&r)
			if got := r.Pack(nil, opus, 2020, packet, tt.depth); !bytes.Equal(got, plain) {
				t.Errorf("got % x, want % x", got, plain)
			}
		})
	}
}

func TestNothingIsAllocated(t *testing.T) {
	var trail red.Trail
	var frames [red.MaxFrames][]byte
	var blocks [red.MaxBlocks]red.Block
	frame := make([]byte, 30)
	joined, payload := make([]byte, 0, 1500), make([]byte, 0, 1500)
	timestamp := uint32(0)
	got := testing.AllocsPerRun(100, func() {
		frames[0], frames[1], frames[2] = frame, frame[:20], frame
		joined, _ = red.Join(joined[:0], wideband, frames[:3]...)
		payload = trail.Pack(payload[:0], opus, timestamp, joined, 2)
		trail.Note(timestamp, joined, true)
		timestamp += 2880
		all, _ := red.Unpack(blocks[:0], payload, opus)
		_, _, _ = red.Split(frames[:0], all[len(all)-1].Payload)
	})
	if got != 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}

func BenchmarkPackUnpack(b *testing.B) {
	var trail red.Trail
	var frames [red.MaxFrames][]byte
	var blocks [red.MaxBlocks]red.Block
	frame := make([]byte, 30)
	joined, payload := make([]byte, 0, 1500), make([]byte, 0, 1500)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		frames[0], frames[1], frames[2] = frame, frame[:20], frame
		joined, _ = red.Join(joined[:0], wideband, frames[:3]...)
		payload = trail.Pack(payload[:0], opus, uint32(i*2880), joined, 2)
		trail.Note(uint32(i*2880), joined, true)
		all, _ := red.Unpack(blocks[:0], payload, opus)
		_, _, _ = red.Split(frames[:0], all[len(all)-1].Payload)
	}
}
