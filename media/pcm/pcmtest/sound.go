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
	var phase float64
	const syllable = pcm.Rate / 4
	var pitch, glide, f1, f2, noise float64
	for i := range s {
		if i%syllable == 0 {
			pitch, glide = 90+90*r.Float64(), 40*(r.Float64()-0.5)
			f1, f2 = 300+500*r.Float64(), 900+1400*r.Float64()
			noise = 0.25 * r.Float64()
		}
		at := float64(i%syllable) / syllable
		hertz := pitch + glide*at
		phase += 2 * math.Pi * hertz / pcm.Rate
		s[i] = int16(6000 * envelope(i, at) * (voiced(phase, hertz, f1, f2) + hiss(r, noise, at)))
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

// voiced adds the harmonics of a pitch up to 4 kHz, as loud as the formants
// let them through.
func voiced(phase, hertz, f1, f2 float64) float64 {
	var v float64
	for k := 1; float64(k)*hertz < 4000; k++ {
		f := float64(k) * hertz
		v += (resonance(f, f1) + 0.6*resonance(f, f2)) * math.Sin(float64(k)*phase)
	}
	return v
}

func resonance(f, formant float64) float64 {
	d := (f - formant) / 120
	return 1 / (1 + d*d)
}

// hiss is the consonant at the start of a syllable.
func hiss(r *rand.Rand, loud, at float64) float64 {
	n := r.Float64() - 0.5
	if at > 0.2 {
		return 0
	}
	return loud * n
}
