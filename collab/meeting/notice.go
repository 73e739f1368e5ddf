package meeting

import (
	"time"

	"parley/collab/text"
	"parley/collab/ticket"
)

// A Notice is what a client's line tells its front, in order: one of Welcome,
// Happened, Accepted, Refused, Pointed, Roster, Queued, Lobby, Missing,
// LinkChanged, Restored, Kept and InDocument.
type Notice interface{ notice() }

// Welcome comes first on every connection.
type Welcome struct {
	You      Person
	Document int // of the meeting; 0 is 1
	Title    string
	Head     Version   // the log's last number when the welcome was made
	At       time.Time // of the last event that the client has: the snapshot's, or the one it resumes after
	Last     uint64    // the last of this session's commands that the log has
	Snapshot *Snapshot // nil: resumed, the events missed follow as Happened
	Present  int       // people connected now
	Pass     Pass      // brings this session in again without waiting
	Clock    time.Time // the server's when the welcome was made
}

// A Pass is what a session that was let in shows when it comes back. It is the
// session's own.
type Pass [16]byte

// Happened is an event of the log, in the order of the log.
type Happened struct{ Event Event }

// Accepted says that this client's own command became event Number; it stands
// for the Happened that everybody else gets.
type Accepted struct {
	Command uint64
	Number  Version
	At      time.Time
	Check   uint32 // the Sum of the draft right after Number, now and then; else 0
}

// Refused says that this client's own command was not taken.
type Refused struct {
	Command uint64
	Why     Refusal
}

// Pointed is where another person's cursor is, as that person sees the text.
// Pointers are not in the log.
type Pointed struct {
	By         text.Author
	Base       Version // the last event that person had taken in
	At, Anchor int     // code points; Anchor differs where text is selected
	Left       bool    // the person stopped writing: no cursor any more
}

// Roster is a page of the people connected now.
type Roster struct {
	Present int // in all
	From    int // the page's first place
	People  []Present

	Words string // what the name or the delegation of those on the page has in it; empty: all are listed
	Found int    // how many these are, where there are words
}

// Listed is how many people are in the list that the page is of.
func (r Roster) Listed() int {
	if r.Words == "" {
		return r.Present
	}
	return r.Found
}

// Present is a connected person.
type Present struct {
	Person  Person
	Talking bool      // the talk switch is on
	Ticket  ticket.ID // of the link they came with; zeros: told to the chair only
}

// RosterPage is how many people a page of the roster has at most.
const RosterPage = 50

// Queued says that this person waits until the chair lets them in. It stands
// in for the Welcome, and comes again as the place changes.
type Queued struct {
	Place int // from 1
	Of    int // who wait in all
}

// Lobby is told to the chair: who waits to be let in, those who came first.
type Lobby struct {
	Waiting int // in all
	People  []Caller
}

// A Caller is somebody who waits to be let in. Number is theirs as long as they
// wait, and nobody else's after them.
type Caller struct {
	Number     uint32
	Name       string
	Delegation string
	Role       Role
	Fixes      ticket.Fixes
	Ticket     ticket.ID
	Since      time.Time
}

// Person is the caller as a person without a number in the meeting.
func (c Caller) Person() Person {
	return Person{Name: c.Name, Delegation: c.Delegation, Role: c.Role, Fixes: c.Fixes}
}

// LobbyPage is how many callers the chair is told of at once.
const LobbyPage = 50

// LinkChanged says how the line to the server is.
type LinkChanged struct {
	State     LinkState
	Since     time.Time
	Attempt   int           // tries since the line was last up
	Next      time.Time     // when the next try starts, while waiting
	Why       error         // what ended or prevents the line; nil while up
	RoundTrip time.Duration // the last measured; 0: not yet
	In, Out   uint64        // bytes of text traffic so far, as counted at the socket
}

// A LinkState is a state of the line to the server.
type LinkState uint8

// The states of the line.
const (
	Dialling LinkState = iota // a try is under way
	Waiting                   // between two tries
	Up                        // welcomed
	Ended                     // left, or refused for good: no more tries
)

// Restored are the commands of an earlier run of this program that the server
// may not have yet. It comes before the first Welcome, at most once.
type Restored struct {
	Commands []Command
	At       []time.Time // when each was asked
	Last     uint64      // the greatest number of a command that the session ever had
}

// Kept says how far this person's commands are safe on this machine's disk: those
// up to Command are there again when this program ends, in whatever way. It
// comes only where commands are kept, or should be.
type Kept struct {
	Command uint64
	Why     error  // why no later ones can be kept; nil: they can
	Damaged error  // what was wrong with what an earlier run kept; nil: nothing
	Aside   string // where the damaged file lies; empty: nowhere
}

func (Restored) notice()    {}
func (Kept) notice()        {}
func (Queued) notice()      {}
func (Lobby) notice()       {}
func (Welcome) notice()     {}
func (Happened) notice()    {}
func (Accepted) notice()    {}
func (Refused) notice()     {}
func (Pointed) notice()     {}
func (Roster) notice()      {}
func (LinkChanged) notice() {}
