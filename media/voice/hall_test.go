package voice_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"parley/media/link"
	"parley/media/pcm"
	"parley/media/red"
	"parley/media/slot"
	"parley/media/voice"
)

// A hall is a server and a network in memory. Who dials gets a number; what one
// sends, all others hear in the slot of that number, after a delay that varies, and not all
// of it.
type hall struct {
	delay, jitter time.Duration
	loss          float64
	frames, depth int                      // how listeners get their packets; 0 frames: as they are sent
	lose          func(now time.Time) bool // instead of loss, both ways, if not nil

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
		if to == from || to.err != nil {
			continue
		}
		if h.frames == 0 {
			h.deliver(to, from.number, p)
			continue
		}
		if to.packing[from.number] == nil {
			to.packing[from.number] = &packing{hall: h, to: to, slot: from.number}
		}
		to.packing[from.number].take(p)
	}
}

// deliver brings one packet to one listener, if it is not lost.
func (h *hall) deliver(to *line, slot int, p link.Packet) {
	to.stats.BytesIn += uint64(len(p.Payload)) + 12 + 4 + 16 + 28
	if h.loses() {
		return
	}
	time.AfterFunc(h.wait(), func() {
		arrived := p // every listener's own
		arrived.Arrived = time.Now()
		to.hear(slot, arrived)
	})
}

// wait is how long a packet is under way.
func (h *hall) wait() time.Duration {
	if h.jitter > 0 {
		return h.delay + rand.N(h.jitter)
	}
	return h.delay
}

func (h *hall) loses() bool {
	if h.lose != nil {
		return h.lose(time.Now())
	}
	return h.rand.Float64() < h.loss
}

// A packing is how one listener gets one slot: frames put together, with copies,
// numbered, and kept for 3 s.
type packing struct {
	hall     *hall
	to       *line
	slot     int
	trail    red.Trail
	waiting  []link.Packet
	sequence uint16
	past     []link.Packet
}

// take adds a frame, and sends when there are enough or nothing follows.
func (k *packing) take(p link.Packet) {
	if n := len(k.waiting); n > 0 && (p.Marker || p.Timestamp != k.waiting[0].Timestamp+uint32(n*pcm.FrameSize)) {
		k.flush()
	}
	k.waiting = append(k.waiting, p)
	if len(k.waiting) == k.hall.frames {
		k.flush()
		return
	}
	first := k.waiting[0].Timestamp
	time.AfterFunc(time.Duration(k.hall.frames)*pcm.FrameTime, func() {
		k.hall.mu.Lock()
		defer k.hall.mu.Unlock()
		if len(k.waiting) > 0 && k.waiting[0].Timestamp == first {
			k.flush()
		}
	})
}

func (k *packing) flush() {
	p := k.waiting[0]
	var parts [][]byte
	toc := byte(0)
	for _, w := range k.waiting {
		t, frames, err := red.Split(nil, w.Payload)
		if err != nil {
			panic(err)
		}
		toc, parts = t, append(parts, frames...)
	}
	k.waiting = k.waiting[:0]
	payload, err := red.Join(nil, toc, parts...)
	if err != nil {
		panic(err)
	}
	p.Sequence, p.Payload = k.sequence, payload
	k.sequence++
	if k.hall.depth > 0 {
		p.RED, p.Payload = true, k.trail.Pack(nil, slot.PayloadType, p.Timestamp, payload, k.hall.depth)
		k.trail.Note(p.Timestamp, payload, true)
	}
	p.Arrived = time.Now()
	if k.past = append(k.past, p); p.Arrived.Sub(k.past[0].Arrived) > 3*time.Second {
		k.past = k.past[1:]
	}
	k.hall.deliver(k.to, k.slot, p)
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
	packing   [slot.Count]*packing
	wish      link.Wish
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

func (l *line) SendRED(packed []byte, samples, level int, first bool) error {
	blocks, err := red.Unpack(nil, packed, slot.PayloadType)
	if err != nil {
		return err
	}
	return l.Send(blocks[len(blocks)-1].Payload, samples, level, first)
}

// AskAgain brings the question to the hall, which sends what it still has.
func (l *line) Urges() <-chan struct{} { return nil }

func (l *line) AskAgain(slot int, sequences []uint16) {
	h := l.hall
	h.mu.Lock()
	defer h.mu.Unlock()
	l.stats.BytesOut += 8 + 12 + 4 + 14 + 28
	if h.loses() {
		return
	}
	asked := slices.Clone(sequences)
	time.AfterFunc(h.wait(), func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		k := l.packing[slot]
		for i := range asked {
			if k == nil {
				return
			}
			for _, p := range k.past {
				if p.Sequence == asked[i] {
					h.deliver(l, slot, p)
				}
			}
		}
	})
}

func (l *line) Collect() {}
func (l *line) Await()   {}

func (l *line) Wish(w link.Wish) {
	l.hall.mu.Lock()
	defer l.hall.mu.Unlock()
	l.wish = w
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
