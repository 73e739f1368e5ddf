package session

import (
	"errors"
	"fmt"
	"time"

	"parley/collab/meeting"
	"parley/collab/ticket"
)

// The errors that end a session for good: Run returns them wrapped, and dials
// no more.
var (
	// ErrWrongFingerprint reports a server that is not the one the link names:
	// somebody is in between, or the server lost its certificate.
	ErrWrongFingerprint = errors.New("the server is not the one this link was made for")
	// ErrForged reports that the server did not make this link's ticket. It
	// wraps ticket.ErrForged.
	ErrForged = fmt.Errorf("the server does not know this link: %w", ticket.ErrForged)
	// ErrExpired reports a ticket that has run out. It wraps ticket.ErrExpired.
	ErrExpired = fmt.Errorf("this link is not good any more: %w", ticket.ErrExpired)
	// ErrNotUnderstood reports a server that could not read our first words.
	ErrNotUnderstood = errors.New("the server does not understand this program")
	// ErrProtocol reports a server that speaks another version of the protocol.
	ErrProtocol = errors.New("the server speaks another version of the protocol")
	// ErrNoMeeting reports a server that answers but has no such meeting.
	ErrNoMeeting = errors.New("the server has no such meeting")
	// ErrRemoved reports that the server took this person out of the meeting.
	ErrRemoved = errors.New("removed from the meeting")
	// ErrRevoked reports that the chair ended the link.
	ErrRevoked = errors.New("this link was revoked")
	// ErrTurnedAway reports that the chair did not let this person in.
	ErrTurnedAway = errors.New("turned away from the waiting room")
	// ErrAnotherConnection reports that this session came in a second time and
	// the server kept the newer one.
	ErrAnotherConnection = errors.New("this session goes on elsewhere")
	// ErrNoAnswer reports that no welcome came within Config.GiveUp, or nothing at
	// all to what was asked beside a meeting. It is wrapped together with what
	// went wrong last.
	ErrNoAnswer = errors.New("no answer from the server")
)

// What ends a line that will be dialled again. A front sees them in
// LinkChanged.Why and may tell them apart.
var (
	// ErrLost reports a connection that broke.
	ErrLost = errors.New("the connection broke")
	// ErrDead reports a line on which nothing came for too long.
	ErrDead = errors.New("nothing heard from the server")
	// ErrRestarting reports a server that said it will be back at once.
	ErrRestarting = errors.New("the server is restarting")
	// ErrHostLeft reports a host who closed the meeting, or starts it again. It
	// wraps ErrRestarting, as nobody can tell which.
	ErrHostLeft = fmt.Errorf("the host has left: %w", ErrRestarting)
	// ErrTooSlow reports that the server had to drop us because this line does
	// not keep up with the meeting.
	ErrTooSlow = errors.New("the line did not keep up with the meeting")
	// ErrFull reports a meeting, or a server, that has no place left, or too many
	// tries from one address.
	ErrFull = errors.New("the server has no place left")
	// ErrUnkept reports that the server cannot write to its disk. What was sent
	// stays in the outbox, and goes again.
	ErrUnkept = errors.New("the server cannot write to its disk")
	// ErrNonsense reports that one side could not make sense of what the other
	// sent.
	ErrNonsense = errors.New("the server sent what makes no sense")
	// ErrBehind reports that the front did not keep up with the line, which
	// waits for it.
	ErrBehind = errors.New("this program did not keep up with the meeting")
	// ErrMoved reports that this machine has left the network that the line went
	// through.
	ErrMoved = errors.New("this machine has changed its network")
	// ErrSlept reports that this machine slept.
	ErrSlept = errors.New("this machine was asleep")
	// ErrRejoin reports that a fresh copy of the meeting was asked for.
	ErrRejoin = errors.New("asked for a fresh copy of the meeting")
)

// final are the errors after which dialling again can only meet the same end.
var final = []error{
	ErrWrongFingerprint, ErrForged, ErrExpired, ErrNotUnderstood, ErrProtocol,
	ErrNoMeeting, meeting.NoDocument, ErrRemoved, ErrRevoked, ErrTurnedAway, ErrAnotherConnection, ErrNoAnswer,
}

// A comeBack is an error of the server that says when to try again.
type comeBack struct {
	after time.Duration
	mine  bool // after is for us alone; else everybody was told the same
	error
}

// BackIn returns after how long the server said to come back, if it gave us a
// moment of our own.
func BackIn(err error) (wait time.Duration, told bool) {
	var c comeBack
	ok := errors.As(err, &c) && c.mine
	return c.after, ok
}

// Unwrap returns what the server said.
func (c comeBack) Unwrap() error { return c.error }

func isFinal(err error) bool {
	for _, f := range final {
		if errors.Is(err, f) {
			return true
		}
	}
	return false
}
