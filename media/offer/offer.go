// Package offer is the session description as a browser, or any other WebRTC
// client, brings it to the server: it reads an offer and writes the answer.
// What an offer may say is a small part of what SDP can, so that no more than
// that is read, and nothing of it is echoed unchecked. It opens no socket and
// keeps nothing.
package offer

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley/media/red"
	"parley/media/slot"
)

var (
	// ErrMalformed says that something is no session description.
	ErrMalformed = errors.New("not a session description")
	// ErrUnsuitable says that an offer has nothing that this server can take.
	ErrUnsuitable = errors.New("not an offer for this server")
)

const (
	// MaxSize is the longest offer that is read, in bytes. Those of browsers
	// for sound have 2,000 to 6,000.
	MaxSize = 32 << 10
	// maxLines bounds the media lines of an offer, most of which are refused.
	maxLines = 16
	// maxWord bounds the words of an offer that the answer repeats.
	maxWord = 32
)

// An Offer is what matters of one.
type Offer struct {
	// Fingerprint is the SHA-256 of the client's certificate (RFC 8122).
	Fingerprint [32]byte

	lines  []line
	bundle []string // the names of the lines that share one transport
}

// A line is one media line (RFC 8866 section 5.14).
type line struct {
	kind, proto, format string
	codec               string // what the format is, if that was said
	mid                 string
	direction           direction
	refused             bool // its port is 0
	formats             []string
	opus                uint8 // the payload type of Opus, 0: none
	mux, level          bool
	red, redFirst       bool     // RED of our Opus, rather than plain
	nacks               []string // for which payload types lost packets are asked for; *: for all
}

// A direction is who sends, as the offering side sees it.
type direction string

const (
	sendrecv direction = "sendrecv"
	sendonly direction = "sendonly"
	recvonly direction = "recvonly"
	inactive direction = "inactive"
)

// turned is the same direction, as the answering side sees it.
func (d direction) turned() direction {
	switch d {
	case sendonly:
		return recvonly
	case recvonly:
		return sendonly
	}
	return d
}

// Opus is the payload type under which the client sends Opus and takes it: 111, as
// Chrome and Safari have it, or 109, as Firefox has it, or another.
func (o *Offer) Opus() uint8 { return o.lines[o.taken()[0]].opus }

// RED reports whether the client takes packets with copies of earlier ones in
// them (RFC 2198), on every line that it gets. Within them Opus has the number that
// all listeners get, so that a client with another cannot read them.
func (o *Offer) RED() bool {
	return o.Opus() == slot.PayloadType && !slices.ContainsFunc(o.taken(), func(i int) bool { return !o.lines[i].red })
}

