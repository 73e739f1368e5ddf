package meeting

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/redline"
)

// bigTable is a draft of a megabyte with 500 open proposals, at a server and at
// a seat.
func bigTable(b *testing.B) (server *State, seat *Seat, now time.Time) {
	b.Helper()
	var text strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&text, "%d that Member States should facilitate access [to affordable connectivity] in all of their regions, taking account of them;\n", i)
	}
	server, now = New(), time.UnixMilli(1_000_000).UTC()
	happen := func(e Event) {
		e.Number, e.At = server.Head()+1, now
		if err := server.Apply(e); err != nil {
			b.Fatal(err)
		}
	}
	happen(Event{What: Opened{"Res. 50", text.String()}})
	chair := Person{Number: 1, Session: Session{1}, Name: "Chair", Role: Chair}
	happen(Event{By: 1, What: Entered{chair}})
	t := server.Text()
	for i := range 500 {
		line := 1 + i*20
		was := t.Line(line - 1)
		happen(Event{By: 1, Command: uint64(i + 1), What: Proposed{draft.Wording{Kind: draft.Change, Para: draft.ID(line), Was: was,
			Text: strings.Replace(strings.Replace(was, "should", "shall", 1), "taking account of", "with regard to", 1)}}})
	}
	seat = NewSeat(func(Command) {})
	if _, err := seat.Take(Welcome{You: chair, Head: server.Head(), Snapshot: server.Snapshot(server.Head()), Last: 500}, now); err != nil {
		b.Fatal(err)
	}
	return server, seat, now
}

// BenchmarkRedlineOfAScreen lays out the sheet and makes the rows of a screen of
// 50 lines anew, as after every change of anything.
func BenchmarkRedlineOfAScreen(b *testing.B) {
	_, seat, _ := bigTable(b)
	tab := seat.Table()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sheet := redline.NewSheet(tab.Page, tab.Overlay, tab.Brackets, redline.Redline)
		from := 1 + i*50%9_900
		if rows := sheet.Paragraphs(from, from+50); len(rows) != 51 {
			b.Fatal(len(rows))
		}
	}
}

// BenchmarkTableAfterAnEdit makes what a seat shows anew after a typed letter.
func BenchmarkTableAfterAnEdit(b *testing.B) {
	_, seat, now := bigTable(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := seat.Edit(delta.Replace(seat.Len(), 500_000+i, 0, "x"), now); err != nil {
			b.Fatal(err)
		}
		seat.Table()
	}
}

// BenchmarkADecisionApplied decides at the server, takes the event in at a seat
// and brings everything there up to date.
func BenchmarkADecisionApplied(b *testing.B) {
	server, seat, now := bigTable(b)
	chair, _ := server.Person(1)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		c := Command{Number: uint64(1000 + n), Base: server.Head(), Ask: Decide{Proposal: 1 + (n-1)%500, Outcome: draft.Bracketed}}
		if n > 500 { // all are decided: decide about them again
			b.StopTimer()
			server, seat, now = bigTable(b)
			n = 1
			c.Number, c.Base, c.Ask = 1001, server.Head(), Decide{Proposal: 1, Outcome: draft.Bracketed}
			b.StartTimer()
		}
		if err := server.Check(chair, c); err != nil {
			b.Fatal(err)
		}
		what, err := server.Means(chair, c, now)
		if err != nil {
			b.Fatal(err)
		}
		e := Event{Number: server.Head() + 1, At: now, By: 1, Command: c.Number, Base: c.Base, What: what}
		if err := server.Apply(e); err != nil {
			b.Fatal(err)
		}
		if _, err := seat.Take(Happened{e}, now); err != nil {
			b.Fatal(err)
		}
		tab := seat.Table()
		for _, p := range tab.Overlay.Open() {
			tab.Base(p)
		}
	}
}
