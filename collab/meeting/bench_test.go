package meeting_test

import (
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
)

// BenchmarkALetterAtASeat is a letter typed at one seat, taken by the server and
// heard at another seat, without what is between them.
func BenchmarkALetterAtASeat(b *testing.B) {
	server, now := meeting.New(), time.Unix(0, 0).UTC()
	happen := func(e meeting.Event) meeting.Event {
		e.Number = server.Head() + 1
		if err := server.Apply(e); err != nil {
			b.Fatal(err)
		}
		return e
	}
	happen(meeting.Event{What: meeting.Opened{Text: strings.Repeat("The Parties shall consider.\n", 4000)}})
	var sent []meeting.Command
	people := []meeting.Person{{Number: 1, Session: meeting.Session{1}, Name: "a", Role: meeting.Delegate}, {Number: 2, Session: meeting.Session{2}, Name: "b", Role: meeting.Delegate}}
	seats := []*meeting.Seat{meeting.NewSeat(func(c meeting.Command) { sent = append(sent, c) }), meeting.NewSeat(func(meeting.Command) {})}
	for i, s := range seats {
		if _, err := s.Take(meeting.Welcome{You: people[i], Snapshot: server.Snapshot(1)}, now); err != nil {
			b.Fatal(err)
		}
	}
	at := seats[0].Len() / 2
	b.ReportAllocs()
	for b.Loop() {
		sent = sent[:0]
		if err := seats[0].EditWhole(delta.Replace(seats[0].Len(), at, 0, "x"), now); err != nil {
			b.Fatal(err)
		}
		at++
		c := sent[0]
		if err := server.Check(people[0], c); err != nil {
			b.Fatal(err)
		}
		e := happen(meeting.Event{At: now, By: 1, Command: c.Number, Base: c.Base, What: c.Happens()})
		if _, err := seats[0].Take(meeting.Accepted{Command: c.Number, Number: e.Number, At: now}, now); err != nil {
			b.Fatal(err)
		}
		if _, err := seats[1].Take(meeting.Happened{Event: e}, now); err != nil {
			b.Fatal(err)
		}
	}
}
