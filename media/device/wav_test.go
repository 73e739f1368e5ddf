package device

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// wav makes a file of the given kind that holds a tone of 1 kHz at half of full
// scale, for a second, in every channel.
func wav(tag, channels, rate, bits int) []byte {
	var b bytes.Buffer
	block := channels * bits / 8
	put := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	b.WriteString("RIFF\x00\x00\x00\x00WAVE")
	b.WriteString("LIST\x03\x00\x00\x00abc\x00") // another part, of odd length
	b.WriteString("fmt ")
	if tag == wavExtensible {
		put(uint32(40))
	} else {
		put(uint32(16))
	}
	put(uint16(tag))
	put(uint16(channels))
	put(uint32(rate))
	put(uint32(rate * block))
	put(uint16(block))
	put(uint16(bits))
	if tag == wavExtensible {
		put([]uint16{22, uint16(bits), 0, 0, wavPCM, 0, 0, 0, 0, 0, 0, 0})
	}
	b.WriteString("data")
	put(uint32(rate * block))
	for i := range rate * channels {
		v := 0.5 * math.Sin(2*math.Pi*1000*float64(i/channels)/float64(rate))
		switch {
		case tag == wavFloat && bits == 32:
			put(float32(v))
		case tag == wavFloat:
			put(v)
		case bits == 8:
			put(uint8(math.Round(v*127 + 128)))
		case bits == 16:
			put(int16(math.Round(v * math.MaxInt16)))
		case bits == 24:
			n := int32(math.Round(v * (1<<23 - 1)))
			put([]byte{byte(n), byte(n >> 8), byte(n >> 16)})
		default:
			put(int32(math.Round(v * math.MaxInt32)))
		}
	}
	return b.Bytes()
}

func readAll(t testing.TB, s Source) []int16 {
	t.Helper()
	var all []int16
	var f pcm.Frame
	for {
		ok, err := s.Read(&f)
		if err == io.EOF {
			return all
		}
		if err != nil || !ok {
			t.Fatalf("got %v, %v", ok, err)
		}
		all = append(all, f[:]...)
	}
}

func TestEveryKindOfWAV(t *testing.T) {
	tone := pcmtest.Tone(1000, 0.5, pcm.Rate)
	for _, tt := range []struct {
		name                      string
		tag, channels, rate, bits int
	}{
		{"8 bits", wavPCM, 1, 48000, 8},
		{"16 bits", wavPCM, 1, 48000, 16},
		{"24 bits", wavPCM, 1, 48000, 24},
		{"32 bits", wavPCM, 1, 48000, 32},
		{"32 bits floating", wavFloat, 1, 48000, 32},
		{"64 bits floating", wavFloat, 1, 48000, 64},
		{"extensible", wavExtensible, 2, 48000, 16},
		{"stereo", wavPCM, 2, 48000, 16},
		{"six channels", wavPCM, 6, 48000, 16},
		{"telephone", wavPCM, 1, 8000, 16},
		{"11.025 kHz", wavPCM, 1, 11025, 16},
		{"espeak's own rate", wavPCM, 1, 22050, 16},
		{"compact disc", wavPCM, 2, 44100, 16},
		{"96 kHz", wavPCM, 1, 96000, 24},
		{"192 kHz", wavPCM, 1, 192000, 24},
		{"a rate nobody uses", wavPCM, 1, 12347, 16},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, err := newWAVSource(bytes.NewReader(wav(tt.tag, tt.channels, tt.rate, tt.bits)))
			if err != nil {
				t.Fatal(err)
			}
			got := readAll(t, w)
			if len(got) != pcm.Rate {
				t.Fatalf("got %d samples, want %d", len(got), pcm.Rate)
			}
			// Away from the ends, where a filter rings.
			if db := noise(got[2000:46000], tone[2000:46000]); db > -39 { // what 8 bits allow
				t.Errorf("got noise at %.1f dB, want below -39", db)
			}
		})
	}
}

// noise is how loud the difference is, compared with want, in dB.
func noise(got, want []int16) float64 {
	var n, s float64
	for i := range want {
		d := float64(got[i]) - float64(want[i])
		n += d * d
		s += float64(want[i]) * float64(want[i])
	}
	return 10 * math.Log10(n/s)
}

func TestResamplingDoesNotAlias(t *testing.T) {
	// 30 kHz cannot be heard, and must not come out as 18 kHz.
	n := 0
	r := newResampler(96000, func() (float64, bool) {
		n++
		return math.Sin(2 * math.Pi * 30000 * float64(n) / 96000), n < 96000
	})
	out := make([]int16, 40000)
	for i := range out {
		v, _ := r.next()
		out[i] = int16(v * math.MaxInt16)
	}
	if got := pcm.Level(out[1000:]); got > -70 {
		t.Errorf("got %.1f dBov, want below -70", got)
	}
}

func TestWAVRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.wav")
	sound := pcmtest.Speech(1, pcm.Rate*2)
	w, err := CreateWAV(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(sound); at += pcm.FrameSize {
		if err := w.Write((*pcm.Frame)(sound[at:])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := OpenWAV(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got := readAll(t, r)
	if len(got) != len(sound) {
		t.Fatalf("got %d samples, want %d", len(got), len(sound))
	}
	for i := range got {
		if got[i] != sound[i] {
			t.Fatalf("sample %d: got %d, want %d", i, got[i], sound[i])
		}
	}
}

func TestAFileNeverClosedIsWholeButForItsLastSecond(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.wav")
	w, err := CreateWAV(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.file.Close()
	var f pcm.Frame
	for range 120 {
		if err := w.Write(&f); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path) // as a killed program leaves it
	if err != nil {
		t.Fatal(err)
	}
	if got, want := binary.LittleEndian.Uint32(b[40:]), uint32(101*2*pcm.FrameSize); got != want {
		t.Errorf("got %d bytes of sound in the header, want %d", got, want)
	}
	if got, want := binary.LittleEndian.Uint32(b[4:]), uint32(36+101*2*pcm.FrameSize); got != want {
		t.Errorf("got %d bytes in all in the header, want %d", got, want)
	}
}

func TestWAVOfUnknownLengthIsReadToItsEnd(t *testing.T) {
	for _, size := range []uint32{0, math.MaxUint32} {
		b := wav(wavPCM, 1, 48000, 16)
		binary.LittleEndian.PutUint32(b[bytes.Index(b, []byte("data"))+4:], size)
		w, err := newWAVSource(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(readAll(t, w)); got != pcm.Rate {
			t.Errorf("size %d: got %d samples, want %d", size, got, pcm.Rate)
		}
	}
}

func TestWAVRefuses(t *testing.T) {
	whole := wav(wavPCM, 1, 48000, 16)
	format := bytes.Index(whole, []byte("fmt "))
	spoil := func(at int, v byte) []byte {
		b := bytes.Clone(whole)
		b[format+8+at] = v
		return b
	}
	for _, tt := range []struct {
		name string
		file []byte
	}{
		{"nothing", nil},
		{"text", []byte("We, the peoples of the United Nations, determined")},
		{"big-endian", append([]byte("RIFX"), whole[4:]...)},
		{"no sound", whole[:bytes.Index(whole, []byte("data"))]},
		{"no format", append(bytes.Clone(whole[:format]), whole[bytes.Index(whole, []byte("data")):]...)},
		{"no channels", spoil(2, 0)},
		{"a rate of 48128.128 kHz", spoil(7, 3)},
		{"12 bits", spoil(14, 12)},
		{"compressed", spoil(0, 2)},
		{"a block of another size", spoil(12, 4)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := newWAVSource(bytes.NewReader(tt.file)); !errors.Is(err, ErrWAV) {
				t.Errorf("got error %v, want %v", err, ErrWAV)
			}
		})
	}
}

func TestFilesThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenWAV(filepath.Join(dir, "none.wav")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: got %v", err)
	}
	if _, err := OpenWAV(dir); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("a folder: got %v", err)
	}
	if _, err := CreateWAV(filepath.Join(dir, "no", "where.wav")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: got %v", err)
	}
	if _, err := CreateWAV(dir); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("writing over a folder: got %v", err)
	}
}

func TestReadingAndWritingAllocateNothing(t *testing.T) {
	r, err := newWAVSource(bytes.NewReader(wav(wavPCM, 2, 44100, 16)))
	if err != nil {
		t.Fatal(err)
	}
	w, err := CreateWAV(filepath.Join(t.TempDir(), "a.wav"))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var f pcm.Frame
	got := testing.AllocsPerRun(40, func() {
		_, _ = r.Read(&f)
		_ = w.Write(&f)
	})
	if got != 0 {
		t.Errorf("got %v allocations a frame, want 0", got)
	}
}

func FuzzWAV(f *testing.F) {
	for _, kind := range [][4]int{{wavPCM, 2, 44100, 16}, {wavFloat, 1, 8000, 64}, {wavExtensible, 1, 48000, 24}} {
		b := wav(kind[0], kind[1], kind[2], kind[3])
		f.Add(b[:120])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := newWAVSource(bytes.NewReader(b))
		if err != nil {
			return
		}
		var frame pcm.Frame
		for range 20 {
			if _, err := w.Read(&frame); err != nil {
				return
			}
		}
	})
}

func BenchmarkResampleFrame(b *testing.B) {
	r := newResampler(44100, func() (float64, bool) { return 0.5, true })
	for b.Loop() {
		for range pcm.FrameSize {
			r.next()
		}
	}
}
