package app

import "parley/collab/meeting"

// A Line is the way to the server. Its methods return at once.
type Line interface {
	// Send puts the command into the outbox.
	Send(meeting.Command)
	// Point tells the others where this person's cursor is, or that it left.
	Point(base meeting.Version, at, anchor int, left bool)
	// Talk tells the server that the microphone may be heard, or not any more.
	Talk(on bool)
	// AskRoster asks for the page of connected people from that place on, of those
	// whose name or delegation has the words in it; empty: of everybody.
	AskRoster(from int, words string)
	// Answer lets in, or turns away, who waits with these numbers; all if there
	// is none.
	Answer(admit bool, who ...uint32)
	// Inquire asks for what is not in the meeting's newest state.
	Inquire(meeting.Inquiry)
	// Resync joins afresh with a snapshot.
	Resync(need meeting.Version)
}

// Closed is the message that the line has ended for good. Err is nil where
// this person left.
type Closed struct{ Err error }
