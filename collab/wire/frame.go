package wire

import (
	"errors"
	"fmt"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
)

// The kinds of messages between client and server.
const (
	kindCommand byte = iota + 16 // client to server
	kindPoint
	kindTalk
	kindAskRoster
	kindPing
	kindLeave
	kindAnswer
)
const (
	kindWelcome byte = iota + 32 // server to client
	kindHappened
	kindAccepted
	kindRefused
	kindPointed
	kindRoster
	kindPong
	kindBye
	kindQueued
	kindLobby
	kindChecked // an acceptance with a checksum, which is seldom: the usual one is shorter
)

// CommandFrame carries a command to the server.
type CommandFrame struct{ Command meeting.Command }

// PointFrame says where the sender's cursor is.
type PointFrame struct {
	Base       meeting.Version
	At, Anchor int
	Left       bool
}

// TalkFrame says that the sender's talk switch was turned.
type TalkFrame struct{ On bool }

// RosterFrame asks for the page of connected people that starts at From, of those
// whose name or delegation has the words in it.
type RosterFrame struct {
	From  int
	Words string // one clean line; empty: everybody
}

// PingFrame asks for a PongFrame with the same stamp, and says how far the
// sender has taken the log in.
type PingFrame struct {
	Stamp uint64
	Seen  meeting.Version
}

// LeaveFrame says that the sender leaves for good: no need to keep a place.
type LeaveFrame struct{}

// PongFrame answers a PingFrame.
type PongFrame struct {
	Stamp   uint64
	Present int // people connected
}

// HappenedFrame carries an event as the log has it, so that the server encodes
// it once for the log and all listeners.
type HappenedFrame struct {
	Number meeting.Version
	Entry  []byte // EncodeEvent's
}

// ByeFrame is the last message on a connection.
type ByeFrame struct {
	Reason ByeReason
	// Wait is after how long to come back, in whole milliseconds: a server that
	// restarts spreads its people's return. 0: it does not say.
	Wait time.Duration
}

// MaxWait is the longest Wait.
const MaxWait = 2 * time.Minute

// A ByeReason says why the server ends a connection.
type ByeReason uint8

// The reasons. They travel: never renumber them.
const (
	Restarting        ByeReason = iota + 1 // come back soon
	Removed                                // not wanted here any more: do not come back
	TooSlow                                // could not keep up: come back and resume
	Garbled                                // the client sent what is no message
	AnotherConnection                      // the same session came in again
	Unkept                                 // the log could not be written: keep what you sent, and bring it again
	TurnedAway                             // the chair does not let you in now
	Revoked                                // the link was revoked: do not come back with it
	Expired                                // the link's time is over
	Over                                   // the meeting was closed: do not come back
	HostLeft                               // the host closed the meeting, or starts it again: come back as after Restarting
	Apart                                  // from a document: the meeting's own line is gone; come back behind it
)

type byeBody struct {
	_      struct{} `cbor:",toarray"`
	Reason uint8
	Wait   uint32 // ms
}

type pointBody struct {
	_          struct{} `cbor:",toarray"`
	By         uint32
	Base       uint64
	At, Anchor uint32
	Left       bool
}

type pingBody struct {
	_     struct{} `cbor:",toarray"`
	Stamp uint64
	Value uint64 // a ping's Seen, a pong's Present
}

type happenedBody struct {
	_      struct{} `cbor:",toarray"`
	Number uint64
	Entry  []byte
}

type acceptedBody struct {
	_       struct{} `cbor:",toarray"`
	Command uint64
	Number  uint64
	At      int64
}

type checkedBody struct {
	_       struct{} `cbor:",toarray"`
	Command uint64
	Number  uint64
	At      int64
	Check   uint32
}

type refusedBody struct {
	_       struct{} `cbor:",toarray"`
	Command uint64
	Why     uint8
}

// Append appends the frame as one message: a CommandFrame, PointFrame,
// TalkFrame, RosterFrame, PingFrame, LeaveFrame, AnswerFrame, InquiryFrame or HasFrame from a client; a meeting.Welcome,
// Happened (or HappenedFrame), Accepted, Refused, Pointed, Roster, Queued, Lobby, Receipts or
// Missing, a PongFrame or a ByeFrame from a server.
func Append(dst []byte, frame any) ([]byte, error) {
	switch f := frame.(type) {
	case CommandFrame:
		return appendCommand(dst, f.Command)
	case PointFrame:
		return seal(dst, kindPoint, pointBody{Base: f.Base, At: uint32(f.At), Anchor: uint32(f.Anchor), Left: f.Left})
	case TalkFrame:
		return seal(dst, kindTalk, f.On)
	case RosterFrame:
		return seal(dst, kindAskRoster, rosterAskBody{From: uint32(f.From), Words: f.Words})
	case PingFrame:
		return seal(dst, kindPing, pingBody{Stamp: f.Stamp, Value: f.Seen})
	case LeaveFrame:
		return seal(dst, kindLeave, true)
	case AnswerFrame:
		return seal(dst, kindAnswer, answerBody{Admit: f.Admit, Who: f.Who})
	case InquiryFrame:
		return seal(dst, kindInquiry, inquiryBody{Version: f.Version})
	case HasFrame:
		return seal(dst, kindHas, f.Version)
	case meeting.Receipts:
		return seal(dst, kindReceipts, receiptsOut(f))
	case meeting.Queued:
		return seal(dst, kindQueued, queuedBody{Place: uint32(f.Place), Of: uint32(f.Of)})
	case meeting.Lobby:
		return seal(dst, kindLobby, lobbyOut(f))
	case meeting.Missing:
		return seal(dst, kindMissing, missingOut(f))
	case meeting.Welcome:
		return seal(dst, kindWelcome, welcomeOut(f))
	case meeting.Happened:
		entry, err := EncodeEvent(f.Event)
		if err != nil {
			return dst, err
		}
		return seal(dst, kindHappened, happenedBody{Number: f.Event.Number, Entry: entry})
	case HappenedFrame:
		return seal(dst, kindHappened, happenedBody{Number: f.Number, Entry: f.Entry})
	case meeting.Accepted:
		if f.Check != 0 {
			return seal(dst, kindChecked, checkedBody{Command: f.Command, Number: f.Number, At: f.At.UnixMilli(), Check: f.Check})
		}
		return seal(dst, kindAccepted, acceptedBody{Command: f.Command, Number: f.Number, At: f.At.UnixMilli()})
	case meeting.Refused:
		return seal(dst, kindRefused, refusedBody{Command: f.Command, Why: uint8(f.Why)})
	case meeting.Pointed:
		return seal(dst, kindPointed, pointBody{By: uint32(f.By), Base: f.Base, At: uint32(f.At), Anchor: uint32(f.Anchor), Left: f.Left})
	case meeting.Roster:
		return seal(dst, kindRoster, rosterOut(f))
	case PongFrame:
		return seal(dst, kindPong, pingBody{Stamp: f.Stamp, Value: uint64(f.Present)})
	case ByeFrame:
		return seal(dst, kindBye, byeBody{Reason: uint8(f.Reason), Wait: uint32(min(max(f.Wait, 0), MaxWait).Milliseconds())})
	}
	return dst, fmt.Errorf("encode %T: no message of this protocol", frame)
}

