package linear_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"parley/tui/linear"
	"parley/tui/sound"
)

// A radio is a Sound that the test turns.
type radio struct {
	mu     sync.Mutex
	status sound.Status
	on     bool
}

func (s *radio) Talk(on bool)  { s.on = on }
func (s *radio) Talking() bool { return s.on }
func (s *radio) Status() sound.Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
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
		if !s.on || !r.talking {
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

func TestThatTheSoundWaitsForOthersIsToldOnce(t *testing.T) {
	s := &radio{}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		s.set(func(s *sound.Status) { s.Place, s.Why = 14, errors.New("the sound is 14th in line") })
		r.later("Sound: the sound is 14th in line.")
		s.set(func(s *sound.Status) { s.Place, s.Why = 13, errors.New("the sound is 13th in line") })
		time.Sleep(time.Minute)
		s.set(func(s *sound.Status) { *s = sound.Status{State: sound.Connected, Path: "udp"} })
		r.hears("Sound is connected by UDP.")
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

func TestStatusForAProgram(t *testing.T) {
	s := &radio{status: sound.Status{State: sound.Connected, Path: "udp", Mic: sound.Device{Name: "m", State: sound.Working}, Ear: sound.Device{Name: "e", State: sound.Working}, Loss: 0.25, RoundTrip: 90 * time.Millisecond, Slots: []sound.Slot{{Speaker: 2, Frames: 7}}}}
	meet(t, func(c *linear.Config) { c.JSON, c.Sound = true, s }, func(t *testing.T, r *room) {
		time.Sleep(time.Second)
		r.said()
		r.types("status")
		r.hears(`{"event":"status","version":2,"lines":3,"people":2,"waiting":0,"typed":0,"link":"poor","lost_s":0,"rtt_ms":80,"kbit_in":0,"kbit_out":0,` +
			`"sound":true,"sound_rtt_ms":90,"loss":0.25,"path":"udp","mic":"m","ear":"e","trouble":"","talking":false,` +
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
