// Package pcm is 20 ms of sound and what can be done to it: measure it, make it
// louder, add several together. It does no I/O, keeps no time and allocates
// nothing.
package pcm

import "time"

// Rate is the only sample rate inside Parley, in samples a second. It is also
// the RTP clock of Opus (RFC 7587 section 4.1), so a timestamp counts samples.
const Rate = 48000

// FrameTime is how long a Frame sounds.
const FrameTime = 20 * time.Millisecond

// FrameSize is the number of samples in a Frame.
const FrameSize = Rate / 50

// A Frame is 20 ms of 48 kHz mono sound. The zero Frame is silence.
type Frame [FrameSize]int16

// Samples is how many samples sound for d, rounded down.
func Samples(d time.Duration) int {
	return int(int64(d) * Rate / int64(time.Second))
}

// Duration is how long that many samples sound. It is exact to the nanosecond
// for any count below 2^46.
func Duration(samples int64) time.Duration {
	return time.Duration(samples * 62500 / 3) // 1e9/48000, in lowest terms
}
