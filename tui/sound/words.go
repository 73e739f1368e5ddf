package sound

import (
	"fmt"
	"strings"

	"parley/tui/statusbar"
)

// Words say how the connection is, as the end of a sentence that begins with
// "Sound:".
func (s Status) Words() string {
	switch s.State {
	case Connected:
		words := "connected"
		if s.RoundTrip > 0 {
			words += ", round trip " + statusbar.RoundTrip(s.RoundTrip)
		}
		return words + s.lost()
	case Connecting:
		return "connecting; the text does not wait for it" + because(s.Why)
	case Lost:
		return "lost, trying again; the text goes on" + because(s.Why)
	}
	return "off" + because(s.Why)
}

func (s Status) lost() string {
	if s.Loss <= 0 {
		return ""
	}
	return fmt.Sprintf(", %.0f %% lost", 100*s.Loss)
}

// Sentence says how the sound is with its devices.
func (s Status) Sentence(talking bool) string {
	first := "Sound waits for its connection"
	switch {
	case s.State == Off:
		return "Sound is off" + because(s.Why) + "."
	case s.Up():
		first = "Sound is connected " + statusbar.Way(s.Path)
	case s.Why != nil:
		first = "Sound: " + plain(s.Why)
	}
	mic := "microphone off, "
	if talking {
		mic = "microphone ON, "
	}
	parts := []string{first, mic + s.MicWords(), "ear " + s.Ear.String()}
	if s.Held {
		parts = append(parts, "echo guard "+s.GuardWords())
	}
	if s.Complete {
		parts = append(parts, "listening completely, one to two and a half seconds late")
	}
	if lost := s.lost(); lost != "" {
		parts = append(parts, strings.TrimPrefix(lost, ", "))
	}
	return strings.Join(parts, "; ") + "."
}

// NoMic says why the microphone cannot be opened, "" where it can.
func (s Status) NoMic() string {
	switch d := s.Mic; d.State {
	case Working:
		return ""
	case Missing:
		if d.Err == nil {
			return "no microphone was found on this machine"
		}
		return "the microphone: " + plain(d.Err)
	case Failed:
		return "the microphone cannot be used" + because(d.Err)
	}
	return "you came without a microphone"
}

// Change says what is new about the sound, "" for nothing. key names the key of
// an action.
func Change(was, is Status, key func(action string) string) string {
	switch {
	case was.Mic.State == Working && is.Mic.Amiss():
		return "Your microphone stopped: " + is.Mic.String() + "."
	case was.Ear.State == Working && is.Ear.Amiss():
		return "Your loudspeaker stopped: " + is.Ear.String() + "."
	case is.Mic.State != was.Mic.State && is.Mic.Amiss() && is.Ear.Amiss():
		return "No microphone or loudspeaker works here. The text goes on; " + key("status") + " says more."
	case is.Mic.State != was.Mic.State && is.Mic.Amiss():
		return "Microphone: " + is.Mic.String() + ". You can listen and write."
	case is.Ear.State != was.Ear.State && is.Ear.Amiss():
		return "Loudspeaker: " + is.Ear.String() + ". You can speak and write."
	case was.Mic.Amiss() && is.Mic.State == Working:
		return "Your microphone works: " + is.Mic.String() + "."
	case was.Ear.Amiss() && is.Ear.State == Working:
		return "Your loudspeaker works: " + is.Ear.String() + "."
	case is.MicMute && !was.MicMute:
		return "Your microphone " + is.Mic.String() + mute
	case is.Trial.Phase != was.Trial.Phase:
		return is.Trial.String() + "."
	case is.Place > 0 && was.Place == 0:
		return "The sound is not connected yet" + because(is.Why) + "."
	case is.State == was.State:
		return ""
	case is.State == Connected && is.Mic.State == Working:
		return "The sound is connected: you hear the others, " + key("talk") + " opens your microphone."
	case is.State == Connected:
		return "The sound is connected; microphone: " + is.Mic.String() + "."
	case is.State == Lost:
		return "The sound is lost" + because(is.Why) + ". It is tried again; the text goes on."
	case is.State == Off:
		return "The sound is off" + because(is.Why) + ". The text goes on."
	}
	return ""
}
