package voice

import (
	"sync"
	"time"

	"parley/media/echo"
	"parley/media/link"
	"parley/media/pcm"
	"parley/media/slot"
)

// A State is how the line stands.
type State int

const (
	Off        State = iota // no line is wanted: nothing to say and nothing to hear with
	Connecting              // dialling for the first time
	Connected               // sound can flow
	Lost                    // the line broke and is being redialled
)

// String is the state in a word.
func (s State) String() string {
	return [...]string{"off", "connecting", "connected", "lost"}[s]
}

// A DeviceState is how a microphone or speaker stands.
type DeviceState int

const (
	Opening DeviceState = iota // the sound system has not answered yet
	Working                    // it works
	None                       // none was asked for
	Missing                    // there is no such sound card; it is looked for again
	Failed                     // it stopped or could not be opened; a sound card is tried again
)

// String is the state in a word.
func (s DeviceState) String() string {
	return [...]string{"opening", "working", "none", "missing", "failed"}[s]
}

// A Device is a microphone or speaker as it stands. Name is what the system
// calls it, or the file's path; Asked is what the person calls it, "" for the
// usual one. Err says why it is Missing or Failed.
type Device struct {
	Name  string
	Asked string
	Card  bool // it is a sound card
	State DeviceState
	Err   error
}

// A SlotStatus is what is heard in one slot. Counts go on over redialling, in
// frames of 20 ms or in packets.
type SlotStatus struct {
	Speaker   uint32        // who speaks, or spoke last; 0: unknown
	Level     float64       // dBov, -127 to 0
	Active    bool          // somebody is being heard
	Frames    uint64        // of real sound
	Concealed uint64        // frames made up where sound was missing
	Mended    uint64        // frames got back from a copy in a later packet
	Late      uint64        // packets that came after their turn
	Lost      uint64        // packets that were not there when their turn came
	Asked     uint64        // packets asked for again, each time counted
	Recovered uint64        // packets that came when asked for again
	Delay     time.Duration // that the jitter buffer adds
	Target    time.Duration // the delay that it aims at
	Packet    time.Duration // how long the newest packet sounds
	// MouthToEar is an estimate of the whole delay: what the speaker's client says of their
	// microphone and way to the server, our link, jitter buffer and sound card. 0: nothing was heard yet.
	MouthToEar time.Duration
}

// A Status is everything that a person may want to know about their sound.
type Status struct {
	State   State
	Since   time.Time // when State began
	Why     error     // the line is not up: why the last one ended or the last attempt failed
	Attempt int       // the number of attempts since the line was last up for a while
	Place   int       // how many turns it is until the server lets this line in; 0: not known to wait

	Mic, Ear Device
	MicLevel float64 // dBov, -127 to 0
	Talking  bool    // the switch; also on while no microphone works
	MicMute  bool    // the microphone brings digital silence, as one does that is switched off
	MicEnded bool    // a stored source has been sent to its end

	Guard echo.Mode // of the echo guard
	Held  bool      // the guard holds the microphone down now
	Trial Trial     // the last one

	Path            string        // the way that sound takes: "udp", or as the line's config has it; "" without a line
	RoundTrip       time.Duration // 0: not known
	KbitIn, KbitOut float64       // kbit/s over the last second, with all headers
	BytesIn         uint64        // through all lines so far, with all headers
	BytesOut        uint64        // likewise
	Resting         bool          // no line is wanted for a while
	Loss            float64       // share of the packets towards us lost over the last 5 s, 0 to 1
	Step            Step          // how well we can be heard; the zero value, Good, also without a line
	Packet          time.Duration // how long a packet of ours sounds
	Bitrate         int           // of our speech, in bit/s without headers
	Copies          int           // of earlier packets that one of ours carries
	Wish            int           // the most that should come, in bit/s; 0: there is enough room
	Complete        bool          // nothing is to be missing of what is heard, at a delay of 1 to 2.5 s
	RemoteLoss      float64       // share of ours that the server misses, 0 to 1
	MouthToEar      time.Duration // an estimate for those who are being heard, the slowest of them; 0: nobody is

	Slots [slot.Count]SlotStatus
}

