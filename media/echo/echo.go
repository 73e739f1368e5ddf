// Package echo keeps a microphone from sending back what a loudspeaker beside it
// plays. It is a half-duplex guard, not a canceller: while others are heard the
// microphone is held down, unless what it hears is clearly louder than the echo.
// It knows levels only, and learns by itself how loud the echo is; with a headset
// there is none, and nothing is held.
package echo

import "strings"

// A Mode says when the guard is at work.
type Mode int

const (
	Auto Mode = iota // unless the loudspeaker is a headset, by its name
	On
	Off
)

// String is the mode in a word.
func (m Mode) String() string { return [...]string{"auto", "on", "off"}[m] }

// ParseMode returns the mode of that word.
func ParseMode(word string) (Mode, bool) {
	for m := Auto; m <= Off; m++ {
		if m.String() == word {
			return m, true
		}
	}
	return 0, false
}

// Guards reports whether the guard is at work for a loudspeaker of this name.
func (m Mode) Guards(ear string) bool { return m == On || m == Auto && !worn(ear) }

// worn reports whether a loudspeaker is worn on the head, so that the microphone
// does not hear it.
func worn(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"headset", "headphone", "earphone", "earbud", "airpods", "earpods", "hands-free", "handsfree"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

const (
	span     = 50    // frames of 20 ms over which the loudest counts: half of it is more than the way from the loudspeaker's buffer through the room to the microphone's takes
	audible  = -50.0 // dBov: what is played quieter makes no echo that matters
	farAbove = 6.0   // dB by which a voice exceeds the echo to be let through: two voices of like loudness are 3 dB apart in sum
	holdOpen = 15    // frames for which a voice, once let through, stays so: the gaps between its syllables
	loudest  = 0.0   // dB of the echo relative to what is played: what is assumed at first
	relearn  = 0.02  // dB a frame by which the echo is assumed to grow, so that a loudspeaker turned up is noticed: 1 dB a second
)

// A Guard decides for each frame of the microphone. The zero Guard is not ready;
// New makes one. One goroutine owns it.
type Guard struct {
	far, near window
	coupling  float64 // dB: how much louder the echo is than what is played; below 0 as a rule
	open      int     // frames for which a voice stays let through
}

// New returns a guard that has learnt nothing: it takes the echo to be as loud as
// what is played, until it has heard one.
func New() *Guard { return &Guard{coupling: loudest, far: newWindow(), near: newWindow()} }

// Hold takes in how loud the loudspeaker and the microphone were in the last 20
// ms, in dBov, and reports whether the microphone's frame is to be held back.
func (g *Guard) Hold(far, near float64) bool {
	playing, loud := g.far.add(far), g.near.add(near)
	if playing < audible {
		g.open = 0
		return false
	}
	if g.far.full(audible) { // so long that its echo must be among what was heard
		g.coupling = min(g.coupling+relearn, loud-playing, loudest)
	}
	if near > playing+g.coupling+farAbove {
		g.open = holdOpen
	}
	g.open--
	return g.open < 0
}

// A window remembers the levels of the last frames.
type window struct {
	levels [span]float64
	at     int
}

func newWindow() (w window) {
	for i := range w.levels {
		w.levels[i] = -127
	}
	return w
}

// add puts in a level and returns the loudest of those remembered.
func (w *window) add(level float64) float64 {
	w.levels[w.at] = level
	w.at = (w.at + 1) % span
	most := level
	for _, l := range w.levels {
		most = max(most, l)
	}
	return most
}

// full reports whether the loudest of the first half of the window was above a
// level, so that it has had the time to come back.
func (w *window) full(above float64) bool {
	for i := range span / 2 {
		if w.levels[(w.at+i)%span] > above {
			return true
		}
	}
	return false
}
