package opus_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"parley/media/opus"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// The clips are pcmtest.Speech(7, 1.5 s) through opusenc.
func TestReadOgg(t *testing.T) {
	said := pcmtest.Speech(7, pcm.Rate*3/2)
	for _, name := range []string{"mono", "stereo"} {
		t.Run(name, func(t *testing.T) {
			f, err := os.Open("testdata/" + name + ".opus")
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			heard, err := opus.ReadOgg(f)
			if err != nil {
				t.Fatal(err)
			}
			at, likeness := pcmtest.Find(said, heard)
			t.Logf("%d samples, likeness %.3f at %d", len(heard), likeness, at)
			if likeness < 0.9 || at < -48 || at > 48 {
				t.Errorf("got likeness %.3f at %d, want at least 0.9 at 0", likeness, at)
			}
			if d := len(heard) - len(said); d < -48 || d > 48 {
				t.Errorf("got %d samples, want %d", len(heard), len(said))
			}
		})
	}
}

func TestReadOggRefuses(t *testing.T) {
	clip, err := os.ReadFile("testdata/mono.opus")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		file []byte
	}{
		{"nothing", nil},
		{"text", []byte("RIFF, or so I thought")},
		{"a head cut short", clip[:40]},
		{"another codec", bytes.Replace(clip, []byte("OpusHead"), []byte("vorbisss"), 1)},
		{"a broken first page", bytes.Replace(clip, []byte("OpusTags"), []byte("OpusTugs"), 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := opus.ReadOgg(bytes.NewReader(tt.file)); !errors.Is(err, opus.ErrClip) {
				t.Errorf("got error %v, want %v", err, opus.ErrClip)
			}
		})
	}
}

func FuzzReadOgg(f *testing.F) {
	clip, err := os.ReadFile("testdata/mono.opus")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(clip[:2000])
	f.Add(clip[:200])
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = opus.ReadOgg(bytes.NewReader(b))
	})
}
