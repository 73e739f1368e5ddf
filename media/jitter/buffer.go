// Package jitter takes the packets of one slot as a network delivers them, late,
// twice, out of order or not at all, and says at each step of playout what
// sounds next, and which packets are worth asking for again. It keeps no time, starts no
// goroutine and knows no codec: arrivals and the present are passed in, and frames come
// out as they went in.
package jitter

import (
	"time"

	"parley/media/pcm"
)

const (
	// MaxPayload is the largest frame kept, in bytes: the longest that Opus has
	// (RFC 6716 section 3.2.1), with its table of contents.
	MaxPayload = 1276
	// MaxFrames is the number of frames that one packet may bring: 120 ms of 2.5 ms
	// frames, and two copies of as much.
	MaxFrames = 3 * 48

	cells    = 256                    // frames held at most: 5 s of 20 ms
	grain    = pcm.Rate / 400         // 2.5 ms: lengths and gaps are multiples of it, as Opus has them
	most     = 6 * pcm.FrameSize      // samples of the longest packet, 120 ms
	back     = 1<<14 - 1              // samples that a copy may be behind (RFC 2198 section 3: 14 bits)
	patient  = 5 * pcm.FrameSize      // samples made up before the spurt is taken to be over
	behind   = 256                    // packets a straggler may be late without being taken for a new stream
	believed = 3                      // packets in a row that fit nowhere and are taken for a new stream
	leap     = 3000                   // packets missing in one go that are still the same stream: a minute
	jump     = 2 * time.Second        // a change of transit time that no queue explains
	surplus  = 300 * time.Millisecond // sound waiting on top of the target before some is thrown away unheard

	surplusOfAll = 2 * time.Second // the same for who wants everything
)

// A Packet is one packet as it came from the wire, taken apart.
type Packet struct {
	Sequence  uint16
	Timestamp uint32 // of the first sample of its own, at 48 kHz
	Marker    bool   // it begins a talk spurt
	Speaker   uint32 // who speaks, 0 if unknown
	Frames    []Frame
	Arrived   time.Time
}

// A Frame is a piece of sound in a packet. Those with an Offset below 0 are
// copies of what earlier packets brought (RFC 2198); the others are the packet's own.
type Frame struct {
	Offset  int    // samples from the packet's Timestamp: a multiple of 120 (2.5 ms), above -16384
	Samples int    // how long it sounds: a multiple of 120, at most 5760
	Coarse  bool   // it also carries a coarse copy of the sound right before it (in-band FEC)
	Payload []byte // at most MaxPayload bytes, valid during Put only
}

// Counts tells what became of the packets since the beginning. Times are in
// frames of 20 ms, rounded down.
type Counts struct {
	Frames     uint64 // of real sound given out
	Concealed  uint64 // made up, or left silent, where there should have been sound
	Mended     uint64 // got back from a copy in a later packet; the whole ones are in Frames, too
	Shed       uint64 // thrown away unheard, to catch up
	Packets    uint64 // taken in
	Lost       uint64 // packets not there when their turn came
	Late       uint64 // packets that came after their turn; most are in Lost too
	Asked      uint64 // packets asked for again, each time counted
	Recovered  uint64 // packets that came when asked for again
	Duplicates uint64 // packets that came twice
	Refused    uint64 // packets that made no sense
}

// A cell is one frame waiting.
type cell struct {
	sequence int64 // of the packet that brought it
	copied   bool  // it is a copy, not that packet's own
	start    int64 // timestamp of the first sample, counted on
	samples  int
	packet   int // samples of the packet that it is part of
	marker   bool
	coarse   bool
	speaker  uint32
	arrived  time.Duration // since epoch
	size     int
	payload  [MaxPayload]byte
}

// end is where what follows the frame begins.
func (c *cell) end() int64 { return c.start + int64(c.samples) }

