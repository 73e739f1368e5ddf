package linear_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/meeting"
	"parley/tui/linear"
	"parley/tui/sound"
)

// A radio is a Sound that the test turns.
type radio struct {
	mu     sync.Mutex // guards what follows
	status sound.Status
	on     bool
	used   string
	news   chan struct{} // nil: it tells nothing by itself
}

func (s *radio) Talk(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.on = on
}

func (s *radio) News() <-chan struct{} { return s.news }

func (s *radio) Talking() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.on
}

func (s *radio) Status() sound.Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

func (s *radio) Devices(context.Context) (sound.Devices, error) {
	return sound.Devices{Mics: []string{"Built-in", "Headset"}, Ears: []string{"Headset"}, UsualMic: "Built-in", UsualEar: "Headset"}, nil
}

func (s *radio) Use(_ context.Context, k sound.Kind, name string) error {
	if name == "walkman" {
		return errors.New(`"walkman" is not plugged in; there is Built-in, Headset`)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used = string(k) + " " + name
	return nil
}

func (s *radio) Try() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Trial = sound.Trial{Phase: sound.Recording}
	for i, t := range []sound.Trial{{Phase: sound.Playing, Level: -20}, {Phase: sound.Tried, Level: -20}} {
		time.AfterFunc(time.Duration(i+1)*time.Second, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.status.Trial = t
		})
	}
	return nil
}

func (s *radio) Rest(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status.State = sound.Connected; on {
		s.status.State, s.status.Why = sound.Off, errors.New("the limit for data is used up")
	}
}

func (s *radio) SetGuard(mode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Guard = mode
}

func (s *radio) Listen(complete bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status.Complete = complete
}

func (s *radio) set(change func(*sound.Status)) {
	s.mu.Lock()
	change(&s.status)
	s.mu.Unlock()
	time.Sleep(200 * time.Millisecond)
}

func TestSoundIsToldAndTheMicrophoneOpens(t *testing.T) {
	s := &radio{status: sound.Status{Mic: sound.Device{Name: "Built-in", State: sound.Working}, Ear: sound.Device{Name: "Headset", State: sound.Working}, Slots: []sound.Slot{{Level: -100}}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		r.types("talk on", "wait sound")
		r.hears("Microphone ON, but the sound is not connected yet.")
		s.set(func(s *sound.Status) { s.State, s.Path = sound.Connected, "udp" })
		r.hears("Sound is connected by UDP.", "Waited for: sound.")
		if !s.Talking() || !r.talks() {
			t.Error("the microphone is not open")
		}
		r.types("wait speech", "talk off")
		s.set(func(s *sound.Status) { s.Slots[0] = sound.Slot{Speaker: 2, Frames: 10, Level: -20} })
		r.hears("Waited for: speech.", "Microphone OFF.")
		r.types("status")
		r.hears("Link good, 80 ms there and back, 0 kbit/s in, 0 out. Draft 2, 3 lines, 2 people here. Everything of yours is received. " +
			"Sound is connected by UDP; microphone off, Built-in; ear Headset. Talking now: Ben.")
		s.set(func(s *sound.Status) { s.State, s.Why = sound.Lost, nil })
		r.later("Sound is lost; trying again. The text goes on.")
	})
}

func TestWhoIsPutOutHearsWhyAndNotThatTheSoundIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &radio{}
		r := enter(t, func(c *linear.Config) { c.Sound, c.Explain = s, error.Error }).welcome()
		s.set(func(s *sound.Status) { s.State, s.Path = sound.Connected, "udp" })
		time.Sleep(5 * time.Second)
		r.said()
		s.set(func(s *sound.Status) { s.State = sound.Lost })
		time.Sleep(100 * time.Millisecond)
		r.notices <- meeting.LinkChanged{State: meeting.Ended, Why: errors.New("the chair has taken you out")}
		close(r.notices)
		<-r.ended
		if got := strings.Join(r.said(), " "); strings.Contains(got, "Sound") || !strings.Contains(got, "taken you out") {
			t.Errorf("got %s", got)
		}
		r.in.Close()
	})
}

func TestThatTheSoundWaitsForOthersIsToldOnce(t *testing.T) {
	s := &radio{}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		s.set(func(s *sound.Status) { s.Place, s.Why = 14, errors.New("the sound is 14th in line") })
		r.later("Sound: the sound is 14th in line.")
		s.set(func(s *sound.Status) { s.Place, s.Why = 13, errors.New("the sound is 13th in line") })
		time.Sleep(time.Minute)
		s.set(func(s *sound.Status) { *s = sound.Status{State: sound.Connected, Path: "udp"} })
	})
}

