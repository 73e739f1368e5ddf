package wire

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"parley/collab/meeting"
)

type commandBody struct {
	_      struct{} `cbor:",toarray"`
	Number uint64
	Base   uint64
	Prior  uint64 // how far before Number, 0: none
	Kind   uint8  // as of the event it becomes
	What   cbor.RawMessage
}

func appendCommand(dst []byte, c meeting.Command) ([]byte, error) {
	if edit, ok := c.Ask.(meeting.Edit); ok {
		return appendEditCommand(dst, c, edit), nil
	}
	kind, what, err := encodeWhat(c.Happens())
	if err != nil {
		return dst, fmt.Errorf("encode command %d: %w", c.Number, err)
	}
	return seal(dst, kindCommand, commandBody{Number: c.Number, Base: c.Base, Prior: beforeOf(c), Kind: kind, What: what})
}

// parseCommand returns the command in the body of a message, and the kind of
// event that it would become.
func parseCommand(b []byte) (c meeting.Command, kind byte, err error) {
	if c, kind, ok := editCommandIn(b); ok {
		return c, kind, nil
	}
	var body commandBody
	if err := decode(b, &body); err != nil {
		return c, 0, err
	}
	c = meeting.Command{Number: body.Number, Base: body.Base}
	what, err := decodeWhat(body.Kind, body.What)
	if err != nil {
		return c, 0, fmt.Errorf("command %d: %w", body.Number, err)
	}
	switch w := what.(type) {
	case meeting.Edited:
		c.Ask = meeting.Edit(w)
	case meeting.Undone:
		c.Ask = meeting.Undo(w)
	case meeting.Said:
		c.Ask = meeting.Say(w)
	case meeting.Guarded:
		c.Ask = meeting.Guard(w)
	case meeting.Removed:
		c.Ask = meeting.Remove{Person: w.Person}
	case meeting.Revoked:
		c.Ask = meeting.Revoke(w)
	default:
		if c.Ask = meeting.AskOf(what); c.Ask != nil {
			break
		}
		asked, ok := what.(meeting.Ask)
		if c.Ask = asked; !ok {
			return c, 0, fmt.Errorf("command %d of kind %d: %w", body.Number, body.Kind, ErrMalformed)
		}
	}
	if c.Number == 0 || body.Prior >= c.Number {
		return c, 0, fmt.Errorf("a command without a number, or before the first: %w", ErrMalformed)
	}
	c.Prior = priorOf(c.Number, body.Prior)
	return c, body.Kind, nil
}

// beforeOf returns how far before a command the one it stands on is, 0: on none.
func beforeOf(c meeting.Command) uint64 {
	if c.Prior == 0 {
		return 0
	}
	return c.Number - c.Prior
}

// priorOf returns the command that is so far before another.
func priorOf(number, before uint64) uint64 {
	if before == 0 {
		return 0
	}
	return number - before
}
