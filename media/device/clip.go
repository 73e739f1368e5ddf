package device

import (
	"io"
	"sync"

	"parley/media/pcm"
)

// A Clip is a stored source that speaks from memory. Play and Left may be
// called from any goroutine.
type Clip struct {
	mu   sync.Mutex // guards left, which has another owner than Read's caller
	left []int16
}

// NewClip returns a clip that will say samples.
func NewClip(samples []int16) *Clip { return &Clip{left: samples} }

// Play has the clip say samples from their beginning, instead of what it has not
// said yet. The samples must not be changed afterwards.
func (c *Clip) Play(samples []int16) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left = samples
}

// Left is how many samples have not been said yet.
func (c *Clip) Left() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.left)
}

// Read gives the next frame, the last one filled up with silence, then io.EOF
// until Play is called again.
func (c *Clip) Read(f *pcm.Frame) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.left) == 0 {
		return false, io.EOF
	}
	n := copy(f[:], c.left)
	clear(f[n:])
	c.left = c.left[n:]
	return true, nil
}

// Live is false: a clip waits to be read.
func (c *Clip) Live() bool { return false }

// Close does nothing.
func (c *Clip) Close() error { return nil }
