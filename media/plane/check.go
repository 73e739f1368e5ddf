package plane

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net/netip"
	"strings"
	"time"

	"github.com/pion/stun/v4"

	"parley/media/slot"
)

// maxName bounds each half of a STUN username (RFC 8839 section 5.4).
const maxName = 256

var (
	// errNotACheck says that a datagram is not a STUN check that can be judged.
	errNotACheck = errors.New("not an ICE check")
	// errAnswer says that it is a STUN message which asks for nothing, such as
	// the answer to a check of ours.
	errAnswer = errors.New("not a STUN request")
)

// A check is a STUN binding request of an ICE agent that has not been
// authenticated yet.
type check struct {
	message stun.Message
	// server is the half of the username that names us, client the half that
	// names the sender.
	server, client string
	// out is what is sent back, made anew for each message.
	out stun.Message
}

// parse reads a check from a datagram, which it refers to afterwards. It
// allocates nothing in proportion to anything but the datagram's length.
func (c *check) parse(datagram []byte) error {
	c.message.Raw = datagram
	if err := c.message.Decode(); err != nil {
		return errNotACheck
	}
	if c.message.Type.Class != stun.ClassRequest {
		return errAnswer
	}
	switch {
	case len(datagram) != minSTUN+int(c.message.Length),
		c.message.Type != stun.BindingRequest,
		!c.message.Contains(stun.AttrMessageIntegrity):
		return errNotACheck
	}
	name, err := c.message.Get(stun.AttrUsername)
	if err != nil {
		return errNotACheck
	}
	var found bool
	c.server, c.client, found = strings.Cut(string(name), ":")
	if !found || !iceChars(c.server) || !iceChars(c.client) {
		return errNotACheck
	}
	if c.message.Contains(stun.AttrFingerprint) && stun.Fingerprint.Check(&c.message) != nil {
		return errNotACheck
	}
	return nil
}

// iceChars reports whether s is 1 to 256 characters that ICE allows in a name
// (RFC 8839 section 5.4).
func iceChars(s string) bool {
	if len(s) == 0 || len(s) > maxName {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/':
		default:
			return false
		}
	}
	return true
}

// authentic reports whether the check was made with the password.
func (c *check) authentic(password string) bool {
	return stun.NewShortTermIntegrity(password).Check(&c.message) == nil
}

// moving is for how long a check goes back to a client that nominates the place
// where it is already: the one before may have been lost. Browsers nominate theirs
// for ever (and do not need it).
const moving = 10 * time.Second

// nominates reports whether the client wants the path that the check took to be
// used (RFC 8445 section 7.1.2).
func (c *check) nominates() bool { return c.message.Contains(stun.AttrUseCandidate) }

// answer makes the success response for the address that the check came from. It
// is valid until the next message is made.
func (c *check) answer(from netip.AddrPort, password string) ([]byte, error) {
	err := c.out.Build(&c.message, stun.BindingSuccess,
		&stun.XORMappedAddress{IP: from.Addr().AsSlice(), Port: int(from.Port())},
		stun.NewShortTermIntegrity(password), stun.Fingerprint)
	return c.out.Raw, err
}

// returned makes the check that the server sends back. An ICE-lite agent need
// not send any; but a stock pion client that gets one may use the path at once,
// which saves it the round trip and the timer tick of its late nomination. It
// is made with the client's own password, which for Parley's client is the same
// as ours; any other client throws it away. place, if not 0, is how many turns
// it is until the client's handshake begins. It is valid until the next message is
// made.
func (c *check) returned(password string, place int) ([]byte, error) {
	var tie [8]byte
	rand.Read(tie[:])
	parts := []stun.Setter{
		stun.BindingRequest, stun.TransactionID,
		stun.NewUsername(c.client + ":" + c.server),
		stun.RawAttribute{Type: stun.AttrICEControlled, Value: tie[:]},
		stun.RawAttribute{Type: stun.AttrPriority, Value: binary.BigEndian.AppendUint32(nil, hostPriority)},
	}
	if place > 0 {
		parts = append(parts, stun.RawAttribute{Type: slot.PlaceAttribute, Value: binary.BigEndian.AppendUint32(nil, uint32(place))})
	}
	err := c.out.Build(append(parts, stun.NewShortTermIntegrity(password), stun.Fingerprint)...)
	return c.out.Raw, err
}

// hostPriority is that of an only host candidate (RFC 8445 section 5.1.2).
const hostPriority = 126<<24 | 65535<<8 | 255
