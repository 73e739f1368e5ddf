package offer

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"parley/media/red"
	"parley/media/slot"
)

// levelURI names the audio level header extension (RFC 6464 section 4).
const levelURI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"

// A Side is the server, as an answer tells of it.
type Side struct {
	IceName, Password string
	Fingerprint       [32]byte         // of the certificate
	At                []netip.AddrPort // where its UDP socket is reached, the best first
}

// Answer writes the answer (RFC 9429 section 5.3): the first lines for Opus get
// a slot each, all others are refused.
func (o *Offer) Answer(s Side) string {
	taken := o.taken()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("v=0")
	line("o=- 1 1 IN IP4 127.0.0.1")
	line("s=-")
	line("t=0 0")
	line("a=ice-lite")
	if slices.Contains(o.bundle, o.lines[taken[0]].mid) {
		var mids []string
		for _, i := range taken {
			mids = append(mids, o.lines[i].mid)
		}
		line("a=group:BUNDLE %s", strings.Join(mids, " "))
	}
	line("a=fingerprint:sha-256 %s", strings.ReplaceAll(fmt.Sprintf("% X", s.Fingerprint), " ", ":"))
	for i, l := range o.lines {
		at := slices.Index(taken, i)
		if at < 0 {
			l.refuse(line)
			continue
		}
		line("m=audio 9 %s %s", l.proto, l.types())
		line("c=IN IP4 0.0.0.0")
		line("a=mid:%s", l.mid)
		line("a=ice-ufrag:%s", s.IceName)
		line("a=ice-pwd:%s", s.Password)
		line("a=setup:passive")
		line("a=rtcp-mux")
		line("a=rtpmap:%d %s", l.opus, opusName)
		line("a=fmtp:%d minptime=10;useinbandfec=1;usedtx=1", l.opus)
		if l.copies() {
			line("a=rtpmap:%s", redMap)
			line("a=fmtp:%s", redFormat)
		}
		if slices.Contains(l.nacks, "*") || slices.Contains(l.nacks, strconv.Itoa(int(l.opus))) {
			line("a=rtcp-fb:%d nack", l.opus)
		}
		if l.level {
			line("a=extmap:%d %s", slot.LevelExtension, levelURI)
		}
		o.speaks(line, l, at)
		if at > 0 {
			continue // the other lines share the first one's transport
		}
		for k, a := range s.At {
			// The priority of a host candidate (RFC 8445 section 5.1.2.1).
			line("a=candidate:%d 1 udp %d %s %d typ host", k+1, 126<<24|(65535-k)<<8|255, a.Addr(), a.Port())
		}
		line("a=end-of-candidates")
	}
	return b.String()
}

// refuse answers a line that gets no slot.
func (l line) refuse(line func(string, ...any)) {
	line("m=%s 0 %s %s", l.kind, l.proto, l.format)
	line("c=IN IP4 0.0.0.0")
	line("a=inactive")
	if l.codec != "" { // some clients insist on it
		line("a=rtpmap:%s %s", l.format, l.codec)
	}
	if l.mid != "" {
		line("a=mid:%s", l.mid)
	}
}

// types are the payload types of a line, in the order in which the client wants
// them: it sends the first.
func (l line) types() string {
	opus, copies := strconv.Itoa(int(l.opus)), strconv.Itoa(red.PayloadType)
	switch {
	case !l.copies():
		return opus
	case l.redFirst:
		return copies + " " + opus
	}
	return opus + " " + copies
}

// copies reports whether RED, of Opus as we number it, was offered on a line.
func (l line) copies() bool { return l.red && l.opus == slot.PayloadType }

// speaks says who sends on a line, and what we send there.
func (o *Offer) speaks(line func(string, ...any), l line, at int) {
	d := l.direction
	if d == "" {
		d = sendrecv // RFC 8866 section 6.7
	}
	d = d.turned()
	line("a=%s", d)
	if d == sendrecv || d == sendonly {
		line("a=msid:meeting slot%d", at)
		line("a=ssrc:%d cname:meeting", slot.SSRC(at))
	}
}