func TestADeviceThatDoesNotWorkIsToldOnce(t *testing.T) {
	s := &radio{status: sound.Status{Mic: sound.Device{}, Ear: sound.Device{State: sound.None}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		s.set(func(s *sound.Status) { s.Mic = sound.Device{State: sound.Missing} })
		time.Sleep(time.Minute)
		r.types("talk on")
		r.hears("Microphone: none was found on this machine. The text goes on.", "Not done: not now: no microphone works here.")
		s.set(func(s *sound.Status) { s.Mic = sound.Device{Name: "Headset", State: sound.Working} })
		r.hears("Microphone works: Headset.")
	})
}

// Who speaks over a link that carries no speech any more is told at once, and when it does again.
func TestThatTheLinkCarriesNoSpeechIsTold(t *testing.T) {
	works := sound.Device{Name: "Built-in", State: sound.Working}
	s := &radio{status: sound.Status{State: sound.Connected, Path: "udp", Mic: works, Ear: works, Step: sound.StepGood}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		r.types("talk on")
		r.hears("Microphone ON. Everybody hears you.")
		s.set(func(s *sound.Status) { s.Step = sound.StepTextOnly })
		time.Sleep(time.Minute)
		r.hears("Nobody hears you now: your link carries no speech. The text goes on; speech is tried again by itself.")
		r.types("talk off", "talk on")
		r.hears("Microphone OFF.", "Microphone ON, but your link carries no speech now; it is tried again by itself.")
		s.set(func(s *sound.Status) { s.Step = sound.StepPoor })
		time.Sleep(time.Minute)
		r.hears("Your link carries speech again: you are heard while your microphone is open.")
	})
}

func TestStatusForAProgram(t *testing.T) {
	s := &radio{status: sound.Status{State: sound.Connected, Path: "udp", Step: sound.StepFair, MouthToEar: 210 * time.Millisecond, BytesIn: 1e6, BytesOut: 5e5, Mic: sound.Device{Name: "m", State: sound.Working}, Ear: sound.Device{Name: "e", State: sound.Working}, Loss: 0.25, RoundTrip: 90 * time.Millisecond, Slots: []sound.Slot{{Speaker: 2, Frames: 7}}}}
	meet(t, func(c *linear.Config) { c.JSON, c.Sound = true, s }, func(t *testing.T, r *room) {
		time.Sleep(time.Second)
		r.said()
		r.types("status")
		r.hears(`{"event":"status","version":2,"lines":3,"people":2,"waiting":0,"typed":0,"link":"poor","lost_s":0,"rtt_ms":80,"kbit_in":0,"kbit_out":0,` +
			`"sound":true,"sound_rtt_ms":90,"loss":0.25,"path":"udp","step":"fair","mouth_to_ear_ms":210,"used_mb":1.5,"cap_mb":0,"mic":"m","ear":"e","trouble":"","talking":false,` +
			`"slots":[{"speaker":2,"name":"Ben","frames":7,"concealed":0,"late":0,"lost":0,"delay_ms":0,"level":0}]}`)
	})
}

func TestWhoAskedForNoDeviceDoesNotWaitForSound(t *testing.T) {
	s := &radio{status: sound.Status{State: sound.Off, Why: errors.New("no microphone and no ear were asked for"), Mic: sound.Device{State: sound.None}, Ear: sound.Device{State: sound.None}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		r.types("wait sound", "status")
		r.hears("Not done: no microphone and no ear were asked for: start with another --mic or --ear than none to wait for sound.",
			"Link text only, 80 ms there and back, 0 kbit/s in, 0 out. Draft 2, 3 lines, 2 people here. Everything of yours is received. "+
				"Sound is off: no microphone and no ear were asked for.")
	})
}

func TestDevicesAreListedAndChosen(t *testing.T) {
	s := &radio{status: sound.Status{Mic: sound.Device{Name: "Built-in", State: sound.Working}, Ear: sound.Device{Name: "Headset", State: sound.Working}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		r.types("devices")
		time.Sleep(2 * time.Second)
		r.hears("Microphones: Built-in (the usual one, in use); Headset.", "Loudspeakers: Headset (the usual one, in use).")
		r.types("mic headset")
		time.Sleep(2 * time.Second)
		r.hears("Microphone: headset.")
		if s.used != "mic headset" {
			t.Errorf("got %q used", s.used)
		}
		r.types("ear walkman", "mic on", "ear usual", "echo off")
		time.Sleep(2 * time.Second)
		r.hears(`Not done: "walkman" is not plugged in; there is Built-in, Headset.`,
			"Not done: this chooses a device, and talk opens and closes the microphone: type mic NAME|none|usual.",
			"Loudspeaker: the usual one.", "Echo guard off.")
	})
}

