package pcm

import "math"

// Quietest is the level of digital silence, in dBov. RFC 6464 section 3 has
// room for 0 to -127.
const Quietest = -127.0

// Level is the root mean square of the samples in dBov, Quietest to 0. The
// overload point is the largest sample, as RFC 6465 (appendix A) measures it,
// so a full-scale square wave is at 0 and a full-scale sine at -3. No samples
// are silence.
func Level(samples []int16) float64 {
	if len(samples) == 0 {
		return Quietest
	}
	var sum int64
	for _, s := range samples {
		sum += int64(s) * int64(s)
	}
	if sum == 0 {
		return Quietest
	}
	mean := float64(sum) / float64(len(samples))
	db := 10 * math.Log10(mean/(math.MaxInt16*math.MaxInt16))
	return min(max(db, Quietest), 0)
}

// Wire turns a level in dBov into the number RFC 6464 puts on the wire: 0 is
// the loudest, 127 is silence.
func Wire(dBov float64) int {
	return int(math.Round(min(max(-dBov, 0), -Quietest)))
}

// Amplify multiplies the samples by gain, which is 1 for no change, and stops
// at full scale.
func Amplify(samples []int16, gain float64) {
	for i, s := range samples {
		v := math.Round(float64(s) * gain)
		samples[i] = int16(min(max(v, math.MinInt16), math.MaxInt16))
	}
}
