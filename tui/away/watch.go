package away

import (
	"slices"
	"time"

	"parley/collab/delta"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
)

// A Watch looks at what the line says on its way to the seat. The zero value
// has seen nothing. It belongs to the front's goroutine.
type Watch struct {
	lost time.Time       // since when there is no line; zero: there is one
	open bool            // there was a welcome since, and not all is here yet
	head meeting.Version // what is missing ends here
	last meeting.Version // the last event before the line was lost
	text text.Text       // as it was left, with what was typed here since
	left standing

	report Report
	ready  bool
}

// A Report is what was missed.
type Report struct {
	Away time.Duration
	// Edits is how many changes of the draft others made, 0 where that is not
	// known because Compared; Places at how many places it reads otherwise now.
	Edits, Places int
	By            []text.Author // who made them
	Rows          []Row         // the lines that read otherwise
	Chat          []meeting.Line
	Sent          int // own changes and lines that waited for the link
	Turns         int // how often the floor was given, as far as is known
	Captions      int // that were missed
	// Else says what has become of the floor, the proposals and the statements:
	// "P-3 accepted", "you have the floor".
	Else []string
	Wordings
	// Compared says that the server no longer had every single change, so that
	// two texts were compared: nobody knows what came and went between them.
	Compared bool
}

// Missed reports whether there is anything to read.
func (r Report) Missed() bool {
	return r.Edits > 0 || r.Places > 0 || len(r.Chat) > 0 || r.Turns > 0 || r.Captions > 0 || len(r.Else) > 0 || r.Any()
}

// Take has the seat take in a notice, and notes what a person who was away
// must be told.
func (w *Watch) Take(seat *meeting.Seat, n meeting.Notice, now time.Time) (meeting.Change, error) {
	switch n := n.(type) {
	case meeting.LinkChanged:
		if n.State != meeting.Up && seat.Joined() && w.lost.IsZero() {
			w.leave(seat, n, now)
		}
	case meeting.Welcome:
		if !w.lost.IsZero() {
			w.comeBack(seat, n)
		}
	}
	change, err := seat.Take(n, now)
	if err != nil || !w.open {
		return change, err
	}
	switch n := n.(type) {
	case meeting.Welcome:
		w.report.Compared = w.report.Compared || n.Snapshot != nil
	case meeting.Happened:
		w.happened(n.Event, change.Text, seat.Me().Number)
	}
	if seat.Version() >= w.head {
		w.finish(seat, now)
	}
	return change, nil
}

// leave begins an absence. It is counted by the clock on the wall, which a
// machine that sleeps does not stop.
func (w *Watch) leave(seat *meeting.Seat, l meeting.LinkChanged, now time.Time) {
	w.lost, w.last, w.report = now.Round(0), seat.Version(), Report{}
	w.left = stands(seat)
	if since := l.Since.Round(0); !since.IsZero() && since.Before(w.lost) {
		w.lost = since
	}
}

// comeBack begins to gather, unless the line was lost again while that was
// under way.
func (w *Watch) comeBack(seat *meeting.Seat, n meeting.Welcome) {
	if !w.open {
		w.open, w.text = true, seat.Text()
		w.report.Sent = seat.Waiting()
	}
	w.head = n.Head
	if n.Snapshot != nil {
		w.head = n.Snapshot.Head
	}
}

// happened notes one event that was missed.
func (w *Watch) happened(e meeting.Event, did delta.Delta, me text.Author) {
	if e.By == me {
		return
	}
	switch what := e.What.(type) {
	case meeting.Said:
		w.report.Chat = append(w.report.Chat, meeting.Line{Number: e.Number, At: e.At, By: e.By, Text: what.Text})
	case meeting.Confided:
		w.report.Chat = append(w.report.Chat, meeting.Line{Number: e.Number, At: e.At, By: e.By, Text: what.Text, For: what.For})
	case meeting.Captioned:
		w.report.Captions++
	case meeting.Floored:
		switch what.Act.(type) {
		case floor.Give, floor.Pass:
			w.report.Turns++
		}
	case meeting.Edited, meeting.Undone:
		if did.Changes() {
			w.report.Edits++
			w.wrote(e.By)
		}
	}
}

func (w *Watch) wrote(by text.Author) {
	if !slices.Contains(w.report.By, by) {
		w.report.By = append(w.report.By, by)
	}
}

// finish makes the report.
func (w *Watch) finish(seat *meeting.Seat, now time.Time) {
	r, is, me := &w.report, seat.Text(), seat.Me().Number
	s := stands(seat)
	r.Away, r.Wordings, r.Else = now.Round(0).Sub(w.lost), s.wordings(w.left), s.since(w.left)
	r.Rows, r.Places = Redline(w.text, is, between(w.text, is))
	if r.Compared {
		w.compared(seat)
	}
	for _, row := range r.Rows {
		for _, by := range row.By {
			if by != me && by != 0 && r.Compared {
				w.wrote(by)
			}
		}
	}
	w.open, w.ready, w.lost, w.text = false, true, time.Time{}, text.Text{}
}

// Compare reports how one text reads otherwise than the other.
func Compare(was, is text.Text) (r Report) {
	r.Rows, r.Places = Redline(was, is, between(was, is))
	return r
}

// compared takes from the fresh copy what can be known of the time between: of
// the chat, the lines that it still has.
func (w *Watch) compared(seat *meeting.Seat) {
	me := seat.Me().Number
	w.report.Chat, w.report.Edits = nil, 0
	for _, line := range seat.Chat() {
		if line.Number > w.last && line.By != me {
			w.report.Chat = append(w.report.Chat, line)
		}
	}
}

// Back returns the report of an absence that has just ended, once.
func (w *Watch) Back() (Report, bool) {
	ready := w.ready
	w.ready = false
	return w.report, ready
}

// CatchingUp reports whether what comes now is what was missed.
func (w *Watch) CatchingUp() bool { return w.open }
