package opus_test

import (
	"math/rand/v2"
	"testing"

	"parley/media/opus"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// packets encodes sound, one packet a frame.
func packets(t testing.TB, sound []int16) [][]byte {
	t.Helper()
	e, err := opus.NewEncoder()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	var f pcm.Frame
	for len(sound) >= pcm.FrameSize {
		copy(f[:], sound)
		sound = sound[pcm.FrameSize:]
		out := make([]byte, opus.MaxPacket)
		n, err := e.Encode(&f, out)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, out[:n])
	}
	return all
}

// decode plays packets back. A nil packet was lost; it is mended from the next if mend is
// set, and concealed otherwise.
func decode(t testing.TB, all [][]byte, mend bool) []int16 {
	t.Helper()
	d, err := opus.NewDecoder()
	if err != nil {
		t.Fatal(err)
	}
	var heard []int16
	out := make([]int16, opus.MaxSamples)
	for i, p := range all {
		n := pcm.FrameSize
		switch {
		case p != nil:
			n, err = d.Decode(p, out)
		case mend && i+1 < len(all) && all[i+1] != nil:
			err = d.DecodeFEC(all[i+1], out[:n])
		default:
			err = d.Conceal(out[:n])
		}
		if err != nil {
			t.Fatal(err)
		}
		heard = append(heard, out[:n]...)
	}
	return heard
}

func lose(all [][]byte, share float64) [][]byte {
	r := rand.New(rand.NewPCG(3, 3))
	left := make([][]byte, len(all))
	for i, p := range all {
		if r.Float64() >= share {
			left[i] = p
		}
	}
	return left
}

func TestSpeechComesBack(t *testing.T) {
	said := pcmtest.Speech(1, 6*pcm.Rate)
	all := packets(t, said)
	bytes := 0
	for _, p := range all {
		bytes += len(p)
	}
	t.Logf("%d bit/s", bytes*8/6)
	if bytes*8/6 > 32000 {
		t.Errorf("got %d bit/s, want at most 32000", bytes*8/6)
	}
	lossy := lose(all, 0.1)
	for _, tt := range []struct {
		name  string
		heard []int16
		want  float64 // likeness at least
	}{
		{"whole", decode(t, all, true), 0.95},
		{"a tenth lost and mended", decode(t, lossy, true), 0.9},
		{"a tenth lost and concealed", decode(t, lossy, false), 0.8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, likeness := pcmtest.Find(said, tt.heard)
			t.Logf("likeness %.3f, %d samples late", likeness, at)
			if likeness < tt.want {
				t.Errorf("got likeness %.3f, want at least %.2f", likeness, tt.want)
			}
			if at < 0 || at > pcm.FrameSize {
				t.Errorf("got %d samples late, want less than a frame", at)
			}
		})
	}
}

func TestMendingBeatsConcealing(t *testing.T) {
	said := pcmtest.Speech(4, 6*pcm.Rate)
	lossy := lose(packets(t, said), 0.2)
	_, mended := pcmtest.Find(said, decode(t, lossy, true))
	_, concealed := pcmtest.Find(said, decode(t, lossy, false))
	t.Logf("a fifth lost: likeness %.3f mended, %.3f concealed", mended, concealed)
	if mended <= concealed {
		t.Errorf("got likeness %.3f mended, want more than %.3f concealed", mended, concealed)
	}
}

func TestSilenceCostsNextToNothing(t *testing.T) {
	all := packets(t, make([]int16, 5*pcm.Rate))
	sent := 0
	for _, p := range all[50:] { // libopus waits a moment before it believes in silence
		if len(p) > 2 {
			sent++
		}
	}
	if sent > 200/20+1 {
		t.Errorf("got %d packets to send in 4 s of silence, want one in 400 ms", sent)
	}
}

