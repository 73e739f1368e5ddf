package wire

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// What follows an event that the reader has needs no number, and its time is
// told as milliseconds since that event's, in a signed varint.
const (
	kindNextEdit     byte = iota + 56 // by, time, command, how far the base is back (varints), delta
	kindNextAccepted                  // command (varint), time
)

// AppendNext appends what HappenedFrame says in fewer bytes, for readers who
// have the event before, which was at before: the same bytes for all of them.
// entry is the event as the log has it.
func AppendNext(dst []byte, before time.Time, e meeting.Event, entry []byte) ([]byte, error) {
	edited, ok := e.What.(meeting.Edited)
	if !ok || before.IsZero() || e.Base >= e.Number || len(entry) == 0 || entry[0] != kindEdited {
		return Append(dst, HappenedFrame{Number: e.Number, Entry: entry})
	}
	start := len(dst)
	dst = binary.AppendUvarint(append(dst, kindNextEdit), uint64(e.By))
	dst = binary.AppendVarint(dst, e.At.UnixMilli()-before.UnixMilli())
	dst = binary.AppendUvarint(dst, e.Command)
	dst = binary.AppendUvarint(dst, e.Number-1-e.Base)
	dst = edited.Delta.AppendBinary(dst)
	if len(dst)-start >= compressFrom { // compressed it is shorter
		return Append(dst[:start], HappenedFrame{Number: e.Number, Entry: entry})
	}
	return dst, nil
}

// AppendNextAccepted appends an acceptance in fewer bytes, for a reader who has
// the event before, which was at before.
func AppendNextAccepted(dst []byte, before time.Time, a meeting.Accepted) ([]byte, error) {
	if plain := (meeting.Accepted{Command: a.Command, Number: a.Number, At: a.At}); before.IsZero() || a != plain {
		return Append(dst, a)
	}
	dst = binary.AppendUvarint(append(dst, kindNextAccepted), a.Command)
	return binary.AppendVarint(dst, a.At.UnixMilli()-before.UnixMilli()), nil
}

// Hearing is what a client knows of the last event it was told on a
// connection, so that the next takes few bytes. The zero Hearing is ready.
type Hearing struct {
	number meeting.Version
	at     int64 // milliseconds since 1970
}

// Parse is ParseSaid for messages of one connection, in their order. resume is
// the event after which the client asked to go on, for a welcome without a
// snapshot. Several messages in one come back as Together.
func (h *Hearing) Parse(message []byte, resume meeting.Version) (frame any, err error) {
	if len(message) > 0 && message[0]&^packed == kindTogether {
		return h.together(message)
	}
	if len(message) > 0 && (message[0] == kindNextEdit || message[0] == kindNextAccepted) {
		if frame, err = h.next(message); err != nil {
			return nil, fmt.Errorf("the event after %d: %w", h.number, err)
		}
	} else if frame, err = ParseSaid(message); err != nil {
		return nil, err
	}
	switch f := frame.(type) {
	case meeting.Welcome:
		h.number, h.at = resume, f.At.UnixMilli()
		if f.Snapshot != nil {
			h.number = f.Snapshot.Head
		}
	case meeting.Happened:
		h.number, h.at = f.Event.Number, f.Event.At.UnixMilli()
	case meeting.Accepted:
		h.number, h.at = f.Number, f.At.UnixMilli()
	}
	return frame, nil
}

func (h *Hearing) next(message []byte) (any, error) {
	r := thinReader{rest: message[1:]}
	if message[0] == kindNextAccepted {
		a := meeting.Accepted{Command: r.count(), Number: h.number + 1, At: h.later(&r)}
		if r.bad || len(r.rest) > 0 || h.number == 0 {
			return nil, ErrMalformed
		}
		return a, nil
	}
	by := r.count()
	e := meeting.Event{Number: h.number + 1, By: text.Author(by), At: h.later(&r), Command: r.count()}
	back := r.count()
	if r.bad || by > math.MaxUint32 || back > h.number || h.number == 0 {
		return nil, ErrMalformed
	}
	e.Base = h.number - back
	d, err := delta.Parse(r.rest)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	for op := range d.Ops() {
		if !text.IsClean(op.Insert) {
			return nil, ErrMalformed
		}
	}
	e.What = meeting.Edited{Delta: d}
	return meeting.Happened{Event: e}, nil
}

// later reads a time.
func (h *Hearing) later(r *thinReader) time.Time {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return time.Time{}
	}
	r.rest = r.rest[n:]
	return time.UnixMilli(h.at + v).UTC()
}
