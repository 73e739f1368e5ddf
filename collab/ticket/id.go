package ticket

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
)

// An ID names a ticket without giving it away: what is written into a log, and
// shown to the chair who may revoke it.
type ID [5]byte

// idCode writes an ID in eight letters and digits that nobody confuses.
var idCode = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// ID returns the name of the ticket that has this payload.
func (p Payload) ID() ID {
	b := p.bytes()
	sum := sha256.Sum256(append([]byte("parley ticket id\x00"), b[:]...))
	return ID(sum[:len(ID{})])
}

// String writes the ID as a person reads and types it: abcd-2345.
func (id ID) String() string {
	s := idCode.EncodeToString(id[:])
	return s[:4] + "-" + s[4:]
}

// ParseID reads what String wrote, in letters of any size and with or without
// the hyphen.
func ParseID(s string) (ID, error) {
	plain := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "-", "")
	b, err := idCode.DecodeString(plain)
	if err != nil || len(plain) != idCode.EncodedLen(len(ID{})) {
		return ID{}, fmt.Errorf("read the name of a link: it has eight letters and digits such as abcd-2345: %w", ErrMangled)
	}
	return ID(b), nil
}

// Pass returns what a session that was let in shows when it comes back, so that
// it need not wait at the door again. The server keeps no list of them: they
// hold as long as its key, for this ticket and session only.
func (k Key) Pass(p Payload, session [16]byte) [16]byte {
	b := p.bytes()
	return [16]byte(mac(k.secret[:], "parley 1 pass", b[:], session[:])[:16])
}

// CheckPass reports whether the pass is that of the session with this ticket,
// in the same time whatever is wrong with it.
func (k Key) CheckPass(p Payload, session, pass [16]byte) bool {
	want := k.Pass(p, session)
	return hmac.Equal(want[:], pass[:])
}
