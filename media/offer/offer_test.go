package offer

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

// browsers is an offer as Chrome makes it, shortened.
const browsers = `v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1 2
a=extmap-allow-mixed
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0
c=IN IP4 0.0.0.0
a=ice-ufrag:Yv0e
a=ice-pwd:eZ0qL5yL4cGJb8nIXjkSGmzS
a=fingerprint:sha-256 7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtpmap:63 red/48000/2
m=video 9 UDP/TLS/RTP/SAVPF 96
c=IN IP4 0.0.0.0
a=mid:1
a=rtcp-mux
a=rtpmap:96 VP8/90000
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=mid:2
a=recvonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
`

// firefox is an offer as Firefox makes it for a microphone and one line to hear.
const firefox = `v=0
o=mozilla...THIS_IS_SDPARTA-99.0 5134532163529811841 0 IN IP4 0.0.0.0
s=-
t=0 0
a=sendrecv
a=fingerprint:sha-256 7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08
a=group:BUNDLE 0 1
a=ice-options:trickle
a=msid-semantic:WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
c=IN IP4 0.0.0.0
a=sendrecv
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=fmtp:101 0-15
a=ice-pwd:6f1f3b5a1f1c7a3a0f6c5b0f3b3c2d1e
a=ice-ufrag:1a2b3c4d
a=mid:0
a=msid:{0d8b1a3c-91a5-4d5e-8c1b-b5ab9c6d7e8f} {5e1d3c2b-7a6f-4e5d-9c8b-a1b2c3d4e5f6}
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000/1
a=setup:actpass
a=ssrc:2655508255 cname:{7c9e6679-7425-40de-944b-e07fc1f90ae7}
m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
c=IN IP4 0.0.0.0
a=recvonly
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=ice-pwd:6f1f3b5a1f1c7a3a0f6c5b0f3b3c2d1e
a=ice-ufrag:1a2b3c4d
a=mid:1
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=setup:actpass
`

func TestFirefoxIsAnsweredUnderItsOwnNumber(t *testing.T) {
	o, err := Parse([]byte(firefox))
	if err != nil {
		t.Fatal(err)
	}
	if o.Opus() != 109 || o.RED() {
		t.Errorf("Opus is %d, RED %v; want 109 and none", o.Opus(), o.RED())
	}
	got := o.Answer(side)
	for want, times := range map[string]int{
		"m=audio 9 UDP/TLS/RTP/SAVPF 109\r\n": 2, "a=rtpmap:109 opus/48000/2\r\n": 2, "a=fmtp:109 ": 2, "a=group:BUNDLE 0 1\r\n": 1,
		"a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n": 2, "a=sendrecv\r\n": 1, "a=sendonly\r\n": 1, "111": 0,
	} {
		if n := strings.Count(got, want); n != times {
			t.Errorf("%q is there %d times, want %d, in\n%s", want, n, times, got)
		}
	}
}

var side = Side{
	IceName: "name", Password: "password", Fingerprint: [32]byte{0xab, 31: 1},
	At: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:7443"), netip.MustParseAddrPort("[2001:db8::1]:7443")},
}

func TestAnAnswerTakesTheLinesForSound(t *testing.T) {
	o, err := Parse([]byte(browsers))
	if err != nil {
		t.Fatal(err)
	}
	if o.Fingerprint[0] != 0x7b || o.Fingerprint[31] != 8 {
		t.Errorf("fingerprint %x", o.Fingerprint)
	}
	got := o.Answer(side)
	at := 0
	for _, want := range []string{
		"a=group:BUNDLE 0 2\r\n", "a=fingerprint:sha-256 AB:00:",
		"m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\n", "a=mid:0\r\n", "a=ice-ufrag:name\r\n", "a=ice-pwd:password\r\n", "a=setup:passive\r\n",
		"a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n", "a=sendrecv\r\n", "a=msid:meeting slot0\r\n",
		"a=candidate:1 1 udp 2130706431 192.0.2.1 7443 typ host\r\n", "a=candidate:2 1 udp 2130706175 2001:db8::1 7443 typ host\r\n",
		"m=video 0 UDP/TLS/RTP/SAVPF 96\r\n", "a=mid:1\r\n",
		"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "a=mid:2\r\n", "a=sendonly\r\n", "a=msid:meeting slot1\r\n",
	} {
		next := strings.Index(got[at:], want)
		if next < 0 {
			t.Fatalf("%q is not there, or not in its place, in\n%s", want, got)
		}
		at += next
	}
}

