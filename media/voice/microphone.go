package voice

import (
	"context"
	"fmt"
	"io"
	"time"

	"parley/media/device"
	"parley/media/pcm"
)

// A microphone is what is listened to.
type microphone struct {
	source  device.Source      // nil: nothing, or nothing now
	owned   bool               // to be closed
	port    *port[*device.Mic] // nil: it is no sound card
	first   Device             // how it stood when it was chosen
	pace    device.Pace
	hush    hush
	open    bool      // talk was, since the last tick
	due     bool      // a frame was due at the last tick, by the clock
	loudest float64   // dBov, of the frames of this tick
	frame   pcm.Frame // the one being read
}

// openMic fills in v.mic as the config asks.
func (v *Voice) openMic() error {
	if v.config.Clip != nil {
		v.mic.source = v.config.Clip
		v.status.setMic(Device{Name: "clip", State: Working})
		return nil
	}
	m, err := micOf(v.config.Mic)
	if err != nil {
		return err
	}
	v.mic = *m
	v.status.setMic(m.first)
	return nil
}

// micOf makes the microphone that is asked for in the form of Config.Mic. A file
// is open then, a sound card is not.
func micOf(asked string) (*microphone, error) {
	if asked == "none" {
		return &microphone{first: Device{State: None}}, nil
	}
	if file, isFile := path(asked); isFile {
		w, err := device.OpenWAV(file)
		if err != nil {
			return nil, fmt.Errorf("speak from a file: %w", err)
		}
		return &microphone{source: w, owned: true, first: Device{Name: file, State: Working}}, nil
	}
	return &microphone{first: Device{Asked: asked, State: Opening}, port: newPort(asked, func(ctx context.Context) (*device.Mic, string, error) {
		c, err := device.OpenMic(ctx, asked)
		if err != nil {
			return nil, "", err
		}
		return c, c.Name(), nil
	})}, nil
}

// tendMic looks after the sound card, if there is to be one.
func (v *Voice) tendMic(ctx context.Context, now time.Time) {
	m := &v.mic
	if m.port == nil {
		return
	}
	if o, ok := m.port.poll(); ok {
		v.status.setMic(o.shown(m.port.asked))
		if o.err == nil {
			m.source, m.owned, m.hush = o.card, true, hush{}
		}
		v.log.Debug("microphone opened", "name", o.name, "why not", o.err)
	}
	if m.source == nil {
		m.port.tend(ctx, now, v.micGoes.done)
	}
}

// listen calls heard with each frame that the microphone has, and idle for each
// frame of time in which it has none. A stored source is only read while wanted;
// it loses nothing in between.
func (v *Voice) listen(now time.Time, wanted bool, heard func(*pcm.Frame), idle func()) {
	m := &v.mic
	if m.source != nil && m.source.Live() {
		if late, ok := m.source.(interface{ Keep(all bool) }); ok {
			late.Keep(v.trial.Load().at() == Recording)
		}
		for range micAtOnce {
			if !v.readMic() {
				break
			}
			heard(&m.frame)
		}
		m.pace, m.due = device.Pace{}, false
		return
	}
	n := m.pace.Due(v.onFrame(now))
	m.due = n > 0
	for range n {
		if wanted && m.source != nil && v.readMic() {
			heard(&m.frame)
		} else {
			idle()
		}
	}
}

// micAtOnce bounds what is read in one go, should a source never end.
const micAtOnce = 10

// readMic reads a frame, and takes the microphone out of use if it is broken.
func (v *Voice) readMic() bool {
	ok, err := v.mic.source.Read(&v.mic.frame)
	switch {
	case err == io.EOF:
		if !v.micEnded.Swap(true) {
			v.status.tell()
		}
	case err != nil:
		v.log.Debug("microphone failed", "why", err)
		v.status.failMic(err)
		v.dropMic()
	case ok:
		v.micEnded.Store(false)
	}
	return ok && err == nil
}

// abandon lets go of a sound card that may be being opened.
func (m *microphone) abandon() {
	if m.port != nil {
		m.port.abandon()
	}
}

// dropMic has the microphone be none any more.
func (v *Voice) dropMic() {
	m := &v.mic
	if m.port != nil && m.source != nil {
		v.micGoes.begin(m.source, func(error) {}) // it was only read
		m.source, m.owned = nil, false
	}
	m.close()
}

// close gives the source back.
func (m *microphone) close() {
	if m.owned {
		_ = m.source.Close() // it was only read
	}
	m.source, m.owned = nil, false
}
