package ticket

import (
	"crypto/hmac"
	"fmt"
	"time"
)

// offerProofSize is a payload and a whole HMAC-SHA256.
const offerProofSize = payloadSize + 32

// OfferProof returns the token with which a browser brings its offer to the
// sound's HTTP door. It is the same for every offer, because the clients that
// know this way in (RFC 9725) send what they were given; so it opens that door
// alone, and travels inside TLS only.
func (t Ticket) OfferProof() string {
	p := t.Payload.bytes()
	return linkCode.EncodeToString(append(p[:], t.offerMAC()...))
}

func (t Ticket) offerMAC() []byte {
	p := t.Payload.bytes()
	return mac(t.Secret[:], "parley 1 offer door", p[:])
}

// CheckOffer checks a token as OfferProof made it and returns its ticket. The
// errors wrap ErrMangled, ErrForged or ErrExpired; the ticket is zero with all
// of them.
func (k Key) CheckOffer(token string, now time.Time) (Ticket, error) {
	b, err := decode(linkCode, token, offerProofSize)
	if err != nil {
		return Ticket{}, fmt.Errorf("check the token of an offer: %w", err)
	}
	payload := [payloadSize]byte(b)
	p, err := parsePayload(payload)
	if err != nil {
		return Ticket{}, fmt.Errorf("check the token of an offer: %w", err)
	}
	t := Ticket{Payload: p, Secret: k.secretOf(payload)}
	if !hmac.Equal(b[payloadSize:], t.offerMAC()) {
		return Ticket{}, ErrForged
	}
	if p.expired(now) {
		return Ticket{}, fmt.Errorf("%w at %s", ErrExpired, p.Expires.Format(time.RFC3339))
	}
	return t, nil
}
