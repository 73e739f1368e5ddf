package opus_test

import (
	"testing"

	"parley/media/opus"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

func TestEveryBitrateIsWideband(t *testing.T) {
	said := pcmtest.Speech(1, 4*pcm.Rate)
	for _, rate := range []int{6000, 8000, 10000, 12000, 16000, 24000, 32000} {
		e, err := opus.NewEncoder()
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Tune(rate, 0); err != nil {
			t.Fatal(err)
		}
		bytes, frames := 0, 0
		out := make([]byte, opus.MaxPacket)
		for at := 0; at+pcm.FrameSize <= len(said); at += pcm.FrameSize {
			n, err := e.Encode((*pcm.Frame)(said[at:]), out)
			if err != nil {
				t.Fatal(err)
			}
			if config := out[0] >> 3; n > 2 && (config < 8 || config > 11 && config < 20 || config > 23) { // RFC 6716 section 3.1, table 2
				t.Fatalf("%d bit/s: frame %d has configuration %d, want wideband", rate, frames, config)
			}
			bytes += n
			frames++
		}
		got := bytes * 8 * 50 / frames
		t.Logf("%d bit/s asked for, %d got", rate, got)
		if got > rate*115/100 {
			t.Errorf("%d bit/s asked for, %d got", rate, got)
		}
	}
}

func TestCopiesAreThereOnlyWhereTheyWork(t *testing.T) {
	said := pcmtest.Speech(1, 2*pcm.Rate)
	for _, tt := range []struct {
		rate, loss int
		want       bool
	}{{24000, 10, true}, {24000, 0, false}, {12000, 10, false}} {
		e, err := opus.NewEncoder()
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Tune(tt.rate, tt.loss); err != nil {
			t.Fatal(err)
		}
		with := 0
		out := make([]byte, opus.MaxPacket)
		for at := 0; at+pcm.FrameSize <= len(said); at += pcm.FrameSize {
			n, err := e.Encode((*pcm.Frame)(said[at:]), out)
			if err != nil {
				t.Fatal(err)
			}
			if opus.Coarse(out[:n]) {
				with++
			}
		}
		t.Logf("%d bit/s, %d %% lost: %d frames with a copy", tt.rate, tt.loss, with)
		if got := with > 10; got != tt.want {
			t.Errorf("%d bit/s, %d %% lost: %d frames with a copy", tt.rate, tt.loss, with)
		}
	}
}
