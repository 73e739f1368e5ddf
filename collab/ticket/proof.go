package ticket

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// textScheme begins the Authorization header (RFC 9110, section 11.4).
const textScheme = "Parley "

// textProofSize is a payload and a whole HMAC-SHA256.
const textProofSize = payloadSize + 32

// TextProof returns the value of the Authorization header for the text door.
// It proves the ticket and binds the hello, so that neither can be exchanged.
// It may be replayed by who can read it, therefore it travels inside TLS only.
func (t Ticket) TextProof(hello string) string {
	p := t.Payload.bytes()
	return textScheme + linkCode.EncodeToString(append(p[:], t.textMAC(hello)...))
}

// ForInvite is the hello of a request for a ticket, so that a proof made for one
// cannot be taken for the other: it has a blank, which no hello has.
func ForInvite(wanted string) string { return "invite " + wanted }

// ForPast is that of a question about a meeting's past.
func ForPast(asked string) string { return "past " + asked }

// ForLog is that of a request for a meeting's log.
func ForLog(asked string) string { return "log " + asked }

func (t Ticket) textMAC(hello string) []byte {
	p := t.Payload.bytes()
	return mac(t.textSecret(), "parley 1 text door", p[:], []byte(hello))
}

// CheckText checks an Authorization header against the hello that came with
// it, and what of the claim the ticket fixes. The errors wrap ErrMangled,
// ErrForged or ErrExpired; the payload is zero with all but the last.
func (k Key) CheckText(authorization, hello string, claim Holder, now time.Time) (Payload, error) {
	encoded, ok := strings.CutPrefix(authorization, textScheme)
	if !ok {
		return Payload{}, fmt.Errorf("check the proof of a ticket: no %q in front: %w", strings.TrimSpace(textScheme), ErrMangled)
	}
	b, err := decode(linkCode, encoded, textProofSize)
	if err != nil {
		return Payload{}, fmt.Errorf("check the proof of a ticket: %w", err)
	}
	payload := [payloadSize]byte(b)
	p, err := parsePayload(payload)
	if err != nil {
		return Payload{}, fmt.Errorf("check the proof of a ticket: %w", err)
	}
	t := Ticket{Payload: p, Secret: k.secretOf(payload)}
	if p.Fixes != 0 {
		t.Seal = k.sealOf(payload, claim.only(p.Fixes))
	}
	if !hmac.Equal(b[payloadSize:], t.textMAC(hello)) {
		return Payload{}, ErrForged
	}
	if p.expired(now) {
		return p, fmt.Errorf("%w at %s", ErrExpired, p.Expires.Format(time.RFC3339))
	}
	return p, nil
}

// The ICE name of the sound door: payload, attempt nonce, the client's DTLS
// fingerprint, half an HMAC-SHA256 (128 bits). 75 bytes are 100 characters;
// RFC 8839, section 5.4 allows 256 and these letters, +, / and digits.
const (
	soundMACSize  = 16
	soundNameSize = payloadSize + 8 + 32 + soundMACSize
	soundSigned   = soundNameSize - soundMACSize
	passwordSize  = 24 // 32 characters; RFC 8839 wants 22 or more
)

// SoundProof returns the server's ICE name and password as the client must use
// them: the name proves the ticket and carries the SHA-256 fingerprint of the
// client's DTLS certificate, the password follows from both. The nonce must be
// fresh for every attempt. Who sees the name on the wire still lacks the
// password, and the certificate's key.
func (t Ticket) SoundProof(fingerprint [32]byte, nonce [8]byte) (iceName, password string) {
	payload := t.Payload.bytes()
	b := make([]byte, 0, soundNameSize)
	b = append(b, payload[:]...)
	b = append(b, nonce[:]...)
	b = append(b, fingerprint[:]...)
	b = append(b, t.soundMAC(b)...)
	return iceCode.EncodeToString(b), t.soundPassword(b)
}

func (t Ticket) soundMAC(signed []byte) []byte {
	return mac(t.Secret[:], "parley 1 sound door", signed)[:soundMACSize]
}

func (t Ticket) soundPassword(name []byte) string {
	return iceCode.EncodeToString(mac(t.Secret[:], "parley 1 sound password", name)[:passwordSize])
}

// CheckSound checks an ICE name as SoundProof made it, without any state, and
// returns what it says and the password that goes with it. The errors wrap
// ErrMangled, ErrForged or ErrExpired.
func (k Key) CheckSound(iceName string, now time.Time) (p Payload, fingerprint [32]byte, password string, err error) {
	b, err := decode(iceCode, iceName, soundNameSize)
	if err != nil {
		return Payload{}, fingerprint, "", fmt.Errorf("check an ICE name: %w", err)
	}
	payload := [payloadSize]byte(b)
	if p, err = parsePayload(payload); err != nil {
		return Payload{}, fingerprint, "", fmt.Errorf("check an ICE name: %w", err)
	}
	t := Ticket{Payload: p, Secret: k.secretOf(payload)}
	if !hmac.Equal(b[soundSigned:], t.soundMAC(b[:soundSigned])) {
		return Payload{}, fingerprint, "", ErrForged
	}
	if p.expired(now) {
		return p, fingerprint, "", fmt.Errorf("%w at %s", ErrExpired, p.Expires.Format(time.RFC3339))
	}
	return p, [32]byte(b[payloadSize+8:]), t.soundPassword(b), nil
}

// Both codes are strict: one value has one spelling, without padding.
var (
	linkCode = base64.RawURLEncoding.Strict()
	iceCode  = base64.RawStdEncoding.Strict()
)

// decode reads exactly size bytes. Newlines, which encoding/base64 skips, are
// refused with the rest.
func decode(code *base64.Encoding, s string, size int) ([]byte, error) {
	if want := code.EncodedLen(size); len(s) != want {
		return nil, fmt.Errorf("%d characters instead of %d: %w", len(s), want, ErrMangled)
	}
	b, err := code.DecodeString(s)
	if err != nil || len(b) != size {
		return nil, fmt.Errorf("a character that does not belong there: %w", ErrMangled)
	}
	return b, nil
}
