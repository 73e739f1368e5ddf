package app

import (
	"time"

	"parley/collab/meeting"
)

// A Line is the way to the server. Its methods return at once.
type Line interface {
	// Send puts the command into the outbox.
	Send(meeting.Command)
	// Point tells the others where this person's cursor is, or that it left.
	Point(base meeting.Version, at, anchor int, left bool)
	// Talk tells the server that the microphone may be heard, or not any more.
	Talk(on bool)
	// AskRoster asks for the page of connected people from that place on.
	AskRoster(from int)
	// Answer lets in, or turns away, who waits with these numbers; all if there
	// is none.
	Answer(admit bool, who ...uint32)
	// Resync joins afresh with a snapshot.
	Resync(need meeting.Version)
}

// Closed is the message that the line has ended for good. Err is nil where
// this person left.
type Closed struct{ Err error }

// A Sound is the person's voice and ear. Its methods return at once.
type Sound interface {
	// Talk opens the microphone for the others, or closes it.
	Talk(on bool)
	// Talking reports whether the microphone is open.
	Talking() bool
	// Status is read ten times a second.
	Status() SoundStatus
}

// SoundState is how the connection for the sound is.
type SoundState string

// The states of the sound.
const (
	SoundOff        SoundState = "off"
	SoundConnecting SoundState = "connecting"
	SoundConnected  SoundState = "connected"
	SoundLost       SoundState = "lost"
)

// DeviceState is how a microphone or loudspeaker is.
type DeviceState string

// The states of a device.
const (
	DeviceOpening DeviceState = "" // not known yet
	DeviceWorking DeviceState = "working"
	DeviceNone    DeviceState = "none"    // the person wants none
	DeviceMissing DeviceState = "missing" // this machine has none
	DeviceFailed  DeviceState = "failed"  // it is there and cannot be used
)

// A Device is a microphone or a loudspeaker.
type Device struct {
	Name  string
	State DeviceState
	Err   error // what went wrong with it
}

// SlotCount is how many voices can be heard at once.
const SlotCount = 4

// A Slot is one of the places in which voices are heard.
type Slot struct {
	Speaker uint32  // the person's number, 0: nobody yet
	Level   float64 // dBov, 0 is the loudest
	Active  bool    // a voice is heard in it now
}

// SoundStatus is how the sound is at one moment.
type SoundStatus struct {
	State           SoundState
	Why             error // what prevents or ended the connection
	Place           int   // how many turns it is until the server lets the sound in, which Why says too; 0: it does not wait
	Mic, Ear        Device
	MicLevel        float64       // dBov
	RoundTrip       time.Duration // 0: not known
	Path            string        // the way that sound takes: udp, tcp or websocket; "" while there is none
	KbitIn, KbitOut float64       // kbit/s of sound
	Loss            float64       // of what others sent, 0 to 1
	Slots           [SlotCount]Slot
}
