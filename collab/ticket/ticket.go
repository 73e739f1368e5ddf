// Package ticket is what lets a person into a meeting: tickets, the links that
// carry them, the proofs made with them at the text door and at the sound
// door, and the server's own long-lived key and certificate. A ticket is a
// payload and a secret that only the server can derive from it, so the server
// keeps no list of tickets. The package opens no socket; only LoadKey and
// LoadCertificate touch the disk.
package ticket

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

var (
	// ErrForged reports a proof that was not made with a ticket of this server,
	// or not for this request.
	ErrForged = errors.New("the proof was not made with a ticket of this server")
	// ErrExpired reports a true proof whose ticket has run out.
	ErrExpired = errors.New("the ticket has expired")
	// ErrMangled reports a link or a proof that lost or gained characters on
	// its way. The error that wraps it says which part.
	ErrMangled = errors.New("damaged on its way")
)

// A Payload is what a ticket says in the open: it is signed, not hidden.
type Payload struct {
	Meeting [8]byte
	Role    uint8 // at most MaxRole
	Fixes   Fixes
	Expires time.Time // whole seconds; zero: never
	Nonce   [4]byte   // tells two tickets of the same meeting and role apart
}

// MaxRole is the greatest role that a payload can say.
const MaxRole = 1<<6 - 1

// A Ticket is a payload and the secret that proves the server issued it. Where
// it fixes a name or a delegation it has these too, and a seal: the secret of
// the text door, which holds for nobody else.
type Ticket struct {
	Payload Payload
	Secret  [16]byte
	Seal    [16]byte // zeros where nothing is fixed
	Holder  Holder   // what is fixed; the rest is empty
}

// A Key is the server's own secret, from which all its tickets' secrets follow.
// Who has it can issue tickets; a lost one makes every link worthless.
type Key struct{ secret [32]byte }

// NewKey returns a fresh random key.
func NewKey() Key {
	var k Key
	rand.Read(k.secret[:]) // never returns an error
	return k
}

// String keeps a key out of logs.
func (k Key) String() string { return "ticket key (not shown)" }

// GoString keeps a key out of logs written with %#v.
func (k Key) GoString() string { return k.String() }

// Issue returns the ticket for p, for whoever has it: the same for the same
// payload, always. Expires is cut to whole seconds.
func (k Key) Issue(p Payload) Ticket { return k.IssueTo(p, Holder{}) }

// NewNonce returns a random nonce for a payload.
func NewNonce() [4]byte {
	var n [4]byte
	rand.Read(n[:])
	return n
}

func (k Key) secretOf(payload [payloadSize]byte) [16]byte {
	return [16]byte(mac(k.secret[:], "parley 1 ticket secret", payload[:])[:16])
}

// expired reports whether p has run out at now.
func (p Payload) expired(now time.Time) bool {
	return !p.Expires.IsZero() && !now.Before(p.Expires)
}

// payloadSize is chosen with base64 in mind: 19 bytes make a text proof of 68
// characters and an ICE name of 100, both without a spare bit.
const (
	payloadSize    = 1 + 8 + 1 + 5 + 4
	payloadVersion = 1
	lastSecond     = 1<<40 - 1 // what five bytes hold: the year 36812
)

// bytes lays p out: version, meeting, role with what is fixed in the upper two
// bits, seconds since 1970 (0: never) in five bytes big-endian, nonce.
func (p Payload) bytes() (b [payloadSize]byte) {
	b[0] = payloadVersion
	copy(b[1:9], p.Meeting[:])
	b[9] = p.Role&MaxRole | uint8(p.Fixes)<<6
	if !p.Expires.IsZero() {
		seconds := uint64(min(max(p.Expires.Unix(), 1), lastSecond))
		b[10] = byte(seconds >> 32)
		binary.BigEndian.PutUint32(b[11:15], uint32(seconds))
	}
	copy(b[15:], p.Nonce[:])
	return b
}

func parsePayload(b [payloadSize]byte) (Payload, error) {
	if b[0] != payloadVersion {
		return Payload{}, fmt.Errorf("ticket of version %d, this program knows version %d: %w", b[0], payloadVersion, ErrMangled)
	}
	p := Payload{Meeting: [8]byte(b[1:9]), Role: b[9] & MaxRole, Fixes: Fixes(b[9] >> 6), Nonce: [4]byte(b[15:])}
	if seconds := uint64(b[10])<<32 | uint64(binary.BigEndian.Uint32(b[11:15])); seconds != 0 {
		p.Expires = time.Unix(int64(seconds), 0).UTC()
	}
	return p, nil
}

// mac is HMAC-SHA256 (RFC 2104) with a domain in front, so that what was made
// for one purpose is never taken for another. A domain holds no zero byte, and
// every caller has at most one part of variable length, the last.
func mac(key []byte, domain string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(domain))
	h.Write([]byte{0})
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
