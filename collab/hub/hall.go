package hub

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"parley/collab/archive"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// A hall is one meeting taken up. Its goroutine, in run, owns everything here
// that is not said to be otherwise; others leave a note with ask.
type hall struct {
	config Config
	name   string
	asks   chan func()
	done   chan struct{} // closed when run has ended
	stop   sync.Once
	stops  chan struct{}
	why    wire.ByeReason       // what everybody is told in the end; set before stops is closed
	wait   func() time.Duration // after how long the next one is to come back; set before stops is closed; nil: not said

	id       [8]byte
	visitors int              // who may be on the way in or inside; guarded by the hub's mu
	rest     func(*hall) bool // takes an idle meeting out of the hub, if it may
	counts   *counts

	present atomic.Int64 // connections; written by the goroutine only
	shut    atomic.Pointer[shut]
	hearers sync.Map  // by the hash of their DTLS certificate: the sessions of those who are in, or were just now
	host    ticket.ID // of the ticket of who hosts the meeting

	state    *meeting.State
	recent   *recent
	numbers  numbers
	inside   map[*attendee]struct{}
	sessions map[meeting.Session]*attendee
	absent   map[meeting.Session]absence
	lobby    lobby
	cursors  map[text.Author]*cursor
	byName   []*attendee // inside, sorted for the roster; nil: to be sorted
	told     int         // people connected, as those who look at the roster know it
	shot     snapshot
	needed   meeting.Version // no newer than what anybody connected needs; looked at anew once a second
	fence    meeting.Version // no edit that reaches back behind it is taken; 0: there is no need
	depth    depth
	returns  *returns // any goroutine's
	astray   bool     // the state has what the log has not, see goBack
	grumble  seldom   // how often a log that fails is complained of
	past     *archive.Past
	saving   chan struct{}     // closed when the snapshot that is being saved is; nil: none is
	saved    meeting.Version   // what the newest snapshot that was tried has
	busy     time.Time         // when somebody was last here
	alarm    *time.Timer       // rings when the time of who has the floor is over
	ranks    map[[32]byte]Rank // that the sound was told, but NoRank
	lost     []meeting.Lost    // of those at the floor, as it was told

	documents documents
	lookers   *counts // of those who look at documents, the hub's
	meeting   *hall   // of a document: its meeting's; nil: this is the meeting's
	which     int     // of the documents of its meeting this is
	sealed    bool    // of a document: the chair has closed it, as the meeting last said
}

// append waits at most this long for the log.
const appendWithin = 60 * time.Second

func newHall(c Config, name string, n *counts) *hall {
	l := &hall{
		config: c, name: name,
		asks: make(chan func()), done: make(chan struct{}), stops: make(chan struct{}),
		state: meeting.New(), recent: newRecent(c.Limits, 0),
		numbers:  newNumbers(),
		inside:   map[*attendee]struct{}{},
		sessions: map[meeting.Session]*attendee{},
		absent:   map[meeting.Session]absence{},
		ranks:    map[[32]byte]Rank{},
		cursors:  map[text.Author]*cursor{},
		returns:  &returns{pace: newPace(c.Limits.Rate, c.Limits.Returns, c.Now())},
		grumble:  seldom{every: time.Minute},
		past:     &archive.Past{},
		lobby:    lobby{let: map[meeting.Session]time.Time{}, counts: n},
		busy:     c.Now(),
		counts:   n,
		rest:     func(*hall) bool { return false },

		documents: documents{halls: map[int]*hall{}, broken: map[int]time.Time{}},
		lookers:   newCounts(), which: 1,
	}
	l.shut.Store(&shut{})
	return l
}

// takeUp reads the log, or begins it, and reserves numbers for new people. It
// comes before run.
func (l *hall) takeUp(ctx context.Context, title, draft string) (continued bool, err error) {
	if err := l.restore(ctx); err != nil {
		return false, err
	}
	l.closeDoors()
	if l.state.Head() == 0 {
		draft = text.Clean(draft)
		if len(draft) > meeting.MaxText {
			return false, fmt.Errorf("the draft has %d bytes, %d are allowed", len(draft), meeting.MaxText)
		}
		opened := meeting.Opened{Title: text.CleanLine(title, meeting.MaxTitle), Text: draft}
		err := l.append(ctx, meeting.Event{What: opened}, nil)
		if l.state.Head() == 0 {
			return false, err
		}
		return err != nil, l.reserve(ctx) // with an error another node has opened it just now
	}
	return true, l.reserve(ctx)
}

// run is the meeting's goroutine. It ends with close, when everybody is gone,
// or when the meeting goes to rest.
func (l *hall) run() (rested bool) {
	defer close(l.done)
	l.depth.oldest.Store(l.state.Oldest())
	tick := newPulse()
	defer tick.Stop()
	l.alarm = time.NewTimer(time.Hour)
	defer l.alarm.Stop()
	l.setAlarm()
	stops := l.stops
	for stops != nil || len(l.inside) > 0 || l.lobby.connected() {
		select {
		case f := <-l.asks:
			f()
			tick.quicken()
		case <-l.alarm.C:
			l.timeIsUp()
			tick.quicken()
		case <-tick.C:
			l.tick()
			if stops != nil && l.idle() {
				return true
			}
			tick.next(l.restless())
		case <-stops:
			stops = nil
			if l.why == wire.Over {
				l.silenceAll()
			}
			for a := range l.all() {
				var wait time.Duration
				if l.wait != nil {
					wait = l.wait()
				}
				a.byeUntil(l.why, wait)
			}
		}
	}
	l.lobby.dropIf(func(*caller) bool { return true }) // whose lines are lost: they count no more
	return false
}

