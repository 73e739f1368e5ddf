// Package voice is a person's sound: what the microphone hears goes out while
// talk is open, and what comes in the slots is put in order, mended, mixed and
// played. It redials its line by itself, and nothing that happens to a sound card or
// to the network ends it.
//
// Who owns what: the beat's goroutine microphone, encoder, speaker, decoders and mix;
// Run's own goroutine the line. The line's reader puts packets into a slot's jitter buffer under
// that slot's mutex. Everything else is an atomic or under the mutex of status.
package voice

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parley/media/device"
	"parley/media/link"
	"parley/media/slot"
)

// Config says where sound comes from and where it goes.
type Config struct {
	// Mic is "" for the system's microphone, "none", "file:PATH.wav", or a
	// part of a device's name.
	Mic string
	// Ear is "" for the system's speaker, "none", "file:PATH.wav", or a part
	// of a device's name.
	Ear string
	// Clip, if not nil, speaks instead of Mic. It is not closed.
	Clip device.Source
	// Dial makes one attempt to connect and says why if it fails. The context
	// bounds the attempt, not the line. hear may be called from several
	// goroutines, one for each slot, already before Dial returns. Nil: no line
	// is wanted.
	Dial func(ctx context.Context, hear func(slot int, p link.Packet)) (Line, error)
	// Log gets what helps to find an error. Nil: nothing.
	Log *slog.Logger
}

// A Voice is one person's sound.
type Voice struct {
	config Config
	log    *slog.Logger

	talk     atomic.Bool
	micEnded atomic.Bool
	micMute  atomic.Bool
	resting  atomic.Bool // no line is wanted for a while
	micLevel meter
	line     atomic.Pointer[Line]   // the one that is up, or nil
	complete atomic.Bool            // nothing is to be missing of what is heard
	manner   atomic.Pointer[manner] // how speech is sent; never nil
	appetite atomic.Int64           // bit/s that should come at most; 0: whatever the server likes
	trip     atomic.Int64           // the line's round trip in nanoseconds, or 0
	slots    [slot.Count]*hearing
	status   board
	wishes   wishes
	guard    guard
	trial    atomic.Pointer[trial] // the last one; nil: none yet
	micLate  atomic.Int64          // how late our microphone is: a time.Duration
	earLate  atomic.Int64          // how late our speaker is: likewise
	came     atomic.Int64          // when a packet last came, in Unix nanoseconds
	told     atomic.Int64          // how late our voice is at the server, as the others are told: likewise
	moved    chan struct{}         // holds one token when Moved was called
	lost     chan struct{}         // holds one token when a line that was up is not any more
	micAlarm alarm                 // rings when talk opens
	earAlarm alarm                 // rings when something is heard

	mic   microphone // the beat's
	mouth *mouth     // the beat's
	ear   speaker    // the beat's

	began time.Time // the first beat; zero: there is none yet

	micGoes, earGoes closing // the beat's
}

// Open checks what c asks for and opens its files; an error is bad input: a
// file that is not there (fs.ErrNotExist), is no sound (device.ErrWAV) or cannot be written.
// Sound cards are opened by Run, and one that is missing is no error. Run must be called
// for the files to be closed.
func Open(c Config) (*Voice, error) {
	v := &Voice{config: c, log: c.Log, moved: make(chan struct{}, 1), lost: make(chan struct{}, 1), micAlarm: newAlarm(), earAlarm: newAlarm()}
	v.status.news = make(chan struct{}, 1)
	v.wishes = wishes{mic: c.Mic, ear: c.Ear, changed: make(chan struct{}, 1)}
	if v.log == nil {
		v.log = slog.New(slog.DiscardHandler)
	}
	if err := sameFile(c); err != nil {
		return nil, err
	}
	var err error
	if v.mouth, err = newMouth(); err != nil {
		return nil, err
	}
	for i := range v.slots {
		if v.slots[i], err = newHearing(); err != nil {
			return nil, err
		}
	}
	v.micLevel.reset()
	v.manner.Store(&rungs[0])
	v.guard.init()
	if err := v.openMic(); err != nil {
		return nil, err
	}
	if err := v.openEar(); err != nil {
		v.mic.close()
		return nil, err
	}
	if v.wantsLine() {
		v.status.move(Connecting, nil, 0)
	}
	return v, nil
}

// path returns the file that a mic or ear of this form means.
func path(asked string) (string, bool) { return strings.CutPrefix(asked, "file:") }

// sameFile refuses to record over what is being played.
func sameFile(c Config) error {
	in, fromFile := path(c.Mic)
	out, toFile := path(c.Ear)
	if c.Clip != nil || !fromFile || !toFile {
		return nil
	}
	a, err := os.Stat(in)
	if err != nil {
		return nil // opening it will say so
	}
	if b, err := os.Stat(out); err == nil && os.SameFile(a, b) {
		return fmt.Errorf("record to %s: it is also the file that is played", out)
	}
	return nil
}

// Run keeps sound going until ctx ends, then closes line, devices and files, so
// that a recording is whole, and returns nil. It must be called once.
func (v *Voice) Run(ctx context.Context) error {
	var sound sync.WaitGroup
	sound.Go(func() { v.beat(ctx) }) // ends when ctx does
	v.keepLine(ctx)
	sound.Wait()
	return nil
}

// Talk opens or closes the microphone to the others. What was said before it opened
// is not sent, and nothing is after it closed. Who speaks hears the present: it ends
// complete listening.
func (v *Voice) Talk(on bool) {
	if on {
		v.Complete(false)
	}
	v.talk.Store(on)
	v.micAlarm.ring()
}

// Talking reports whether the switch is on. Whether there is a microphone that works, and a
// line, is in Status.
func (v *Voice) Talking() bool { return v.talk.Load() }

// Waits says, while Dial is under way, that the server lets others in first, and
// how many turns it is to this one. It may be called from any goroutine.
func (v *Voice) Waits(place int) { v.status.place(place) }

// current is the line that is up, or nil.
func (v *Voice) current() Line {
	if l := v.line.Load(); l != nil {
		return *l
	}
	return nil
}

// hear takes a packet from the line. It does not block for long, and anything
// may be in the packet.
func (v *Voice) hear(at int, p link.Packet) {
	if at < 0 || at >= len(v.slots) {
		return
	}
	if err := v.slots[at].put(p); err != nil {
		v.log.Debug("packet of sound dropped", "slot", at, "why", err)
	}
	v.earAlarm.ring()
	if at := p.Arrived.UnixNano(); at-v.came.Swap(at) > int64(hushed) {
		v.status.tell()
	}
}

// hushed is how long nobody was heard when the next one who is counts as news.
const hushed = time.Second
