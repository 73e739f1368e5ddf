package wire

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
)

// A View says what is asked about a draft's past.
type View uint8

// The views.
const (
	Changes  View = iota // who changed how much when
	TextAt               // the draft at a version
	Compared             // what made the draft at one version of that at another
	Blamed               // who wrote what of the draft at a version, when
)

// A PastQuery asks about the past of a meeting's draft. It travels in a header.
type PastQuery struct {
	Asker ticket.Holder // as the asker's own link fixes it
	Nonce meeting.Nonce // of the asker's session, where that is in the meeting
	Pass  meeting.Pass  // by which the meeting knows that it was let in
	View  View
	From  meeting.Version // Compared: the one version
	At    meeting.Version // the other, or the one that is asked for; 0: the newest

	Document int // which of the meeting; 0 is 1
}

type pastQueryBody struct {
	_                   struct{} `cbor:",toarray"`
	AskerName, AskerFor string
	Nonce, Pass         []byte
	View                uint8
	From, At            uint64
	Document            uint32
}

// Header returns the query as the value of a header.
func (q PastQuery) Header() string {
	b, err := encoding.Marshal(pastQueryBody{AskerName: q.Asker.Name, AskerFor: q.Asker.Delegation, Nonce: q.Nonce[:], Pass: q.Pass[:], View: uint8(q.View), From: q.From, At: q.At, Document: uint32(q.Document)})
	if err != nil {
		panic(err) // plain values always encode
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParsePastQuery reads what Header wrote.
func ParsePastQuery(s string) (q PastQuery, err error) {
	var body pastQueryBody
	if len(s) > maxHello {
		return q, fmt.Errorf("a question of %d bytes: %w", len(s), ErrMalformed)
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return q, fmt.Errorf("a question about the past: %w: %w", err, ErrMalformed)
	}
	if err = decode(b, &body); err != nil {
		return q, fmt.Errorf("a question about the past: %w", err)
	}
	if body.View > uint8(Blamed) || body.Document > meeting.MaxDocuments || len(body.Nonce) != len(q.Nonce) || len(body.Pass) != len(q.Pass) {
		return q, fmt.Errorf("a question about the past, of kind %d: %w", body.View, ErrMalformed)
	}
	return PastQuery{ticket.Holder{Name: body.AskerName, Delegation: body.AskerFor}, meeting.Nonce(body.Nonce), meeting.Pass(body.Pass), View(body.View), body.From, body.At, int(body.Document)}, nil
}

// A Past is the answer.
type Past struct {
	Title  string
	Head   meeting.Version // the newest
	At     meeting.Version // the version that Text is
	People []Writer        // who are named in the rest
	Text   []meeting.Piece // unless Changes
	Before []meeting.Piece // Compared: the draft at From
	Delta  delta.Delta     // Compared: what makes Text of it
	Blame  []Blame         // Blamed: all of Text
	Bouts  []Bout          // Changes
}

// A Writer is a person by their number.
type Writer struct {
	Number           text.Author
	Name, Delegation string
}

// A Blame is a stretch of text that one person wrote with one event.
type Blame struct {
	Len     int // code points
	By      text.Author
	Version meeting.Version
	At      time.Time
}

// A Bout is what one person did to the draft in one go.
type Bout struct {
	By          text.Author
	First, Last meeting.Version
	Began, Over time.Time
	Put, Took   int // code points
}

type pastBody struct {
	_            struct{} `cbor:",toarray"`
	Title        string
	Head, At     uint64
	People       []writerBody
	Text, Before textBody
	Delta        []byte
	Blame, Bouts []byte // varints
}

type writerBody struct {
	_                struct{} `cbor:",toarray"`
	Number           uint32
	Name, Delegation string
}

// kindPast marks the answer to a question about the past.
const kindPast byte = 80

// EncodePast returns the answer in bytes.
func EncodePast(p Past) ([]byte, error) {
	body := pastBody{Title: p.Title, Head: p.Head, At: p.At, Text: textOut(p.Text), Before: textOut(p.Before), Delta: p.Delta.AppendBinary(nil)}
	for _, w := range p.People {
		body.People = append(body.People, writerBody{Number: uint32(w.Number), Name: w.Name, Delegation: w.Delegation})
	}
	for _, b := range p.Blame {
		body.Blame = appendVarints(body.Blame, int64(b.Len), int64(b.By), int64(b.Version), b.At.UnixMilli())
	}
	for _, b := range p.Bouts {
		body.Bouts = appendVarints(body.Bouts, int64(b.By), int64(b.First), int64(b.Last-b.First), b.Began.UnixMilli(), b.Over.UnixMilli(), int64(b.Put), int64(b.Took))
	}
	b, err := seal(nil, kindPast, body)
	if err == nil && len(b) > MaxFrame {
		err = fmt.Errorf("an answer of %d bytes is too long for any client", len(b))
	}
	return b, err
}

func appendVarints(b []byte, all ...int64) []byte {
	for _, v := range all {
		b = binary.AppendVarint(b, v)
	}
	return b
}

// DecodePast reads what EncodePast wrote. It refuses everything else with
// ErrMalformed.
func DecodePast(b []byte) (p Past, err error) {
	kind, plain, err := unseal(b, MaxFrame, decompressor)
	if err != nil {
		return p, fmt.Errorf("the past: %w", err)
	}
	var body pastBody
	if kind != kindPast {
		return p, fmt.Errorf("the past, of kind %d: %w", kind, ErrMalformed)
	}
	if err := decode(plain, &body); err != nil {
		return p, fmt.Errorf("the past: %w", err)
	}
	p = Past{Title: text.CleanLine(body.Title, meeting.MaxTitle), Head: body.Head, At: body.At}
	for _, w := range body.People {
		p.People = append(p.People, Writer{text.Author(w.Number), text.CleanLine(w.Name, meeting.MaxName), text.CleanLine(w.Delegation, meeting.MaxName)})
	}
	if p.Text, err = textIn(body.Text); err != nil {
		return p, err
	}
	if p.Before, err = textIn(body.Before); err != nil {
		return p, err
	}
	if p.Delta, err = cleanDelta(body.Delta); err != nil {
		return p, err
	}
	if p.Blame, err = blameIn(body.Blame); err != nil {
		return p, err
	}
	if p.Bouts, err = boutsIn(body.Bouts); err != nil {
		return p, err
	}
	return p, p.fits()
}

// fits reports whether the parts of an answer belong to each other.
func (p Past) fits() error {
	blamed, length := 0, lengthOf(p.Text)
	for _, b := range p.Blame {
		blamed += b.Len
	}
	changed := p.Delta.BaseLen() > 0 || p.Delta.NewLen() > 0
	if len(p.Blame) > 0 && blamed != length || changed && (p.Delta.BaseLen() != lengthOf(p.Before) || p.Delta.NewLen() != length) {
		return fmt.Errorf("a past that does not add up: %w", ErrMalformed)
	}
	return nil
}

func blameIn(b []byte) (all []Blame, err error) {
	for r := (thinReader{rest: b}); len(r.rest) > 0; {
		one := Blame{Len: int(r.within(delta.MaxLen)), By: text.Author(r.within(math.MaxUint32)), Version: meeting.Version(r.within(math.MaxInt64)), At: r.when()}
		if r.bad || one.Len == 0 {
			return nil, fmt.Errorf("who wrote what: %w", ErrMalformed)
		}
		all = append(all, one)
	}
	return all, nil
}

func boutsIn(b []byte) (all []Bout, err error) {
	for r := (thinReader{rest: b}); len(r.rest) > 0; {
		one := Bout{By: text.Author(r.within(math.MaxUint32)), First: meeting.Version(r.within(math.MaxInt64 / 2))}
		one.Last = one.First + meeting.Version(r.within(math.MaxInt64/2))
		one.Began, one.Over = r.when(), r.when()
		one.Put, one.Took = int(r.within(math.MaxInt32)), int(r.within(math.MaxInt32))
		if r.bad {
			return nil, fmt.Errorf("who changed what: %w", ErrMalformed)
		}
		all = append(all, one)
	}
	return all, nil
}

// within reads a signed number from 0 to most.
func (r *thinReader) within(most int64) int64 {
	v := r.varint()
	if v < 0 || v > most {
		r.bad, r.rest = true, nil
		return 0
	}
	return v
}

func (r *thinReader) when() time.Time { return time.UnixMilli(r.varint()).UTC() }

func lengthOf(pieces []meeting.Piece) (n int) {
	for _, p := range pieces {
		n += utf8.RuneCountInString(p.Text)
	}
	return n
}
