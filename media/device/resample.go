package device

import (
	"math"

	"parley/media/pcm"
)

const (
	crossings = 16  // of the sinc on each side: enough for an alias 80 dB down
	phases    = 512 // the kernel is tabulated between two samples, and interpolated
	beta      = 8.0 // of the Kaiser window
)

// A resampler turns sound of any rate into 48 kHz, by a windowed sinc
// (J. O. Smith, "Digital Audio Resampling"). Its position is a fraction of whole
// numbers, so it does not drift. One goroutine owns it.
type resampler struct {
	rate   int                    // of the input, in samples a second
	pull   func() (float64, bool) // the input, until false
	past   []float64              // the input around the position: taps samples, oldest at first
	first  int                    // index of the oldest in past
	frac   int                    // position between two input samples, in 1/48000 of one
	left   int                    // input samples from the position to the end, once that is known
	ended  bool                   // pull has returned false
	kernel []float64              // taps a phase, phases+1 of them
	taps   int
}

// newResampler is for rates from 8 to 192 kHz; pull gives samples of 1 for full scale.
func newResampler(rate int, pull func() (float64, bool)) *resampler {
	stretch := max(1, float64(rate)/pcm.Rate) // going down, the filter must close earlier
	half := int(math.Ceil(crossings * stretch))
	r := &resampler{rate: rate, pull: pull, taps: 2 * half, past: make([]float64, 2*half), left: half}
	r.kernel = make([]float64, (phases+1)*r.taps)
	for p := range phases + 1 {
		row := r.kernel[p*r.taps : (p+1)*r.taps]
		sum := 0.0
		for i := range row {
			// Of the input samples, number half-1 is at the position or just before it.
			x := (float64(i-half+1) - float64(p)/phases) / stretch
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

// next is the next sample at 48 kHz. It reports false after the last.
func (r *resampler) next() (float64, bool) {
	if r.ended && r.left < 0 {
		return 0, false
	}
	at := float64(r.frac) * phases / pcm.Rate
	phase := int(at)
	between := at - float64(phase)
	a := r.kernel[phase*r.taps:]
	b := r.kernel[(phase+1)*r.taps:]
	sum, j := 0.0, r.first
	for i := range r.taps {
		sum += r.past[j] * (a[i] + between*(b[i]-a[i]))
		if j++; j == r.taps {
			j = 0
		}
	}
	for r.frac += r.rate; r.frac >= pcm.Rate; r.frac -= pcm.Rate {
		r.shift()
	}
	return sum, true
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
	r.past[r.first] = v
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
