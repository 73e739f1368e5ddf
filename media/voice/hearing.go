package voice

import (
	"sync"
	"sync/atomic"
	"time"

	"parley/media/jitter"
	"parley/media/link"
	"parley/media/opus"
	"parley/media/pcm"
)

// A hearing is one receive slot: packets in, frames out.
type hearing struct {
	mu     sync.Mutex // guards buffer and apart: the line's reader puts in, playout takes out
	buffer *jitter.Buffer
	apart  unpacker

	level meter
	shown sounding     // under mu
	mouth atomic.Int64 // how long who is heard takes to the server: a time.Duration; 0: not known

	// The rest belongs to the beat.
	decoder *opus.Decoder
	speaker uint32
	loud    float64 // about as loud as the speaker gets, in dBov
	sound   [pcm.FrameSize + 2*opus.MaxSamples]int16
	ready   int // samples in sound that have not been played
	voiced  int // of these, up to where there is more than silence
	steady  int // frames since the speed of speech was changed
	madeUp  int // frames in a row that were made up
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

// paceEvery is how many frames apart speech is made a little faster or slower, by
// a period of the voice: some 8 %, which nobody minds.
const paceEvery = 5

// fading is how loud made-up sound is at the beginning of each frame in a row: what
// was not said must not go on as if it had been.
var fading = [...]float64{1, 0.9, 0.7, 0.45, 0.2, 0}

// fadeIn is how many samples it takes for the sound to be back: 2.5 ms.
const fadeIn = pcm.Rate / 400

func newHearing() (*hearing, error) {
	d, err := opus.NewDecoder()
	if err != nil {
		return nil, err
	}
	h := &hearing{buffer: jitter.New(), decoder: d, loud: nearlyNone}
	h.level.reset()
	return h, nil
}

// put takes in a packet.
func (h *hearing) put(p link.Packet) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	frames, err := h.apart.unpack(p)
	if err != nil {
		return err
	}
	h.buffer.Put(jitter.Packet{
		Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Speaker: p.Speaker,
		Frames: frames, Arrived: p.Arrived,
	})
	return nil
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
		h.fade(out[:n])
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
	if s.Kind != jitter.Conceal && h.madeUp > 0 {
		pcm.Ramp(out[:min(n, fadeIn)], fading[min(h.madeUp, len(fading)-1)], 1)
		h.madeUp = 0
	}
	h.keep(out[:n], s.Ease)
}

// fade has made-up sound become quieter, and silent after 100 ms.
func (h *hearing) fade(sound []int16) {
	last := len(fading) - 1
	pcm.Ramp(sound, fading[min(h.madeUp, last)], fading[min(h.madeUp+1, last)])
	h.madeUp++
}

// keep has what was written behind sound played: as it is, or in a pause not at all
// or twice if that is what the delay needs, or in speech a little faster or slower.
func (h *hearing) keep(written []int16, ease jitter.Ease) {
	n := len(written)
	h.steady++
	switch {
	case ease == jitter.Keep:
	case h.pause(written):
		if ease == jitter.Shorten {
			return
		}
		copy(h.sound[h.ready+n:], written)
		n *= 2
	case h.steady < paceEvery:
	case ease == jitter.Shorten:
		n = pcm.Shrink(written)
		h.steady = 0
	default:
		n = pcm.Stretch(h.sound[h.ready:], n)
		h.steady = 0
	}
	h.ready += n
	h.voiced = h.ready
	h.loud = max(h.loud-loudDecays, pcm.Level(h.sound[h.ready-n:h.ready]), nearlyNone)
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

// missing appends to out the packets that are to be asked for again now, on a link
// with such a round trip; ear is how late the speaker is.
func (h *hearing) missing(now time.Time, trip, ear time.Duration, out []uint16) []uint16 {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffer.Path(trip, max(atMost-aside-h.elsewhere(ear)-trip/2-h.buffer.Length(), leastRoom))
	return h.buffer.Missing(now, out)
}

// complete says whether nothing may be missing, or the delay has to be low.
func (h *hearing) complete(on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffer.Complete(on)
}

// status is a snapshot of the slot.
func (h *hearing) status(trip, ear time.Duration) SlotStatus {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.buffer.Counts()
	s := SlotStatus{
		Speaker: h.shown.speaker, Active: h.shown.active, Level: h.level.read(),
		Frames: c.Frames, Concealed: c.Concealed, Mended: c.Mended, Late: c.Late, Lost: c.Lost,
		Asked: c.Asked, Recovered: c.Recovered,
		Delay: h.buffer.Delay(), Target: h.buffer.Target(), Packet: h.buffer.Length(),
	}
	if c.Packets > 0 {
		s.MouthToEar = h.elsewhere(ear) + trip/2 + s.Packet + s.Delay
	}
	return s
}
