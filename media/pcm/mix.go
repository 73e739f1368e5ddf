package pcm

import "math"

// The knee is where the mix begins to bend: below it, voices are simply added;
// above it, they come ever closer to full scale and never pass it.
const (
	knee = 24576
	room = math.MaxInt16 - knee
)

// A Mix adds frames together. The zero Mix is empty. One goroutine owns it.
type Mix struct {
	sum    [FrameSize]int32
	voices int
}

// Add lays f over what is there. Room is left for 65,535 frames.
func (m *Mix) Add(f *Frame) {
	m.voices++
	for i, s := range f {
		m.sum[i] += int32(s)
	}
}

// Take writes the sum to f and empties the mix. A single voice comes out as it
// went in; two or more are bent softly where their sum is near full scale.
func (m *Mix) Take(f *Frame) {
	for i, s := range m.sum {
		if m.voices > 1 {
			s = bend(s)
		}
		f[i] = int16(s)
	}
	*m = Mix{}
}

// bend is the identity up to the knee and has no corner there: above, it rises
// as x/(1+x) towards full scale.
func bend(s int32) int32 {
	switch {
	case s > knee:
		over := int64(s) - knee
		return knee + int32(over*room/(over+room))
	case s < -knee:
		over := -int64(s) - knee
		return -knee - int32(over*room/(over+room))
	}
	return s
}
