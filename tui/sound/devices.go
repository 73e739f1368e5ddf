package sound

import (
	"fmt"
	"strings"

	"parley/tui/statusbar"
	"parley/tui/word"
)

// A Kind is which of the two a device is.
type Kind string

// The kinds of devices.
const (
	Mic Kind = "mic"
	Ear Kind = "ear"
)

// Title is the kind as a person reads it.
func (k Kind) Title() string {
	if k == Ear {
		return word.Say("Loudspeaker")
	}
	return word.Say("Microphone")
}

// The names that mean no device of their own.
const (
	Usual   = "usual" // what the system takes
	Nothing = "none"
)

// Devices are what microphones and loudspeakers the machine has, by their names.
type Devices struct {
	Mics, Ears         []string
	UsualMic, UsualEar string // "" if there is none
}

// Of returns the names of a kind, and which the system takes.
func (d Devices) Of(k Kind) (names []string, usual string) {
	if k == Ear {
		return d.Ears, d.UsualEar
	}
	return d.Mics, d.UsualMic
}

// A TrialPhase is how far a trial of the devices is.
type TrialPhase string

// The phases of a trial.
const (
	Untried   TrialPhase = ""
	Recording TrialPhase = "recording"
	Playing   TrialPhase = "playing"
	Tried     TrialPhase = "done"
	Dumb      TrialPhase = "silent" // the microphone brought nothing to try
)

// A Trial is how the last trial went.
type Trial struct {
	Phase TrialPhase
	Level float64 // dBov, of the loudest of what was recorded
}

// Over reports whether it has ended, one way or the other.
func (t Trial) Over() bool { return t.Phase == Tried || t.Phase == Dumb }

// String says how far the trial is, or what came of it.
func (t Trial) String() string {
	switch t.Phase {
	case Recording:
		return word.Say("Say something: you are recorded for 3 s and then hear yourself; nobody else does")
	case Playing:
		return word.Say("Playing what you said")
	case Dumb:
		return word.Say("The microphone brought nothing to play: is it switched off?")
	case Tried:
		switch statusbar.Loudness(t.Level) {
		case "silent":
			return word.Say("Next to nothing was recorded: is the microphone switched off, or far away?")
		case "quiet":
			return word.Say("You sounded quiet: come nearer to the microphone, or turn it up")
		case "too loud":
			return word.Say("You sounded too loud: turn the microphone down, or move away from it")
		}
		return word.Say("You sounded ok. If you heard nothing, look at the loudspeaker")
	}
	return word.Say("Nothing was tried yet")
}

// MicWords are how the microphone is, with its level while it works.
func (s Status) MicWords() string {
	words := s.Mic.String()
	switch {
	case s.Mic.State != Working:
	case s.MicMute:
		words += word.Say(mute)
	case s.MicLevel < 0:
		words += word.Say(", level %s", word.Say(statusbar.Loudness(s.MicLevel)))
	}
	return words
}

// mute says of a microphone that it brings nothing.
var mute = word.Mark(" gives nothing but silence: is it switched off?")

// GuardWords are how the echo guard is, "" where it does nothing.
func (s Status) GuardWords() string {
	switch {
	case s.Guard == "":
		return ""
	case s.Held:
		return s.Guard + word.Say(", holding the microphone down while others are heard")
	}
	return s.Guard
}

// List names the devices of a kind in a sentence. now is the one in use.
func (d Devices) List(k Kind, now string) string {
	names, usual := d.Of(k)
	if len(names) == 0 {
		if k == Ear {
			return word.Say("No loudspeaker was found on this machine.")
		}
		return word.Say("No microphone was found on this machine.")
	}
	var words []string
	for _, name := range names {
		var notes []string
		if name == usual {
			notes = append(notes, word.Say("the usual one"))
		}
		if name == now {
			notes = append(notes, word.Say("in use"))
		}
		if len(notes) > 0 {
			name += fmt.Sprintf(" (%s)", strings.Join(notes, ", "))
		}
		words = append(words, name)
	}
	all := strings.Join(words, word.Say("; ")) + "."
	if k == Ear {
		return word.Say("Loudspeakers: ") + all
	}
	return word.Say("Microphones: ") + all
}