func TestAfterResetAPacketStandsAlone(t *testing.T) {
	e, err := opus.NewEncoder()
	if err != nil {
		t.Fatal(err)
	}
	sound := pcmtest.Speech(1, pcm.Rate)
	first := func() string {
		out := make([]byte, opus.MaxPacket)
		n, err := e.Encode((*pcm.Frame)(sound), out)
		if err != nil {
			t.Fatal(err)
		}
		return string(out[:n])
	}
	want := first()
	first()
	if err := e.Reset(); err != nil {
		t.Fatal(err)
	}
	if first() != want {
		t.Error("the packet after a reset differs from the very first")
	}
}

func TestSamples(t *testing.T) {
	for _, tt := range []struct {
		name   string
		packet []byte
		want   int // 0: an error
	}{
		{"SILK 20 ms, one frame", []byte{1 << 3, 0}, 960},
		{"SILK 60 ms, two frames", []byte{3<<3 | 1}, 5760},
		{"hybrid 10 ms", []byte{12 << 3}, 480},
		{"CELT 2.5 ms", []byte{28 << 3}, 120},
		{"CELT 20 ms, six frames", []byte{31<<3 | 3, 6}, 5760},
		{"CELT 20 ms, seven frames: over 120 ms", []byte{31<<3 | 3, 7}, 0},
		{"no frames", []byte{31<<3 | 3, 0}, 0},
		{"count missing", []byte{31<<3 | 3}, 0},
		{"empty", nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := opus.Samples(tt.packet)
			if got != tt.want || (err != nil) != (tt.want == 0) {
				t.Errorf("got %d, %v; want %d", got, err, tt.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	for _, p := range packets(f, pcmtest.Speech(1, pcm.Rate/5)) {
		f.Add(p)
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, packet []byte) {
		d, err := opus.NewDecoder()
		if err != nil {
			t.Fatal(err)
		}
		out := make([]int16, opus.MaxSamples)
		want, bad := opus.Samples(packet)
		got, err := d.Decode(packet, out)
		if err == nil && (bad != nil || got != want) {
			t.Errorf("got %d samples decoded, Samples said %d, %v", got, want, bad)
		}
		_ = d.DecodeFEC(packet, out[:pcm.FrameSize])
	})
}

func TestNothingIsAllocated(t *testing.T) {
	e, err := opus.NewEncoder()
	if err != nil {
		t.Fatal(err)
	}
	d, err := opus.NewDecoder()
	if err != nil {
		t.Fatal(err)
	}
	f := pcm.Frame(pcmtest.Speech(1, pcm.FrameSize))
	packet := make([]byte, opus.MaxPacket)
	out := make([]int16, opus.MaxSamples)
	got := testing.AllocsPerRun(50, func() {
		n, _ := e.Encode(&f, packet)
		_, _ = opus.Samples(packet[:n])
		_, _ = d.Decode(packet[:n], out)
		_ = d.DecodeFEC(packet[:n], out[:pcm.FrameSize])
		_ = d.Conceal(out[:pcm.FrameSize])
	})
	if got != 0 {
		t.Errorf("got %v allocations a frame, want 0", got)
	}
}

func BenchmarkEncode(b *testing.B) {
	e, err := opus.NewEncoder()
	if err != nil {
		b.Fatal(err)
	}
	sound := pcmtest.Speech(1, 2*pcm.Rate)
	out := make([]byte, opus.MaxPacket)
	for i := 0; b.Loop(); i++ {
		at := i % 80 * pcm.FrameSize
		_, _ = e.Encode((*pcm.Frame)(sound[at:]), out)
	}
}

func BenchmarkDecode(b *testing.B) {
	d, err := opus.NewDecoder()
	if err != nil {
		b.Fatal(err)
	}
	all := packets(b, pcmtest.Speech(1, pcm.Rate))
	out := make([]int16, opus.MaxSamples)
	for i := 0; b.Loop(); i++ {
		_, _ = d.Decode(all[i%len(all)], out)
	}
}
