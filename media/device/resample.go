package device

import (
	"math"

	"parley/media/pcm"
)

const (
	crossings  = 16   // of the sinc on each side: enough for an alias 80 dB down
	beta       = 8.0  // of the Kaiser window
	mostPhases = 1024 // places between two samples that the kernel is tabulated for, at most
)

// A resampler turns sound of any rate into 48 kHz, by a windowed sinc
// (J. O. Smith, "Digital Audio Resampling"). Its position is a fraction of whole
// numbers, so it does not drift. One goroutine owns it.
type resampler struct {
	rate   int                    // of the input, in samples a second
	pull   func() (float64, bool) // the input, until false
	past   []float64              // the input around the position: taps samples, oldest at first; and all of it again
	first  int                    // index of the oldest in past
	frac   int                    // position between two input samples, in 1/48000 of one
	left   int                    // input samples from the position to the end, once that is known
	ended  bool                   // pull has returned false
	kernel []float64              // taps a phase, phases+1 of them
	phases int
	taps   int
}

// newResampler is for rates from 8 to 192 kHz; pull gives samples of 1 for full scale.
func newResampler(rate int, pull func() (float64, bool)) *resampler {
	stretch := max(1, float64(rate)/pcm.Rate) // going down, the filter must close earlier
	half := int(math.Ceil(crossings * stretch))
	r := &resampler{rate: rate, pull: pull, taps: 2 * half, past: make([]float64, 4*half), left: half, phases: phasesOf(rate)}
	r.kernel = make([]float64, (r.phases+1)*r.taps)
	for p := range r.phases + 1 {
		row := r.kernel[p*r.taps : (p+1)*r.taps]
		sum := 0.0
		for i := range row {
			// Of the input samples, number half-1 is at the position or just before it.
			x := (float64(i-half+1) - float64(p)/float64(r.phases)) / stretch
			row[i] = sinc(0.97*x) * kaiser(x/crossings)
			sum += row[i]
		}
		for i := range row {
			row[i] /= sum
		}
	}
	for range half + 1 {
		r.shift()
	}
	return r
}

// phasesOf returns for how many places between two samples of that rate the
// kernel is tabulated: where the output ever falls, so that each is exact; or,
// of an odd rate at which these are too many, half as many as there may be, and
// what lies between two of them is interpolated.
func phasesOf(rate int) int {
	common, rest := pcm.Rate, rate
	for rest != 0 {
		common, rest = rest, common%rest
	}
	if n := pcm.Rate / common; n <= mostPhases {
		return n
	}
	return mostPhases / 2
}

// next is the next sample at 48 kHz. It reports false after the last.
func (r *resampler) next() (float64, bool) {
	if r.ended && r.left < 0 {
		return 0, false
	}
	at := r.frac * r.phases
	phase, between := at/pcm.Rate, at%pcm.Rate
	v := r.weigh(phase)
	if between > 0 {
		v += (r.weigh(phase+1) - v) * float64(between) / pcm.Rate
	}
	for r.frac += r.rate; r.frac >= pcm.Rate; r.frac -= pcm.Rate {
		r.shift()
	}
	return v, true
}

// weigh is the sum of the input around the position, each by its part of the
// kernel in that phase.
func (r *resampler) weigh(phase int) float64 {
	past, kernel := r.past[r.first:r.first+r.taps], r.kernel[phase*r.taps:(phase+1)*r.taps]
	a, b := 0.0, 0.0 // two sums, as each addition waits for the one before; taps are even
	for i := 1; i < len(past) && i < len(kernel); i += 2 {
		a += past[i-1] * kernel[i-1]
		b += past[i] * kernel[i]
	}
	return a + b
}

// shift moves the position on by one input sample.
func (r *resampler) shift() {
	v := 0.0
	if !r.ended {
		var ok bool
		if v, ok = r.pull(); !ok {
			r.ended = true
		}
	}
	if r.ended {
		r.left--
	}
	r.past[r.first], r.past[r.first+r.taps] = v, v
	if r.first++; r.first == r.taps {
		r.first = 0
	}
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// kaiser is the Kaiser window over -1 to 1.
func kaiser(x float64) float64 {
	if x <= -1 || x >= 1 {
		return 0
	}
	return bessel(beta*math.Sqrt(1-x*x)) / bessel(beta)
}

// bessel is the modified Bessel function of the first kind and order 0, by its power
// series.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > 1e-12*sum; k++ {
		term *= x * x / (4 * k * k)
		sum += term
	}
	return sum
}
