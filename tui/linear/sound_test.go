package linear_test

import (
	"sync"
	"testing"
	"time"

	"parley/tui/linear"
)

// A radio is a Sound that the test turns.
type radio struct {
	mu     sync.Mutex
	status linear.SoundStatus
	on     bool
}

func (s *radio) Talk(on bool)  { s.on = on }
func (s *radio) Talking() bool { return s.on }
func (s *radio) Status() linear.SoundStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

func (s *radio) set(change func(*linear.SoundStatus)) {
	s.mu.Lock()
	change(&s.status)
	s.mu.Unlock()
	time.Sleep(200 * time.Millisecond)
}

func TestSoundIsToldAndTheMicrophoneOpens(t *testing.T) {
	s := &radio{status: linear.SoundStatus{Mic: linear.Device{Words: "Built-in", Works: true, Wanted: true}, Ear: linear.Device{Words: "Headset", Works: true, Wanted: true}, Slots: []linear.Slot{{Level: -100}}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		r.types("talk on", "wait sound")
		r.hears("Microphone ON, but the sound is not connected yet.")
		s.set(func(s *linear.SoundStatus) { s.Up, s.Path = true, "udp" })
		r.hears("Sound is connected by UDP.", "Waited for: sound.")
		if !s.on || !r.talking {
			t.Error("the microphone is not open")
		}
		r.types("wait speech", "talk off")
		s.set(func(s *linear.SoundStatus) { s.Slots[0] = linear.Slot{Speaker: 2, Frames: 10, Level: -20} })
		r.hears("Waited for: speech.", "Microphone OFF.")
		r.types("status")
		r.hears("Link good, 80 ms there and back, 0 kbit/s in, 0 out. Draft 2, 3 lines, 2 people here. Everything of yours is received. " +
			"Sound is connected by UDP; microphone off, Built-in; ear Headset. Talking now: Ben.")
		s.set(func(s *linear.SoundStatus) { s.Up = false })
		r.hears("Sound is lost; trying again. The text goes on.")
	})
}

func TestThatTheSoundWaitsForOthersIsToldOnce(t *testing.T) {
	s := &radio{}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		s.set(func(s *linear.SoundStatus) { s.Place, s.Trouble = 14, "the sound is 14th in line" })
		r.hears("Sound: the sound is 14th in line.")
		s.set(func(s *linear.SoundStatus) { s.Place, s.Trouble = 13, "the sound is 13th in line" })
		time.Sleep(time.Minute)
		s.set(func(s *linear.SoundStatus) { *s = linear.SoundStatus{Up: true, Path: "udp"} })
		r.hears("Sound is connected by UDP.")
	})
}

func TestADeviceThatDoesNotWorkIsToldOnce(t *testing.T) {
	s := &radio{status: linear.SoundStatus{Mic: linear.Device{Words: "opening", Works: true, Wanted: true}, Ear: linear.Device{Words: "none"}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		s.set(func(s *linear.SoundStatus) { s.Mic = linear.Device{Words: "none found on this machine", Wanted: true} })
		time.Sleep(time.Minute)
		r.types("talk on")
		r.hears("Microphone: none found on this machine. The text goes on.", "Not done: not now: no microphone works here.")
		s.set(func(s *linear.SoundStatus) { s.Mic = linear.Device{Words: "Headset", Works: true, Wanted: true} })
		r.hears("Microphone works: Headset.")
	})
}

func TestStatusForAProgram(t *testing.T) {
	s := &radio{status: linear.SoundStatus{Up: true, Path: "udp", Mic: linear.Device{Words: "m"}, Ear: linear.Device{Words: "e"}, Loss: 0.25, RoundTrip: 90 * time.Millisecond, Slots: []linear.Slot{{Speaker: 2, Frames: 7}}}}
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
	s := &radio{status: linear.SoundStatus{Off: true, Mic: linear.Device{Words: "none"}, Ear: linear.Device{Words: "none"}}}
	meet(t, func(c *linear.Config) { c.Sound = s }, func(t *testing.T, r *room) {
		r.types("wait sound", "status")
		r.hears("Not done: no microphone and no ear were asked for: start with another --mic or --ear than none to wait for sound.",
			"Link text only, 80 ms there and back, 0 kbit/s in, 0 out. Draft 2, 3 lines, 2 people here. Everything of yours is received. "+
				"Sound is off: no microphone and no ear were asked for.")
	})
}
