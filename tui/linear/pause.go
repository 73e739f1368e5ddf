package linear

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/sound"
	"parley/tui/word"
)

// A pause is what the front waits for before it takes the next command. It
// ends when met says so, or at its time.
type pause struct {
	what  string // what is waited for
	since time.Time
	until time.Time
	met   func() bool         // nil: only the time ends it
	then  func(now time.Time) // after met
	late  func(now time.Time) // after the time

	queues bool // time in the waiting room does not count
	looks  bool // no notice tells when met is so: it is asked again and again
}

// wait begins a pause.
func (f *front) wait(p *pause, now time.Time) {
	p.since = now
	f.pause = p
}

// awaited are the events that can be waited for.
var awaited = []string{"draft", "sound", "speech", "spoken", "edit", "chat", "kept", "sent", "link", "lost", "waiting", "caller", "end",
	"floor", "turn", "request", "hands", "statement", "caption", "proposal", "decision", "document"}

// waitFor waits for an event. An edit, a line of chat, a caller or a loss of the line
// that came since the last wait for it counts, each for one wait, so that a
// script cannot come too late.
func (f *front) waitFor(what string, most time.Duration, now time.Time) error {
	if slices.Contains([]string{"sound", "speech", "spoken"}, what) {
		switch {
		case f.Sound == nil:
			return errors.New(word.Say("this client runs without sound: start it without --text-only to wait for sound"))
		case f.Sound.Status().State == sound.Off:
			return errors.New(word.Say("no microphone and no ear were asked for: start with another --mic or --ear than none to wait for sound"))
		}
	}
	f.wait(&pause{
		what: what, until: now.Add(most),
		met:   func() bool { return f.has(what) },
		looks: slices.Contains([]string{"sound", "speech", "spoken"}, what),
		then: func(now time.Time) {
			f.waited[f.tally(what)]++
			if what == "speech" {
				f.speech = f.Sound.Status().Heard()
			}
			f.out.say(awaitedHere{"wait", what, milli(now.Sub(f.pause.since))})
		},
		late: func(time.Time) {
			f.fail("wait", errors.New(word.Say("%s did not come within %v: wait longer with wait %[1]s %[3]v, or see status", what, most, 2*most)))
		},
	}, now)
	return nil
}

// has reports whether what is waited for is the case.
func (f *front) has(what string) bool {
	switch what {
	case "draft":
		return f.seat.Joined()
	case "waiting":
		return f.seat.Queued() != nil
	case "sound":
		return f.soundUp
	case "speech":
		return f.Sound.Status().Heard() > f.speech
	case "spoken":
		return f.Sound.Status().MicEnded
	case "kept":
		return f.seat.Joined() && (f.waiting() == 0 || f.keeping() && f.typedOnly() == 0)
	case "sent":
		return f.seat.Joined() && f.waiting() == 0 && !f.marks()
	case "link":
		return f.last.State == meeting.Up && f.dialled
	case "end":
		return f.cut || f.last.State == meeting.Ended
	}
	return f.came[f.tally(f.counted(what))] > f.waited[f.tally(what)]
}

// counted is the event that is counted for what is waited for. Floor is, for the
// chair, that somebody asks for it, and for others that they have it.
func (f *front) counted(what string) string {
	switch {
	case what == "floor" && f.seat.Me().Role.Runs():
		return "request"
	case what == "floor":
		return "holds"
	}
	return what
}

// tally is the name under which an event is counted: what is about wording is
// counted, and waited for, in each document by itself.
func (f *front) tally(event string) string {
	if f.number > 1 && slices.Contains([]string{"edit", "proposal", "decision", "receipts"}, event) {
		return event + " " + strconv.Itoa(f.number)
	}
	return event
}

// who asks for the people, of whom words say which, and says them when they have
// come.
func (f *front) who(words string, now time.Time) {
	f.people("who", words, now, func(time.Time) { f.out.say(*f.asked) })
}

// people asks for the people and goes on when they have come.
func (f *front) people(verb, words string, now time.Time, then func(now time.Time)) {
	f.asked = &present{Event: "who", Words: text.CleanLine(words, meeting.MaxName)}
	f.Line.AskRoster(0, f.asked.Words)
	f.wait(&pause{
		what: verb, until: now.Add(patience), met: func() bool { return f.asked.complete },
		then: then,
		late: func(time.Time) {
			f.fail(verb, errors.New(word.Say("the server did not say who is here: try again when the link is up (status)")))
		},
	}, now)
}

