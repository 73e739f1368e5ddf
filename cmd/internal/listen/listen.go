// Package listen measures the sound of a meeting over an emulated bad link: a
// server, one who speaks and one who listens, each with the client's own text line
// and sound, over real sockets. It is what parley bench sound does.
package listen

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"parley/cmd/internal/weaklink"
	"parley/collab/ticket"
	"parley/media/pcm"
)

// A Config says what to measure.
type Config struct {
	// Host opens a meeting on this machine, kept in a directory, and returns the
	// link into it and how to close it.
	Host     func(ctx context.Context, dir string) (ticket.Link, func(), error)
	Setting  string           // what it is called in the report
	Weather  weaklink.Weather // of the listener's link
	Speaks   bool             // it is the speaker who has the weak link, not the listener
	For      time.Duration    // how long, once all is settled
	Settle   time.Duration    // how long before that
	Room     int              // bit/s that the listener asks the server to keep to; 0: whatever
	Complete bool             // the listener wants nothing to be missing
	Silent   bool             // nobody speaks
	Speech   []int16          // what is said, over and over
	Program  string           // the client to run as a process of its own in the listener's place, which speaks too; "": none
}

// A Report is what was measured.
type Report struct {
	Setting      string   `json:"setting"`
	Loss         float64  `json:"loss"` // of the link, 0 to 1
	BurstMS      float64  `json:"burst_ms"`
	DelayMS      float64  `json:"delay_ms"`  // one way
	RateKbit     float64  `json:"rate_kbit"` // of the link; 0: no limit
	PacketMS     float64  `json:"packet_ms"` // how long the last packets sounded
	KbitIn       float64  `json:"kbit_in"`   // over the weak link, with the headers of IP
	KbitOut      float64  `json:"kbit_out"`  // likewise
	Frames       uint64   `json:"frames"`    // of 20 ms, played from packets
	Concealed    uint64   `json:"concealed"` // made up
	Share        float64  `json:"concealed_share"`
	Lost         uint64   `json:"lost"`
	Late         uint64   `json:"late"`
	MouthToEarMS *float64 `json:"mouth_to_ear_ms,omitempty"` // median, of what went in and what came out
	Alike        *float64 `json:"alike,omitempty"`           // how much of it was found again, 0 to 1
	CPU          *float64 `json:"cpu_pct,omitempty"`         // of one core, of a client
	RSS          *float64 `json:"rss_mb,omitempty"`
	HeldUpMS     float64  `json:"held_up_ms"` // by how much this machine was late at most: what it cannot keep up with is no loss of the link
	Targets      []Target `json:"targets"`
}

// Run measures, and returns early with an error when ctx ends.
func Run(ctx context.Context, c Config) (r Report, err error) {
	dir, err := os.MkdirTemp("", "parley-listen")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	to, stop, err := c.Host(ctx, filepath.Join(dir, "meeting"))
	if err != nil {
		return r, fmt.Errorf("open a meeting: %w", err)
	}
	defer stop()
	near, err := weaklink.Open(to.Host, weaklink.Weather{})
	if err != nil {
		return r, err
	}
	defer near.Close()
	far, err := weaklink.Open(to.Host, c.Weather)
	if err != nil {
		return r, err
	}
	defer far.Close()
	speaks, listens := near, far
	if c.Speaks {
		speaks, listens = far, near
	}
	watch := newClock(ctx)
	defer watch.stop()
	m := &meeting{config: c, link: to, speaker: speaks, listener: listens, weak: far, dir: dir}
	if r, err = m.run(ctx); err != nil {
		return r, err
	}
	r.HeldUpMS = millis(watch.stop())
	r.Setting, r.Loss, r.BurstMS, r.DelayMS, r.RateKbit = c.Setting, c.Weather.Loss, millis(c.Weather.Burst), millis(c.Weather.Delay), c.Weather.Kbit
	return r, nil
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// A clock sees by how much this machine is late.
type clock struct {
	end  chan struct{}
	late chan time.Duration
	told *time.Duration
}

func newClock(ctx context.Context) *clock {
	c := &clock{end: make(chan struct{}), late: make(chan time.Duration, 1)}
	go func() {
		var worst time.Duration
		step := pcm.FrameTime / 2
		for last := time.Now(); ; {
			select {
			case <-c.end:
				c.late <- worst
				return
			case <-ctx.Done():
				c.late <- worst
				return
			case <-time.After(step):
			}
			now := time.Now()
			worst, last = max(worst, now.Sub(last)-step), now
		}
	}()
	return c
}

// stop ends the clock and returns the worst; again and again.
func (c *clock) stop() time.Duration {
	if c.told == nil {
		close(c.end)
		worst := <-c.late
		c.told = &worst
	}
	return *c.told
}
