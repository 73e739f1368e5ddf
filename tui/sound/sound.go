// Package sound is what both fronts know of a person's voice and ear: how it is
// at one moment, what changed about it, and the words for that. It opens no
// device and no connection; those are behind the Voice that a front is given.
package sound

import (
	"cmp"
	"context"
	"strings"
	"time"

	"parley/collab/text"
	"parley/tui/word"
)

// A Voice is the person's voice and ear. Its methods return at once, but for
// those that take a context. Their errors are in words for the person.
type Voice interface {
	// Talk opens the microphone for the others, or closes it.
	Talk(on bool)
	// Talking reports whether the microphone is open.
	Talking() bool
	// Status is read ten times a second while somebody speaks or types, and seldom
	// otherwise.
	Status() Status
	// News has a token when something of Status has changed that a person wants to
	// know at once. It is for one reader; nil: it is only looked at.
	News() <-chan struct{}
	// Devices looks what devices there are. It may take seconds.
	Devices(context.Context) (Devices, error)
	// Use takes another device: one of a name, of which a part will do that no
	// other has, or Usual, or Nothing. One that there is not is an error, and the
	// one in use stays. It may take seconds.
	Use(context.Context, Kind, string) error
	// Try records the microphone for three seconds and plays it to the person
	// alone. Status says how it goes.
	Try() error
	// SetGuard sets the echo guard to auto, on or off.
	SetGuard(mode string)
	// Rest lets go of the connection for the sound, until it is told otherwise.
	Rest(on bool)
	// Listen has everything heard, one to two and a half seconds late, or else the
	// present. Talk goes back to the present.
	Listen(complete bool)
}

// Stirred is the message that there was a token in News.
type Stirred struct{}

// A State is how the connection for the sound is.
type State string

// The states of the sound. Off is where neither a microphone nor an ear was
// asked for.
const (
	Off        State = "off"
	Connecting State = "connecting"
	Connected  State = "connected"
	Lost       State = "lost"
)

// A Status is how the sound is at one moment.
type Status struct {
	State           State
	Why             error // what prevents or ended the connection, in words for the person
	Place           int   // how many turns it is until the server lets the sound in, which Why says too; 0: it does not wait
	Mic, Ear        Device
	MicLevel        float64       // dBov
	MicMute         bool          // it brings nothing but digital silence
	MicEnded        bool          // the microphone was a recording, and all of it has been said
	Guard           string        // the echo guard: auto, on or off; "" where there is none
	Held            bool          // it holds the microphone down now
	Trial           Trial         // the last one
	Complete        bool          // everything is heard, late
	RoundTrip       time.Duration // 0: not known
	Path            string        // the way that sound takes: udp, tcp or websocket; "" while there is none
	KbitIn, KbitOut float64       // kbit/s of sound over the last second
	Loss            float64       // of what others sent, 0 to 1
	RemoteLoss      float64       // of what we send, 0 to 1
	BytesIn         uint64        // of sound so far, with all headers
	BytesOut        uint64        // likewise
	MouthToEar      time.Duration // an estimate for those who are heard; 0: nobody is
	Step            Step          // how we speak
	Packet          time.Duration // how long a packet of ours sounds
	Copies          int           // of earlier packets in each of ours
	Bitrate         int           // of our speech, in bit/s without headers
	Slots           []Slot        // the voices that may be heard
}

// A Step is how the sound is sent, as a step of a ladder: where the link does not
// carry one it goes down to the next.
type Step string

// The steps.
const (
	StepGood     Step = "good"
	StepFair     Step = "fair"      // longer packets, copies
	StepPoor     Step = "poor"      // a lower rate
	StepTextOnly Step = "text only" // the link carries no speech
)

// Up reports whether packets can flow.
func (s Status) Up() bool { return s.State == Connected }

// Heard is how much speech came in so far, in frames.
func (s Status) Heard() (frames uint64) {
	for _, slot := range s.Slots {
		frames += slot.Frames
	}
	return frames
}

// A Slot is one of the places in which voices are heard.
type Slot struct {
	Speaker    uint32  `json:"speaker"`   // the person's number, 0: nobody yet
	Name       string  `json:"name"`      // filled in by the front
	Frames     uint64  `json:"frames"`    // 20 ms frames played from packets
	Concealed  uint64  `json:"concealed"` // frames made up for lost ones
	Late       uint64  `json:"late"`      // packets that came after their turn
	Lost       uint64  `json:"lost"`      // packets that never came
	DelayMilli float64 `json:"delay_ms"`  // from the packet's arrival to its playing
	Level      float64 `json:"level"`     // loudness now in dBov, 0 the loudest
	Active     bool    `json:"-"`         // a voice is heard in it now
}

// A DeviceState is how a microphone or loudspeaker is.
type DeviceState string

// The states of a device.
const (
	Opening DeviceState = "" // not known yet
	Working DeviceState = "working"
	None    DeviceState = "none"    // the person wants none
	Missing DeviceState = "missing" // this machine has none, or not the one that is wanted
	Failed  DeviceState = "failed"  // it is there and cannot be used
)

// A Device is a microphone or a loudspeaker.
type Device struct {
	Name  string // what it is called, or the file that stands for it
	State DeviceState
	Err   error // what is wrong with it, in words for the person
}

// Works reports whether it can be used, as far as is known.
func (d Device) Works() bool { return d.State == Working || d.State == Opening }

// Wanted reports whether the person asked for one.
func (d Device) Wanted() bool { return d.State != None }

// Amiss reports whether it is wanted and cannot be used.
func (d Device) Amiss() bool { return d.State == Missing || d.State == Failed }

// String is its name, or what is wrong with it.
func (d Device) String() string {
	name := text.CleanLine(d.Name, 100)
	switch d.State {
	case Working:
		return cmp.Or(name, "works")
	case Opening:
		return word.Say("opening")
	case Missing:
		return cmp.Or(plain(d.Err), word.Say(nowhere))
	case Failed:
		return strings.TrimSpace(name+word.Say(" cannot be used")) + because(d.Err)
	}
	return word.Say("none")
}

// nowhere says that there is no such device.
var nowhere = word.Mark("none was found on this machine")

// plain is what of an error's words, which may quote the system, may stand on
// a terminal.
func plain(err error) string {
	if err == nil {
		return ""
	}
	return strings.TrimRight(text.CleanLine(word.Err(err), 200), ". ")
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return word.Say(": ") + plain(err)
}