// leave begins to leave: once everything of this person's is received, or
// after most.
func (f *front) leave(most time.Duration, now time.Time) {
	f.leaving = true
	f.flush(now)
	f.wait(&pause{
		what: "leave", until: now.Add(most),
		met:  func() bool { return f.waiting() == 0 && !f.marks() || f.cut },
		then: f.finish, late: f.finish,
	}, now)
}

// finish says the last words.
func (f *front) finish(now time.Time) {
	f.tellAll(now)
	f.refusals()
	f.unproposed()
	f.over, f.unsent = true, f.waiting()
	f.safe = f.keeping() && f.typedOnly() == 0
	s := left{Event: "quit", Unsent: f.unsent, Typed: f.typedOnly(), Failed: f.failed, safe: f.safe, outside: !f.seat.Joined()}
	if f.cut && f.last.Why != nil {
		s.Why = f.Explain(f.last.Why)
	}
	f.out.say(s)
}

// proceed looks at what comes by itself: typing to be sent, sound coming and
// going, announcements that are due, and whether the pause is over.
func (f *front) proceed(now time.Time) {
	for _, d := range f.documents {
		d.draft.Tick(now)
	}
	f.refusals()
	f.arrive()
	f.proposeMarked(now)
	f.listen(now)
	f.watchFloor(now)
	for _, d := range f.documents {
		f.within(d, func() { f.askWhoSees(now) })
	}
	f.tellDue(now)
	p := f.pause
	if f.anew = false; p == nil || f.over {
		return
	}
	if p.queues && f.seat.Queued() != nil {
		p.until = now.Add(patience)
	}
	end := p.late
	if p.met != nil && p.met() {
		end = p.then
	} else if now.Before(p.until) {
		return
	}
	f.tellAll(now)
	end(now)
	f.anew = true
	if f.pause == p { // it may have begun another
		f.pause = nil
	}
}

// untilGone is how long the sound is gone before a person is told: who is put
// out, or leaves, loses it a moment before it is said why.
const untilGone = 500 * time.Millisecond

// listen looks at the sound and measures the traffic.
func (f *front) listen(now time.Time) {
	link := f.seat.Link() // its bytes are those of all documents
	f.meter.add(now, link.In, link.Out)
	if f.Sound == nil {
		return
	}
	f.spend()
	s := f.Sound.Status()
	switch gone := f.soundUp && (s.State == sound.Lost || s.State == sound.Connecting); {
	case !gone:
		f.soundGone = time.Time{}
	case f.soundGone.IsZero():
		f.soundGone = now
	}
	hold := !f.JSON && !f.soundGone.IsZero() && now.Sub(f.soundGone) < untilGone
	if (s.Up() != f.soundUp || s.Up() && s.Path != f.soundPath) && !hold {
		f.soundUp, f.soundPath = s.Up(), s.Path
		f.announce(pressing, sounded{"sound", s.Up(), s.Path, trouble(s)})
	}
	waits := !s.Up() && s.Place > 0
	if waits && !f.soundWaits {
		f.announce(pressing, sounded{"sound", false, "", trouble(s)})
	}
	f.soundWaits = waits
	f.hush(s)
	if words := s.Carried(f.heardAs); words != "" {
		f.announce(pressing, carried{"voice", !s.Mute(), words})
	}
	f.heardAs = s
	f.watch("microphone", s.Mic)
	f.watch("ear", s.Ear)
}

// watch tells when a device does not work, and when it works again.
func (f *front) watch(which string, d sound.Device) {
	told, was := f.broken[which]
	words := d.String()
	switch {
	case !d.Wanted() || d.Works() && !was || !d.Works() && told == words:
		return
	case d.Works():
		delete(f.broken, which)
	default:
		f.broken[which] = words
	}
	f.announce(pressing, equipped{"device", which, d.Works(), words})
}

// trouble is what is wrong with the sound, in words; empty if nothing is.
func trouble(s sound.Status) string {
	if s.Why == nil {
		return ""
	}
	return s.Why.Error()
}
