package wire

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// kindThin is an edit in one place, told as what is different from the edit
// before it on the same connection:
//
//	kindThin [number] base [length] at change
//
// base is a varint of how much it grew; at is a signed varint of how far the
// place is from where the last edit left off. Two fields say what is seldom, and
// are announced in the kind: number, a varint of by how many more than one it
// grew, and length, a signed varint of how far the text's length is from what
// the last edit left. The kind says, too, whether the edit stands on the edit or
// undo before it on the connection and not on the log alone. The change is what is inserted, up to the end of the
// message; or, when something is deleted too, 0x80, which no UTF-8 begins with,
// a varint of the code points deleted, and what is inserted.
const (
	kindThin   byte = 24
	withNumber byte = 1
	withLength byte = 2
	onLast     byte = 4
	thinFlags       = withNumber | withLength | onLast
)

// deletes marks a change that deletes something.
const deletes = 0x80

// Asking is what both ends of a connection know of the last edit that the
// client sent on it, so that the next takes few bytes. Each end has one for a
// connection: the client's thins out its messages in the order in which they
// are sent, the server's reads them. The zero Asking is ready.
type Asking struct {
	begun      bool
	number     uint64
	base       meeting.Version
	prior      uint64 // of the last edit or undo
	length, at int    // of the text after that edit, and where the edit ended
}

// splice is an edit in one place.
type splice struct {
	length, at, deleted int
	insert              string
}

// one returns the change as a splice, if it is one.
func one(d delta.Delta) (s splice, ok bool) {
	s.length = d.BaseLen()
	changed, ended := false, false
	for op := range d.Ops() {
		switch {
		case op.Keep > 0 && !changed:
			s.at = op.Keep
		case op.Keep > 0:
			ended = true
		case ended:
			return s, false
		default:
			changed = true
			s.deleted += op.Delete
			s.insert += op.Insert
		}
	}
	return s, changed
}

// note remembers a command that was sent, as far as the next edit is told by it.
func (a *Asking) note(c meeting.Command) {
	edit, ok := c.Ask.(meeting.Edit)
	if _, undoes := c.Ask.(meeting.Undo); ok || undoes {
		a.prior = c.Number
	}
	if !ok {
		return
	}
	d := edit.Delta
	a.number, a.base, a.length = c.Number, c.Base, d.NewLen()
	if s, ok := one(d); ok {
		a.at = s.at + utf8.RuneCountInString(s.insert)
	}
	a.begun = true
}

// Thin returns the client's message as it is to be sent now. One that it does
// not know how to make smaller stays as it is. It does not change the message.
func (a *Asking) Thin(message []byte) []byte {
	if len(message) == 0 || message[0]&^packed != kindCommand {
		return message
	}
	if message[0]&packed != 0 { // a long paste stays as it is, and the other end remembers it
		if f, err := ParseAsked(message); err == nil {
			a.heard(f)
		}
		return message
	}
	c, kind, err := parseCommand(message[1:])
	if err != nil {
		return message // what is wrong with it is the server's to say
	}
	before := *a
	a.note(c)
	edit, ok := c.Ask.(meeting.Edit)
	if !ok || c.Prior != 0 && c.Prior != before.prior {
		return message
	}
	s, ok := one(edit.Delta)
	if !ok || kind != kindEdited || !before.begun || c.Number <= before.number || c.Base < before.base {
		return message
	}
	if thin := before.append(c, s); len(thin) < len(message) {
		return thin
	}
	return message
}

func (a Asking) append(c meeting.Command, s splice) []byte {
	b := append(make([]byte, 0, 12+len(s.insert)), kindThin) // room for nearly all
	if more := c.Number - a.number - 1; more > 0 {
		b[0] |= withNumber
		b = binary.AppendUvarint(b, more)
	}
	if c.Prior != 0 {
		b[0] |= onLast
	}
	b = binary.AppendUvarint(b, c.Base-a.base)
	if more := s.length - a.length; more != 0 {
		b[0] |= withLength
		b = binary.AppendVarint(b, int64(more))
	}
	b = binary.AppendVarint(b, int64(s.at-a.at))
	if s.deleted > 0 {
		b = binary.AppendUvarint(append(b, deletes), uint64(s.deleted))
	}
	return append(b, s.insert...)
}

// Parse is ParseAsked for a message that Thin may have made smaller. Several
// messages in one come back as Together.
func (a *Asking) Parse(message []byte) (any, error) {
	if len(message) > 0 && message[0]&^packed == kindAskTogether {
		return a.together(message)
	}
	var frame any
	var err error
	if len(message) > 1 && message[0]&^thinFlags == kindThin {
		frame, err = a.parse(message[0], message[1:])
	} else {
		frame, err = ParseAsked(message)
	}
	if err == nil {
		a.heard(frame)
	}
	return frame, err
}

// heard remembers a command that came or went whole.
func (a *Asking) heard(frame any) {
	if f, ok := frame.(CommandFrame); ok {
		a.note(f.Command)
	}
}

func (a *Asking) parse(kind byte, b []byte) (any, error) {
	r := thinReader{rest: b}
	c, s := meeting.Command{Number: a.number + 1}, splice{length: a.length}
	if kind&withNumber != 0 {
		c.Number += r.count()
	}
	if kind&onLast != 0 {
		c.Prior = a.prior
	}
	c.Base = a.base + r.count()
	if kind&withLength != 0 {
		s.length += r.signed()
	}
	s.at = a.at + r.signed()
	r.change(&s)
	switch {
	case !a.begun, r.bad, c.Number <= a.number, c.Prior >= c.Number, c.Base < a.base, len(b) > MaxCommand:
		return nil, fmt.Errorf("thin edit: %w", ErrMalformed)
	case s.at < 0 || s.deleted > s.length-s.at || s.length > delta.MaxLen || !text.IsClean(s.insert):
		return nil, fmt.Errorf("thin edit of %d code points at %d of %d: %w", s.deleted, s.at, s.length, ErrMalformed)
	}
	d := delta.Replace(s.length, s.at, s.deleted, s.insert)
	if !d.Changes() || d.NewLen() > delta.MaxLen {
		return nil, fmt.Errorf("thin edit of nothing, or too much: %w", ErrMalformed)
	}
	c.Ask = meeting.Edit{Delta: d}
	return CommandFrame{c}, nil
}

// A thinReader takes a thin message apart. After the first mistake it is bad
// and yields zeros.
type thinReader struct {
	rest []byte
	bad  bool
}

func (r *thinReader) count() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// signed reads a difference of two lengths or places.
func (r *thinReader) signed() int {
	v, n := binary.Varint(r.rest)
	if n <= 0 || v > delta.MaxLen || v < -delta.MaxLen {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return int(v)
}

func (r *thinReader) change(s *splice) {
	if len(r.rest) > 0 && r.rest[0] == deletes {
		r.rest = r.rest[1:]
		deleted := r.count()
		if deleted == 0 || deleted > delta.MaxLen {
			r.bad = true
			return
		}
		s.deleted = int(deleted)
	}
	s.insert = string(r.rest)
}
