// Package jitter takes the packets of one slot as a network delivers them, late,
// twice, out of order or not at all, and says at each step of playout what
// sounds next. It keeps no time, starts no goroutine and knows no codec: arrivals and
// the present are passed in, and packets come out as they went in.
package jitter

import (
	"time"

	"parley/media/pcm"
)

const (
	// MaxPayload is the largest payload kept, in bytes: what fits into one packet
	// on any link.
	MaxPayload = 1500

	cells    = 64                     // packets held at most: 1.28 s of 20 ms packets
	grain    = pcm.Rate / 400         // 2.5 ms: lengths and gaps are multiples of it, as Opus has them
	most     = 6 * pcm.FrameSize      // samples of the longest packet, 120 ms
	patient  = 5 * pcm.FrameSize      // samples made up before the spurt is taken to be over
	behind   = 256                    // packets a straggler may be late without being taken for a new stream
	believed = 3                      // packets in a row that fit nowhere and are taken for a new stream
	leap     = 3000                   // packets missing in one go that are still the same stream: a minute
	jump     = 2 * time.Second        // a change of transit time that no queue explains
	surplus  = 300 * time.Millisecond // sound waiting on top of the target before some is thrown away unheard
)

// A Packet is one Opus packet as it came from the wire.
type Packet struct {
	Sequence  uint16
	Timestamp uint32 // of its first sample, at 48 kHz
	Marker    bool   // it begins a talk spurt
	Speaker   uint32 // who speaks, 0 if unknown
	Samples   int    // how long it sounds: a multiple of 120 (2.5 ms), at most 5760
	Payload   []byte // valid during Put only
	Arrived   time.Time
}

// Counts tells what became of the packets since the beginning. Times are in
// frames of 20 ms, rounded down.
type Counts struct {
	Frames     uint64 // of real sound given out
	Concealed  uint64 // made up where there should have been sound
	Mended     uint64 // got back from the copy in a later packet
	Shed       uint64 // thrown away unheard, to catch up
	Packets    uint64 // taken in
	Lost       uint64 // packets not there when their turn came
	Late       uint64 // packets that came after their turn; most are in Lost too
	Duplicates uint64 // packets that came twice
	Refused    uint64 // packets that made no sense
}

// A cell is one packet waiting, or where one was.
type cell struct {
	sequence int64
	waiting  bool
	start    int64 // timestamp of the first sample, counted on
	samples  int
	marker   bool
	speaker  uint32
	arrived  time.Duration // since epoch
	size     int
	payload  [MaxPayload]byte
}

// A Buffer holds one slot's packets until their turn. It is of fixed size
// (about 100 kB), allocates nothing after New, and is not safe for two goroutines at once.
type Buffer struct {
	epoch time.Time // of the first packet: all times are counted from it
	ring  [cells]cell
	out   [MaxPayload]byte // what Next handed out last

	// Of the stream being received.
	started  bool
	newest   int64 // highest sequence number so far
	newStamp int64 // its timestamp
	talker   uint32
	odds     int // packets in a row that fitted nowhere
	arrival  arrival

	// Of the place that playout has reached.
	fresh   bool  // nothing of this stream has been played
	idle    bool  // between spurts: the next packet waits for its due time
	next    int64 // sequence number after the one played last
	at      int64 // timestamp of the sample that sounds next
	usual   int   // samples in the packet played last
	hidden  int   // samples made up at this place with nothing to show yet
	heard   uint32
	delay   time.Duration
	samples struct{ frames, concealed, mended, shed uint64 }
	counts  Counts
}

// New returns an empty buffer that knows nothing of the link yet.
func New() *Buffer {
	b := &Buffer{}
	b.Reset()
	return b
}

// Reset forgets packets, stream and link, for a new connection. The counts go
// on.
func (b *Buffer) Reset() {
	b.flush()
	b.started = false
	b.epoch = time.Time{}
	b.delay = 0
	b.arrival.forget(true)
}

// flush drops what is waiting and the place reached.
func (b *Buffer) flush() {
	for i := range b.ring {
		b.ring[i].waiting = false
		b.ring[i].sequence = -1
	}
	b.fresh, b.idle = true, true
	b.hidden = 0
}

// Counts is what happened so far.
func (b *Buffer) Counts() Counts {
	c := b.counts
	c.Frames = b.samples.frames / pcm.FrameSize
	c.Concealed = b.samples.concealed / pcm.FrameSize
	c.Mended = b.samples.mended / pcm.FrameSize
	c.Shed = b.samples.shed / pcm.FrameSize
	return c
}

// Delay is how long the sound given out last waited here, counted from when
// the fastest packets would have brought it.
func (b *Buffer) Delay() time.Duration { return b.delay }

// Target is the delay aimed at, 20 to 400 ms.
func (b *Buffer) Target() time.Duration { return b.arrival.target() }

// Idle reports that no spurt is being played.
func (b *Buffer) Idle() bool { return b.idle }

// cell is where a sequence number has its place.
func (b *Buffer) cell(sequence int64) *cell {
	return &b.ring[uint64(sequence)%cells]
}

// head is the first packet waiting, or nil.
func (b *Buffer) head() *cell {
	if !b.started {
		return nil
	}
	for s := b.next; s <= b.newest; s++ {
		if c := b.cell(s); c.waiting && c.sequence == s {
			return c
		}
	}
	return nil
}

// waiting is how long all the packets here would sound.
func (b *Buffer) waiting() time.Duration {
	var samples int64
	for i := range b.ring {
		if b.ring[i].waiting {
			samples += int64(b.ring[i].samples)
		}
	}
	return pcm.Duration(samples)
}
