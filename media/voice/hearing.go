package voice

import (
	"sync"
	"time"

	"parley/media/jitter"
	"parley/media/link"
	"parley/media/opus"
	"parley/media/pcm"
)

// A hearing is one receive slot: packets in, frames out.
type hearing struct {
	mu     sync.Mutex // guards buffer: the line's reader puts in, playout takes out
	buffer *jitter.Buffer

	level meter
	shown sounding // under mu

	// The rest is playout's own.
	decoder *opus.Decoder
	speaker uint32
	loud    float64 // about as loud as the speaker gets, in dBov
	sound   [pcm.FrameSize + 2*opus.MaxSamples]int16
	ready   int // samples in sound that have not been played
	voiced  int // of these, up to where there is more than silence
}

// A sounding is who is being played.
type sounding struct {
	speaker uint32
	active  bool
}

// A stretch may be left out or repeated if it is as quiet as this: far below the
// speaker's usual loudness, or near silence.
const (
	pauseBelow = 25.0  // dB
	nearlyNone = -60.0 // dBov
	loudDecays = 0.04  // dB a frame: 2 dB a second
)

func newHearing() (*hearing, error) {
	d, err := opus.NewDecoder()
	if err != nil {
		return nil, err
	}
	h := &hearing{buffer: jitter.New(), decoder: d, loud: nearlyNone}
	h.level.reset()
	return h, nil
}

// put takes in a packet that sounds for so many samples.
func (h *hearing) put(p link.Packet, samples int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffer.Put(jitter.Packet{
		Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Speaker: p.Speaker,
		Samples: samples, Payload: p.Payload, Arrived: p.Arrived,
	})
}

// restart forgets the line that was, for a new one.
func (h *hearing) restart() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffer.Reset()
}

// frame writes the next frame to f and reports whether anything is in it.
func (h *hearing) frame(now time.Time, f *pcm.Frame) bool {
	for h.ready < pcm.FrameSize {
		h.follow(h.next(now))
	}
	copy(f[:], h.sound[:pcm.FrameSize])
	sounds := h.voiced > 0
	copy(h.sound[:], h.sound[pcm.FrameSize:h.ready])
	h.ready -= pcm.FrameSize
	h.voiced = max(0, h.voiced-pcm.FrameSize)
	if sounds {
		h.level.note(pcm.Level(f[:]))
	} else {
		h.level.note(pcm.Quietest)
	}
	return sounds
}

// next asks the jitter buffer. The payload stays valid until it is asked again,
// which only this goroutine does.
func (h *hearing) next(now time.Time) jitter.Step {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.buffer.Next(now)
	h.shown.active = s.Kind != jitter.Silence
	if s.Kind == jitter.Play {
		h.shown.speaker = s.Speaker
	}
	return s
}

// follow does what a step says. Whatever cannot be decoded is silence.
func (h *hearing) follow(s jitter.Step) {
	out := h.sound[h.ready:]
	n, err := s.Samples, error(nil)
	switch s.Kind {
	case jitter.Silence:
		clear(out[:n])
		h.ready += n
		return
	case jitter.Conceal:
		err = h.decoder.Conceal(out[:n])
	case jitter.Mend:
		err = h.decoder.DecodeFEC(s.Payload, out[:n])
	default:
		h.turnTo(s.Speaker)
		n, err = h.decoder.Decode(s.Payload, out[:opus.MaxSamples])
	}
	if err != nil {
		n = s.Samples
		clear(out[:n])
	}
	if s.Kind == jitter.Skip {
		return
	}
	h.keep(out[:n], s.Ease)
}

// keep has what was written behind sound played: once, or in a pause not at all
// or twice if that is what the delay needs.
func (h *hearing) keep(written []int16, ease jitter.Ease) {
	n := len(written)
	if ease != jitter.Keep && h.pause(written) {
		if ease == jitter.Shorten {
			return
		}
		copy(h.sound[h.ready+n:], written)
		n *= 2
	}
	h.ready += n
	h.voiced = h.ready
	h.loud = max(h.loud-loudDecays, pcm.Level(written), nearlyNone)
}

// pause reports that there is no speech in what would be played next.
func (h *hearing) pause(sound []int16) bool {
	level := pcm.Level(sound)
	return level < nearlyNone || level < h.loud-pauseBelow
}

// turnTo begins with a fresh decoder for another speaker: the old one would carry
// the last voice over into the first syllable. Besides the level, it is all that
// is ever allocated here, a few times a minute.
func (h *hearing) turnTo(speaker uint32) {
	if speaker == h.speaker {
		return
	}
	h.speaker = speaker
	h.loud = nearlyNone
	if d, err := opus.NewDecoder(); err == nil {
		h.decoder = d
	}
}

// status is a snapshot of the slot.
func (h *hearing) status() SlotStatus {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.buffer.Counts()
	return SlotStatus{
		Speaker: h.shown.speaker, Active: h.shown.active, Level: h.level.read(),
		Frames: c.Frames, Concealed: c.Concealed, Mended: c.Mended, Late: c.Late, Lost: c.Lost,
		Delay: h.buffer.Delay(),
	}
}
