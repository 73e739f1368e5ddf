package sound

import (
	"strings"
	"time"

	"parley/tui/statusbar"
	"parley/tui/word"
)

// Words say how the connection is, as the end of a sentence that begins with
// "Sound:".
func (s Status) Words() string {
	switch s.State {
	case Connected:
		words := word.Say("connected")
		if s.RoundTrip > 0 {
			words += word.Say(", round trip ") + statusbar.RoundTrip(s.RoundTrip)
		}
		return words + s.lost()
	case Connecting:
		return word.Say("connecting; the text does not wait for it") + because(s.Why)
	case Lost:
		return word.Say("lost, trying again; the text goes on") + because(s.Why)
	}
	return word.Say("off") + because(s.Why)
}

func (s Status) lost() string {
	if s.Loss <= 0 {
		return ""
	}
	return word.Say(", %.0f %% lost", 100*s.Loss)
}

// Sentence says how the sound is with its devices.
func (s Status) Sentence(talking bool) string {
	first := word.Say("Sound waits for its connection")
	switch {
	case s.State == Off:
		return word.Say("Sound is off") + because(s.Why) + "."
	case s.Up():
		first = word.Say("Sound is connected ") + statusbar.Way(s.Path)
	case s.Why != nil:
		first = word.Say("Sound: ") + plain(s.Why)
	}
	mic := word.Say("microphone off, ")
	if talking {
		mic = word.Say("microphone ON, ")
	}
	parts := []string{first, mic + s.MicWords(), word.Say("ear ") + s.Ear.String()}
	for _, more := range []string{s.Delay(), s.Ladder()} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	if s.Held {
		parts = append(parts, word.Say("echo guard ")+s.GuardWords())
	}
	if s.Complete {
		parts = append(parts, word.Say("listening completely, one to two and a half seconds late"))
	}
	if lost := s.lost(); lost != "" {
		parts = append(parts, strings.TrimPrefix(lost, ", "))
	}
	return strings.Join(parts, word.Say("; ")) + "."
}

// NoMic says why the microphone cannot be opened, "" where it can.
func (s Status) NoMic() string {
	switch d := s.Mic; d.State {
	case Working:
		return ""
	case Missing:
		if d.Err == nil {
			return word.Say("no microphone was found on this machine")
		}
		return word.Say("the microphone: ") + plain(d.Err)
	case Failed:
		return word.Say("the microphone cannot be used") + because(d.Err)
	}
	return word.Say("you came without a microphone")
}

// Change says what is new about the sound, "" for nothing. talking is whether the
// person has opened the microphone; key names the key of an action.
func Change(was, is Status, talking bool, key func(action string) string) string {
	switch {
	case was.Mic.State == Working && is.Mic.Amiss():
		return word.Say("Your microphone stopped: ") + is.Mic.String() + "."
	case was.Ear.State == Working && is.Ear.Amiss():
		return word.Say("Your loudspeaker stopped: ") + is.Ear.String() + "."
	case is.Mic.State != was.Mic.State && is.Mic.Amiss() && is.Ear.Amiss():
		return word.Say("No microphone or loudspeaker works here. The text goes on; ") + key("status") + word.Say(" says more.")
	case is.Mic.State != was.Mic.State && is.Mic.Amiss():
		return word.Say("Microphone: ") + is.Mic.String() + word.Say(". You can listen and write.")
	case is.Ear.State != was.Ear.State && is.Ear.Amiss():
		return word.Say("Loudspeaker: ") + is.Ear.String() + word.Say(". You can speak and write.")
	case was.Mic.Amiss() && is.Mic.State == Working:
		return word.Say("Your microphone works: ") + is.Mic.String() + "."
	case was.Ear.Amiss() && is.Ear.State == Working:
		return word.Say("Your loudspeaker works: ") + is.Ear.String() + "."
	case is.MicMute && !was.MicMute:
		return word.Say("Your microphone ") + is.Mic.String() + word.Say(mute)
	case is.Trial.Phase != was.Trial.Phase:
		return Ended(is.Trial.String())
	case is.Carried(was) != "":
		return is.Carried(was)
	case is.Place > 0 && was.Place == 0:
		return word.Say("The sound is not connected yet") + because(is.Why) + "."
	case is.State == was.State:
		return ""
	case is.State == Connected && is.Mic.State == Opening: // in a moment it works, or that it does not is said
		return word.Say("The sound is connected: you hear the others.")
	case is.State == Connected && is.Mic.State == Working && talking:
		return word.Say("The sound is connected, and your microphone is open: everybody hears you.")
	case is.State == Connected && is.Mic.State == Working:
		return word.Say("The sound is connected: you hear the others, ") + key("talk") + word.Say(" opens your microphone.")
	case is.State == Connected:
		return word.Say("The sound is connected; microphone: ") + is.Mic.String() + "."
	case is.State == Lost:
		return word.Say("The sound is lost") + because(is.Why) + word.Say(". It is tried again; the text goes on.")
	case is.State == Off:
		return word.Say("The sound is off") + because(is.Why) + word.Say(". The text goes on.")
	}
	return ""
}

// Ended ends a statement, unless it is a question.
func Ended(words string) string {
	if strings.HasSuffix(words, "?") {
		return words
	}
	return words + "."
}

// Mute reports that the sound is there, but the link carries nothing of ours.
func (s Status) Mute() bool { return s.Up() && s.Step == StepTextOnly }

// Carried says that the link carries no speech of ours any more, or does again; "" where that is not new.
func (s Status) Carried(was Status) string {
	switch {
	case s.Mute() && !was.Mute():
		return word.Say("Nobody hears you now: your link carries no speech. The text goes on; speech is tried again by itself.")
	case s.Up() && !s.Mute() && was.Mute():
		return word.Say("Your link carries speech again: you are heard while your microphone is open.")
	}
	return ""
}

// Ladder says in words how we speak, "" where we do not.
func (s Status) Ladder() string {
	if !s.Up() || s.Step == "" {
		return ""
	}
	if s.Mute() {
		return word.Say("your link carries no speech now: text only")
	}
	words := word.Say("you are sent %s: %d ms packets, %d kbit/s", word.Say(string(s.Step)), s.Packet.Milliseconds(), (s.Bitrate+500)/1000)
	switch {
	case s.Copies == 1:
		words += word.Say(", each said twice")
	case s.Copies > 1:
		words += word.Say(", each said %d times", s.Copies+1)
	}
	if s.RemoteLoss > 0 {
		words += word.Say(", %.0f %% of yours lost", 100*s.RemoteLoss)
	}
	return words
}

// Delay says how late others are heard, "" where nobody is.
func (s Status) Delay() string {
	if s.MouthToEar <= 0 {
		return ""
	}
	return word.Say("from mouth to ear about ") + statusbar.RoundTrip(s.MouthToEar.Round(10*time.Millisecond))
}
