package ticket

import (
	"encoding/binary"
	"errors"
	"fmt"

	"parley/collab/text"
)

// A Holder is for whom a ticket is made. What of it is empty the person may
// claim as they like.
type Holder struct {
	Name       string
	Delegation string
}

// Fixes says what of its holder a ticket fixes.
type Fixes uint8

// What can be fixed. It travels in tickets: never renumber it.
const (
	FixesName Fixes = 1 << iota
	FixesDelegation
)

// maxHolder is how many code points a fixed name or delegation has at most: as
// many as a meeting takes.
const maxHolder = 64

// ErrUnfitHolder reports a name or a delegation that no ticket can fix.
var ErrUnfitHolder = errors.New("a fixed name or delegation is one line of at most 64 characters, without control characters")

// Check reports whether a ticket can be made for this holder.
func (h Holder) Check() error {
	for _, s := range []string{h.Name, h.Delegation} {
		if text.CleanLine(s, maxHolder) != s {
			return fmt.Errorf("make a ticket for %q: %w", text.CleanLine(s, maxHolder), ErrUnfitHolder)
		}
	}
	return nil
}

func (h Holder) fixes() (f Fixes) {
	if h.Name != "" {
		f |= FixesName
	}
	if h.Delegation != "" {
		f |= FixesDelegation
	}
	return f
}

// only returns what of h is fixed.
func (h Holder) only(f Fixes) Holder {
	if f&FixesName == 0 {
		h.Name = ""
	}
	if f&FixesDelegation == 0 {
		h.Delegation = ""
	}
	return h
}

// bytes lays h out without doubt where the name ends.
func (h Holder) bytes() []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(h.Name)))
	return append(append(b, h.Name...), h.Delegation...)
}

func parseHolder(b []byte) (Holder, error) {
	if len(b) < 2 {
		return Holder{}, ErrMangled
	}
	n := int(binary.BigEndian.Uint16(b))
	if b = b[2:]; n > len(b) {
		return Holder{}, ErrMangled
	}
	h := Holder{Name: string(b[:n]), Delegation: string(b[n:])}
	if h.Check() != nil {
		return Holder{}, ErrMangled
	}
	return h, nil
}

// IssueTo returns the ticket for p that only this holder can use, as Holder.Check
// allows it: the same for the same payload and holder, always. What p says is
// fixed counts for nothing. Expires is cut to whole seconds.
func (k Key) IssueTo(p Payload, h Holder) Ticket {
	p.Fixes = h.fixes()
	b := p.bytes()
	p, _ = parsePayload(b) // as the payload will read when it comes back
	t := Ticket{Payload: p, Secret: k.secretOf(b), Holder: h}
	if p.Fixes != 0 {
		t.Seal = k.sealOf(b, h)
	}
	return t
}

// sealOf is the secret of the text door for a ticket that fixes its holder. The
// server derives it from what the person claims, so a claim that differs is
// as good as a forged ticket, and neither proof grows.
func (k Key) sealOf(payload [payloadSize]byte, h Holder) [16]byte {
	return [16]byte(mac(k.secret[:], "parley 1 ticket seal", payload[:], h.bytes())[:16])
}

// textSecret is what the text door asks for.
func (t Ticket) textSecret() []byte {
	if t.Payload.Fixes != 0 {
		return t.Seal[:]
	}
	return t.Secret[:]
}
