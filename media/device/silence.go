package device

import (
	"time"

	"parley/media/pcm"
)

// A Null is a sink that throws sound away as fast as it sounds. The zero Null is
// ready.
type Null struct{ pace Pace }

// Due follows the clock.
func (n *Null) Due(now time.Time) int { return n.pace.Due(now) }

// Write does nothing.
func (n *Null) Write(*pcm.Frame) error { return nil }

// Close does nothing.
func (n *Null) Close() error { return nil }
