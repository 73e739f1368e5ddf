package pcm

import "math"

// A Leveller makes a quiet or a loud microphone as loud as others, and closes
// while there is only noise. It hears what is loud and what is not, and no more: it does not clean
// the sound. The zero Leveller is ready to use, allocates nothing, and belongs to one goroutine.
type Leveller struct {
	begun  bool
	lows   [3]float64 // the quietest frame of this second and of the two before, in dBov
	frames int        // of this second
	hang   int        // frames that it still stays open
	speech float64    // how loud speech is, in dBov; 0: not known
	gain   float64    // in dB, as at the end of the last frame
	open   float64    // 1 or 0, likewise
}

const (
	// above is how much louder than the noise speech is at least.
	above = 6.0 // dB
	// inaudible is what is too quiet for any microphone; noisy is what is too loud to be
	// taken for noise, however steady it is.
	inaudible, noisy = -75.0, -35.0
	// hangs is how long it stays open after speech: between words, and for their ends.
	hangs = 20 // frames: 0.4 s

	// Speech from tooQuiet to tooLoud is left as it is.
	tooQuiet, tooLoud = -30.0, -12.0
	mostGain          = 40.0 // dB
	leastGain         = -15.0
	rises, falls      = 0.5, 3.0 // dB a frame
	// ceiling is what no sample is lifted above.
	ceiling = 0.9 * math.MaxInt16
)

// Apply changes f to what should be sent, and reports whether there is speech in
// it, or was a moment ago. Else f is silent.
func (l *Leveller) Apply(f *Frame) bool {
	level := Level(f[:])
	speaks := l.hear(level)
	if speaks && l.hang == hangs {
		l.learn(level)
	}
	gain, open := l.gain, 0.0
	if speaks {
		gain += min(max(l.wanted()-l.gain, -falls), rises)
		open = 1
	}
	gain = l.spare(f, gain)
	l.turn(f, gain, open)
	return speaks || l.hang > 0
}

// hear takes in how loud a frame is, and reports whether it is speech or follows
// it closely.
func (l *Leveller) hear(level float64) bool {
	if !l.begun {
		l.begun = true
		l.lows = [3]float64{level, level, level}
		l.lows[0] = min(level, inaudible) // nothing is known of the noise: what is heard is speech
		l.lows[1], l.lows[2] = l.lows[0], l.lows[0]
	}
	noise := min(l.lows[0], l.lows[1], l.lows[2], noisy)
	if l.frames++; l.frames > Rate/FrameSize {
		l.lows[2], l.lows[1], l.lows[0] = l.lows[1], l.lows[0], level
		l.frames = 0
	}
	l.lows[0] = min(l.lows[0], level)
	if level > max(noise+above, inaudible) {
		l.hang = hangs
		return true
	}
	l.hang = max(l.hang-1, 0)
	return l.hang > 0
}

// learn takes in the level of speech: louder soon, quieter slowly, since words
// have pauses between them.
func (l *Leveller) learn(level float64) {
	switch {
	case l.speech == 0:
		l.speech = level
	case level > l.speech:
		l.speech += (level - l.speech) * 0.2
	default:
		l.speech += (level - l.speech) * 0.01
	}
}

// wanted is the gain that brings speech to where it is easy to listen to.
func (l *Leveller) wanted() float64 {
	switch {
	case l.speech == 0:
		return 0
	case l.speech < tooQuiet:
		return min(tooQuiet-l.speech, mostGain)
	case l.speech > tooLoud:
		return max(tooLoud-l.speech, leastGain)
	}
	return 0
}

// spare lowers a gain by which f would be clipped.
func (l *Leveller) spare(f *Frame, gain float64) float64 {
	peak := 1.0
	for _, s := range f {
		peak = max(peak, math.Abs(float64(s)))
	}
	if most := 20 * math.Log10(ceiling/peak); gain > 0 && gain > most {
		return max(most, 0)
	}
	return gain
}

// turn has f go evenly from the last gain to another.
func (l *Leveller) turn(f *Frame, gain, open float64) {
	from, to := l.open*math.Pow(10, l.gain/20), open*math.Pow(10, gain/20)
	if l.open == 0 && open == 1 {
		from = to // a first syllable is not faded in
	}
	if gain < l.gain {
		from = min(from, to) // nor is a loud one clipped at its beginning
	}
	l.gain, l.open = gain, open
	if from != 1 || to != 1 {
		Ramp(f[:], from, to)
	}
}
