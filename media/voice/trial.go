package voice

import (
	"errors"
	"sync/atomic"
	"time"

	"parley/media/pcm"
)

// A trial is for a person to hear how they sound: the microphone is recorded, and
// played to them alone. While it goes on nobody else hears the microphone, and
// they hear nobody else.
type trial struct {
	phase  atomic.Int32 // a TrialPhase; who moves it hands frames over
	until  time.Time    // when recording is given up, unless something comes
	frames []pcm.Frame  // of the microphone while recording, for the speaker while playing
	played int          // of these
	peak   meter
}

// A TrialPhase is how far a trial is.
type TrialPhase int32

const (
	Untried   TrialPhase = iota
	Recording            // the microphone is being recorded
	Playing              // what was recorded is being played
	Tried                // done
	Dumb                 // the microphone brought nothing for too long
)

// A Trial is how the last trial went.
type Trial struct {
	Phase TrialPhase
	Level float64 // dBov, of the loudest frame so far
}

const (
	trialLength = 3 * time.Second
	trialFrames = int(trialLength / pcm.FrameTime)
	trialWaits  = 2 * trialLength // for the next frame
)

var (
	// ErrStored says that what speaks is a recording, which is there to be heard
	// by all, once.
	ErrStored = errors.New("the microphone is a recording")
	// ErrBusy says that a trial is going on.
	ErrBusy = errors.New("a trial is going on")
	// ErrNoMic says that no microphone works.
	ErrNoMic = errors.New("no microphone works")
)

// Try begins a trial. Status says how it goes.
func (v *Voice) Try() error {
	switch s := v.status.read(); {
	case s.Mic.State != Working:
		return ErrNoMic
	case !s.Mic.Card:
		return ErrStored
	}
	t := &trial{until: time.Now().Add(trialWaits), frames: make([]pcm.Frame, 0, trialFrames)}
	t.peak.reset()
	t.phase.Store(int32(Recording))
	old := v.trial.Load()
	if old.goesOn() || !v.trial.CompareAndSwap(old, t) {
		return ErrBusy
	}
	v.micAlarm.ring()
	v.earAlarm.ring()
	return nil
}

func (t *trial) at() TrialPhase {
	if t == nil {
		return Untried
	}
	return TrialPhase(t.phase.Load())
}

// goesOn reports whether the trial is not over yet.
func (t *trial) goesOn() bool { p := t.at(); return p == Recording || p == Playing }

func (t *trial) status() Trial {
	if t == nil {
		return Trial{Level: pcm.Quietest}
	}
	return Trial{t.at(), t.peak.read()}
}

// takesTrial gives a frame of the microphone to the trial, and reports whether
// one goes on. It belongs to the beat.
func (v *Voice) takesTrial(f *pcm.Frame, level float64) bool {
	t := v.trial.Load()
	if t.at() == Recording {
		t.frames = append(t.frames, *f) // there is room for all
		t.until = time.Now().Add(trialWaits)
		if level > t.peak.read() {
			t.peak.raise(level)
		}
		if len(t.frames) == trialFrames {
			t.phase.Store(int32(Playing))
		}
	}
	return t.goesOn()
}

// endTrial gives recording up when the microphone has brought nothing for too
// long. It belongs to the beat.
func (v *Voice) endTrial(now time.Time) {
	if t := v.trial.Load(); t.at() == Recording && now.After(t.until) {
		t.phase.Store(int32(Dumb))
	}
}

// playsTrial puts what was recorded in the place of the frame that would be
// played. It belongs to the beat.
func (v *Voice) playsTrial(f *pcm.Frame) {
	t := v.trial.Load()
	switch {
	case t.at() == Recording:
		clear(f[:])
	case t.at() == Playing && t.played < len(t.frames):
		*f = t.frames[t.played]
		t.played++
	case t.at() == Playing:
		clear(f[:])
		t.phase.Store(int32(Tried))
	}
}
