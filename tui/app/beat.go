package app

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/tui/action"
	"parley/tui/sound"
)

// beatEvery is how often the sound is read, waiting typing is looked after and
// clocks on the screen move; restEvery, when nobody types or speaks. When nothing
// has been typed or heard for sleepAfter, the beat comes when something is due, and
// after sleepFor at most; where there is sound after soundEvery, for its figures.
const (
	beatEvery  = 100 * time.Millisecond
	restEvery  = 250 * time.Millisecond
	sleepAfter = 10 * time.Second
	sleepFor   = 10 * time.Second
	soundEvery = time.Second
)

// pause is how long nobody has typed here when what takes a look at the whole
// text is done, which is not to be felt under the fingers.
const pause = 300 * time.Millisecond

// A beat is the message of the clock. One with another number than that of the
// clock now was overtaken.
type beat struct{ clock int }

func (m *Model) nextBeat() tea.Cmd {
	m.asleep = false
	if m.lively() {
		return m.beatAfter(beatEvery)
	}
	now := m.now()
	next := m.untilDue(now)
	switch m.asleep = m.maySleep(now); {
	case !m.asleep:
		next = min(next, restEvery)
	case m.config.Sound != nil:
		next = min(next, soundEvery)
	}
	return m.beatAfter(next)
}

// maySleep reports whether the screen is told of whatever matters: of sound it is
// where that has news.
func (m *Model) maySleep(now time.Time) bool {
	return now.Sub(m.keyed) >= sleepAfter && (m.config.Sound == nil || m.config.Sound.News() != nil && now.Sub(m.stirred) >= sleepAfter)
}

func (m *Model) beatAfter(d time.Duration) tea.Cmd {
	next := beat{m.clock}
	return tea.Tick(d, func(time.Time) tea.Msg { return next })
}

// rouse has the beat come soon when something comes while it sleeps: what is typed
// first does not wait, and what has come may want to be looked after.
func (m *Model) rouse(msg tea.Msg) tea.Cmd {
	if _, is := msg.(beat); is || !m.asleep {
		return nil
	}
	m.asleep = false
	m.clock++
	return m.beatAfter(beatEvery)
}

// awake is how long after a key the beat stays fast, and the rows below the caret
// as they are.
const awake = 2 * time.Second

// lively reports whether a quarter of a second is long just now: somebody types
// here, speaks, or waits for what was sent.
func (m *Model) lively() bool {
	speaks := func(s sound.Slot) bool { return s.Active }
	return m.now().Sub(m.keyed) < awake || m.waiting() > 0 && m.seat.Link().State == meeting.Up || m.config.Sound != nil && !m.seat.Joined() ||
		m.sound.Trial.Phase == sound.Recording || slices.ContainsFunc(m.sound.Slots, speaks) || m.config.Sound != nil && m.config.Sound.Talking()
}

func (m *Model) beat() {
	now := m.now()
	for _, d := range m.documents {
		d.seat.Tick(now)
		if d != m.inView {
			m.within(d, func() { m.watchOwn(now) })
		}
	}
	m.listen(now)
	m.point()
	m.askRoster(now)
	m.tickStatement(now)
	m.watchFloor(now)
	m.watchReceipts(now)
	if !m.draft.Writing() || now.Sub(m.keyed) >= pause {
		m.showProposals()
	}
	if now.Sub(m.keyed) >= awake {
		m.draft.Refill()
	}
}

// listen reads the sound.
func (m *Model) listen(now time.Time) {
	if m.config.Sound == nil {
		return
	}
	was := m.sound
	m.sound = m.config.Sound.Status()
	if m.config.Sound.Talking() || slices.ContainsFunc(m.sound.Slots, func(s sound.Slot) bool { return s.Active }) {
		m.stirred = now
	}
	m.spend()
	m.heard.hear(m.sound, m.config.Sound.Talking(), uint32(m.seat.Me().Number), now)
	if words := sound.Change(was, m.sound, m.config.Sound.Talking(), m.keyFor); words != "" {
		m.say(note, words)
	}
}

// Heard is who is heard. In an open meeting that is the loudest; a name stays
// a moment, so that it does not flicker between words.
type heard struct {
	speaker uint32
	last    time.Time
}

