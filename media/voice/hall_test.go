package voice_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"parley/media/link"
	"parley/media/pcm"
	"parley/media/voice"
)

// A hall is a server and a network in memory. Who dials gets a number; what one
// sends, all others hear in the slot of that number, after a delay that varies, and not all
// of it.
type hall struct {
	delay, jitter time.Duration
	loss          float64

	mu      sync.Mutex // guards the fields below
	rand    *rand.Rand
	refuses int // attempts to refuse first
	lines   []*line
	sent    int // packets of speech
}

func newHall() *hall { return &hall{rand: rand.New(rand.NewPCG(1, 2))} }

var errRefused = errors.New("nobody there")

func (h *hall) dial(ctx context.Context, hear func(int, link.Packet)) (voice.Line, error) {
	select {
	case <-time.After(2 * h.delay):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refuses > 0 {
		h.refuses--
		return nil, errRefused
	}
	l := &line{hall: h, number: len(h.lines) % 4, hear: hear, done: make(chan struct{}), sequence: 65000}
	h.lines = append(h.lines, l)
	return l, nil
}

// cut breaks every line that is up.
func (h *hall) cut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.lines {
		l.end(errors.New("the line was cut"))
	}
}

// carry brings a packet to everybody else. h.mu is held.
func (h *hall) carry(from *line, p link.Packet) {
	h.sent++
	for _, to := range h.lines {
		if to == from || to.err != nil || h.rand.Float64() < h.loss {
			continue
		}
		wait := h.delay
		if h.jitter > 0 {
			wait += rand.N(h.jitter)
		}
		time.AfterFunc(wait, func() {
			arrived := p // every listener's own
			arrived.Arrived = time.Now()
			to.hear(from.number, arrived)
		})
	}
}

// A line is one person's connection to a hall.
type line struct {
	hall   *hall
	number int
	hear   func(int, link.Packet)
	done   chan struct{}

	// Guarded by hall.mu.
	err       error
	sequence  uint16
	timestamp uint32
	stats     link.Stats
	levels    []int
	firsts    int
}

func (l *line) Send(opus []byte, samples, level int, first bool) error {
	l.hall.mu.Lock()
	defer l.hall.mu.Unlock()
	if l.err != nil {
		return l.err
	}
	l.hall.carry(l, link.Packet{
		Sequence: l.sequence, Timestamp: l.timestamp, Marker: first, Speaker: uint32(l.number + 1),
		Payload: append([]byte(nil), opus...),
	})
	l.sequence++
	l.timestamp += uint32(samples)
	l.levels = append(l.levels, level)
	if first {
		l.firsts++
	}
	l.stats.PacketsOut++
	l.stats.BytesOut += uint64(len(opus)) + 64
	return nil
}

func (l *line) Skip(samples int) {
	l.hall.mu.Lock()
	defer l.hall.mu.Unlock()
	l.timestamp += uint32(samples)
}

func (l *line) end(why error) {
	if l.err == nil {
		l.err = why
		close(l.done)
	}
}

func (l *line) Done() <-chan struct{} { return l.done }

func (l *line) Err() error {
	l.hall.mu.Lock()
	defer l.hall.mu.Unlock()
	return l.err
}

func (l *line) Close() error {
	l.hall.mu.Lock()
	defer l.hall.mu.Unlock()
	l.end(errors.New("closed"))
	return nil
}

func (l *line) Stats() link.Stats {
	l.hall.mu.Lock()
	defer l.hall.mu.Unlock()
	l.stats.RoundTrip = 2 * l.hall.delay
	return l.stats
}

// run starts a voice that ends with the test's bubble, or earlier by stop.
func run(t *testing.T, c voice.Config) (v *voice.Voice, stop func()) {
	t.Helper()
	v, err := voice.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := v.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	}()
	return v, func() { cancel(); <-done }
}

// seconds is that much of a recording.
func seconds(n float64) int { return int(n * pcm.Rate) }