// A Buffer holds one slot's frames until their turn. It is of fixed size
// (about 350 kB), allocates nothing after New, and is not safe for two goroutines at once.
type Buffer struct {
	epoch time.Time // of the first packet: all times are counted from it
	cells [cells]cell
	order [cells]uint16 // of cells: the first waiting ones by their start, then those that are free
	held  int           // how many are waiting
	sound int64         // samples in them
	out   [MaxPayload]byte

	// Of the stream being received.
	started  bool
	newest   int64 // highest sequence number so far
	newStamp int64 // its timestamp
	length   int   // samples of its own in it
	span     int   // samples in a packet, usually
	shorter  int   // packets in a row that had fewer
	talker   uint32
	odds     int // packets in a row that fitted nowhere
	arrival  arrival
	want     want

	// Of the place that playout has reached.
	fresh   bool  // nothing of this stream has been played
	idle    bool  // between spurts: the next packet waits for its due time
	next    int64 // sequence number after the newest packet played
	at      int64 // timestamp of the sample that sounds next
	usual   int   // samples in the packet played last
	bridged int64 // samples since that packet that were made up or copies
	hidden  int   // samples made up at this place with nothing to show yet
	heard   uint32
	delay   time.Duration
	strict  bool // all that is too much is thrown away, not only a surplus
	samples struct{ frames, concealed, mended, shed uint64 }
	counts  Counts
}

// New returns an empty buffer that knows nothing of the link yet.
func New() *Buffer {
	b := &Buffer{}
	b.want.room = longest
	b.Reset()
	return b
}

// Reset forgets frames, stream and link, for a new connection. The counts and
// the mode go on.
func (b *Buffer) Reset() {
	b.flush()
	b.started = false
	b.epoch = time.Time{}
	b.delay = 0
	b.arrival.forget(true)
	b.want.forget()
}

// flush drops what is waiting and the place reached.
func (b *Buffer) flush() {
	for i := range b.order {
		b.order[i] = uint16(i)
	}
	b.held, b.sound = 0, 0
	b.fresh, b.idle = true, true
	b.hidden, b.bridged = 0, 0
	b.want.flush()
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

// Length is how long a packet usually sounds at present: so long its first sample
// waits for its last before it is sent.
func (b *Buffer) Length() time.Duration { return pcm.Duration(int64(b.span)) }

// Idle reports that no spurt is being played.
func (b *Buffer) Idle() bool { return b.idle }

// Rests reports that nothing is played or waits here, and that nothing of what was sent can
// still be asked for.
func (b *Buffer) Rests(now time.Time) bool {
	if b.held > 0 || !b.idle {
		return false
	}
	return !b.started || now.Sub(b.epoch) > pcm.Duration(b.newStamp+int64(b.length))+b.soonest()+giveUp
}

// Loses reports that the link loses packets, so that Missing is worth being called each 10 ms.
func (b *Buffer) Loses() bool { return b.want.loss > lossy || b.want.complete }

// head is the first frame waiting, or nil.
func (b *Buffer) head() *cell {
	if b.held == 0 {
		return nil
	}
	return &b.cells[b.order[0]]
}

// drop frees the first frame waiting.
func (b *Buffer) drop() {
	first := b.order[0]
	b.sound -= int64(b.cells[first].samples)
	copy(b.order[:b.held-1], b.order[1:b.held])
	b.held--
	b.order[b.held] = first
}

// room returns a free cell in the right place for what sounds from start to end,
// or nil if all or part of that is there already.
func (b *Buffer) place(start, end int64) *cell {
	i := b.held
	for ; i > 0; i-- {
		if c := &b.cells[b.order[i-1]]; c.start < end {
			if c.end() > start {
				return nil
			}
			break
		}
	}
	free := b.order[b.held]
	copy(b.order[i+1:b.held+1], b.order[i:b.held])
	b.order[i] = free
	b.held++
	b.sound += end - start
	return &b.cells[free]
}

// waiting is how long all the frames here would sound.
func (b *Buffer) waiting() time.Duration { return pcm.Duration(b.sound) }
