package linear

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley/tui/sound"
	"parley/tui/word"
)

// devicesWithin is how long the sound system may take to answer.
const devicesWithin = 10 * time.Second

// trialWithin is longer than a trial takes.
const trialWithin = 15 * time.Second

// equipment is what devices there are.
type equipment struct {
	Event    string   `json:"event"` // "devices"
	Mics     []string `json:"mics"`
	Ears     []string `json:"ears"`
	UsualMic string   `json:"usual_mic"` // empty if there is none
	UsualEar string   `json:"usual_ear"`
	Mic      string   `json:"mic"` // in use; empty: none
	Ear      string   `json:"ear"`

	devices sound.Devices
}

func (s equipment) words() string {
	return s.devices.List(sound.Mic, s.Mic) + "\n" + s.devices.List(sound.Ear, s.Ear)
}

// outside runs what may take seconds in a goroutine of its own, which ends when
// that does, and goes on with its result. The pause ends before the goroutine only
// if that does not keep to its time.
func (f *front) outside(what string, now time.Time, ask func(context.Context) error, then func()) {
	ctx, cancel := context.WithTimeout(context.Background(), devicesWithin)
	ended := make(chan error, 1)
	go func() {
		defer cancel()
		ended <- ask(ctx)
	}()
	var err error
	f.wait(&pause{
		what: what, until: now.Add(2 * devicesWithin), looks: true,
		met: func() bool {
			select {
			case err = <-ended:
				return true
			default:
				return false
			}
		},
		then: func(time.Time) {
			if err != nil {
				f.fail(what, err)
				return
			}
			then()
		},
		late: func(time.Time) { f.fail(what, errors.New(word.Say("the sound system does not answer"))) },
	}, now)
}

// devices lists the microphones and the loudspeakers.
func (f *front) devices(now time.Time) {
	var d sound.Devices
	f.outside("devices", now, func(ctx context.Context) (err error) {
		d, err = f.Sound.Devices(ctx)
		return err
	}, func() {
		s := f.Sound.Status()
		f.out.say(equipment{"devices", some(d.Mics), some(d.Ears), d.UsualMic, d.UsualEar, s.Mic.Name, s.Ear.Name, d})
	})
}

// some is a list that is never null in JSON.
func some(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}

// use takes another microphone or loudspeaker.
func (f *front) use(k sound.Kind, name string, now time.Time) {
	f.outside(string(k), now, func(ctx context.Context) error { return f.Sound.Use(ctx, k, name) }, func() {
		spoken := k.Title() + word.Say(": ") + name + "."
		switch name {
		case sound.Usual:
			spoken = k.Title() + word.Say(": the usual one.")
		case sound.Nothing:
			spoken = k.Title() + word.Say(": none.")
		}
		f.out.say(done{Event: "done", Command: string(k), Text: name, spoken: spoken})
	})
}

// A tried is how a trial of the devices goes.
type tried struct {
	Event string  `json:"event"` // "trial"
	Phase string  `json:"phase"` // recording, playing; done or silent at the end
	Level float64 `json:"level_dbov"`

	trial sound.Trial
}

func (s tried) words() string { return s.trial.String() + "." }

// try records the microphone and plays it to the person.
func (f *front) try(now time.Time) error {
	if err := f.Sound.Try(); err != nil {
		return fmt.Errorf(word.Say("the sound cannot be tried now: %w"), err)
	}
	told := sound.Untried
	f.wait(&pause{
		what: "trial", until: now.Add(trialWithin), looks: true,
		met: func() bool {
			t := f.Sound.Status().Trial
			if t.Phase != told {
				told = t.Phase
				f.out.say(tried{"trial", string(t.Phase), tenths(t.Level), t})
			}
			return t.Over()
		},
		then: func(time.Time) {},
		late: func(time.Time) {
			f.fail("try-sound", errors.New(word.Say("the sound device does not take what was recorded")))
		},
	}, now)
	return nil
}

// guard sets the echo guard.
func (f *front) guard(mode string) {
	f.Sound.SetGuard(mode)
	f.out.say(done{Event: "done", Command: "echo", Text: mode, spoken: word.Say("Echo guard ") + mode + "."})
}

// hush tells that the microphone brings nothing but silence, and when it is heard
// again.
func (f *front) hush(s sound.Status) {
	if s.MicMute == f.muted {
		return
	}
	f.muted = s.MicMute
	if !s.Mic.Works() { // that it is gone is said by itself
		return
	}
	f.announce(pressing, equipped{"device", "microphone", !s.MicMute, s.MicWords()})
}
