package statusbar

import (
	"fmt"
	"strings"
	"time"

	"parley/tui/word"
)

// A Quality is how good the link is, as a step of a ladder.
type Quality uint8

// The steps of the ladder, from best to worst, and the one before the first.
const (
	Good     Quality = iota // nothing to notice
	Fair                    // a little late or broken
	Poor                    // hard to talk over
	TextOnly                // the text gets through, the sound does not
	Lost                    // nothing gets through
	Calling                 // the first call is under way
)

// String is the step's word.
func (q Quality) String() string {
	return [...]string{Good: word.Mark("good"), Fair: word.Mark("fair"), Poor: word.Mark("poor"), TextOnly: word.Mark("text only"), Lost: word.Mark("lost"), Calling: word.Mark("calling")}[q]
}

// The borders between the steps. A one-way delay under 150 ms is not noticed
// and one over 400 ms is not acceptable for talk (ITU-T G.114); a round trip is
// twice that. Opus with its own redundancy hides a loss of some percents.
const (
	goodRoundTrip = 300 * time.Millisecond
	fairRoundTrip = 800 * time.Millisecond
	goodLoss      = 0.02
	fairLoss      = 0.10
)

// Judge returns how good a link is that carries sound with this round trip and
// this share of packets lost (0 to 1).
func Judge(roundTrip time.Duration, loss float64) Quality {
	switch {
	case roundTrip <= goodRoundTrip && loss <= goodLoss:
		return Good
	case roundTrip <= fairRoundTrip && loss <= fairLoss:
		return Fair
	}
	return Poor
}

// A Mic is how the microphone is, in one word.
type Mic string

// The words for the microphone.
const (
	MicNone Mic = "none" // there is no microphone, or no sound at all
	MicOff  Mic = "OFF"
	MicOn   Mic = "ON"
	MicWait Mic = "WAIT" // switched on, but the sound is not connected
)

// Word is the microphone's word on the screen.
func (m Mic) Word() string { return word.Say(string(m)) }

// words of the microphone, for the catalogues.
var _ = [...]string{word.Mark("none"), word.Mark("OFF"), word.Mark("ON"), word.Mark("WAIT")}

// Audible reports whether a level in dBov is more than silence.
func Audible(level float64) bool { return level >= silence }

// silence is the level below which nothing is heard, in dBov.
const silence = -55

// Loudness returns a level in dBov as a word, in English. Speech lies around -26 dBov
// (ITU-T P.56); from -9 on it is cut off at its peaks.
func Loudness(level float64) string {
	switch {
	case !Audible(level):
		return word.Mark("silent")
	case level < -40:
		return word.Mark("quiet")
	case level < -9:
		return word.Mark("ok")
	}
	return word.Mark("too loud")
}

// Clock returns a time as minutes and seconds, 0:12.
func Clock(d time.Duration) string {
	s := int(max(d, 0) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// RoundTrip returns a round trip as people say it: 84 ms, 1.2 s.
func RoundTrip(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < time.Millisecond:
		return word.Say("<1 ms")
	case d < time.Second:
		return word.Say("%d ms", d.Milliseconds())
	}
	return word.Say("%s s", word.Decimal(d.Seconds(), 1))
}

// Kbit returns a rate in kbit/s without its unit.
func Kbit(rate float64) string {
	if rate > 0 && rate < 1 {
		return "<1"
	}
	return fmt.Sprintf("%.0f", max(rate, 0))
}

// usualPath is the path of sound that nobody needs to be told of.
const usualPath = "udp"

// Way says how sound travels, for a path that is udp, tcp or websocket: "sound
// by UDP", "sound inside the text line".
func Way(path string) string {
	if path == "websocket" {
		return word.Say("inside the text line")
	}
	return word.Say("by ") + strings.ToUpper(path)
}
