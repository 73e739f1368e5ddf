package linear

import (
	"math"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/sound"
	"parley/tui/statusbar"
	"parley/tui/word"
)

// status is how the line and the sound are.
type status struct {
	Event     string       `json:"event"` // "status"
	Version   uint64       `json:"version"`
	Lines     int          `json:"lines"`
	Present   int          `json:"people"`
	Waiting   int          `json:"waiting"` // own commands not yet on the server's disk
	Typed     int          `json:"typed"`   // those of them that are not on this machine's either
	Link      string       `json:"link"`    // "connecting", "good", "fair", "poor", "text only", "lost" or "ended"
	LostFor   float64      `json:"lost_s"`  // while the link is lost: for how long, in seconds
	RoundTrip float64      `json:"rtt_ms"`  // of the text line; 0: not measured
	KbitIn    float64      `json:"kbit_in"` // text and sound together, over the last seconds
	KbitOut   float64      `json:"kbit_out"`
	Sound     bool         `json:"sound"` // packets can flow
	SoundTrip float64      `json:"sound_rtt_ms"`
	Loss      float64      `json:"loss"`            // of others' packets, 0 to 1
	Path      string       `json:"path"`            // how sound travels: udp, tcp or websocket; empty while it does not
	Step      string       `json:"step"`            // how our sound is sent: good, fair, poor or text only
	MouthEar  float64      `json:"mouth_to_ear_ms"` // an estimate for those who are heard; 0: nobody is
	Used      float64      `json:"used_mb"`         // text and sound, both ways
	Cap       float64      `json:"cap_mb"`          // 0: no limit
	Mic       string       `json:"mic"`
	Ear       string       `json:"ear"`
	Trouble   string       `json:"trouble"` // what is wrong with the sound
	Talking   bool         `json:"talking"`
	Slots     []sound.Slot `json:"slots"`

	keeping bool
	sound   string // in words
	data    string // likewise
}

func (s status) words() string {
	line := word.Say("Link %s", word.Say(s.Link))
	if s.LostFor > 0 {
		line += word.Say(" for ") + away.Span(time.Duration(s.LostFor*float64(time.Second))) + word.Say(", trying again by itself")
	}
	if s.RoundTrip > 0 {
		line += ", " + statusbar.RoundTrip(time.Duration(s.RoundTrip*float64(time.Millisecond))) + word.Say(" there and back")
	}
	line += word.Say(", %s kbit/s in, %s out. Draft %d, %s, %s here. ",
		statusbar.Kbit(s.KbitIn), statusbar.Kbit(s.KbitOut), s.Version, word.Count(s.Lines, "line", "lines"), word.Count(s.Present, "person", "people"))
	line += whereabouts(s.Waiting, s.Typed, s.keeping) + " " + s.sound
	var heard []string
	for _, slot := range s.Slots {
		if slot.Name != "" && statusbar.Audible(slot.Level) {
			heard = append(heard, slot.Name)
		}
	}
	if s.Used > 0 || s.Cap > 0 {
		line += word.Say(" Data: ") + s.data + "."
	}
	if len(heard) > 0 {
		line += word.Say(" Talking now: ") + strings.Join(heard, ", ") + "."
	}
	return line
}

// status puts together how everything is now.
func (f *front) status(now time.Time) status {
	link := f.draft.Link()
	s := status{
		Event: "status", Version: uint64(f.draft.Version()), Lines: lines(f.draft.Text()), Present: f.seat.Present(),
		Waiting: f.waiting(), Typed: f.typedOnly(), RoundTrip: milli(link.RoundTrip), Slots: []sound.Slot{},
		Step: string(sound.StepTextOnly), Used: tenths(float64(f.used()) / 1e6), Cap: tenths(float64(f.budget.Cap) / 1e6), data: f.budget.Words(f.used()),
		Mic: "none", Ear: "none", sound: word.Say("No sound here: text only."),
	}
	if f.Sound != nil {
		now := f.Sound.Status()
		s.Sound, s.Path, s.Loss, s.SoundTrip = now.Up(), now.Path, now.Loss, milli(now.RoundTrip)
		s.KbitIn, s.KbitOut = now.KbitIn, now.KbitOut
		s.Mic, s.Ear, s.Trouble, s.Talking = now.MicWords(), now.Ear.String(), trouble(now), f.Sound.Talking()
		for _, slot := range now.Slots {
			slot.Name = f.name(text.Author(slot.Speaker))
			s.Slots = append(s.Slots, slot)
		}
		s.sound = now.Sentence(s.Talking)
		if s.MouthEar = milli(now.MouthToEar); now.Up() && now.Step != "" {
			s.Step = string(now.Step)
		}
	}
	s.keeping = f.keeping()
	s.Link = quality(link, f.reached, s.Sound, s.Loss)
	if s.Link == statusbar.Lost.String() && !link.Since.IsZero() {
		s.LostFor = tenths(now.Round(0).Sub(link.Since).Seconds())
	}
	in, out := f.meter.rates()
	s.KbitIn, s.KbitOut = tenths(s.KbitIn+in), tenths(s.KbitOut+out)
	return s
}

// tenths rounds to one decimal.
func tenths(x float64) float64 { return math.Round(10*x) / 10 }

// quality is the link in a word, the same as on the screen. reached says that
// it was up once: before, nothing can be lost.
func quality(l meeting.LinkChanged, reached, sound bool, loss float64) string {
	switch {
	case l.State == meeting.Ended:
		return "ended"
	case !reached:
		return "connecting"
	case l.State != meeting.Up:
		return statusbar.Lost.String()
	case !sound:
		return statusbar.TextOnly.String()
	}
	return statusbar.Judge(l.RoundTrip, loss).String()
}

// A meter turns counts of bytes into kilobits a second over the last seconds.
type meter struct {
	samples []sample // a ring of the last ones, oldest first
}

type sample struct {
	at      time.Time
	in, out uint64
}

// The meter keeps meterSpan of samples, one each meterStep.
const (
	meterStep = 500 * time.Millisecond
	meterSpan = 5 * time.Second
)

// add notes the counts at now, if enough time has passed since the last.
func (m *meter) add(now time.Time, in, out uint64) {
	if n := len(m.samples); n > 0 && now.Sub(m.samples[n-1].at) < meterStep {
		return
	}
	for len(m.samples) > 1 && now.Sub(m.samples[0].at) > meterSpan {
		m.samples = m.samples[1:]
	}
	m.samples = append(m.samples, sample{now, in, out})
}

// rates returns kilobits a second, both ways.
func (m *meter) rates() (in, out float64) {
	if len(m.samples) < 2 {
		return 0, 0
	}
	first, last := m.samples[0], m.samples[len(m.samples)-1]
	seconds := last.at.Sub(first.at).Seconds()
	kbit := func(from, to uint64) float64 {
		if to < from { // counted anew on a new connection
			from = 0
		}
		return float64(to-from) * 8 / 1000 / seconds
	}
	return kbit(first.in, last.in), kbit(first.out, last.out)
}
