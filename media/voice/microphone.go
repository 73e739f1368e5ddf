package voice

import (
	"context"
	"fmt"
	"io"
	"time"

	"parley/media/device"
	"parley/media/pcm"
)

// A microphone is what the capture goroutine listens to.
type microphone struct {
	source device.Source      // nil: nothing, or nothing now
	owned  bool               // to be closed
	port   *port[*device.Mic] // nil: it is no sound card
	pace   device.Pace
	frame  pcm.Frame // the one being read
}

// openMic fills in v.mic as the config asks.
func (v *Voice) openMic() error {
	m := &v.mic
	asked := v.config.Mic
	file, isFile := path(asked)
	switch {
	case v.config.Clip != nil:
		m.source = v.config.Clip
		v.status.setMic(Device{Name: "clip", State: Working})
	case asked == "none":
		v.status.setMic(Device{State: None})
	case isFile:
		w, err := device.OpenWAV(file)
		if err != nil {
			return fmt.Errorf("speak from a file: %w", err)
		}
		m.source, m.owned = w, true
		v.status.setMic(Device{Name: file, State: Working})
	default:
		m.port = newPort(func(ctx context.Context) (*device.Mic, string, error) {
			c, err := device.OpenMic(ctx, asked)
			if err != nil {
				return nil, "", err
			}
			return c, c.Name(), nil
		})
	}
	return nil
}

// tendMic looks after the sound card, if there is to be one.
func (v *Voice) tendMic(ctx context.Context, now time.Time) {
	m := &v.mic
	if m.port == nil {
		return
	}
	if o, ok := m.port.poll(); ok {
		v.status.setMic(o.shown())
		if o.err == nil {
			m.source, m.owned = o.card, true
		}
		v.log.Debug("microphone opened", "name", o.name, "why not", o.err)
	}
	if m.source == nil {
		m.port.tend(ctx, now)
	}
}

// listen calls heard with each frame that the microphone has, and idle for each
// frame of time in which it has none. A stored source is only read while wanted;
// it loses nothing in between.
func (v *Voice) listen(now time.Time, wanted bool, heard func(*pcm.Frame), idle func()) {
	m := &v.mic
	if m.source != nil && m.source.Live() {
		for range micAtOnce {
			if !v.readMic() {
				break
			}
			heard(&m.frame)
		}
		m.pace = device.Pace{}
		return
	}
	for range m.pace.Due(now) {
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
		v.micEnded.Store(true)
	case err != nil:
		v.log.Debug("microphone failed", "why", err)
		v.status.failMic(err)
		v.mic.close()
	case ok:
		v.micEnded.Store(false)
	}
	return ok && err == nil
}

// close gives the source back.
func (m *microphone) close() {
	if m.owned {
		_ = m.source.Close() // it was only read
	}
	m.source, m.owned = nil, false
}