// ParseAsked reads one message from a client and returns it as Append takes
// it. It refuses what is not one, with ErrMalformed.
func ParseAsked(b []byte) (any, error) {
	kind, body, err := unseal(b, MaxCommand, askedOnly)
	if err != nil {
		return nil, err
	}
	switch kind {
	case kindCommand:
		c, _, err := parseCommand(body)
		if err != nil {
			return nil, err
		}
		return CommandFrame{c}, nil
	case kindPoint:
		p, err := pointIn(body)
		return PointFrame{p.Base, p.At, p.Anchor, p.Left}, err
	case kindTalk:
		var on bool
		err := decode(body, &on)
		return TalkFrame{on}, err
	case kindAskRoster:
		return rosterAskIn(body)
	case kindPing:
		var p pingBody
		err := decode(body, &p)
		return PingFrame{p.Stamp, p.Value}, err
	case kindLeave:
		return LeaveFrame{}, nil
	case kindAnswer:
		return answerIn(body)
	case kindInquiry:
		return inquiryIn(body)
	case kindHas:
		var v uint64
		err := decode(body, &v)
		return HasFrame{v}, err
	}
	return nil, fmt.Errorf("message of kind %d from a client: %w", kind, ErrMalformed)
}

// ParseSaid reads one message from a server and returns it as Append takes it;
// a HappenedFrame comes back as the meeting.Happened it holds. It refuses what
// is not one, with ErrMalformed.
func ParseSaid(message []byte) (any, error) {
	kind, b, err := unseal(message, MaxFrame, decompressor)
	if err != nil {
		return nil, err
	}
	switch kind {
	case kindWelcome:
		return welcomeIn(b)
	case kindHappened:
		var body happenedBody
		if err := decode(b, &body); err != nil {
			return nil, err
		}
		e, err := DecodeEvent(body.Number, body.Entry)
		if errors.Is(err, ErrNewer) { // this protocol has no such event, whoever wrote it
			err = fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		return meeting.Happened{Event: e}, err
	case kindAccepted:
		var body acceptedBody
		err := decode(b, &body)
		return meeting.Accepted{Command: body.Command, Number: body.Number, At: time.UnixMilli(body.At).UTC()}, err
	case kindChecked:
		var body checkedBody
		err := decode(b, &body)
		return meeting.Accepted{Command: body.Command, Number: body.Number, At: time.UnixMilli(body.At).UTC(), Check: body.Check}, err
	case kindRefused:
		var body refusedBody
		err := decode(b, &body)
		return meeting.Refused{Command: body.Command, Why: meeting.Refusal(body.Why)}, err
	case kindPointed:
		return pointIn(b)
	case kindRoster:
		return rosterIn(b)
	case kindQueued:
		return queuedIn(b)
	case kindLobby:
		return lobbyIn(b)
	case kindReceipts:
		return receiptsIn(b)
	case kindMissing:
		return missingIn(b)
	case kindPong:
		var body pingBody
		err := decode(b, &body)
		return PongFrame{body.Stamp, int(min(body.Value, 1<<31-1))}, err
	case kindBye:
		var body byeBody
		err := decode(b, &body)
		return ByeFrame{ByeReason(body.Reason), min(time.Duration(body.Wait)*time.Millisecond, MaxWait)}, err
	}
	return nil, fmt.Errorf("message of kind %d from a server: %w", kind, ErrMalformed)
}

func pointIn(b []byte) (meeting.Pointed, error) {
	var body pointBody
	if err := decode(b, &body); err != nil {
		return meeting.Pointed{}, err
	}
	if body.At > meeting.MaxText || body.Anchor > meeting.MaxText {
		return meeting.Pointed{}, fmt.Errorf("cursor at %d: %w", max(body.At, body.Anchor), ErrMalformed)
	}
	return meeting.Pointed{By: text.Author(body.By), Base: body.Base, At: int(body.At), Anchor: int(body.Anchor), Left: body.Left}, nil
}
