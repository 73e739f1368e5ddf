package pcm

import "math"

// Speech is played a little faster or slower without its pitch changing by leaving
// out, or repeating, one period of the voice where it is most like its neighbour
// (WSOLA: Verhelst and Roelands, "An overlap-add technique based on waveform
// similarity", ICASSP 1993).
const (
	shortestPeriod = Rate / 400     // 2.5 ms: the highest voice that is told apart
	longestPeriod  = Rate * 3 / 200 // 15 ms: the lowest
	overlap        = Rate / 200     // 5 ms over which one fades into the other
	coarse         = 4              // samples that the first look steps over
	alike          = 0.7            // correlation from which on the seam is not heard
)

// Shrink leaves out one period of the voice in s, 2.5 to 15 ms, and returns how
// many samples of s are left. It is len(s) if no two periods are alike enough: in a
// consonant, or if s is shorter than 20 ms.
func Shrink(s []int16) int {
	period := period(s)
	if period == 0 {
		return len(s)
	}
	fade(s, s[:overlap], s[period:])
	return overlap + copy(s[overlap:], s[period+overlap:])
}

// Stretch repeats one period of the voice in the first n samples of s, and
// returns how many there are then: n if no two periods are alike enough, or if
// s has no room for 15 ms more.
func Stretch(s []int16, n int) int {
	period := period(s[:n])
	if period == 0 || len(s) < n+longestPeriod {
		return n
	}
	var from, to [overlap]int16
	copy(to[:], s)
	copy(from[:], s[period:])
	copy(s[period+overlap:], s[overlap:n])
	fade(s[period:], from[:], to[:])
	return n + period
}

// fade writes to out the sound of from, which becomes that of to.
func fade(out, from, to []int16) {
	for i := range overlap {
		out[i] = int16((int(from[i])*(overlap-i) + int(to[i])*i) / overlap)
	}
}

// period is the distance, in samples, at which s is most like itself; 0 if it is
// nowhere alike enough.
func period(s []int16) int {
	if len(s) < longestPeriod+overlap {
		return 0
	}
	best, at := alike, 0
	for lag := shortestPeriod; lag <= longestPeriod; lag += coarse {
		if c := likeness(s, lag, coarse); c > best {
			best, at = c, lag
		}
	}
	if at == 0 {
		return 0
	}
	best = 0
	for lag := max(at-coarse, shortestPeriod); lag <= min(at+coarse, longestPeriod); lag++ {
		if c := likeness(s, lag, 1); c > best {
			best, at = c, lag
		}
	}
	return at
}

// likeness is the normalised correlation of the beginning of s with what comes
// lag samples later, at every so many samples.
func likeness(s []int16, lag, step int) float64 {
	var both, one, other float64
	for i := 0; i < overlap; i += step {
		a, b := float64(s[i]), float64(s[i+lag])
		both, one, other = both+a*b, one+a*a, other+b*b
	}
	if one == 0 || other == 0 {
		return 0
	}
	return both / math.Sqrt(one*other)
}

// Ramp has the loudness of s go evenly from one gain to another.
func Ramp(s []int16, from, to float64) {
	for i, v := range s {
		louder := math.Round(float64(v) * (from + (to-from)*float64(i)/float64(len(s))))
		s[i] = int16(min(max(louder, math.MinInt16), math.MaxInt16))
	}
}
