package red_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parley/media/red"
)

// wideband is the first byte of a packet with one SILK wideband frame of 20 ms.
const wideband = 9 << 3

func TestSamples(t *testing.T) {
	for _, tt := range []struct {
		name string
		opus []byte
		want int
	}{
		{"nothing", nil, 0},
		{"SILK wideband 20 ms", []byte{wideband}, 960},
		{"SILK wideband 60 ms", []byte{11 << 3}, 2880},
		{"hybrid 10 ms", []byte{12 << 3}, 480},
		{"CELT 2.5 ms", []byte{16 << 3}, 120},
		{"CELT 20 ms, two frames", []byte{31<<3 | 1}, 1920},
		{"six frames of 20 ms", []byte{wideband | 3, 6}, 5760},
		{"seven frames are too long", []byte{wideband | 3, 7}, 0},
		{"frame count is missing", []byte{wideband | 3}, 0},
		{"no frames", []byte{wideband | 3, 0}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := red.Samples(tt.opus); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	long := bytes.Repeat([]byte{7}, 300)
	for _, tt := range []struct {
		name   string
		packet []byte
		want   [][]byte // nil: no Opus packet
	}{
		{"one frame", []byte{wideband, 1, 2}, [][]byte{{1, 2}}},
		{"one empty frame", []byte{wideband}, [][]byte{{}}},
		{"two of one length", []byte{wideband | 1, 1, 2, 3, 4}, [][]byte{{1, 2}, {3, 4}}},
		{"two of one length, but an odd number of bytes", []byte{wideband | 1, 1, 2, 3}, nil},
		{"two", []byte{wideband | 2, 1, 5, 6, 7}, [][]byte{{5}, {6, 7}}},
		{"two, the second empty", []byte{wideband | 2, 1, 5}, [][]byte{{5}, {}}},
		{"two, the first too long", []byte{wideband | 2, 9, 5}, nil},
		{"two, the length missing", []byte{wideband | 2}, nil},
		{"a length of two bytes", slices.Concat([]byte{wideband | 2, 252, 12}, long, []byte{1}), [][]byte{long, {1}}},
		{"a length of two bytes, cut", []byte{wideband | 2, 252}, nil},
		{"three of one length", []byte{wideband | 3, 3, 1, 2, 3}, [][]byte{{1}, {2}, {3}}},
		{"three that cannot be of one length", []byte{wideband | 3, 3, 1, 2}, nil},
		{"three", []byte{wideband | 3, 0x80 | 3, 1, 0, 1, 2, 3}, [][]byte{{1}, {}, {2, 3}}},
		{"padding", []byte{wideband | 3, 0x40 | 2, 3, 1, 2, 0, 0, 0}, [][]byte{{1}, {2}}},
		{"more padding than bytes", []byte{wideband | 3, 0x40 | 1, 9, 1}, nil},
		{"padding without a length", []byte{wideband | 3, 0x40 | 1}, nil},
		{"much padding", slices.Concat([]byte{wideband | 3, 0x40 | 1, 255, 2, 9}, make([]byte, 256)), [][]byte{{9}}},
		{"a frame beyond 1275 bytes", slices.Concat([]byte{wideband}, make([]byte, 1276)), nil},
		{"over 120 ms", []byte{wideband | 3, 7, 1, 2, 3, 4, 5, 6, 7}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toc, got, err := red.Split(nil, tt.packet)
			switch {
			case tt.want == nil:
				if !errors.Is(err, red.ErrPacket) || len(got) != 0 {
					t.Errorf("got %v, %v; want ErrPacket", got, err)
				}
			case err != nil || toc != wideband || !slices.EqualFunc(got, tt.want, bytes.Equal):
				t.Errorf("got %#x, %v, %v; want %v", toc, got, err, tt.want)
			}
		})
	}
}

func TestJoinRefusesWhatIsNoPacket(t *testing.T) {
	frame := []byte{1}
	before := []byte("before")
	for _, tt := range []struct {
		name   string
		frames [][]byte
	}{
		{"nothing", nil},
		{"seven frames of 20 ms", slices.Repeat([][]byte{frame}, 7)},
		{"a frame beyond 1275 bytes", [][]byte{make([]byte, 1276)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := red.Join(before, wideband, tt.frames...)
			if !errors.Is(err, red.ErrFrames) || string(got) != "before" {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// Frames come out of a packet as they were put in, and its length in time is
// theirs.
func TestJoinedFramesAreSplitAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		toc := rapid.Byte().Draw(t, "toc") &^ 3
		size := rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(250, 257), rapid.IntRange(0, red.MaxFrame))
		n := rapid.IntRange(1, red.MaxSamples/red.FrameSamples(toc)).Draw(t, "n")
		var frames [][]byte
		for i := range n {
			frames = append(frames, bytes.Repeat([]byte{byte(i)}, size.Draw(t, "size")))
		}
		packet, err := red.Join(nil, toc, frames...)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := red.Samples(packet), n*red.FrameSamples(toc); got != want {
			t.Errorf("got %d samples, want %d", got, want)
		}
		gotTOC, got, err := red.Split(nil, packet)
		if err != nil || gotTOC != toc || !slices.EqualFunc(got, frames, bytes.Equal) {
			t.Errorf("got %#x, %d frames, %v; want %#x, %d frames", gotTOC, len(got), err, toc, n)
		}
	})
}

// Whatever is a packet to Split stays one, frame by frame and as a whole.
func FuzzSplit(f *testing.F) {
	f.Add([]byte{wideband, 1, 2, 3})
	f.Add([]byte{wideband | 1, 1, 2})
	f.Add([]byte{wideband | 2, 1, 2, 3})
	f.Add([]byte{wideband | 3, 0xC0 | 3, 1, 1, 1, 5, 6, 7, 0})
	f.Fuzz(func(t *testing.T, packet []byte) {
		if n := red.Samples(packet); n < 0 || n > red.MaxSamples {
			t.Errorf("a packet of %d samples", n)
		}
		toc, frames, err := red.Split(nil, packet)
		if err != nil {
			return
		}
		if got := len(frames) * red.FrameSamples(toc); got != red.Samples(packet) {
			t.Errorf("%d frames of %d samples in a packet of %d", len(frames), red.FrameSamples(toc), red.Samples(packet))
		}
		again, err := red.Join(nil, toc, frames...)
		if err != nil || len(again) > len(packet)+1 { // 1: a needless second length byte may come or go
			t.Fatalf("%d bytes became %d: %v", len(packet), len(again), err)
		}
		if _, got, err := red.Split(nil, again); err != nil || !slices.EqualFunc(got, frames, bytes.Equal) {
			t.Errorf("got %v, %v; want %v", got, err, frames)
		}
	})
}
