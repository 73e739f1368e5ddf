package hub

import (
	"context"
	"time"

	"github.com/coder/websocket"

	"parley/collab/wire"
)

// read takes in what the client sends until the connection has ended. A client
// that sends faster than it may is read more slowly: its TCP then waits. That
// is better than refusing, as what was typed after a refused edit would not
// fit any more.
func (a *attendee) read(l *hall, ws *websocket.Conn, conn *gatherer) {
	silence := time.AfterFunc(a.config.Limits.Silence, func() { conn.Close() })
	defer silence.Stop()
	conn.heard = func() { silence.Reset(a.config.Limits.Silence) } // any byte: a long paste takes minutes on a slow line
	pace := newAdmission(a.config.Limits, l.returns, a.config.Now())
	var asking wire.Asking
	for {
		kind, b, err := ws.Read(context.Background())
		if err != nil {
			return
		}
		l.pause(pace.wait(1+float64(len(b))/bytesPerToken, false, a.config.Now()))
		frame, err := asking.Parse(b)
		frames, several := frame.(wire.Together)
		if !several {
			frames = wire.Together{frame}
		}
		fine := err == nil && kind == websocket.MessageBinary
		for i := 0; i < len(frames) && fine; i++ {
			price := weigh(frames[i])
			if i > 0 { // the first was paid for above
				price++
			}
			l.pause(pace.wait(price, several, a.config.Now()))
			fine = a.asks(l, frames[i])
		}
		if !fine {
			a.counts.garbled.Add(1)
			a.config.Logger.Info("a client sent what is no message", "meeting", l.name, "person", a.number.Load(), "why", err)
			a.bye(wire.Garbled)
		}
	}
}

// asks takes in one message, and returns false if no client may send it.
func (a *attendee) asks(l *hall, frame any) bool {
	switch f := frame.(type) {
	case wire.PingFrame:
		a.seen.Store(max(a.seen.Load(), f.Seen))
		pong := wire.PongFrame{Stamp: f.Stamp}
		if a.entered.Load() { // who waits is told nothing of the meeting
			pong.Present = int(l.present.Load())
		}
		a.say(pong)
	case wire.CommandFrame:
		l.ask(func() { l.command(a, f.Command) })
	case wire.PointFrame:
		l.ask(func() { l.point(a, f) })
	case wire.TalkFrame:
		l.ask(func() { l.talk(a, f.On) })
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
