package hub

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/coder/websocket"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// read takes in what the client sends until the connection has ended. A client
// that sends faster than it may is read more slowly: its TCP then waits. That
// is better than refusing, as what was typed after a refused edit would not
// fit any more.
func (a *attendee) read(l *hall) {
	defer a.survives()
	silence := time.AfterFunc(a.config.Limits.Silence, func() { a.conn.Close() })
	defer silence.Stop()
	a.hears()
	a.conn.heard = func() { // any byte: a long paste takes minutes on a slow line
		silence.Reset(a.config.Limits.Silence)
		a.hears()
	}
	pace := newAdmission(a.config.Limits, l.returns, a.config.Now())
	var asking wire.Asking
	for {
		kind, b, err := a.ws.Read(context.Background())
		if err != nil {
			return
		}
		a.first.came()
		l.pause(pace.wait(1+float64(len(b))/bytesPerToken, false, a.config.Now()))
		frame, err := asking.Parse(b)
		frames, several := frame.(wire.Together)
		if !several {
			frames = wire.Together{frame}
		}
		fine := err == nil && kind == websocket.MessageBinary
		var row []meeting.Command
		for i := 0; i < len(frames) && fine; i++ {
			asks, command := frames[i].(wire.CommandFrame)
			undo, undoes := asks.Command.Ask.(meeting.Undo)
			hand := func() {
				owed := a.commands(l, row)
				row = row[:0]
				l.pause(pace.wait(owed, several, a.config.Now()))
			}
			price := weigh(frames[i])
			if undoes {
				hand() // it may name what is in there
				price = a.weighUndo(l, undo)
			}
			if i > 0 { // the first was paid for above
				price++
			}
			wait := pace.wait(price, several, a.config.Now())
			if !command || wait > 0 || full(row) {
				hand()
			}
			if l.pause(wait); command {
				row = append(row, asks.Command)
			} else {
				fine = a.asks(l, frames[i])
			}
		}
		l.pause(pace.wait(a.commands(l, row), several, a.config.Now()))
		if !fine {
			a.counts.garbled.Add(1)
			a.config.Logger.Info("a client sent what is no message", "meeting", l.name, "person", a.number.Load(), "why", err)
			a.bye(wire.Garbled)
		}
	}
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
		l.ask(func() { l.roster(a, f.From) })
	case wire.AnswerFrame:
		l.ask(func() { l.answer(a, f) })
	case wire.LeaveFrame:
		l.ask(func() { l.depart(a) })
	default:
		return false
	}
	return true
}
