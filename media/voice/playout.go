package voice

import (
	"context"
	"fmt"
	"time"

	"parley/media/device"
	"parley/media/pcm"
)

// A speaker is what the playout goroutine plays to.
type speaker struct {
	sink  device.Sink        // nil: nothing, or nothing now
	port  *port[*device.Ear] // nil: it is no sound card
	null  device.Null        // paces playout while there is no sink
	mix   pcm.Mix
	frame pcm.Frame // the one being made
}

// openEar fills in v.ear as the config asks.
func (v *Voice) openEar() error {
	asked := v.config.Ear
	file, isFile := path(asked)
	switch {
	case asked == "none":
		v.status.setEar(Device{State: None})
	case isFile:
		w, err := device.CreateWAV(file)
		if err != nil {
			return fmt.Errorf("record to a file: %w", err)
		}
		v.ear.sink = w
		v.status.setEar(Device{Name: file, State: Working})
	default:
		v.ear.port = newPort(func(ctx context.Context) (*device.Ear, string, error) {
			c, err := device.OpenEar(ctx, asked)
			if err != nil {
				return nil, "", err
			}
			return c, c.Name(), nil
		})
	}
	return nil
}

// playout runs until ctx ends and owns speaker, decoders and mix.
func (v *Voice) playout(ctx context.Context) {
	defer v.closeEar()
	if v.ear.port != nil {
		defer v.ear.port.finish()
	}
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			now := time.Now()
			v.tendEar(ctx, now)
			v.playoutTick(now)
		}
	}
}

// tendEar looks after the sound card, if there is to be one.
func (v *Voice) tendEar(ctx context.Context, now time.Time) {
	e := &v.ear
	if e.port == nil {
		return
	}
	if o, ok := e.port.poll(); ok {
		v.status.setEar(o.shown())
		if o.err == nil {
			e.sink = o.card
		}
		v.log.Debug("speaker opened", "name", o.name, "why not", o.err)
	}
	if e.sink == nil {
		e.port.tend(ctx, now)
	}
}

// playoutTick gives the speaker the frames it wants. Without one the sound goes on
// unheard, so that levels are seen and nothing piles up.
func (v *Voice) playoutTick(now time.Time) {
	var sink device.Sink = &v.ear.null
	if v.ear.sink != nil {
		sink = v.ear.sink
		v.ear.null = device.Null{}
	}
	for range sink.Due(now) {
		v.mixNext(now, &v.ear.frame)
		if err := sink.Write(&v.ear.frame); err != nil {
			v.log.Debug("speaker failed", "why", err)
			v.closeEar()
			v.status.failEar(err)
			return
		}
	}
}

// mixNext writes the next frame of all slots together to f.
func (v *Voice) mixNext(now time.Time, f *pcm.Frame) {
	for _, h := range v.slots {
		if h.frame(now, f) {
			v.ear.mix.Add(f)
		}
	}
	v.ear.mix.Take(f)
}

// closeEar gives the sink back; a recording gets its right length.
func (v *Voice) closeEar() {
	if v.ear.sink == nil {
		return
	}
	if err := v.ear.sink.Close(); err != nil {
		v.log.Debug("close speaker", "why", err)
		v.status.failEar(err)
	}
	v.ear.sink = nil
}
