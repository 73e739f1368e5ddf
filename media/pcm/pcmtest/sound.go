// Package pcmtest makes sounds to test with and finds them again in what was
// heard. Only tests import it.
package pcmtest

import (
	"math"
	"math/rand/v2"

	"parley/media/pcm"
)

// Tone is n samples of a sine of that many hertz; amplitude 1 is full scale.
func Tone(hertz, amplitude float64, n int) []int16 {
	s := make([]int16, n)
	for i := range s {
		s[i] = int16(amplitude * math.MaxInt16 * math.Sin(2*math.Pi*hertz*float64(i)/pcm.Rate))
	}
	return s
}

// Speech is n samples shaped like a voice: a gliding pitch of 90 to 180 Hz with
// harmonics under two moving formants, noise for consonants, four syllables a
// second and a breath of 300 ms every two seconds. The seed chooses pitch and vowels,
// so two seeds sound like two people. It never repeats, which makes any stretch
// of it findable.
func Speech(seed uint64, n int) []int16 {
	r := rand.New(rand.NewPCG(seed, 1))
	s := make([]int16, n)
	const syllable = pcm.Rate / 4
	var v vowel
	var noise float64
	for i := range s {
		if i%syllable == 0 {
			v = vowel{phase: v.phase, pitch: 90 + 90*r.Float64(), glide: 40 * (r.Float64() - 0.5),
				f1: 300 + 500*r.Float64(), f2: 900 + 1400*r.Float64()}
			noise = 0.25 * r.Float64()
		}
		at := float64(i%syllable) / syllable
		loud := 6000 * envelope(i, at)
		s[i] = int16(loud * (v.next(i, at) + hiss(r, noise, at)))
	}
	return s
}

// envelope opens and closes every syllable, and is shut while breathing.
func envelope(i int, at float64) float64 {
	if i%(2*pcm.Rate) > 17*pcm.Rate/10 {
		return 0
	}
	return math.Sqrt(math.Sin(math.Pi * at))
}

// A vowel is a pitch with all its harmonics up to 4 kHz, as loud as two formants
// let them through.
type vowel struct {
	phase, pitch, glide, f1, f2 float64
	gains                       [45]float64 // of the harmonics from the first; 0 ends them
}

// next is the next sample, at a place in the syllable from 0 to 1. The sines
// follow one another by sin((k+1)x) = 2 cos(x) sin(kx) - sin((k-1)x).
func (v *vowel) next(i int, at float64) float64 {
	hertz := v.pitch + v.glide*at
	if i%(pcm.Rate/1000) == 0 {
		v.gains = [45]float64{}
		for k := range v.gains {
			if f := float64(k+1) * hertz; f < 4000 {
				v.gains[k] = resonance(f, v.f1) + 0.6*resonance(f, v.f2)
			}
		}
	}
	v.phase = math.Mod(v.phase+2*math.Pi*hertz/pcm.Rate, 2*math.Pi)
	sum, before, sine, turn := 0.0, 0.0, math.Sin(v.phase), 2*math.Cos(v.phase)
	for _, g := range v.gains {
		if g == 0 {
			break
		}
		sum += g * sine
		before, sine = sine, turn*sine-before
	}
	return sum
}

func resonance(f, formant float64) float64 {
	d := (f - formant) / 120
	return 1 / (1 + d*d)
}

// hiss is the consonant at the start of a syllable.
func hiss(r *rand.Rand, loud, at float64) float64 {
	if at > 0.2 {
		return 0
	}
	return loud * (r.Float64() - 0.5)
}
