package hub

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"github.com/coder/websocket"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// read takes in what the client sends until the connection has ended. Where it
// can wait below TLS it calls nothing deep, so that its stack stays small.
func (a *attendee) read(l *hall) {
	r := &reading{attendee: a, hall: l}
	if a.conn.under == nil {
		for r.take() {
		}
		r.end()
		return
	}
	taken := make(chan bool)
	takes := func() { taken <- r.takeAll() }
	for more := true; more; more = <-taken {
		if r.begun {
			a.conn.under.Await()
		}
		a.hands.lend(takes)
	}
	r.end()
}

// A reading is what comes on one connection. Who takes it in owns it.
type reading struct {
	*attendee
	hall    *hall
	begun   bool
	silence *time.Timer // cuts the connection
	pace    *admission
	asking  wire.Asking
}

// begin makes what a reading needs.
func (r *reading) begin() {
	r.begun = true
	r.silence = time.AfterFunc(r.config.Limits.Silence, func() { r.conn.Close() })
	r.hears()
	r.conn.heard = func() { // any byte: a long paste takes minutes on a slow line
		r.silence.Reset(r.config.Limits.Silence)
		r.hears()
	}
	r.pace = newAdmission(r.config.Limits, r.hall.returns, r.config.Now())
}

// end lets go of it.
func (r *reading) end() {
	if r.begun {
		r.silence.Stop()
	}
}

// takeAll takes in all that is there, and reports whether there may be more to
// come.
func (r *reading) takeAll() (more bool) {
	for r.take() {
		if r.conn.idle() {
			return true
		}
	}
	return false
}

// take takes in one message, for which it waits, and reports whether there may be
// more to come. A client that sends faster than it may is read more slowly: its
// TCP then waits. That is better than refusing, as what was typed after a refused
// edit would not fit any more.
func (r *reading) take() (more bool) {
	defer r.survives()
	if !r.begun {
		r.begin()
	}
	kind, b, err := r.ws.Read(context.Background())
	if err != nil {
		if errors.Is(err, websocket.ErrMessageTooBig) {
			r.garbled(err) // the goodbye finds the line closed
		}
		return false
	}
	r.first.came()
	r.paid(1+float64(len(b))/bytesPerToken, false)
	frame, err := r.asking.Parse(b)
	frames, several := frame.(wire.Together)
	if !several {
		frames = wire.Together{frame}
	}
	if err != nil || kind != websocket.MessageBinary || !r.takeIn(frames, several) {
		r.garbled(err)
	}
	return true
}

// garbled sends a client away that sent what no client of ours does.
func (r *reading) garbled(why error) {
	r.counts.garbled.Add(1)
	r.config.Logger.Info("a client sent what is no message", "meeting", r.hall.name, "person", r.number.Load(), "why", why)
	r.bye(wire.Garbled)
}

// takeIn takes in the frames of one message, and reports whether a client may
// send them.
func (r *reading) takeIn(frames wire.Together, several bool) (fine bool) {
	var row []meeting.Command
	hand := func() {
		owed := r.commands(r.hall, row)
		row = row[:0]
		r.paid(owed, several)
	}
	fine = true
	for i := 0; i < len(frames) && fine; i++ {
		asks, command := frames[i].(wire.CommandFrame)
		undo, undoes := asks.Command.Ask.(meeting.Undo)
		price := weigh(frames[i])
		if undoes {
			hand() // it may name what is in there
			price = r.weighUndo(r.hall, undo)
		}
		if i > 0 { // the first was paid for before
			price++
		}
		wait := r.pace.wait(price, several, r.config.Now())
		if !command || wait > 0 || full(row) {
			hand()
		}
		if r.hall.pause(wait); command {
			row = append(row, asks.Command)
		} else {
			fine = r.asks(r.hall, frames[i])
		}
	}
	hand()
	return fine
}

// paid waits until the client may say what weighs so much.
func (r *reading) paid(price float64, several bool) {
	r.hall.pause(r.pace.wait(price, several, r.config.Now()))
}

// survives keeps a mistake of ours that one client's words bring out from ending
// everybody's meeting, as the web server does for requests: it ends that line.
func (a *attendee) survives() {
	if why := recover(); why != nil {
		a.config.Logger.Error("reading a client's words failed", "person", a.number.Load(), "why", why, "stack", string(debug.Stack()))
	}
}

// inRow is how many commands of one message the meeting is handed at once:
// enough that the handing over costs little, and few enough that others, whose
// commands wait meanwhile, do not notice it where the log is a slow disk. Edits
// are more, because the log takes them together.
const (
	inRow   = 4
	editRow = 16
)

// full reports whether no more commands are to be handed over together.
func full(row []meeting.Command) bool {
	if len(row) < inRow {
		return false
	}
	_, edit := row[len(row)-1].Ask.(meeting.Edit)
	_, edits := row[0].Ask.(meeting.Edit)
	return len(row) >= editRow || !edit || !edits
}

// commands hands the meeting some commands, in their order, and returns what
// they turned out to weigh beside what was known before.
func (a *attendee) commands(l *hall, row []meeting.Command) (owed float64) {
	if len(row) == 0 {
		return 0
	}
	if !a.entersMeeting(l) {
		return 0
	}
	for _, c := range row {
		a.has.Store(max(a.has.Load(), c.Base)) // it was made on that
		switch c.Ask.(type) {
		case meeting.Edit, meeting.Undo:
			if a.entered.Load() {
				l.reach(a, c.Base)
			}
		}
	}
	l.ask(func() { owed = l.row(a, row) })
	return owed
}

// asks takes in one message other than a command, and returns false if no client may send it.
func (a *attendee) asks(l *hall, frame any) bool {
	switch f := frame.(type) {
	case wire.PingFrame:
		a.seen.Store(max(a.seen.Load(), f.Seen))
		pong := wire.PongFrame{Stamp: f.Stamp}
		if a.entered.Load() { // who waits is told nothing of the meeting
			pong.Present = int(l.present.Load())
		}
		a.say(pong)
	case wire.PointFrame:
		if !a.person.Role.Runs() || a.entersMeeting(l) { // others follow who runs the meeting
			l.ask(func() { l.point(a, f) })
		}
	case wire.TalkFrame:
		l.ask(func() { l.talk(a, f.On) })
	case wire.HasFrame:
		a.has.Store(max(a.has.Load(), f.Version))
	case wire.InquiryFrame:
		l.ask(func() { l.inquire(a, f.Inquiry) })
	case wire.RosterFrame:
		l.ask(func() { l.roster(a, f) })
	case wire.AnswerFrame:
		l.ask(func() { l.answer(a, f) })
	case wire.LeaveFrame:
		l.ask(func() { l.depart(a) })
	default:
		return false
	}
	return true
}