// Parse reads an offer. Its errors wrap ErrMalformed or ErrUnsuitable.
func Parse(b []byte) (*Offer, error) {
	if len(b) > MaxSize {
		return nil, fmt.Errorf("%w: %d bytes are too many", ErrMalformed, len(b))
	}
	r := reader{offer: &Offer{}}
	for n, text := range strings.Split(strings.TrimRight(string(b), "\r\n"), "\n") {
		text = strings.TrimSuffix(text, "\r")
		if len(text) < 2 || text[1] != '=' || (n == 0) != (text == "v=0") || strings.ContainsFunc(text, control) {
			return nil, fmt.Errorf("%w: line %d", ErrMalformed, n+1)
		}
		if err := r.line(text[0], text[2:]); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	return r.offer, nil
}

func control(c rune) bool { return c < ' ' || c == 0x7f }

// A reader is how far an offer has been read.
type reader struct {
	offer   *Offer
	session direction // for lines that do not say; empty: sendrecv
	proved  bool      // there was a fingerprint
	passive bool      // the client wants to be called
}

// line reads one line.
func (r *reader) line(kind byte, text string) error {
	switch kind {
	case 'm':
		return r.media(text)
	case 'a':
		name, value, _ := strings.Cut(text, ":")
		return r.attribute(name, value)
	}
	return nil
}

// media begins a media line.
func (r *reader) media(text string) error {
	f := strings.Fields(text)
	if len(f) < 4 || len(r.offer.lines) == maxLines || !words(f[:4]...) {
		return fmt.Errorf("%w: a media line", ErrMalformed)
	}
	r.offer.lines = append(r.offer.lines, line{
		kind: f[0], proto: f[2], format: f[3], formats: f[3:], refused: f[1] == "0", direction: r.session,
		redFirst: before(f[3:], strconv.Itoa(red.PayloadType), strconv.Itoa(slot.PayloadType)),
	})
	return nil
}

// before reports whether a word comes before another.
func before(all []string, first, second string) bool {
	i := slices.Index(all, first)
	return i >= 0 && i < slices.Index(all, second)
}

// attribute reads an attribute of the session or of the newest media line.
func (r *reader) attribute(name, value string) error {
	var at *line
	if n := len(r.offer.lines); n > 0 {
		at = &r.offer.lines[n-1]
	}
	switch name {
	case "fingerprint":
		return r.fingerprint(value)
	case "setup": // RFC 4145 section 4: we must be able to wait
		r.passive = r.passive || value != "actpass" && value != "active"
	case "group":
		if mids, ok := strings.CutPrefix(value, "BUNDLE "); ok && at == nil {
			r.offer.bundle = strings.Fields(mids)
		}
	case string(sendrecv), string(sendonly), string(recvonly), string(inactive):
		if at == nil {
			r.session = direction(name)
		} else {
			at.direction = direction(name)
		}
	}
	if at == nil {
		return nil
	}
	switch name {
	case "mid":
		if !words(value) || slices.ContainsFunc(r.offer.lines, func(l line) bool { return l.mid == value }) {
			return fmt.Errorf("%w: the name of a media line", ErrMalformed)
		}
		at.mid = value
	case "rtcp-mux":
		at.mux = true
	case "rtpmap":
		if format, codec, _ := strings.Cut(value, " "); format == at.format && words(codec) {
			at.codec = codec
		}
		at.offers(value)
		at.red = at.red || strings.EqualFold(value, redMap)
	case "rtcp-fb": // RFC 4585 section 4.2
		if format, ok := strings.CutSuffix(value, " nack"); ok {
			at.nacks = append(at.nacks, format)
		}
	case "extmap":
		id, uri, _ := strings.Cut(value, " ")
		id, _, _ = strings.Cut(id, "/")
		at.level = at.level || id == strconv.Itoa(slot.LevelExtension) && uri == levelURI
	}
	return nil
}

// offers notes which payload type Opus has: ours, if it is there, else the first.
func (l *line) offers(rtpmap string) {
	format, codec, _ := strings.Cut(rtpmap, " ")
	n, err := strconv.ParseUint(format, 10, 8)
	if err != nil || !slices.Contains(l.formats, format) || !Dynamic(uint8(n)) || !strings.EqualFold(codec, opusName) {
		return
	}
	if l.opus == 0 || n == slot.PayloadType {
		l.opus = uint8(n)
	}
}

// Dynamic reports whether a payload type may be given to any codec, also where RTP
// and RTCP share a port (RFC 3551 section 6, RFC 5761 section 4).
func Dynamic(payloadType uint8) bool {
	return payloadType >= 96 && payloadType <= 127 || payloadType >= 35 && payloadType <= 63 && payloadType != red.PayloadType
}

// opusName is how Opus is called (RFC 7587 section 7).
var opusName = fmt.Sprintf("opus/%d/2", slot.ClockRate)

// fingerprint reads one. There may be several, for the session and for each
// line; those of one kind must be the same.
func (r *reader) fingerprint(value string) error {
	kind, text, _ := strings.Cut(value, " ")
	if !strings.EqualFold(kind, "sha-256") {
		return nil
	}
	b, err := hex.DecodeString(strings.ReplaceAll(text, ":", ""))
	if err != nil || len(b) != 32 {
		return fmt.Errorf("%w: a fingerprint", ErrMalformed)
	}
	if got := [32]byte(b); r.proved && got != r.offer.Fingerprint {
		return fmt.Errorf("%w: it has two certificates", ErrUnsuitable)
	}
	r.offer.Fingerprint, r.proved = [32]byte(b), true
	return nil
}

// check looks at the whole.
func (r *reader) check() error {
	switch {
	case !r.proved:
		return fmt.Errorf("%w: it has no SHA-256 fingerprint", ErrUnsuitable)
	case r.passive:
		return fmt.Errorf("%w: the client must begin the DTLS handshake", ErrUnsuitable)
	case len(r.offer.taken()) == 0:
		return fmt.Errorf("%w: it has no line for Opus with rtcp-mux", ErrUnsuitable)
	}
	return nil
}

// The attributes of RED (RFC 2198 section 5).
var (
	redMap    = fmt.Sprintf("%d red/%d/2", red.PayloadType, slot.ClockRate)
	redFormat = fmt.Sprintf("%d %d/%d", red.PayloadType, slot.PayloadType, slot.PayloadType)
)

// words reports whether all are short and made of what a token may have (RFC
// 8866 section 9), and slashes.
func words(all ...string) bool {
	for _, w := range all {
		if w == "" || len(w) > maxWord || strings.ContainsFunc(w, func(c rune) bool {
			return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("!#$%&'*+-./^_`{|}~", c))
		}) {
			return false
		}
	}
	return true
}

// taken returns which lines are answered, in order: those for Opus under one number,
// as many as there are slots, all over one transport.
func (o *Offer) taken() (all []int) {
	for i, l := range o.lines {
		fit := l.kind == "audio" && strings.HasPrefix(l.proto, "UDP/TLS/RTP/SAVP") && l.opus != 0 && l.mux && l.mid != "" && !l.refused
		if len(all) > 0 { // the others travel with the first
			fit = fit && l.opus == o.lines[all[0]].opus && slices.Contains(o.bundle, l.mid) && slices.Contains(o.bundle, o.lines[all[0]].mid)
		}
		if fit && len(all) < slot.Count {
			all = append(all, i)
		}
	}
	return all
}
