package session

import (
	"encoding/binary"
	"testing"
	"time"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// frames cuts what a server sent into frames: two bytes of length, then that many.
func frames(b []byte) (all [][]byte) {
	for len(b) >= 2 {
		n := min(int(binary.BigEndian.Uint16(b)), len(b)-2)
		all, b = append(all, b[2:2+n]), b[2+n:]
	}
	return all
}

// script is what frames cuts.
func script(t testing.TB, said ...any) (b []byte) {
	for _, f := range said {
		frame, err := wire.Append(nil, f)
		if err != nil {
			t.Fatal(err)
		}
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(frame))), frame...)
	}
	return b
}

// FuzzServer plays a hostile server: whatever it sends, the client must not
// panic, must tell events in order without a gap, and must forget no command
// without telling.
func FuzzServer(f *testing.F) {
	you := meeting.Person{Number: 7, Name: "Amina", Role: meeting.Delegate}
	welcome := meeting.Welcome{You: you, Head: 3, Snapshot: &meeting.Snapshot{Head: 3}}
	resumed := meeting.Welcome{You: you, Head: 5, Last: 2}
	event := func(number meeting.Version, command uint64) meeting.Happened {
		return meeting.Happened{Event: meeting.Event{Number: number, At: time.UnixMilli(0).UTC(), By: 7, Command: command, What: meeting.Said{Text: "x"}}}
	}
	f.Add(script(f, welcome, meeting.Accepted{Command: 1, Number: 4}, event(5, 2), meeting.Refused{Command: 3, Why: meeting.TooBig}, wire.PongFrame{Stamp: 1, Present: 2}))
	f.Add(script(f, resumed, event(4, 1), event(5, 2)))
	f.Add(script(f, welcome, meeting.Pointed{By: 3, At: 5}, meeting.Roster{Present: 9, People: []meeting.Present{{Person: you}}}, wire.ByeFrame{Reason: wire.Removed}))
	f.Add(script(f, event(1, 1), welcome, welcome, wire.TalkFrame{On: true}))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := New(Config{Link: ticket.Link{Host: "meeting.test:7443"}})
		s.welcomed = func() {}
		for n := range uint64(5) {
			s.Send(say(n + 1))
		}
		l := playedLine(s)
		for _, frame := range frames(b) {
			parsed, err := wire.ParseSaid(frame)
			if err == nil {
				err = l.take(parsed)
			}
			if err != nil { // the next line
				s.outbox.rewind()
				l = playedLine(s)
			}
			for s.outbox.next(l.after.Load()) != nil {
			}
			l.sendsPing()
		}
		checkTold(t, s)
	})
}

func playedLine(s *Session) *line {
	return &line{s: s, door: &door{socket: newSocket(nil, &s.traffic)}, resume: s.hello().Resume, up: make(chan struct{})}
}

// sendsPing is sendPing without a socket.
func (l *line) sendsPing() { l.ping = ping{stamp: l.ping.stamp + 1, out: true} }

// checkTold reads all that was told: what it says and what still waits must
// add up.
func checkTold(t *testing.T, s *Session) {
	var last meeting.Version
	var me meeting.Person
	open := map[uint64]bool{1: true, 2: true, 3: true, 4: true, 5: true}
	next := func(n meeting.Version) {
		if n != last+1 {
			t.Errorf("told event %d after %d", n, last)
		}
		last = n
	}
	for {
		n, _ := s.notices.pop()
		switch n := n.(type) {
		case nil:
			for number := range open {
				if !s.outbox.has(number) {
					t.Errorf("command %d was forgotten", number)
				}
			}
			return
		case meeting.Welcome:
			if me = n.You; n.Snapshot != nil {
				last = n.Snapshot.Head
				for number := range open {
					if number <= n.Last {
						delete(open, number)
					}
				}
			}
		case meeting.Happened:
			next(n.Event.Number)
			if n.Event.By == me.Number {
				delete(open, n.Event.Command)
			}
		case meeting.Accepted:
			next(n.Number)
			delete(open, n.Command)
		case meeting.Refused:
			delete(open, n.Command)
		}
	}
}
