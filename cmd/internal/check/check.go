// Package check tries out, before a meeting, what a person will need in it:
// the way to the server for text and for sound, the microphone and the
// loudspeaker. Each try is a step that is told as soon as it is done; the end
// is one plain sentence. It is what parley check does.
package check

import (
	"context"
	"fmt"
	"time"

	"parley/collab/ticket"
)

// A Config says what to try. The zero Link tries the devices only.
type Config struct {
	Link     *ticket.Link // nil: none
	Name     string       // under which the text door is tried
	Mic, Ear string       // as parley join takes them
	// Probes is how many checks are sent to measure the way of the sound, one
	// each Every, and Record how long is recorded. Zero: 60, 50 ms and 3 s.
	Probes int
	Every  time.Duration
	Record time.Duration
	// Patience is how long each step may take. Zero: 10 s.
	Patience time.Duration
	// Tell is told each step when it is done. It is needed.
	Tell func(Step)
	// Announce is told, in words, what the person is to do now, or what is waited
	// for; from any goroutine. It is needed.
	Announce func(string)
	// Explain puts an error into words. It is needed.
	Explain func(error) string
}

// A Step is one thing that was tried. A figure that was not measured is left
// out.
type Step struct {
	Step     string   `json:"step"` // name, tcp, tls, text, udp, ice-tcp, websocket, path, mic, ear; at the end verdict
	OK       bool     `json:"ok"`
	Verdict  Rating   `json:"verdict,omitempty"` // of the verdict alone
	Words    string   `json:"words"`
	Way      string   `json:"way,omitempty"`       // of the path: how sound would go
	MS       *float64 `json:"ms,omitempty"`        // how long it took; of the path, the median round trip
	Loss     *float64 `json:"loss,omitempty"`      // of the path, there and back, 0 to 1
	JitterMS *float64 `json:"jitter_ms,omitempty"` // of the path, there and back
	Level    *float64 `json:"level_dbov,omitempty"`
}

// A checking is one run.
type checking struct {
	Config
	found Found
}

// Run tries everything, one step after the other, and returns the verdict,
// which it has told as the last step. When ctx ends it returns early with what
// it knows, and tells no more.
func Run(ctx context.Context, c Config) Verdict {
	if c.Probes == 0 {
		c.Probes, c.Every = 60, 50*time.Millisecond
	}
	if c.Record == 0 {
		c.Record = 3 * time.Second
	}
	if c.Patience == 0 {
		c.Patience = 10 * time.Second
	}
	k := &checking{Config: c}
	if c.Link != nil {
		k.found.Asked = true
		k.line(ctx)
	}
	k.devices(ctx)
	v := k.found.Verdict()
	k.tell(ctx, Step{Step: "verdict", OK: v.OK(), Verdict: v.Rating, Words: v.Words})
	return v
}

// tell tells a step, unless the person has called it off.
func (k *checking) tell(ctx context.Context, s Step) {
	if ctx.Err() == nil {
		k.Tell(s)
	}
}

// failed tells a step that did not work.
func (k *checking) failed(ctx context.Context, step string, err error) {
	k.tell(ctx, Step{Step: step, Words: k.Explain(err)})
}

// waiting says, once nothing has come back for a second, how long that may
// last; stop ends it.
func (k *checking) waiting() (stop func()) {
	const long = time.Second
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-over:
		case <-time.After(long):
			k.Announce(fmt.Sprintf("Nothing has come back yet. Waiting for %.0f s at most.", k.Patience.Seconds()))
		}
	}()
	return func() { close(over); <-ended }
}

// millis is a duration as a step has it.
func millis(d time.Duration) *float64 {
	ms := float64(d.Round(10*time.Microsecond).Microseconds()) / 1000
	return &ms
}
