package wire

import (
	"fmt"
	"reflect"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
)

// The kinds of log entries. They are on disks: never renumber them.
const (
	kindOpened byte = iota + 1
	kindServed
	kindEntered
	kindEdited
	kindUndone
	kindSaid
	kindSwept // an edit that is meant to delete most of the draft
	kindGuarded
	kindRemoved
	kindRevoked

	kindLast = kindRevoked
)

type eventBody struct {
	_       struct{} `cbor:",toarray"`
	By      uint32
	At      int64 // milliseconds since 1970
	Command uint64
	Base    uint64
	What    cbor.RawMessage
}

type openedBody struct {
	_     struct{} `cbor:",toarray"`
	Title string
	Text  string
}

type personBody struct {
	_          struct{} `cbor:",toarray"`
	Number     uint32
	Session    []byte
	Name       string
	Delegation string
	Role       uint8 // with what the ticket fixes in the upper two bits
}

// EncodeEvent returns the event as an entry of the log. Its number is not in
// it: that is the entry's place.
func EncodeEvent(e meeting.Event) ([]byte, error) { return AppendEvent(nil, e) }

// AppendEvent appends what EncodeEvent returns.
func AppendEvent(dst []byte, e meeting.Event) ([]byte, error) {
	if edit, ok := e.What.(meeting.Edited); ok {
		return appendEdited(dst, e, edit), nil
	}
	kind, what, err := encodeWhat(e.What)
	if err != nil {
		return dst, fmt.Errorf("encode event %d: %w", e.Number, err)
	}
	return seal(dst, kind, eventBody{By: uint32(e.By), At: e.At.UnixMilli(), Command: e.Command, Base: e.Base, What: what})
}

// known reports whether there is such a kind of log entry.
func known(kind byte) bool {
	return kind <= kindLast || negotiates(kind) || kind >= kindFloored && kind <= kindProceedings
}

func encodeWhat(w meeting.What) (kind byte, what cbor.RawMessage, err error) {
	var v any
	switch w := w.(type) {
	case meeting.Opened:
		kind, v = kindOpened, openedBody{Title: w.Title, Text: w.Text}
	case meeting.Served:
		kind, v = kindServed, uint32(w.First)
	case meeting.Entered:
		kind, v = kindEntered, personOut(w.Person)
	case meeting.Edited:
		kind, v = kindOf(w), w.Delta.AppendBinary(nil)
	case meeting.Undone:
		kind, v = kindUndone, w.Of
	case meeting.Said:
		kind, v = kindSaid, w.Text
	case meeting.Guarded:
		kind, v = kindGuarded, w.On
	case meeting.Removed:
		kind, v = kindRemoved, removedOut(w)
	case meeting.Revoked:
		kind, v = kindRevoked, w.Ticket[:]
	default:
		if meeting.Negotiates(w) {
			return encodeNegotiation(w)
		}
		var ok bool
		if kind, v, ok = proceedingOut(w); !ok {
			return 0, nil, fmt.Errorf("unknown kind %v", reflect.TypeOf(w))
		}
	}
	what, err = encoding.Marshal(v)
	return kind, what, err
}

// DecodeEvent reads the log's entry with that number.
func DecodeEvent(number meeting.Version, b []byte) (meeting.Event, error) {
	kind, plain, err := unseal(b, MaxFrame, decompressor)
	if err != nil {
		return meeting.Event{}, fmt.Errorf("event %d: %w", number, err)
	}
	if !known(kind) { // before its body: that may have another form
		return meeting.Event{}, fmt.Errorf("event %d is of kind %d: %w", number, kind, ErrNewer)
	}
	if e, ok := editedIn(number, kind, plain); ok {
		return e, nil
	}
	var body eventBody
	if err := decode(plain, &body); err != nil {
		return meeting.Event{}, fmt.Errorf("event %d: %w", number, err)
	}
	what, err := decodeWhat(kind, body.What)
	if err != nil {
		return meeting.Event{}, fmt.Errorf("event %d: %w", number, err)
	}
	return meeting.Event{Number: number, At: time.UnixMilli(body.At).UTC(), By: text.Author(body.By),
		Command: body.Command, Base: body.Base, What: what}, nil
}

