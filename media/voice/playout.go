package voice

import (
	"context"
	"fmt"
	"time"

	"parley/media/device"
	"parley/media/pcm"
)

// A speaker is what is played to.
type speaker struct {
	sink  device.Sink        // nil: nothing, or nothing now
	port  *port[*device.Ear] // nil: it is no sound card
	first Device             // how it stood when it was chosen
	null  device.Null        // paces playout while there is no sink
	mix   pcm.Mix
	frame pcm.Frame // the one being made
	due   bool      // one was due at the last tick, by the clock

	missing [32]uint16 // packets to be asked for again
}

// openEar fills in v.ear as the config asks.
func (v *Voice) openEar() error {
	e, err := earOf(v.config.Ear)
	if err != nil {
		return err
	}
	v.ear = *e
	v.status.setEar(e.first)
	return nil
}

// earOf makes the speaker that is asked for in the form of Config.Ear. A file is
// open then, a sound card is not.
func earOf(asked string) (*speaker, error) {
	if asked == "none" {
		return &speaker{first: Device{State: None}}, nil
	}
	if file, isFile := path(asked); isFile {
		w, err := device.CreateWAV(file)
		if err != nil {
			return nil, fmt.Errorf("record to a file: %w", err)
		}
		return &speaker{sink: w, first: Device{Name: file, State: Working}}, nil
	}
	return &speaker{first: Device{Asked: asked, State: Opening}, port: newPort(asked, func(ctx context.Context) (*device.Ear, string, error) {
		c, err := device.OpenEar(ctx, asked)
		if err != nil {
			return nil, "", err
		}
		return c, c.Name(), nil
	})}, nil
}

// tendEar looks after the sound card, if there is to be one.
func (v *Voice) tendEar(ctx context.Context, now time.Time) {
	e := &v.ear
	if e.port == nil {
		return
	}
	if o, ok := e.port.poll(); ok {
		v.status.setEar(o.shown(e.port.asked))
		if o.err == nil {
			e.sink = o.card
		}
		v.log.Debug("speaker opened", "name", o.name, "why not", o.err)
	}
	if e.sink == nil {
		e.port.tend(ctx, now, v.earGoes.done)
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
	card, isCard := sink.(interface{ Rest(time.Time) error })
	if isCard && v.nothingOut(now) {
		v.failEar(card.Rest(now))
		return
	}
	v.earLate.Store(int64(latencyOf(sink)))
	due := now
	if !isCard {
		due = v.onFrame(now)
	}
	n := sink.Due(due)
	v.ear.due = n > 0 && !isCard
	for range n {
		v.mixNext(now, &v.ear.frame)
		if v.failEar(sink.Write(&v.ear.frame)) {
			return
		}
	}
}

// failEar takes the speaker out of use if err is not nil, and reports whether it did.
func (v *Voice) failEar(err error) bool {
	if err == nil {
		return false
	}
	v.log.Debug("speaker failed", "why", err)
	v.status.failEar(err) // first: closing what does not answer takes a second
	v.closeEar()
	return true
}

// mixNext writes the next frame of all slots together to f.
func (v *Voice) mixNext(now time.Time, f *pcm.Frame) {
	for _, h := range v.slots {
		if h.frame(now, f) {
			v.ear.mix.Add(f)
		}
	}
	v.ear.mix.Take(f)
	v.playsTrial(f)
	v.guard.played(pcm.Level(f[:]))
}

// askAgain asks for the packets that are missing and can still come in time.
func (v *Voice) askAgain(now time.Time) {
	line := v.current()
	if line == nil {
		return
	}
	trip := time.Duration(v.trip.Load())
	for i, h := range v.slots {
		if missing := h.missing(now, trip, time.Duration(v.earLate.Load()), v.ear.missing[:0]); len(missing) > 0 {
			line.AskAgain(i, missing)
		}
	}
}

// closeEar gives the sink back; a recording gets its right length.
func (v *Voice) closeEar() {
	v.dropEar(func(err error) {
		v.log.Debug("close speaker", "why", err)
		v.status.failEar(err)
	})
}

// dropEar has the speaker be none any more; ended is called if that went wrong. A
// recording is whole then.
func (v *Voice) dropEar(ended func(error)) {
	e := &v.ear
	if e.port != nil && e.sink != nil {
		v.earGoes.begin(e.sink, ended)
		e.sink = nil
		return
	}
	if err := e.close(); err != nil {
		ended(err)
	}
}

// close gives the sink back.
func (e *speaker) close() error {
	if e.sink == nil {
		return nil
	}
	err := e.sink.Close()
	e.sink = nil
	return err
}

// finish waits for a card that is being opened and closes it.
func (e *speaker) finish() {
	if e.port != nil {
		e.port.finish()
	}
}
