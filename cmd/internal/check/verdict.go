package check

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"parley/media/lite"
	"parley/tui/word"
)

// A Rating is a verdict in one word.
type Rating string

// The ratings, from the best to the worst.
const (
	Good        Rating = "good"
	Fair        Rating = "fair"
	Poor        Rating = "poor"        // sound will be hard to follow; text works
	TextOnly    Rating = "text only"   // no way for the sound
	Unreachable Rating = "unreachable" // no meeting from here
)

// A Path is what was measured on the way of the sound, there and back.
type Path struct {
	Trip   time.Duration // the median
	Jitter time.Duration // the mean difference between one and the next
	Loss   float64       // 0 to 1
}

// Where the ratings end. ITU-T G.114 wants no more than 400 ms one way, a part
// of which the jitter buffer and the codec take; what is lost both ways is about
// twice what is lost in one, and the redundancy in Opus mends single losses, so
// that speech is easy to follow up to some 5 % and hard beyond some 15 %.
const (
	goodTrip, fairTrip     = 300 * time.Millisecond, 700 * time.Millisecond
	goodJitter, fairJitter = 30 * time.Millisecond, 100 * time.Millisecond
	goodLoss, fairLoss     = 0.03, 0.20
)

// rating rates the path by its worst figure.
func (p Path) rating() Rating {
	switch {
	case p.Trip <= goodTrip && p.Jitter <= goodJitter && p.Loss <= goodLoss:
		return Good
	case p.Trip <= fairTrip && p.Jitter <= fairJitter && p.Loss <= fairLoss:
		return Fair
	}
	return Poor
}

// pathOf sums up a series of probes of which one at least came back.
func pathOf(e lite.Echo) Path {
	p := Path{Loss: 1 - float64(e.Back)/float64(e.Sent)}
	var moved time.Duration
	for i := 1; i < len(e.Trips); i++ {
		moved += (e.Trips[i] - e.Trips[i-1]).Abs()
	}
	if n := len(e.Trips) - 1; n > 0 {
		p.Jitter = moved / time.Duration(n)
	}
	sorted := slices.Sorted(slices.Values(e.Trips))
	p.Trip = sorted[len(sorted)/2]
	return p
}

// A DeviceState is how a microphone or loudspeaker was found.
type DeviceState int

// The states of a device.
const (
	Unwanted DeviceState = iota // it was not to be tried
	Works
	Quiet   // a microphone that hears next to nothing
	TooLoud // a microphone that is overdriven
	Missing // there is none, or it does not work
)

// Found is all that the steps have shown.
type Found struct {
	Asked    bool   // there was a link
	Text     bool   // the text door let us in
	Why      string // it did not, in words
	Sound    bool   // the sound has a way
	SoundWhy string // it has not, in words
	Way      string // by which it would go, in words
	Path     Path
	Mic, Ear DeviceState
}

// A Verdict is the end of a check.
type Verdict struct {
	Rating Rating
	Words  string // a plain sentence
}

// OK reports whether the meeting works from here, with its text at least.
func (v Verdict) OK() bool { return v.Rating != Unreachable }

// Verdict says what it all means for the person.
func (f Found) Verdict() Verdict {
	switch {
	case !f.Asked && f.Mic == Missing && f.Ear == Missing:
		return Verdict{TextOnly, upper(f.devices()) + "."}
	case !f.Asked:
		return Verdict{Good, upper(f.devices()) + "."}
	case !f.Text:
		return Verdict{Unreachable, "The meeting cannot be reached from here: " + f.Why + "."}
	case !f.Sound:
		return Verdict{TextOnly, "The text will work, the sound will not: " + f.SoundWhy + "."}
	}
	around := "" // by what way, where it is not the usual one
	if f.Way != "" && f.Way != ways[0].name {
		around = ", which goes " + f.Way
	}
	switch r := f.Path.rating(); r {
	case Good:
		return Verdict{r, "Good: text and sound" + around + comma(around) + " will work; " + f.devices() + "."}
	case Fair:
		return Verdict{r, "Fair: text and sound" + around + comma(around) + " will work, with some delay or gaps in the sound; " + f.devices() + "."}
	default:
		return Verdict{r, "The sound" + around + comma(around) + " will be poor, the text will work; " + f.devices() + "."}
	}
}

// devices says what the person can do with what there is.
func (f Found) devices() string {
	mic := map[DeviceState]string{
		Unwanted: word.Say("the microphone was not tried"), Works: word.Say("the microphone works"),
		Quiet:   word.Say("the microphone hears next to nothing, as if it were switched off or far away"),
		TooLoud: word.Say("the microphone is too loud: turn it down or move away from it"),
		Missing: word.Say("no microphone works here"),
	}[f.Mic]
	ear := map[DeviceState]string{
		Unwanted: word.Say("the loudspeaker was not tried"), Works: word.Say("the loudspeaker works"), Missing: word.Say("no loudspeaker works here"),
	}[f.Ear]
	switch {
	case f.Mic == Missing && f.Ear == Missing:
		return word.Say("no microphone and no loudspeaker work here, so you can read and write")
	case f.Mic == Missing:
		return mic + word.Say(", so you can listen and write")
	case f.Ear == Missing:
		return ear + word.Say(", so you can speak and write")
	case f.Mic == Works && f.Ear == Works:
		return word.Say("you can listen and speak")
	case f.Mic == Unwanted && f.Ear == Unwanted:
		return word.Say("microphone and loudspeaker were not tried")
	case f.Mic == Quiet || f.Mic == TooLoud:
		return mic
	}
	return mic + ", " + ear
}

// comma ends what was put into a sentence.
func comma(s string) string {
	if s == "" {
		return ""
	}
	return ","
}

// upper begins a sentence.
func upper(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// ms is a duration in milliseconds.
func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