func decodeWhat(kind byte, b []byte) (meeting.What, error) {
	switch kind {
	case kindOpened:
		var body openedBody
		if err := decode(b, &body); err != nil {
			return nil, err
		}
		if !text.IsClean(body.Text) || len(body.Text) > meeting.MaxText {
			return nil, fmt.Errorf("opening draft: %w", ErrMalformed)
		}
		return meeting.Opened{Title: text.CleanLine(body.Title, meeting.MaxTitle), Text: body.Text}, nil
	case kindServed:
		var first uint32
		err := decode(b, &first)
		return meeting.Served{First: text.Author(first)}, err
	case kindEntered:
		var body personBody
		if err := decode(b, &body); err != nil {
			return nil, err
		}
		p, err := personIn(body)
		return meeting.Entered{Person: p}, err
	case kindEdited, kindSwept:
		d, err := deltaIn(b)
		return meeting.Edited{Delta: d, Sweeping: kind == kindSwept}, err
	case kindUndone:
		of, err := undoIn(b)
		return meeting.Undone{Of: of}, err
	case kindSaid:
		line, err := lineIn(b)
		return meeting.Said{Text: line}, err
	case kindGuarded:
		var on bool
		err := decode(b, &on)
		return meeting.Guarded{On: on}, err
	case kindRemoved:
		var body removedBody
		if err := decode(b, &body); err != nil {
			return nil, err
		}
		return removedIn(body)
	case kindRevoked:
		var id []byte
		if err := decode(b, &id); err != nil {
			return nil, err
		}
		t, err := ticketIn(id)
		return meeting.Revoked{Ticket: t}, err
	}
	if negotiates(kind) {
		return decodeNegotiation(kind, b)
	}
	return proceedingIn(kind, b)
}

func personOut(p meeting.Person) personBody {
	return personBody{Number: uint32(p.Number), Session: p.Session[:], Name: p.Name, Delegation: p.Delegation, Role: uint8(p.Role)&ticket.MaxRole | uint8(p.Fixes)<<6}
}

func personIn(b personBody) (meeting.Person, error) {
	role := meeting.Role(b.Role & ticket.MaxRole)
	name := text.CleanLine(b.Name, meeting.MaxName)
	if len(b.Session) != 16 || !role.Valid() || name == "" {
		return meeting.Person{}, fmt.Errorf("person %d: %w", b.Number, ErrMalformed)
	}
	return meeting.Person{Number: text.Author(b.Number), Session: meeting.Session(b.Session), Name: name,
		Delegation: text.CleanLine(b.Delegation, meeting.MaxName), Role: role, Fixes: ticket.Fixes(b.Role >> 6)}, nil
}

// deltaIn reads a delta whose insertions may stand in a draft.
func deltaIn(b []byte) (delta.Delta, error) {
	var raw []byte
	if err := decode(b, &raw); err != nil {
		return delta.Delta{}, err
	}
	return cleanDelta(raw)
}

func cleanDelta(raw []byte) (delta.Delta, error) {
	d, err := delta.Parse(raw)
	if err != nil {
		return delta.Delta{}, fmt.Errorf("delta: %w: %w", err, ErrMalformed)
	}
	for inserted := range d.Inserts() {
		if !text.IsClean(inserted) {
			return delta.Delta{}, fmt.Errorf("delta inserts a control character: %w", ErrMalformed)
		}
	}
	return d, nil
}

func undoIn(b []byte) ([]uint64, error) {
	var of []uint64
	if err := decode(b, &of); err != nil {
		return nil, err
	}
	if len(of) == 0 || len(of) > meeting.MaxUndo {
		return nil, fmt.Errorf("undo of %d entries: %w", len(of), ErrMalformed)
	}
	return of, nil
}

func lineIn(b []byte) (string, error) {
	var line string
	if err := decode(b, &line); err != nil {
		return "", err
	}
	if line == "" || text.CleanLine(line, meeting.MaxChat) != line {
		return "", fmt.Errorf("chat line: %w", ErrMalformed)
	}
	return line, nil
}