func TestListeningIsCompleteOrLow(t *testing.T) {
	s := &radio{status: sound.Status{State: sound.Connected, Mic: sound.Device{Name: "Built-in", State: sound.Working}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		r.types("listen complete")
		time.Sleep(2 * time.Second)
		r.hears("You hear everything, one to two and a half seconds late. Low delay comes back by itself when you ask for the floor or your microphone opens.")
		if !s.Status().Complete {
			t.Error("the sound was not told")
		}
		r.types("listen low", "talk on", "listen complete", "listen well")
		time.Sleep(2 * time.Second)
		r.hears("You hear the present; what a weak link loses is made up.", "Microphone ON. Everybody hears you.",
			"Not done: your microphone is open, and who speaks has to hear the present.",
			"Not done: one listens complete, without loss, or low, without delay: type listen complete|low.")
		if s.Status().Complete {
			t.Error("the sound was not told of low delay")
		}
	})
}

func TestATrialIsToldAsItGoes(t *testing.T) {
	s := &radio{status: sound.Status{Mic: sound.Device{Name: "Built-in", State: sound.Working}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		r.types("try-sound")
		time.Sleep(3 * time.Second)
		r.hears("Say something: you are recorded for 3 s and then hear yourself; nobody else does.", "Playing what you said.",
			"You sounded ok. If you heard nothing, look at the loudspeaker.")
		s.set(func(s *sound.Status) { s.MicMute, s.MicLevel = true, -127 })
		r.hears("Microphone: Built-in gives nothing but silence: is it switched off? The text goes on.")
		s.set(func(s *sound.Status) { s.MicMute, s.MicLevel = false, -30 })
		time.Sleep(3 * time.Second)
		r.hears("Microphone works: Built-in, level ok.")
		s.set(func(s *sound.Status) { s.MicMute = true })
		time.Sleep(3 * time.Second)
		r.hears("Microphone: Built-in gives nothing but silence: is it switched off? The text goes on.")
		s.set(func(s *sound.Status) { s.MicMute, s.Mic.State = false, sound.Missing })
		time.Sleep(3 * time.Second)
		r.hears("Microphone: none was found on this machine. The text goes on.")
	})
}

func TestAPedalTurnsTheMicrophone(t *testing.T) {
	s := &radio{status: sound.Status{State: sound.Connected, Mic: sound.Device{Name: "Built-in", State: sound.Working}}}
	var orders chan sound.Order
	meet(t, func(c *linear.Config) {
		orders = make(chan sound.Order) // in the bubble, or it is not waited for
		c.Sound, c.Orders = s, orders
	}, func(t *testing.T, r *room) {
		order := func(do sound.Do) sound.Answer {
			answer := make(chan sound.Answer, 1)
			orders <- sound.Order{Do: do, Answer: answer}
			return <-answer
		}
		if got := order(sound.Turn); !got.Talking || got.Title == "" || !s.Talking() || !r.talks() {
			t.Errorf("toggle: got %+v", got)
		}
		r.hears("Microphone ON. Everybody hears you.")
		if got := order(sound.TurnOff); got.Talking || s.Talking() {
			t.Errorf("off: got %+v", got)
		}
		r.hears("Microphone OFF.")
		s.set(func(s *sound.Status) { s.Mic = sound.Device{State: sound.None} })
		if got := order(sound.TurnOn); got.Talking || got.Refused == "" {
			t.Errorf("without a microphone: got %+v", got)
		}
		if got := order(sound.Ask); got.Talking || got.Refused == "" || got.Person == "" {
			t.Errorf("asked without a microphone: got %+v, want whose it is and why it cannot be opened", got)
		}
	})
}

func TestAtTheLimitForDataTheMeetingGoesOnAsText(t *testing.T) {
	s := &radio{status: sound.Status{State: sound.Connected, Path: "udp", Mic: sound.Device{Name: "Built-in", State: sound.Working}}}
	meet(t, func(c *linear.Config) { c.Sound, c.DataCap = s, 10e6 }, func(t *testing.T, r *room) {
		time.Sleep(3 * time.Second)
		r.said()
		r.types("talk on")
		r.hears("Microphone ON. Everybody hears you.")
		s.set(func(s *sound.Status) { s.BytesIn = 9e6 })
		time.Sleep(3 * time.Second)
		r.hears("9 of 10 MB are used: at the limit the meeting goes on as text only.")
		s.set(func(s *sound.Status) { s.BytesOut = 2e6 })
		time.Sleep(3 * time.Second)
		if s.Talking() || r.talks() || s.Status().Up() {
			t.Error("the sound goes on")
		}
		r.said()
		r.types("talk on")
		r.hears("Not done: not now: the limit for data is used up, text only; data-cap sets another one.")
		r.types("data-cap 20MB")
		r.hears("Data: used 11 MB of 20.", "Sound is connected by UDP.")
		if s.Talking() {
			t.Error("the microphone opens when the limit is lifted")
		}
		if !s.Status().Up() {
			t.Error("with a higher limit the sound does not come back")
		}
		r.said()
		r.types("data-cap a lot")
		r.hears("Not done: an amount of data is a number of MB such as 50, 50MB or 1.5GB, or none: type data-cap AMOUNT|none.")
	})
}
