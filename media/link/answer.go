package link

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"parley/media/red"
	"parley/media/slot"
)

// levelURI names the audio level header extension (RFC 6464 section 4).
const levelURI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"

// opusParameters are those of both directions (RFC 7587 section 6.1).
const opusParameters = "minptime=10;useinbandfec=1;usedtx=1"

// redParameters say what the blocks of RED are (RFC 2198 section 5).
var redParameters = fmt.Sprintf("%d/%d", slot.PayloadType, slot.PayloadType)

// answer writes the session description that the server would give, if it were
// asked: everything in it is a constant of the protocol, or known from the
// link that the meeting was entered by. mids are the names that our own offer
// gave to its lines. The first line carries our voice and slot 0, each of the
// others one more slot, all over one connection.
func answer(mids []string, iceName, password string, fingerprint [32]byte, paths []path) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("v=0")
	line("o=- 1 1 IN IP4 127.0.0.1")
	line("s=-")
	line("t=0 0")
	line("a=ice-lite")
	line("a=group:BUNDLE %s", strings.Join(mids, " "))
	line("a=fingerprint:sha-256 %s", colons(fingerprint))
	for i, mid := range mids {
		line("m=audio 9 UDP/TLS/RTP/SAVPF %d %d", slot.PayloadType, red.PayloadType)
		line("c=IN IP4 0.0.0.0")
		line("a=mid:%s", mid)
		line("a=ice-ufrag:%s", iceName)
		line("a=ice-pwd:%s", password)
		line("a=setup:passive")
		line("a=rtcp-mux")
		line("a=rtpmap:%d opus/%d/2", slot.PayloadType, slot.ClockRate)
		line("a=fmtp:%d %s", slot.PayloadType, opusParameters)
		line("a=rtpmap:%d red/%d/2", red.PayloadType, slot.ClockRate)
		line("a=fmtp:%d %s", red.PayloadType, redParameters)
		if i == 0 {
			line("a=extmap:%d %s", slot.LevelExtension, levelURI)
			line("a=sendrecv")
		} else {
			line("a=sendonly")
		}
		line("a=msid:meeting slot%d", i)
		line("a=ssrc:%d cname:meeting", slot.SSRC(i))
		if i > 0 {
			continue // the other lines share the first one's transport
		}
		for k, server := range servers(paths) {
			// The priority of a host candidate, IPv6 and IPv4 as they came
			// (RFC 8445 section 5.1.2.1).
			line("a=candidate:%d 1 udp %d %s %d typ host", k+1, 126<<24|(65535-k)<<8|255, server.Addr(), server.Port())
		}
		line("a=end-of-candidates")
	}
	return b.String()
}

// servers returns the addresses that the paths lead to, each once.
func servers(paths []path) (all []netip.AddrPort) {
	for _, p := range paths {
		if !slices.Contains(all, p.server) {
			all = append(all, p.server)
		}
	}
	return all
}

// colons writes a fingerprint as SDP wants it (RFC 8122 section 5).
func colons(fingerprint [32]byte) string {
	var parts []string
	for _, x := range fingerprint {
		parts = append(parts, fmt.Sprintf("%02X", x))
	}
	return strings.Join(parts, ":")
}
