package wire

import (
	"encoding/base64"
	"fmt"

	"parley/collab/meeting"
	"parley/collab/ticket"
)

// A LogQuery asks for the log of a meeting, behind an entry. It travels in a
// header.
type LogQuery struct {
	Asker ticket.Holder // as the asker's own link fixes it
	After meeting.Version

	Document int // which of the meeting; 0 is 1
}

type logQueryBody struct {
	_                   struct{} `cbor:",toarray"`
	AskerName, AskerFor string
	After               uint64
	Document            uint32
}

// Header returns the query as the value of a header.
func (q LogQuery) Header() string {
	b, err := encoding.Marshal(logQueryBody{AskerName: q.Asker.Name, AskerFor: q.Asker.Delegation, After: q.After, Document: uint32(q.Document)})
	if err != nil {
		panic(err) // plain values always encode
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseLogQuery reads what Header wrote.
func ParseLogQuery(s string) (q LogQuery, err error) {
	var body logQueryBody
	if len(s) > maxHello {
		return q, fmt.Errorf("a question of %d bytes: %w", len(s), ErrMalformed)
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return q, fmt.Errorf("a question about the log: %w: %w", err, ErrMalformed)
	}
	if err = decode(b, &body); err != nil {
		return q, fmt.Errorf("a question about the log: %w", err)
	}
	if body.Document > meeting.MaxDocuments {
		return q, fmt.Errorf("a question about the log of document %d: %w", body.Document, ErrMalformed)
	}
	return LogQuery{ticket.Holder{Name: body.AskerName, Delegation: body.AskerFor}, body.After, int(body.Document)}, nil
}

// A LogPage is a stretch of a log: the entries that follow the one that was
// asked behind, as EncodeEvent writes them. There are none only at the end.
type LogPage struct{ Entries [][]byte }

// PageSize is how many bytes of entries make a page full; it has one at least.
const PageSize = 256 << 10

// kindLog marks a page of a log.
const kindLog byte = 81

type logBody struct {
	_       struct{} `cbor:",toarray"`
	Entries [][]byte
}

// Encode returns the page in bytes.
func (p LogPage) Encode() ([]byte, error) {
	b, err := seal(nil, kindLog, logBody{Entries: p.Entries})
	if err == nil && len(b) > MaxFrame {
		err = fmt.Errorf("a page of %d bytes is too long for any client", len(b))
	}
	return b, err
}

// DecodeLogPage reads what Encode wrote. What the entries hold is not looked
// at.
func DecodeLogPage(b []byte) (LogPage, error) {
	kind, plain, err := unseal(b, MaxFrame, decompressor)
	if err != nil {
		return LogPage{}, fmt.Errorf("a page of the log: %w", err)
	}
	var body logBody
	if kind != kindLog {
		return LogPage{}, fmt.Errorf("a page of the log, of kind %d: %w", kind, ErrMalformed)
	}
	if err := decode(plain, &body); err != nil {
		return LogPage{}, fmt.Errorf("a page of the log: %w", err)
	}
	return LogPage{body.Entries}, nil
}
