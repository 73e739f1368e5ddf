package device

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/media/device/pulsetest"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

func TestWhatIsPlayedIsRecorded(t *testing.T) {
	pulsetest.Start(t, "other", "room")
	ctx := t.Context()
	mics, ears, err := List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("microphones %q, speakers %q", mics, ears)

	// The sound takes the whole way: a WAV file, the card, a WAV file.
	said := pcmtest.Speech(1, 2*pcm.Rate)
	in, out := filepath.Join(t.TempDir(), "in.wav"), filepath.Join(t.TempDir(), "out.wav")
	writeWAV(t, in, said)
	source, err := OpenWAV(in)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	record, err := CreateWAV(out)
	if err != nil {
		t.Fatal(err)
	}
	mic, err := OpenMic(ctx, "monitor of ROOM")
	if err != nil {
		t.Fatal(err)
	}
	defer mic.Close()
	ear, err := OpenEar(ctx, "room")
	if err != nil {
		t.Fatal(err)
	}
	defer ear.Close()
	if mic.Name() != "Monitor of room" || ear.Name() != "room" {
		t.Errorf("got microphone %q and speaker %q", mic.Name(), ear.Name())
	}

	var f pcm.Frame
	frames := 0
	for frames < 125 { // paced by the sound server alone
		time.Sleep(5 * time.Millisecond)
		for range ear.Due(time.Now()) {
			if ok, _ := source.Read(&f); !ok {
				f = pcm.Frame{}
			}
			if err := ear.Write(&f); err != nil {
				t.Fatal(err)
			}
		}
		for {
			ok, err := mic.Read(&f)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			frames++
			if err := record.Write(&f); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := record.Close(); err != nil {
		t.Fatal(err)
	}
	heard, err := OpenWAV(out)
	if err != nil {
		t.Fatal(err)
	}
	defer heard.Close()
	// A machine that is busy leaves holes, which shift what follows: look for parts.
	all, parts, found := readAll(t, heard), 8, 0
	for i := range parts {
		part := said[i*len(said)/parts:][:len(said)/parts]
		at, likeness := pcmtest.Find(part, all)
		t.Logf("part %d: likeness %.3f, heard after %v", i, likeness, pcm.Duration(int64(at-i*len(said)/parts)))
		if likeness > 0.95 {
			found++
		}
	}
	t.Logf("the device asks for %d samples at once", ear.asks.Load())
	if found < parts/2 {
		t.Errorf("got %d of %d parts of the sound that was played", found, parts)
	}
	if _, err := OpenMic(ctx, "walkman"); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "Monitor of room") {
		t.Errorf("a name that nothing has: got %v, want the names there are", err)
	}
}

func TestADeviceWhoseSoundServerDiesIsGone(t *testing.T) {
	kill := pulsetest.Start(t, "room")
	mic, err := OpenMic(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer mic.Close()
	ear, err := OpenEar(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer ear.Close()
	kill()
	var f pcm.Frame
	for micErr, earErr := error(nil), error(nil); micErr == nil || earErr == nil; time.Sleep(5 * time.Millisecond) {
		if _, err := mic.Read(&f); err != nil {
			micErr = err
		}
		for range ear.Due(time.Now()) {
			if earErr = ear.Write(&f); earErr != nil {
				break
			}
		}
	}
}

func writeWAV(t *testing.T, path string, sound []int16) {
	t.Helper()
	w, err := CreateWAV(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at+pcm.FrameSize <= len(sound); at += pcm.FrameSize {
		if err := w.Write((*pcm.Frame)(sound[at:])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestNoSoundSystem runs this test program again where there is no sound system, and
// looks at what it wrote to its terminal.
func TestNoSoundSystem(t *testing.T) {
	if os.Getenv("PARLEY_TEST_CHILD") != "" {
		_, err := OpenMic(context.Background(), "")
		if !errors.Is(err, ErrNone) {
			t.Errorf("microphone: got %v, want %v", err, ErrNone)
		}
		_, err = OpenEar(context.Background(), "")
		if !errors.Is(err, ErrNone) {
			t.Errorf("speaker: got %v, want %v", err, ErrNone)
		}
		return
	}
	if _, err := os.Stat("/dev/snd"); err == nil {
		t.Skip("this machine has a sound card")
	}
	child := exec.Command(os.Args[0], "-test.run=^TestNoSoundSystem$")
	dir := t.TempDir()
	child.Env = append(os.Environ(), "PARLEY_TEST_CHILD=1", "PULSE_SERVER=unix:/nowhere", "HOME="+dir, "XDG_RUNTIME_DIR="+filepath.Join(dir, "none"))
	var said, wrong bytes.Buffer
	child.Stdout, child.Stderr = &said, &wrong
	if err := child.Run(); err != nil {
		t.Errorf("%v\n%s", err, said.String())
	}
	if wrong.Len() > 0 {
		t.Errorf("got on standard error:\n%s", wrong.String())
	}
}