// Status is a snapshot. It is cheap, and may be taken by any goroutine.
func (v *Voice) Status() Status {
	s := v.status.read()
	s.MicLevel = v.micLevel.read()
	s.Talking = v.Talking()
	s.Complete = v.complete.Load()
	s.Resting = v.resting.Load()
	s.Wish = int(v.appetite.Load())
	m := v.manner.Load()
	s.Step, s.Packet, s.Bitrate, s.Copies = m.step, time.Duration(m.frames)*pcm.FrameTime, m.rate, m.depth
	s.MicEnded = v.micEnded.Load()
	s.MicMute = v.micMute.Load()
	s.Guard, s.Held = v.guard.mode(), v.guard.held.Load()
	s.Trial = v.trial.Load().status()
	for i, h := range v.slots {
		s.Slots[i] = h.status(s.RoundTrip, time.Duration(v.earLate.Load()))
		if s.Slots[i].Active {
			s.MouthToEar = max(s.MouthToEar, s.Slots[i].MouthToEar)
		}
	}
	return s
}

// News returns a channel on which there is a token when something of the status has
// changed that a person wants to know at once: how the line and the devices are, or
// that somebody begins to be heard. It is for one reader.
func (v *Voice) News() <-chan struct{} { return v.status.news }

// A board is where the goroutines write what the status shows.
type board struct {
	news chan struct{} // holds one token when there is something to show at once

	mu    sync.Mutex // guards the fields below
	shown Status
	flow  flow
	last  link.Stats // of the line that is up
}

func (b *board) read() Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.shown
}

// tell leaves a token: who shows the status looks at it.
func (b *board) tell() {
	select {
	case b.news <- struct{}{}:
	default:
	}
}

func (b *board) setMic(d Device) {
	defer b.tell()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown.Mic = d
}

func (b *board) setEar(d Device) {
	defer b.tell()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown.Ear = d
}

// failMic says that the microphone in use has broken down.
func (b *board) failMic(err error) {
	defer b.tell()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown.Mic.State, b.shown.Mic.Err = Failed, err
}

// failEar says that the speaker in use has broken down.
func (b *board) failEar(err error) {
	defer b.tell()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown.Ear.State, b.shown.Ear.Err = Failed, err
}

// move changes the state of the line.
func (b *board) move(s State, why error, attempt int) {
	defer b.tell()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown.State != s || b.shown.Since.IsZero() {
		b.shown.Since = time.Now()
	}
	b.shown.State, b.shown.Why, b.shown.Attempt, b.shown.Place = s, why, attempt, 0
}

// place says how long the line of those is who are let in before this one.
func (b *board) place(n int) {
	defer b.tell()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown.State == Connecting || b.shown.State == Lost {
		b.shown.Place = n
	}
}

// connected says that line is up.
func (b *board) connected(line Line) {
	now, stats := time.Now(), line.Stats()
	b.mu.Lock()
	b.flow = flow{}
	b.flow.add(now, stats)
	b.last = link.Stats{}
	b.tally(stats)
	b.shown.RoundTrip, b.shown.Path = stats.RoundTrip, stats.Path
	b.mu.Unlock()
	b.move(Connected, nil, 0)
}

// disconnected forgets what only a line has.
func (b *board) disconnected() {
	defer b.tell()
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &b.shown
	s.RoundTrip, s.KbitIn, s.KbitOut, s.Loss, s.RemoteLoss = 0, 0, 0, 0, 0
	s.Path = ""
	if s.State == Connected { // until it is said why
		s.State, s.Since = Lost, time.Now()
	}
}

// count takes in what has gone through the line so far.
func (b *board) count(now time.Time, stats link.Stats) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &b.shown
	if s.Path != stats.Path {
		defer b.tell()
	}
	s.RoundTrip, s.RemoteLoss, s.Path = stats.RoundTrip, stats.RemoteLoss, stats.Path
	s.KbitIn, s.KbitOut, s.Loss = b.flow.add(now, stats)
	s.Loss = ofOurLink(s.Loss, stats.Absent)
	b.tally(stats)
}

// tally adds what went through the line since the last look. The caller holds b.mu.
func (b *board) tally(stats link.Stats) {
	b.shown.BytesIn += uint64(since(stats.BytesIn, b.last.BytesIn))
	b.shown.BytesOut += uint64(since(stats.BytesOut, b.last.BytesOut))
	b.last = stats
}
