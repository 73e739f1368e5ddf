package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"parley/media/device"
	"parley/media/echo"
	"parley/media/voice"
	"parley/tui/sound"
)

// Devices are what the machine has.
func (h heard) Devices(ctx context.Context) (sound.Devices, error) {
	l, err := device.List(ctx)
	return sound.Devices{Mics: l.Mics, Ears: l.Ears, UsualMic: l.UsualMic, UsualEar: l.UsualEar}, err
}

// Use takes another device, or says why it cannot be.
func (h heard) Use(ctx context.Context, k sound.Kind, name string) error {
	asked, err := askedFor(ctx, k, name)
	if err != nil {
		return err
	}
	use := h.UseMic
	if k == sound.Ear {
		use = h.UseEar
	}
	if err := use(asked); err != nil {
		return badSound(err)
	}
	return nil
}

// askedFor is the device of a name as --mic and --ear take it. One that is not
// there is an error in words.
func askedFor(ctx context.Context, k sound.Kind, name string) (string, error) {
	_, isFile := strings.CutPrefix(name, "file:")
	switch {
	case name == sound.Usual:
		return "", nil
	case name == sound.Nothing, isFile:
		return name, checkDevices(name, name)
	}
	l, err := device.List(ctx)
	if err != nil {
		return "", fmt.Errorf("the sound devices could not be listed: %w", err)
	}
	names := l.Mics
	if k == sound.Ear {
		names = l.Ears
	}
	found, err := device.Find(names, name)
	if err != nil {
		return "", errors.New(deviceTrouble(err))
	}
	return found, nil
}

// Try lets the person hear how they sound.
func (h heard) Try() error {
	switch err := h.Voice.Try(); {
	case errors.Is(err, voice.ErrStored):
		return errors.New("what speaks for you is a file, not a microphone")
	case errors.Is(err, voice.ErrBusy):
		return errors.New("it is being tried")
	case errors.Is(err, voice.ErrNoMic):
		return errors.New("no microphone works here")
	default:
		return err
	}
}

// SetGuard sets the echo guard.
func (h heard) SetGuard(mode string) {
	if m, ok := echo.ParseMode(mode); ok {
		h.Guard(m)
	}
}

// Listen has everything heard, late, or the present.
func (h heard) Listen(complete bool) { h.Voice.Complete(complete) }

// tried is a trial as the fronts want it.
func tried(t voice.Trial) sound.Trial {
	return sound.Trial{Level: t.Level, Phase: map[voice.TrialPhase]sound.TrialPhase{
		voice.Recording: sound.Recording, voice.Playing: sound.Playing, voice.Tried: sound.Tried, voice.Dumb: sound.Dumb,
	}[t.Phase]}
}
