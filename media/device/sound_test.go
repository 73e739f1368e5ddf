package device

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/media/device/pulsetest"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

func TestTheDevicesAreListed(t *testing.T) {
	pulsetest.Start(t, "other", "room")
	l, err := List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"Monitor of other", "Monitor of room"}; !slices.Equal(l.Mics, want) || !slices.Equal(l.Ears, []string{"other", "room"}) || l.UsualEar != "other" {
		t.Errorf("got %+v", l)
	}
	if _, err := OpenMic(t.Context(), "walkman"); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "Monitor of room") {
		t.Errorf("a name that nothing has: got %v, want the names there are", err)
	}
	if _, err := OpenMic(t.Context(), "monitor"); !errors.Is(err, ErrSeveral) {
		t.Errorf("a part of several names: got %v", err)
	}
}

// TestWhatIsPlayedIsRecorded takes sound the whole way: a WAV file, the card, a
// WAV file; and cards that have other rates and channels than sound has here.
func TestWhatIsPlayedIsRecorded(t *testing.T) {
	pulsetest.Start(t, "other", "room")
	pulsetest.Plug(t, pulsetest.Sink{Name: "stereo", Rate: 44100, Channels: 2})
	pulsetest.Plug(t, pulsetest.Sink{Name: "phone", Rate: 16000, Channels: 1})
	for _, name := range []string{"room", "stereo", "phone"} {
		t.Run(name, func(t *testing.T) {
			found, parts := playAndRecord(t, name)
			for tries := 1; found < parts/2 && tries < 5; tries++ { // a machine that is busy spoils it
				found, parts = playAndRecord(t, name)
			}
			if found < parts/2 {
				t.Errorf("got %d of %d parts of the sound that was played", found, parts)
			}
		})
	}
}

// playAndRecord returns how many parts of what was played were recorded.
func playAndRecord(t *testing.T, name string) (found, parts int) {
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
	mic, err := OpenMic(t.Context(), "monitor of "+strings.ToUpper(name))
	if err != nil {
		t.Fatal(err)
	}
	defer mic.Close()
	ear, err := OpenEar(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer ear.Close()
	if mic.Name() != "Monitor of "+name || ear.Name() != name {
		t.Errorf("got microphone %q and speaker %q", mic.Name(), ear.Name())
	}
	passOn(t, source, ear, mic, record, 125)
	heldUp(t, mic)
	if err := record.Close(); err != nil {
		t.Fatal(err)
	}
	heard, err := OpenWAV(out)
	if err != nil {
		t.Fatal(err)
	}
	defer heard.Close()
	found, parts = alike(said, readAll(t, heard))
	t.Logf("%d of %d parts; the device asks for %d samples at once", found, parts, ear.once.Load())
	return found, parts
}

// passOn plays a source and records what the microphone hears of it, for so many
// frames, paced by the sound server alone.
func passOn(t *testing.T, source Source, ear *Ear, mic *Mic, record *WAVSink, frames int) {
	t.Helper()
	var f pcm.Frame
	for frames > 0 {
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
			frames--
			if err := record.Write(&f); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// alike counts the parts of said that were heard in their place. A machine that
// is busy leaves holes, each of which spoils the part that it falls into and
// shifts those behind it: so they are short, and looked for one by one.
func alike(said, heard []int16) (found, parts int) {
	const part = 60 * pcm.Rate / 1000
	for _, likeness := range pcmtest.Parts(said, heard, len(said)/part) {
		parts++
		if likeness > 0.95 {
			found++
		}
	}
	return found, parts
}

func TestAnotherVoiceIsNotFoundInParts(t *testing.T) {
	found, parts := alike(pcmtest.Speech(1, 2*pcm.Rate), pcmtest.Speech(2, 3*pcm.Rate))
	if parts < 20 || found > 0 {
		t.Errorf("got %d of %d parts of another voice, want none of more than 20", found, parts)
	}
}

func TestADeviceWhoseSoundServerDiesIsGone(t *testing.T) {
	kill := pulsetest.Start(t, "room")
	mic, err := OpenMic(t.Context(), "Monitor of room")
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
