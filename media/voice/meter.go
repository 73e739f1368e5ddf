package voice

import (
	"math"
	"sync/atomic"
	"time"

	"parley/media/link"
	"parley/media/pcm"
)

// fall is how fast a meter goes down, in dB a frame: 50 dB a second, so that a
// syllable is still seen by someone who looks ten times a second.
const fall = 1.0

// A meter shows a level. One goroutine notes, anyone reads.
type meter struct{ bits atomic.Uint64 }

// reset puts the meter at silence, which is not its zero value.
func (m *meter) reset() { m.bits.Store(math.Float64bits(pcm.Quietest)) }

// note takes in the level of a frame: up at once, down slowly.
func (m *meter) note(dBov float64) {
	m.bits.Store(math.Float64bits(max(dBov, m.read()-fall, pcm.Quietest)))
}

// raise puts the meter at a level.
func (m *meter) raise(dBov float64) { m.bits.Store(math.Float64bits(dBov)) }

// read is the level shown, in dBov.
func (m *meter) read() float64 { return math.Float64frombits(m.bits.Load()) }

// lossOver is the number of seconds over which loss is averaged.
const lossOver = 5

// A flow remembers what went through a line at the last few seconds.
type flow struct {
	at    [lossOver + 1]time.Time
	stats [lossOver + 1]link.Stats
	n     int // how many are remembered; the newest is last
}

// add takes in the counts of now. It returns kbit/s since the last time, and the
// share of packets lost since the first that is remembered.
func (f *flow) add(now time.Time, s link.Stats) (in, out, loss float64) {
	if f.n == len(f.at) {
		copy(f.at[:], f.at[1:])
		copy(f.stats[:], f.stats[1:])
		f.n--
	}
	f.at[f.n], f.stats[f.n] = now, s
	f.n++
	if f.n == 1 {
		return 0, 0, 0
	}
	last, first := f.stats[f.n-2], f.stats[0]
	if d := now.Sub(f.at[f.n-2]).Seconds(); d > 0 {
		in = since(s.BytesIn, last.BytesIn) * 8 / 1000 / d
		out = since(s.BytesOut, last.BytesOut) * 8 / 1000 / d
	}
	lost, heard := since(s.Lost, first.Lost), since(s.Heard, first.Heard)
	if lost+heard > 0 {
		loss = lost / (lost + heard)
	}
	return in, out, loss
}

// since is how much a count has grown. One that fell, as a loss does when the
// packet was only late, has not grown.
func since(now, then uint64) float64 {
	if now < then {
		return 0
	}
	return float64(now - then)
}

// ofOurLink is the share lost on our own link, where so much is missing in all and so much was lost on the
// talkers' way already.
func ofOurLink(loss, absent float64) float64 {
	if absent >= 1 {
		return 0
	}
	return max(1-(1-loss)/(1-absent), 0)
}
