package voice

import (
	"parley/media/opus"
	"parley/media/pcm"
)

// unsent is the longest packet that only says that there is silence, in bytes:
// time passes as well without it.
const unsent = 2

// rate is the bitrate of speech. The server cannot make packets smaller for those
// whose link is weak, so everybody's are small: with copies, and all headers, this fits
// into 40 kbit/s.
const rate = 12000

// A mouth turns frames into packets on a line.
type mouth struct {
	encoder *opus.Encoder
	packet  [opus.MaxPacket]byte
	open    bool // talk was open at the last frame
	quiet   bool // the last frame was not sent
}

func newMouth() (*mouth, error) {
	e, err := opus.NewEncoder()
	if err != nil {
		return nil, err
	}
	if err := e.Tune(rate, 0); err != nil {
		return nil, err
	}
	return &mouth{encoder: e}, nil
}

// say sends one frame.
func (m *mouth) say(line Line, f *pcm.Frame, level float64) error {
	if !m.open {
		if err := m.encoder.Reset(); err != nil {
			return err
		}
		m.open, m.quiet = true, true
	}
	n, err := m.encoder.Encode(f, m.packet[:])
	if err != nil {
		return err
	}
	if n <= unsent {
		line.Skip(pcm.FrameSize)
		m.quiet = true
		return nil
	}
	first := m.quiet
	m.quiet = false
	return line.Send(m.packet[:n], pcm.FrameSize, pcm.Wire(level), first)
}

// hold lets one frame's time pass.
func (m *mouth) hold(line Line) {
	m.open = false
	if line != nil {
		line.Skip(pcm.FrameSize)
	}
}
