package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"parley/media/device"
	"parley/media/pcm"
	"parley/tui/word"
)

// A voice that can be heard, and one that is overdriven, in dBov of its loudest
// frame: speech near a microphone is between -35 and -10.
const (
	quiet   = -50.0
	tooLoud = -3.0
)

// devices tries the microphone, then plays what it heard.
func (k *checking) devices(ctx context.Context) {
	heard := k.microphone(ctx)
	if len(heard) == 0 {
		heard = beep()
	}
	k.loudspeaker(ctx, heard)
}

// microphone records for a while and rates what it heard.
func (k *checking) microphone(ctx context.Context) []pcm.Frame {
	if k.Mic == "none" {
		k.tell(ctx, Step{Step: "mic", OK: true, Words: "not tried, as none was asked for"})
		return nil
	}
	frames, name, err := k.record(ctx)
	if err != nil {
		k.found.Mic = Missing
		k.failed(ctx, "mic", err)
		return nil
	}
	level := pcm.Quietest
	for i := range frames {
		level = max(level, pcm.Level(frames[i][:]))
	}
	words := "good"
	switch k.found.Mic = Works; {
	case level < quiet:
		k.found.Mic, words = Quiet, "next to nothing is heard; is it switched off?"
	case level > tooLoud:
		k.found.Mic, words = TooLoud, "too loud"
	}
	level = math.Round(level*10) / 10
	k.tell(ctx, Step{Step: "mic", OK: k.found.Mic == Works, Level: &level, Words: fmt.Sprintf("%s: %s (level %.0f dB)", name, words, level)})
	return frames
}

// record reads so much of the microphone, or of the file that stands for it.
func (k *checking) record(ctx context.Context) (frames []pcm.Frame, name string, err error) {
	source, name, err := openMic(ctx, k.Mic)
	if err != nil {
		return nil, "", err
	}
	defer source.Close()
	if source.Live() {
		k.Announce(word.Say("Say something: the microphone is recorded for %v, and played to you.", k.Record))
	}
	want := int(k.Record / pcm.FrameTime)
	var frame pcm.Frame
	for end := time.Now().Add(2 * k.Record); len(frames) < want && ctx.Err() == nil; {
		ok, err := source.Read(&frame)
		switch {
		case err == io.EOF:
			return frames, name, nil
		case err != nil:
			return nil, name, err
		case ok:
			frames = append(frames, frame)
		case time.Now().After(end):
			return nil, name, device.ErrGone
		default:
			pause(ctx, pcm.FrameTime/2)
		}
	}
	return frames, name, nil
}

func openMic(ctx context.Context, asked string) (device.Source, string, error) {
	if file, isFile := strings.CutPrefix(asked, "file:"); isFile {
		w, err := device.OpenWAV(file)
		if err != nil {
			return nil, "", err
		}
		return w, file, nil
	}
	m, err := device.OpenMic(ctx, asked)
	if err != nil {
		return nil, "", err
	}
	return m, m.Name(), nil
}

// loudspeaker plays sound. Whether it was heard, only the person knows.
func (k *checking) loudspeaker(ctx context.Context, sound []pcm.Frame) {
	if k.Ear == "none" {
		k.tell(ctx, Step{Step: "ear", OK: true, Words: "not tried, as none was asked for"})
		return
	}
	name, err := k.play(ctx, sound)
	if err != nil {
		k.found.Ear = Missing
		k.failed(ctx, "ear", err)
		return
	}
	k.found.Ear = Works
	words := "a tone was played; did you hear it?"
	if k.found.Mic != Unwanted && k.found.Mic != Missing {
		words = "what you said was played; did you hear it?"
	}
	k.tell(ctx, Step{Step: "ear", OK: true, Words: name + ": " + words})
}

// play gives the sound to the loudspeaker, or to the file that stands for it,
// as fast as it takes it.
func (k *checking) play(ctx context.Context, sound []pcm.Frame) (name string, err error) {
	sink, name, err := openEar(ctx, k.Ear)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, sink.Close()) }()
	const left = 10 // frames of silence behind, so that the end is heard before the device is closed
	sound = append(sound[:len(sound):len(sound)], make([]pcm.Frame, left)...)
	end := time.Now().Add(2*pcm.Duration(int64(len(sound)*pcm.FrameSize)) + time.Second)
	for len(sound) > 0 && ctx.Err() == nil {
		for range min(sink.Due(time.Now()), len(sound)) {
			if err := sink.Write(&sound[0]); err != nil {
				return name, err
			}
			sound = sound[1:]
		}
		if time.Now().After(end) {
			return name, device.ErrGone
		}
		pause(ctx, pcm.FrameTime/2)
	}
	return name, nil
}

func openEar(ctx context.Context, asked string) (device.Sink, string, error) {
	if file, isFile := strings.CutPrefix(asked, "file:"); isFile {
		w, err := device.CreateWAV(file)
		if err != nil {
			return nil, "", err
		}
		return w, file, nil
	}
	e, err := device.OpenEar(ctx, asked)
	if err != nil {
		return nil, "", err
	}
	return e, e.Name(), nil
}

// beep is half a second of a quiet 440 Hz tone.
func beep() []pcm.Frame {
	const loud, hertz = 3000, 440
	frames := make([]pcm.Frame, 25)
	for i := range frames {
		for j := range frames[i] {
			at := float64(i*pcm.FrameSize+j) / pcm.Rate
			frames[i][j] = int16(loud * math.Sin(2*math.Pi*hertz*at))
		}
	}
	return frames
}

// pause waits for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
