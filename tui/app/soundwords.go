package app

import (
	"fmt"
	"strings"

	"parley/tui/statusbar"
)

// soundWords are how the sound is, in full.
func (m *Model) soundWords() string {
	if m.config.Sound == nil {
		return "none, this client carries text only"
	}
	s := m.sound
	switch s.State {
	case SoundConnected:
		words := "connected"
		if s.RoundTrip > 0 {
			words += ", round trip " + statusbar.RoundTrip(s.RoundTrip)
		}
		if s.Loss > 0 {
			words += fmt.Sprintf(", %.0f %% lost", 100*s.Loss)
		}
		return words
	case SoundConnecting:
		return "connecting; the text does not wait for it" + because(s.Why)
	case SoundLost:
		return "lost, trying again; the text goes on" + because(s.Why)
	}
	return "off" + because(s.Why)
}

// soundChanged says what is new about the sound, "" for nothing.
func soundChanged(was, is SoundStatus) string {
	switch {
	case was.Mic.State == DeviceWorking && amiss(is.Mic):
		return "Your microphone stopped: " + deviceWords(is.Mic) + "."
	case was.Ear.State == DeviceWorking && amiss(is.Ear):
		return "Your loudspeaker stopped: " + deviceWords(is.Ear) + "."
	case is.Mic.State != was.Mic.State && amiss(is.Mic) && amiss(is.Ear):
		return "No microphone or loudspeaker works here. The text goes on; Ctrl+P, Status says more."
	case is.Mic.State != was.Mic.State && amiss(is.Mic):
		return "Microphone: " + deviceWords(is.Mic) + ". You can listen and write."
	case is.Ear.State != was.Ear.State && amiss(is.Ear):
		return "Loudspeaker: " + deviceWords(is.Ear) + ". You can speak and write."
	case is.Place > 0 && was.Place == 0:
		return "The sound is not connected yet" + because(is.Why) + "."
	case is.State == was.State:
		return ""
	case is.State == SoundConnected && is.Mic.State == DeviceWorking:
		return "The sound is connected: you hear the others, Ctrl+T opens your microphone."
	case is.State == SoundConnected:
		return "The sound is connected; microphone: " + deviceWords(is.Mic) + "."
	case is.State == SoundLost:
		return "The sound is lost" + because(is.Why) + ". It is tried again; the text goes on."
	case is.State == SoundOff:
		return "The sound is off" + because(is.Why) + ". The text goes on."
	}
	return ""
}

// amiss reports whether a device that is wanted cannot be used.
func amiss(d Device) bool { return d.State == DeviceMissing || d.State == DeviceFailed }

// deviceWords are how a microphone or loudspeaker is.
func deviceWords(d Device) string {
	name := plain(d.Name)
	switch d.State {
	case DeviceWorking:
		if name == "" {
			return "works"
		}
		return name
	case DeviceOpening:
		return "opening"
	case DeviceMissing:
		return missing(d)
	case DeviceFailed:
		return strings.TrimSpace(name+" cannot be used") + because(d.Err)
	}
	return "none"
}

// noMic says why the microphone cannot be opened, "" where it can.
func noMic(d Device) string {
	switch d.State {
	case DeviceWorking:
		return ""
	case DeviceMissing:
		if d.Err == nil {
			return "no microphone was found on this machine"
		}
		return "the microphone: " + missing(d)
	case DeviceFailed:
		return "the microphone cannot be used" + because(d.Err)
	}
	return "you came without a microphone"
}

// missing says which device is not there.
func missing(d Device) string {
	if d.Err == nil {
		return "none was found on this machine"
	}
	return plain(d.Err.Error())
}
