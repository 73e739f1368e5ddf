package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"

	"parley/collab/ticket"
	"parley/media/device"
	"parley/media/link"
	"parley/media/voice"
	"parley/tui/sound"
	"parley/tui/word"
)

// A voiced is a person's sound and what its packets are known by.
type voiced struct {
	*voice.Voice
	fingerprint [32]byte
}

// openSound opens the person's microphone and ear, so that a file that cannot
// be used is told before anything else; nil where the person wants no sound.
// Where it leads is asked when it is dialled.
func (e entry) openSound(to func() ticket.Link, log *slog.Logger) (*voiced, error) {
	if e.textOnly {
		return nil, nil
	}
	identity, err := link.NewIdentity()
	if err != nil {
		return nil, err
	}
	var opened *voice.Voice
	dial := func(ctx context.Context, hear func(int, link.Packet)) (voice.Line, error) {
		return dialSound(to(), identity, opened.Waits)(ctx, hear) // Run dials, after Open
	}
	opened, err = voice.Open(voice.Config{Mic: e.mic, Ear: e.ear, Log: log, Dial: dial})
	if err != nil {
		return nil, badSound(err)
	}
	return &voiced{opened, identity.Fingerprint()}, nil
}

// dialSound returns how to connect to the sound door that a link leads to. waits
// is told how long the line is there, if there is one; nil: nobody is.
func dialSound(to ticket.Link, identity *link.Identity, waits func(place int)) func(context.Context, func(int, link.Packet)) (voice.Line, error) {
	return func(ctx context.Context, hear func(int, link.Packet)) (voice.Line, error) {
		l, err := link.Dial(ctx, link.Config{
			Server: to.Host, Fingerprint: to.Fingerprint, Identity: identity, OnPacket: hear, OnPlace: waits, Ways: waysBesideUDP(to),
			Name: func() (string, string) {
				var nonce [8]byte
				rand.Read(nonce[:]) // never returns an error
				return to.Ticket.SoundProof(identity.Fingerprint(), nonce)
			},
		})
		if err != nil {
			return nil, err // and no Line, rather than a nil one
		}
		return l, nil
	}
}

// badSound says in a sentence why a file cannot be the microphone or the ear.
func badSound(err error) error {
	var where *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist) && errors.As(err, &where):
		return fmt.Errorf("there is no file %s to speak from or directory to record in: check --mic and --ear", where.Path)
	case errors.Is(err, device.ErrWAV):
		return fmt.Errorf("%w: give --mic a WAV file of PCM samples", err)
	case errors.As(err, &where):
		return fmt.Errorf("%s cannot be used for sound (%w): check --mic and --ear", where.Path, where.Err)
	}
	return fmt.Errorf("%w: check --mic and --ear", err)
}

// deviceTrouble is why a sound device is of no use, in words.
func deviceTrouble(err error) string {
	switch names := device.NamesIn(err); {
	case err == nil:
		return ""
	case errors.Is(err, device.ErrSeveral):
		return word.Say("%q is part of several names: %s; give the whole one", names.Asked, strings.Join(names.There, ", "))
	case errors.Is(err, device.ErrNone) && len(names.There) > 0:
		return word.Say("%q is not plugged in; there is %s", names.Asked, strings.Join(names.There, ", "))
	case errors.Is(err, device.ErrNone):
		return word.Say("none was found on this machine")
	case errors.Is(err, device.ErrStill):
		return word.Say("it does nothing: it may be switched off, or used by another program")
	case errors.Is(err, device.ErrGone):
		return word.Say("it was unplugged, or has stopped")
	}
	return err.Error()
}