func TestRedundancyIsAnsweredIfItIsOffered(t *testing.T) {
	for _, tt := range []struct {
		name   string
		offer  string
		red    bool
		answer []string
	}{
		{"not on all lines", browsers, false, []string{"SAVPF 111 63\r\n", "SAVPF 111\r\n"}},
		{"on all lines", strings.ReplaceAll(strings.Replace(browsers, "a=mid:2", "a=rtpmap:63 red/48000/2\na=mid:2", 1), "SAVPF 111\n", "SAVPF 111 63\n"), true,
			[]string{"a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"}},
		{"before plain Opus", strings.Replace(browsers, "111 63", "63 111", 1), false, []string{"SAVPF 63 111\r\n"}},
		{"under another number", strings.Replace(browsers, "rtpmap:63", "rtpmap:64", 1), false, []string{"SAVPF 111\r\n"}},
		{"with asking for what is lost", strings.Replace(browsers, "a=rtpmap:63", "a=rtcp-fb:111 nack\na=rtpmap:63", 1), false, []string{"a=rtcp-fb:111 nack\r\n"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, err := Parse([]byte(tt.offer))
			if err != nil {
				t.Fatal(err)
			}
			if o.RED() != tt.red {
				t.Errorf("RED: got %v, want %v", o.RED(), tt.red)
			}
			answer := o.Answer(Side{IceName: "name", Password: "password"})
			for _, want := range tt.answer {
				if !strings.Contains(answer, want) {
					t.Errorf("got\n%s\nwant in it %q", answer, want)
				}
			}
		})
	}
}

func TestOffersThatCannotBeAnswered(t *testing.T) {
	without := func(old, new string) string { return strings.ReplaceAll(browsers, old, new) }
	for _, tt := range []struct {
		name, offer string
		want        error
	}{
		{"a browser's", browsers, nil},
		{"line ends of a network", strings.ReplaceAll(browsers, "\n", "\r\n"), nil},
		{"Opus under a number that the line does not have", without("rtpmap:111", "rtpmap:109"), ErrUnsuitable},
		{"Opus under a number of another codec", without("111", "8"), ErrUnsuitable},
		{"no Opus", without("opus", "iLBC"), ErrUnsuitable},
		{"no multiplexing", without("a=rtcp-mux\n", ""), ErrUnsuitable},
		{"no certificate", without("a=fingerprint:sha-256", "a=fingerprint:sha-1"), ErrUnsuitable},
		{"two certificates", browsers + "a=fingerprint:sha-256 " + strings.Repeat("00:", 31) + "00\n", ErrUnsuitable},
		{"both want to be called", without("actpass", "passive"), ErrUnsuitable},
		{"half a certificate", without("7B:8B:F0", "7B"), ErrMalformed},
		{"two lines of one name", without("a=mid:2", "a=mid:0"), ErrMalformed},
		{"a name that goes on", without("a=mid:2", "a=mid:2 a=mid:3"), ErrMalformed},
		{"escape sequences", without("VP8", "\x1b[2J"), ErrMalformed},
		{"nothing", "", ErrMalformed},
		{"an answer to another question", "HTTP/1.1 200 OK\r\n", ErrMalformed},
		{"too many lines", browsers + strings.Repeat("m=audio 9 UDP/TLS/RTP/SAVPF 111\n", maxLines), ErrMalformed},
		{"too long", browsers + strings.Repeat("a=x\n", MaxSize), ErrMalformed},
	} {
		if _, err := Parse([]byte(tt.offer)); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(browsers))
	f.Add([]byte(firefox))
	f.Add([]byte(strings.ReplaceAll(browsers, "a=group:BUNDLE 0 1 2\n", "")))
	f.Add([]byte("v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 111\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := Parse(b)
		if err != nil {
			if strings.ContainsFunc(err.Error(), control) {
				t.Errorf("the error repeats what came: %q", err)
			}
			return
		}
		answer := o.Answer(side)
		if got, want := strings.Count(answer, "\r\nm="), len(o.lines); got != want {
			t.Errorf("%d lines answer %d", got, want)
		}
		for _, line := range strings.Split(strings.TrimSuffix(answer, "\r\n"), "\r\n") {
			if len(line) < 2 || line[1] != '=' || strings.ContainsFunc(line, func(c rune) bool { return c < ' ' || c > '~' }) {
				t.Errorf("the answer has the line %q", line)
			}
		}
		if taken := strings.Count(answer, "a=ice-ufrag:name\r\n"); taken < 1 || taken > 4 {
			t.Errorf("%d lines are taken", taken)
		}
	})
}