// holdFloor is how long somebody silent is still the one heard.
const holdFloor = 1200 * time.Millisecond

// quietest is the level of one's own voice that counts as talking, in dBov.
const quietest = -45

func (f *heard) hear(s sound.Status, talking bool, me uint32, now time.Time) {
	loudest, level := uint32(0), -127.0
	for _, slot := range s.Slots {
		if slot.Active && slot.Speaker != 0 && slot.Level >= level {
			loudest, level = slot.Speaker, slot.Level
		}
	}
	if talking && s.State == sound.Connected && s.MicLevel > max(level, quietest) {
		loudest = me
	}
	switch {
	case loudest == 0 && now.Sub(f.last) > holdFloor:
		f.speaker = 0
	case loudest != 0 && (loudest == f.speaker || f.speaker == 0 || now.Sub(f.last) > holdFloor/4):
		f.speaker, f.last = loudest, now
	}
}

// A pointer is where the others were last told that this person's cursor is.
type pointer struct {
	shown      bool
	at, anchor int
}

// move carries the pointer through a change, as the others do.
func (p *pointer) move(d delta.Delta, side delta.Side) {
	if p.shown && d.Changes() && p.at <= d.BaseLen() && p.anchor <= d.BaseLen() {
		p.at, p.anchor = d.Map(p.at, side), d.Map(p.anchor, side)
	}
}

// point tells the others where this person writes, when they cannot know it
// from the edits: only while writing, and once when writing ends. Of who runs the
// meeting they are told where that person reads, too, to follow.
func (m *Model) point() {
	at, anchor := m.draft.At()
	writing := m.place() == action.Writing && m.document.seat.Link().State == meeting.Up
	if !writing && m.leads() {
		if m.now().Sub(m.led) < leadsEvery {
			return
		}
		m.led, anchor, writing = m.now(), at, true
	}
	if writing && m.pointer == (pointer{true, at, anchor}) || !writing && !m.pointer.shown {
		return
	}
	p, ok := m.document.seat.Pointer(at, anchor)
	if !ok {
		return
	}
	m.line.Point(p.Base, p.At, p.Anchor, !writing)
	m.pointer = pointer{writing, at, anchor}
}

// unpoint tells the others that this person's cursor has left the document.
func (m *Model) unpoint() {
	if m.pointer.shown && m.document.seat.Link().State == meeting.Up {
		m.line.Point(m.document.seat.Version(), 0, 0, true)
	}
	m.pointer = pointer{}
}

// A rosterWish is what of the list of people has been asked for.
type rosterWish struct {
	from    int
	words   string    // that the people are looked for by; empty: everybody
	asked   time.Time // zero: not since the list came on the screen
	present int       // when it was asked for
}

// rosterPause is the least time between asking for the same page again: a list
// that is looked at follows those who come and go, but not at any price.
const rosterPause = 5 * time.Second

// rosterTalk is how long the page may say of somebody that the microphone is on
// without being asked for again: nobody tells of one that was switched off.
const rosterTalk = 15 * time.Second

// askRoster asks for the people while they are on the screen, and again when
// their number changed or their microphones may have.
func (m *Model) askRoster(now time.Time) {
	w := &m.roster
	if !m.shown(action.People) || m.seat.Link().State != meeting.Up {
		w.asked = time.Time{}
		return
	}
	age := now.Sub(w.asked)
	if w.asked.IsZero() || age >= rosterPause && (m.seat.Present() != w.present || m.heardSilent()) || age >= rosterTalk && m.somebodyTalks() {
		w.asked, w.present = now, m.seat.Present()
		m.config.Line.AskRoster(w.from, w.words)
	}
}

// somebodyTalks reports whether the page says of anybody that the microphone is
// on.
func (m *Model) somebodyTalks() bool {
	return slices.ContainsFunc(m.seat.Roster().People, func(p meeting.Present) bool { return p.Talking })
}

// heardSilent reports whether somebody is heard whose microphone the page says
// is off.
func (m *Model) heardSilent() bool {
	return slices.ContainsFunc(m.seat.Roster().People, func(p meeting.Present) bool {
		return !p.Talking && m.heard.speaker == uint32(p.Person.Number)
	})
}
