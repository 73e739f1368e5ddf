package wire

import (
	"encoding/base64"
	"fmt"

	"parley/collab/meeting"
	"parley/collab/text"
)

// A Hello is what a client says of itself when it asks to come in. It travels
// in a header of the upgrade request, so that the welcome can follow at once.
type Hello struct {
	Protocol   int
	Nonce      meeting.Nonce
	Person     text.Author     // the number this session had before, 0: none
	Resume     meeting.Version // the last event taken in, 0: start with a snapshot
	Need       meeting.Version // the snapshot must let edits from this version on be placed, 0: no wish
	Name       string
	Delegation string
	Pass       meeting.Pass // of the last welcome; zeros: there was none
	Sound      [32]byte     // SHA-256 of the client's DTLS certificate; zeros: no sound
	Document   int          // which of the meeting, whose first line is there already; 0 and 1: the meeting itself
}

// maxHello bounds the header, in bytes.
const maxHello = 2048

type helloBody struct {
	_          struct{} `cbor:",toarray"`
	Protocol   int
	Nonce      []byte
	Person     uint32
	Resume     uint64
	Need       uint64
	Name       string
	Delegation string
	Sound      []byte
	Pass       []byte
	Document   uint32
}

// Header returns the hello as the value of a header.
func (h Hello) Header() string {
	b, err := encoding.Marshal(helloBody{Protocol: h.Protocol, Nonce: h.Nonce[:], Person: uint32(h.Person), Resume: h.Resume, Need: h.Need,
		Name: h.Name, Delegation: h.Delegation, Sound: h.Sound[:], Pass: h.Pass[:], Document: uint32(h.Document)})
	if err != nil {
		panic(err) // plain values always encode
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseHello reads what Header wrote. Name and Delegation come back cleaned
// and within their limits; the name may be empty.
func ParseHello(s string) (Hello, error) {
	if len(s) > maxHello {
		return Hello{}, fmt.Errorf("hello of %d bytes: %w", len(s), ErrMalformed)
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return Hello{}, fmt.Errorf("hello: %w: %w", err, ErrMalformed)
	}
	var body helloBody
	if err := decode(b, &body); err != nil {
		return Hello{}, fmt.Errorf("hello: %w", err)
	}
	if len(body.Nonce) != 16 || len(body.Sound) != 32 || len(body.Pass) != 16 {
		return Hello{}, fmt.Errorf("hello: nonce of %d and fingerprint of %d bytes: %w", len(body.Nonce), len(body.Sound), ErrMalformed)
	}
	if body.Document > meeting.MaxDocuments {
		return Hello{}, fmt.Errorf("hello to document %d: %w", body.Document, ErrMalformed)
	}
	return Hello{
		Protocol: body.Protocol, Nonce: meeting.Nonce(body.Nonce), Person: text.Author(body.Person), Resume: body.Resume, Need: body.Need,
		Name: text.CleanLine(body.Name, meeting.MaxName), Delegation: text.CleanLine(body.Delegation, meeting.MaxName),
		Sound: [32]byte(body.Sound), Pass: meeting.Pass(body.Pass), Document: int(body.Document),
	}, nil
}
