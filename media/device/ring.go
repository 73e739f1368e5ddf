package device

import (
	"sync/atomic"

	"parley/media/pcm"
)

// ringSize is how many samples a ring holds: 0.68 s. It is a power of two.
const ringSize = 1 << 15

// A ring hands samples from one goroutine or thread to one other. Neither ever
// waits, locks or allocates: each moves only its own end, and what does not fit is dropped
// by the one who brings it.
type ring struct {
	samples [ringSize]int16
	put     atomic.Uint64 // samples ever put in; only the putting side moves it
	got     atomic.Uint64 // samples ever taken out; only the taking side moves it
}

// level is how many samples are in the ring.
func (r *ring) level() int {
	got := r.got.Load() // first, so that it cannot overtake
	return int(r.put.Load() - got)
}

// write puts in as many of s as there is room for, and returns how many.
func (r *ring) write(s []int16) int {
	put := r.put.Load()
	n := min(len(s), ringSize-int(put-r.got.Load()))
	at := int(put % ringSize)
	copied := copy(r.samples[at:], s[:n])
	copy(r.samples[:], s[copied:n])
	r.put.Store(put + uint64(n))
	return n
}

// read takes out as many samples as there are, at most len(s), and returns how
// many.
func (r *ring) read(s []int16) int {
	got := r.got.Load()
	n := min(len(s), int(r.put.Load()-got))
	at := int(got % ringSize)
	copied := copy(s[:n], r.samples[at:])
	copy(s[copied:n], r.samples[:])
	r.got.Store(got + uint64(n))
	return n
}

// readFrame takes out a whole frame, or nothing.
func (r *ring) readFrame(f *pcm.Frame) bool {
	if r.level() < pcm.FrameSize {
		return false
	}
	r.read(f[:])
	return true
}

// drop lets go of the oldest samples until at most n are left. It belongs to the
// taking side.
func (r *ring) drop(n int) {
	if over := r.level() - n; over > 0 {
		r.got.Store(r.got.Load() + uint64(over))
	}
}
