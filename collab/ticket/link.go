package ticket

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"unicode"
)

// ErrNotALink reports something that does not even begin like a link.
var ErrNotALink = errors.New("not a link to a meeting: one begins with " + linkScheme)

const (
	linkScheme = "parley://"
	linkMax    = 1280 // characters; a real one has some 120, and more where it fixes a name
	hostMax    = 255  // RFC 1035, section 2.3.4
	ticketSize = payloadSize + 16
	sealedMin  = ticketSize + 16 + 2 // seal and length of the name
	sealedMax  = sealedMin + 2*4*maxHolder
)

// A Link is what is sent to a person who may come: where the meeting is, the
// ticket, and by what to know the server.
type Link struct {
	Host        string // HOST:PORT
	Ticket      Ticket
	Fingerprint [32]byte // SHA-256 of the server's certificate (DER)
}

// String writes the link as parley://HOST:PORT/TICKET#FINGERPRINT.
func (l Link) String() string {
	return linkScheme + l.Host + "/" + l.Ticket.String() + "#" + linkCode.EncodeToString(l.Fingerprint[:])
}

// String writes the ticket as it stands in a link.
func (t Ticket) String() string {
	p := t.Payload.bytes()
	b := append(p[:], t.Secret[:]...)
	if t.Payload.Fixes != 0 {
		b = append(append(b, t.Seal[:]...), t.Holder.bytes()...)
	}
	return linkCode.EncodeToString(b)
}

// ParseLink reads a link as a person pastes it: white space anywhere in it
// (mail programs fold long lines) and brackets or quotes around it are dropped.
// The errors wrap ErrNotALink, or ErrMangled with the part that is damaged.
// Whether the ticket is a true one only its server can tell.
func ParseLink(s string) (Link, error) {
	if len(s) > linkMax {
		return Link{}, fmt.Errorf("%w, and has fewer than %d characters", ErrNotALink, linkMax)
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	s = strings.Trim(s, "<>\"'`")
	if len(s) < len(linkScheme) || !strings.EqualFold(s[:len(linkScheme)], linkScheme) {
		return Link{}, ErrNotALink
	}
	host, rest, ok := strings.Cut(s[len(linkScheme):], "/")
	if !ok {
		return Link{}, fmt.Errorf("read the link: the ticket, after the address and a /, is missing: %w", ErrMangled)
	}
	code, fingerprint, ok := strings.Cut(rest, "#")
	if !ok {
		return Link{}, fmt.Errorf("read the link: the server's fingerprint, after a #, is missing: %w", ErrMangled)
	}
	var l Link
	var err error
	if l.Host, err = parseHost(host); err != nil {
		return Link{}, fmt.Errorf("read the link's address: %w", err)
	}
	if l.Ticket, err = ParseTicket(code); err != nil {
		return Link{}, fmt.Errorf("read the link's ticket, between / and #: %w", err)
	}
	b, err := decode(linkCode, fingerprint, len(l.Fingerprint))
	if err != nil {
		return Link{}, fmt.Errorf("read the link's fingerprint, after #: %w", err)
	}
	l.Fingerprint = [32]byte(b)
	return l, nil
}

// ParseTicket reads what Ticket.String wrote.
func ParseTicket(s string) (Ticket, error) {
	size := linkCode.DecodedLen(len(s))
	sealed := size >= sealedMin && size <= sealedMax
	if !sealed {
		size = ticketSize
	}
	b, err := decode(linkCode, s, size)
	if err != nil {
		return Ticket{}, err
	}
	p, err := parsePayload([payloadSize]byte(b))
	if err != nil {
		return Ticket{}, err
	}
	t := Ticket{Payload: p, Secret: [16]byte(b[payloadSize:])}
	if sealed {
		t.Seal = [16]byte(b[ticketSize:])
		t.Holder, err = parseHolder(b[ticketSize+len(t.Seal):])
	}
	if err != nil || t.Holder.fixes() != p.Fixes {
		return Ticket{}, fmt.Errorf("what it fixes does not fit: %w", ErrMangled)
	}
	return t, nil
}

// parseHost lets through names and addresses only: what is dialled is also
// shown on a terminal.
func parseHost(s string) (string, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" || len(host) > hostMax || strings.ContainsFunc(host, notOfAHost) {
		return "", fmt.Errorf("not HOST:PORT: %w", ErrMangled)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || port[0] == '0' {
		return "", fmt.Errorf("the port is not a number from 1 to 65535: %w", ErrMangled)
	}
	return net.JoinHostPort(host, port), nil
}

func notOfAHost(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	}
	return !strings.ContainsRune(".-_:%", r)
}
