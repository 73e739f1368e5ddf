package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"math"
	"net"
	"os"
	"syscall"
	"time"

	"parley/cmd/internal/serve"
	"parley/collab/history"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/tui/word"
)

// sentence says what went wrong and what to do, in one sentence without its
// full stop.
func sentence(err error) string {
	if u, ok := err.(unreceived); ok {
		return u.words()
	}
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			return word.Say(s.words)
		}
	}
	if words, ok := serve.Sentence(err); ok {
		return words
	}
	var unknown *net.DNSError
	switch {
	case errors.Is(err, session.ErrNoAnswer) && (errors.Is(err, session.ErrProxy) || errors.Is(err, session.ErrNonsense) || broken(err)):
		return word.Say("nobody let us in: %s", reason(err)) // which says what to do
	case errors.Is(err, session.ErrNoAnswer) && errors.Is(err, session.ErrFull):
		return word.Say("nobody let us in: %s: try again later, or tell the host", reason(err))
	case errors.Is(err, session.ErrNoAnswer) && (errors.As(err, &unknown) || noWay(err)):
		return word.Say("nobody let us in: %s: check the link and your connection", reason(err))
	case errors.Is(err, session.ErrNoAnswer):
		return word.Say("nobody let us in: %s; check that the meeting is open and the link is its newest one, then try again", reason(err))
	case errors.Is(err, ticket.ErrMangled), errors.Is(err, ticket.ErrNotALink):
		return word.Say("%s: copy it again, whole, from the invitation, and put it in quotes", word.Err(err))
	}
	return word.Err(err)
}

// sentences are the words for errors that need no more than themselves.
var sentences = []struct {
	err   error
	words string
}{
	{session.ErrWrongFingerprint, word.Mark("the server is not the one this link was made for: do not go on, ask for a new link over a way you trust")},
	{session.ErrForged, word.Mark("the server does not know this link: ask for a new one")},
	{session.ErrExpired, word.Mark("this link has expired: ask for a new one")},
	{session.ErrNoMeeting, word.Mark("the server has no such meeting any more: ask for a new link")},
	{meeting.NoDocument, word.Mark("the meeting has no such document: without --document its own draft is meant")},
	{session.ErrProtocol, word.Mark("the server speaks another version of Parley: use the version that the host has")},
	{session.ErrNotUnderstood, word.Mark("the server does not understand this program: use the version that the host has")},
	{session.ErrRemoved, word.Mark("the chair has taken you out of this meeting: ask the chair for a new link")},
	{session.ErrRevoked, word.Mark("the chair has revoked this link: ask the chair for a new one")},
	{session.ErrTurnedAway, word.Mark("the chair did not let you in: ask the chair, and call again")},
	{session.ErrAhead, word.Mark("the draft has no such version yet: parley history without --at lists those it has")},
	{history.ErrAhead, word.Mark("the draft has no such version yet: parley history without --at lists those it has")},
	{session.ErrClosedPast, word.Mark("only the chair reads the past of this meeting just now, as people are let in one by one: come in with parley join")},
	{serve.ErrServed, word.Mark("this meeting is being served just now: give its link instead of --data")},
	{session.ErrNoChair, word.Mark("only the chair makes links, and this link is not a chair's")},
	{session.ErrAnotherConnection, word.Mark("this session goes on elsewhere")},
}

// reason is what went wrong last on the way to the server, in short.
func reason(err error) string {
	var unknown *net.DNSError
	switch {
	case errors.Is(err, session.ErrProxy):
		return proxyTrouble(err)
	case broken(err):
		return word.Say("something on the way, such as a firewall, lets no secure connection to the server through")
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return word.Say("the name %s is not known", text.CleanLine(unknown.Name, 100))
	case errors.As(err, &unknown):
		return word.Say("the name %s could not be looked up", text.CleanLine(unknown.Name, 100))
	case errors.Is(err, syscall.ECONNREFUSED):
		return word.Say("nothing is served at the link's address")
	case errors.Is(err, session.ErrDead), errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT):
		return word.Say("the server did not answer in time")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return word.Say("the disk is full")
	case errors.Is(err, syscall.EROFS), errors.Is(err, syscall.EACCES):
		return word.Say("its disk may not be written: %s", err)
	case noWay(err):
		return word.Say("there is no way from this network to the server")
	case errors.Is(err, session.ErrMoved):
		return word.Say("this machine has changed its network")
	case errors.Is(err, session.ErrSlept):
		return word.Say("this machine was asleep")
	case errors.Is(err, session.ErrUnkept):
		return word.Say("the server has no room on its disk; tell the host")
	case errors.Is(err, session.ErrHostLeft):
		return word.Say("the host closed the meeting, or starts it again")
	case errors.Is(err, session.ErrRestarting):
		return restarting(session.BackIn(err))
	case errors.Is(err, session.ErrNonsense):
		return word.Say("the server sent what this program does not understand: use the version that the host has")
	case errors.Is(err, session.ErrFull):
		return word.Say("the server has no place left")
	case errors.Is(err, session.ErrLost), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return word.Say("the connection was cut")
	}
	return word.Err(err)
}

// noWay reports a network that does not lead to the server.
func noWay(err error) bool {
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH)
}

// broken reports that what answered does not speak TLS as a server of ours does,
// although it was told how: a firewall that looks into connections, or another
// program.
func broken(err error) bool {
	var plain tls.RecordHeaderError
	var alert *net.OpError
	return errors.As(err, &plain) || errors.As(err, &alert) && alert.Op == "remote error"
}

// restarting says that the server restarts, and when we come back if it gave us
// a moment of our own.
func restarting(wait time.Duration, told bool) string {
	if !told {
		return word.Say("the server restarts")
	}
	return word.Say("the server restarts; back in %d s", int(math.Ceil(wait.Seconds())))
}

// lost says why the line is down, for somebody in the meeting.
func lost(err error) string {
	for _, s := range sentences {
		if errors.Is(err, s.err) {
			return word.Say(s.words)
		}
	}
	if errors.Is(err, session.ErrNoAnswer) {
		return sentence(err)
	}
	return reason(err)
}
