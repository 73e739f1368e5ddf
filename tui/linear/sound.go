package linear

import (
	"fmt"
	"strings"
	"time"

	"parley/tui/statusbar"
)

// Sound is the person's voice and ear. Its methods return at once.
type Sound interface {
	Talk(on bool)
	Talking() bool
	Status() SoundStatus
}

// SoundStatus is how the sound is at one moment.
type SoundStatus struct {
	Off       bool   // neither a microphone nor an ear was asked for, so nothing is connected
	Up        bool   // packets can flow
	Path      string // how they travel: "udp", "tcp" or "websocket"; empty while not up
	Trouble   string // what is wrong, in words; empty if nothing is
	Place     int    // how many turns it is until the server lets the sound in, which Trouble says too; 0: it does not wait
	Mic, Ear  Device
	MicEnded  bool          // the microphone was a recording, and all of it has been said
	RoundTrip time.Duration // 0: not measured
	Loss      float64       // of what others sent, 0 to 1
	KbitIn    float64       // kbit/s over the last second
	KbitOut   float64
	Slots     []Slot // the voices that may be heard
}

// A Device is a microphone, or an ear: where voices are heard.
type Device struct {
	Words  string // its name, or what is wrong with it
	Works  bool   // as far as is known
	Wanted bool   // false: the person asked for none
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
}

// heard is how much speech came in so far, in frames.
func (s SoundStatus) heard() (frames uint64) {
	for _, slot := range s.Slots {
		frames += slot.Frames
	}
	return frames
}

// unasked is why the sound is off.
const unasked = "no microphone and no ear were asked for"

// words say how the sound is.
func (s SoundStatus) words(talking bool) string {
	parts := []string{"Sound waits for its connection"}
	switch {
	case s.Off:
		return "Sound is off: " + unasked + "."
	case s.Up:
		parts[0] = "Sound is connected " + statusbar.Way(s.Path)
	}
	if s.Trouble != "" {
		parts[0] = "Sound: " + s.Trouble
	}
	mic := "microphone off"
	if talking {
		mic = "microphone ON"
	}
	parts = append(parts, mic+", "+s.Mic.Words, "ear "+s.Ear.Words)
	if s.Loss > 0 {
		parts = append(parts, fmt.Sprintf("%.0f %% lost", 100*s.Loss))
	}
	return strings.Join(parts, "; ") + "."
}