// ask has f run by the meeting's goroutine and waits for it. It returns false
// if the meeting is over.
func (l *hall) ask(f func()) bool {
	ran := make(chan struct{})
	select {
	case l.asks <- func() { f(); close(ran) }:
		<-ran
		return true
	case <-l.done:
		return false
	}
}

// pause waits, or until the meeting is over.
func (l *hall) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-l.stops:
	}
}

// close says goodbye to all, and to each when to come back; run ends when they
// have gone.
func (l *hall) close(why wire.ByeReason, wait func() time.Duration) {
	l.stop.Do(func() {
		l.why, l.wait = why, wait
		close(l.stops)
		l.closeDocuments()
	})
}

// cut breaks every connection.
func (l *hall) cut() {
	l.ask(func() {
		for a := range l.all() {
			go a.cut()
		}
	})
	for _, d := range l.opened() {
		d.cut()
	}
}

// append writes the event down and then makes it happen: in the state, and for
// everybody. answer is whose command it was: to them it is an Accepted. The
// error wraps eventlog.ErrStale when other events were first; they have
// happened then.
func (l *hall) append(ctx context.Context, e meeting.Event, answer *attendee) error {
	e.Number = l.state.Head() + 1
	e.At = l.config.Now().UTC().Truncate(time.Millisecond)
	entry, err := wire.EncodeEvent(e)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, appendWithin)
	defer cancel()
	began := time.Now()
	if _, err = l.config.Log.Append(ctx, l.name, l.state.Head(), entry); err == nil {
		l.config.Appended(time.Since(began))
		l.counts.events.Add(1)
		return l.happen(e, entry, answer)
	}
	// Others may have been first, or ours was kept and only the word was lost.
	if lost := l.catchUp(ctx); lost != nil {
		return fmt.Errorf("%v, and then: %w", err, lost)
	}
	return err
}

// catchUp makes everything happen that the log has and the state has not.
func (l *hall) catchUp(ctx context.Context) error {
	return l.read(ctx, l.state.Head(), func(number uint64, entry []byte) error {
		e, err := wire.DecodeEvent(number, entry)
		if err != nil {
			return err
		}
		return l.happen(e, entry, nil)
	})
}

// happen applies an event of the log and tells everybody.
func (l *hall) happen(e meeting.Event, entry []byte, answer *attendee) error {
	p := placed{event: e, entry: entry, before: l.state.Text()}
	var err error
	if p.did, err = l.state.Did(e); err != nil {
		return err
	}
	if answer != nil {
		p.check = l.sum(answer)
	}
	return l.tell(p, answer)
}

// tell tells everybody an event that the state and the log have.
func (l *hall) tell(p placed, answer *attendee) error {
	e, entry := p.event, p.entry
	if err := l.past.Add(archive.Change{Number: e.Number, At: e.At, By: e.By}, p.did, p.before); err != nil {
		return err
	}
	last := l.recent.at()
	frame, private, err := message(last, e, entry)
	if err != nil {
		return err
	}
	event := l.recent.add(frame, private, e.At, len(entry))
	editor := text.Author(0)
	switch e.What.(type) {
	case meeting.Edited, meeting.Undone:
		editor = e.By
		if c := l.cursors[e.By]; c != nil {
			c.moved = true
		}
	}
	for a := range l.inside {
		if a != answer {
			a.hear(event, private.orFrame(a.person, nil), editor)
		}
	}
	if answer != nil {
		l.accept(answer, event, last, p)
	}
	l.admissionChanged(e.What)
	l.floorChanged(e.What)
	l.documentChanged(e.What)
	return nil
}

// accept tells the author of an event that their command happened; the event
// before it was at last.
func (l *hall) accept(answer *attendee, event *told, last time.Time, p placed) {
	e := p.event
	b, err := wire.AppendNextAccepted(nil, last, meeting.Accepted{Command: e.Command, Number: e.Number, At: e.At, Check: p.check})
	if err != nil {
		l.config.Logger.Error("encode an acceptance", "to", e.By, "why", err)
	}
	answer.hear(event, b, 0)
}

// checkEvery is after how many events a client is told, with the next of its
// own, what its draft must add up to.
const checkEvery = 64

// sum returns the checksum of the draft when it is time that this one
// compares it, else 0.
func (l *hall) sum(a *attendee) uint32 {
	if l.state.Head() < a.checked+checkEvery {
		return 0
	}
	a.checked = l.state.Head()
	return l.state.Sum()
}

// complain logs that the log fails, seldom.
func (l *hall) complain(err error) {
	if l.grumble.now(l.config.Now()) {
		l.config.Logger.Error("the log cannot be written", "meeting", l.name, "why", err)
	}
}