// soundTrouble is why there is no sound connection, in words.
func soundTrouble(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, link.ErrNoAnswer):
		return word.Say("no answer by UDP, by TCP or inside a text line, trying again; the text goes on")
	case errors.Is(err, link.ErrNetwork), errors.Is(err, link.ErrName):
		return word.Say("no way to the server from this network, trying again")
	case errors.Is(err, link.ErrWrongServer):
		return word.Say("another server answers there, so there is no sound; tell the host")
	case errors.Is(err, link.ErrLost), errors.Is(err, link.ErrGone), errors.Is(err, link.ErrHandshake):
		return word.Say("the connection was lost, trying again")
	}
	return word.Err(err)
}

// A waiting is why there is no sound yet while the server lets others in first.
type waiting int

// Error says the place in the line.
func (w waiting) Error() string {
	return fmt.Sprintf("many come in at once, the sound is %s in line and comes by itself; the text goes on", ordinal(int(w)))
}

// ordinal is a number as a place.
func ordinal(n int) string {
	ending := "th"
	if tens := n % 100; tens < 11 || tens > 13 {
		switch n % 10 {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	return fmt.Sprint(n, ending)
}

// whyNoSound is why there is no sound, or none yet.
func whyNoSound(s voice.Status) error {
	if s.Place > 0 {
		return waiting(s.Place)
	}
	return s.Why
}

// errUnasked is why there is no sound where the person wants none.
var errUnasked = errors.New(word.Mark("no microphone and no ear were asked for"))

// errResting is why there is no sound where the person's limit for data is used
// up.
var errResting = errors.New(word.Mark("the limit for data is used up, text only; data-cap sets another one"))

// soundUnasked reports whether nothing is to be connected, as the person wants
// neither to speak nor to hear.
func soundUnasked(s voice.Status) bool {
	return s.State == voice.Off && s.Mic.State == voice.None && s.Ear.State == voice.None
}

// soundInWords puts why there is no sound into words.
func soundInWords(err error) error {
	if err == nil {
		return nil
	}
	return explained{err, soundTrouble(err)}
}

// A heard is the sound as the fronts want it.
type heard struct{ *voiced }

// Status is how the sound is now.
func (h heard) Status() sound.Status {
	now := h.Voice.Status()
	s := sound.Status{
		State: sound.State(now.State.String()), Why: soundInWords(whyNoSound(now)), Place: now.Place, Mic: shown(now.Mic), Ear: shown(now.Ear),
		MicLevel: now.MicLevel, MicMute: now.MicMute, Guard: now.Guard.String(), Held: now.Held, Complete: now.Complete, Trial: tried(now.Trial), MicEnded: now.MicEnded, Path: now.Path, RoundTrip: now.RoundTrip, KbitIn: now.KbitIn, KbitOut: now.KbitOut, Loss: now.Loss,
	}
	s.RemoteLoss, s.BytesIn, s.BytesOut, s.MouthToEar = now.RemoteLoss, now.BytesIn, now.BytesOut, now.MouthToEar
	s.Step, s.Packet, s.Copies, s.Bitrate = sound.Step(now.Step.String()), now.Packet, now.Copies, now.Bitrate
	switch {
	case soundUnasked(now):
		s.Why = errUnasked
	case now.Resting:
		s.Why = errResting
	}
	for _, slot := range now.Slots {
		s.Slots = append(s.Slots, sound.Slot{
			Speaker: slot.Speaker, Frames: slot.Frames, Concealed: slot.Concealed, Late: slot.Late, Lost: slot.Lost,
			DelayMilli: float64(slot.Delay.Microseconds()) / 1000, Level: slot.Level, Active: slot.Active,
		})
	}
	return s
}

// shown is a device as the fronts want it.
func shown(d voice.Device) sound.Device {
	state := map[voice.DeviceState]sound.DeviceState{
		voice.Opening: sound.Opening, voice.Working: sound.Working, voice.None: sound.None, voice.Missing: sound.Missing, voice.Failed: sound.Failed,
	}[d.State]
	if d.Err != nil {
		d.Err = explained{d.Err, deviceTrouble(d.Err)}
	}
	return sound.Device{Name: d.Name, State: state, Err: d.Err}
}
