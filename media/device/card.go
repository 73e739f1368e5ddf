package device

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"
	"unsafe"

	"github.com/gen2brain/malgo"

	"parley/media/pcm"
)

// How long a sound system is waited for. One that hangs must not take the meeting
// with it.
const (
	toOpen  = 5 * time.Second
	toClose = time.Second
)

const (
	// period is what a sound system brings or takes at once, and periods how many of playout it
	// holds, unless it is told otherwise (miniaudio's MA_DEFAULT_PERIODS).
	period  = 10 * time.Millisecond
	periods = 3
	// pulsePeriod is the same of a loudspeaker of PulseAudio, which holds one of them and asks for a quarter
	// at a time: with 10 ms it woke us 430 times a second.
	pulsePeriod = 20 * time.Millisecond
	// pulseKeeps is how many periods of a microphone PulseAudio and its library keep each until we have them;
	// what is more they drop. It costs no delay.
	pulseKeeps = 50
)

// A card is an open sound device. The callback of its kind runs on miniaudio's
// own thread and may do nothing but copy.
type card struct {
	system system
	device *malgo.Device
	name   string
	holds  time.Duration // of playout, in the sound system
	free   func()        // of what the device shares with us
}

// backends are the sound systems to try, in order; nil means all that miniaudio
// knows. On Linux, JACK is left out because its library writes to standard error;
// PipeWire answers as PulseAudio; and ALSA is asked only if there is a card, since it
// offers a device that swallows everything where there is none.
func backends() []malgo.Backend {
	if runtime.GOOS != "linux" {
		return nil
	}
	b := []malgo.Backend{malgo.BackendPulseaudio}
	if cards, _ := filepath.Glob("/dev/snd/pcm*"); len(cards) > 0 {
		b = append(b, malgo.BackendAlsa)
	}
	return b
}

// A system is a sound system that answers.
type system struct {
	*malgo.AllocatedContext
	pulse bool // it is PulseAudio, or PipeWire in its place
}

func openSystem() (s system, err error) {
	quiet()
	asked := backends()
	if len(asked) > 0 {
		if s.AllocatedContext, err = malgo.InitContext(asked[:1], malgo.ContextConfig{}, nil); err == nil {
			s.pulse = true
			return s, nil
		}
		asked = asked[1:]
	}
	if len(asked) > 0 || err == nil {
		s.AllocatedContext, err = malgo.InitContext(asked, malgo.ContextConfig{}, nil)
	}
	if err != nil {
		return s, fmt.Errorf("%w: no sound system answers: %w", ErrNone, err)
	}
	return s, nil
}

func (s system) close() {
	_ = s.Uninit() // nothing can be done about it
	s.Free()
}

// openCard opens the device of that kind that name means, as find has it.
func openCard(kind malgo.DeviceType, name string, f *feed, calls malgo.DeviceCallbacks) (*card, error) {
	system, err := openSystem()
	if err != nil {
		return nil, err
	}
	devices, err := system.Devices(kind)
	if err != nil {
		system.close()
		return nil, fmt.Errorf("list sound devices: %w", err)
	}
	all := names(devices)
	at, err := find(all, usual(all, defaultOf(devices)), name)
	if err != nil {
		system.close()
		return nil, err
	}
	c := &card{system: system, name: all[at], holds: periods * period}
	config := malgo.DefaultDeviceConfig(kind)
	config.SampleRate = pcm.Rate
	config.PeriodSizeInMilliseconds = uint32(period.Milliseconds())
	config.NoFixedSizedCallback = 1 // the ring takes any
	if kind == malgo.Playback && system.pulse {
		config.PeriodSizeInMilliseconds = uint32(pulsePeriod.Milliseconds())
		c.holds = pulsePeriod
	}
	if kind == malgo.Capture && system.pulse {
		config.Periods = pulseKeeps
	}
	config.Pulse.StreamNameCapture, config.Pulse.StreamNamePlayback = "Parley", "Parley"
	side := &config.Playback
	if kind == malgo.Capture {
		side = &config.Capture
	}
	side.Format, side.Channels = malgo.FormatS16, 1
	if name != "" || at != defaultOf(devices) { // without one the system may move us when its default changes
		id := devices[at].ID.Pointer()
		defer freeC(id)
		side.DeviceID = id
	}
	c.free = f.handOver(&config)
	if err := c.start(config, calls); err != nil {
		system.close()
		c.free()
		return nil, fmt.Errorf("open sound device %q: %w", c.name, err)
	}
	return c, nil
}

func (c *card) start(config malgo.DeviceConfig, calls malgo.DeviceCallbacks) error {
	d, err := malgo.InitDevice(c.system.Context, config, calls)
	if err != nil {
		return err
	}
	if err := d.Start(); err != nil {
		d.Uninit()
		return err
	}
	c.device = d
	return nil
}

// close stops the device. No callback runs after it.
func (c *card) close() error {
	_, err := patiently(context.Background(), toClose, func() (struct{}, error) {
		c.device.Uninit()
		c.system.close()
		c.free()
		return struct{}{}, nil
	}, func(struct{}) {})
	return err
}

// patiently runs f in a goroutine of its own, which ends when f does. If that
// takes longer than patience, or ctx ends, the result goes to late instead.
func patiently[T any](ctx context.Context, patience time.Duration, f func() (T, error), late func(T)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result)
	gone := make(chan struct{})
	go func() {
		v, err := f()
		select {
		case done <- result{v, err}:
		case <-gone:
			if err == nil {
				late(v)
			}
		}
	}()
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	var none T
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		close(gone)
		return none, ctx.Err()
	case <-timeout.C:
		close(gone)
		return none, errors.New("the sound system does not answer")
	}
}

// samples reads the bytes of a callback as 16-bit samples, in place.
func samples(b []byte) []int16 {
	if len(b) < 2 {
		return nil
	}
	return unsafe.Slice((*int16)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/2)
}
