package voice

import (
	"parley/media/opus"
	"parley/media/pcm"
	"parley/media/red"
	"parley/media/slot"
)

// unsent is the longest packet that only says that there is silence, in bytes:
// time passes as well without it.
const unsent = 2

// A mouth turns frames into packets on a line.
type mouth struct {
	encoder *opus.Encoder
	level   pcm.Leveller
	manner  manner
	frame   [opus.MaxPacket]byte
	packet  [opus.MaxPacket + 6*opus.MaxPacket]byte
	packed  [3 * opus.MaxPacket]byte
	trail   red.Trail
	clock   uint32 // samples since the beginning

	open  bool // talk was open at the last frame
	quiet bool // the last frame was not sent

	// The frames that wait for their packet to be full.
	waiting  [6][]byte
	bytes    [6 * opus.MaxPacket]byte
	toc      byte
	n        int
	size     int
	loudest  float64 // of them
	opensNew bool    // the first of them comes after silence
}

func newMouth() (*mouth, error) {
	e, err := opus.NewEncoder()
	if err != nil {
		return nil, err
	}
	return &mouth{encoder: e}, nil
}

// turn takes on another manner of speaking, from the next packet on.
func (m *mouth) turn(line Line, to manner) error {
	if to == m.manner {
		return nil
	}
	err := m.flush(line)
	m.manner = to
	if tuned := m.encoder.Tune(to.rate, 0); err == nil {
		err = tuned
	}
	return err
}

// say sends one frame, or keeps it until a packet is full. f is changed: it
// becomes as loud as it should be.
func (m *mouth) say(line Line, f *pcm.Frame, level float64, as manner) error {
	if err := m.turn(line, as); err != nil {
		return err
	}
	if !m.open {
		if err := m.encoder.Reset(); err != nil {
			return err
		}
		m.trail.Forget()
		m.open, m.quiet = true, true
	}
	speaks := m.level.Apply(f)
	n, err := m.encoder.Encode(f, m.frame[:])
	if err != nil {
		return err
	}
	if n <= unsent || !speaks || as.step == TextOnly {
		err := m.flush(line)
		m.skip(line)
		m.quiet = true
		return err
	}
	return m.add(line, m.frame[:n], level)
}

// add puts a frame to those that wait.
func (m *mouth) add(line Line, frame []byte, level float64) error {
	if m.n > 0 && frame[0] != m.toc { // frames of one kind only (RFC 6716 section 3.2)
		if err := m.flush(line); err != nil {
			return err
		}
	}
	if m.n == 0 {
		m.toc, m.size, m.loudest, m.opensNew = frame[0], 0, pcm.Quietest, m.quiet
	}
	m.quiet = false
	from := m.size
	m.size += copy(m.bytes[from:], frame[1:])
	m.waiting[m.n] = m.bytes[from:m.size]
	m.n++
	m.loudest = max(m.loudest, level)
	if m.n < min(max(m.manner.frames, 1), len(m.waiting)) {
		return nil
	}
	return m.flush(line)
}

// flush sends the frames that wait, if there are any.
func (m *mouth) flush(line Line) error {
	if m.n == 0 || line == nil {
		m.n = 0
		return nil
	}
	packet, err := red.Join(m.packet[:0], m.toc, m.waiting[:m.n]...)
	if err != nil {
		return err
	}
	samples, level := m.n*pcm.FrameSize, pcm.Wire(m.loudest)
	if m.manner.depth > 0 {
		packed := m.trail.Pack(m.packed[:0], slot.PayloadType, m.clock, packet, m.manner.depth)
		err = line.SendRED(packed, samples, level, m.opensNew)
	} else {
		err = line.Send(packet, samples, level, m.opensNew)
	}
	m.trail.Note(m.clock, packet, true)
	m.clock += uint32(samples)
	m.n = 0
	return err
}

// skip lets one frame's time pass.
func (m *mouth) skip(line Line) {
	m.clock += pcm.FrameSize
	if line != nil {
		line.Skip(pcm.FrameSize)
	}
}

// hold lets one frame's time pass while talk is closed. What waits is sent: it was
// said before.
func (m *mouth) hold(line Line) error {
	m.open = false
	err := m.flush(line)
	m.skip(line)
	return err
}
