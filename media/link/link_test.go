package link

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pion/sdp/v3"

	"parley/media/slot"
)

func TestTheAnswerSaysWhatTheProtocolFixes(t *testing.T) {
	paths := []path{{server: netip.MustParseAddrPort("192.0.2.1:7443")}, {server: netip.MustParseAddrPort("[2001:db8::1]:7443")}}
	text := answer([]string{"0", "1", "2", "3"}, "proof", "password", [32]byte{0xab, 0xcd}, paths)
	var parsed sdp.SessionDescription
	if err := parsed.UnmarshalString(text); err != nil {
		t.Fatal(err)
	}
	if got := len(parsed.MediaDescriptions); got != slot.Count {
		t.Errorf("%d lines, want %d", got, slot.Count)
	}
	for _, want := range []string{
		"a=ice-lite", "a=group:BUNDLE 0 1 2 3", "a=fingerprint:sha-256 AB:CD:00:", "a=ice-ufrag:proof",
		"a=setup:passive", "a=rtcp-mux", "a=rtpmap:111 opus/48000/2",
		"a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
		"a=candidate:1 1 udp 2130706431 192.0.2.1 7443 typ host",
		"a=candidate:2 1 udp 2130706175 2001:db8::1 7443 typ host",
	} {
		if !strings.Contains(text, "\r\n"+want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if got := strings.Count(text, "a=sendrecv"); got != 1 {
		t.Errorf("%d lines go both ways, want 1", got)
	}
}

func TestDialSaysWhatIsWrong(t *testing.T) {
	id, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, server string
		want         error
	}{
		{"no port", "127.0.0.1", ErrName},
		{"a port that is none", "127.0.0.1:http", ErrName},
		{"no such name", "nowhere.invalid:1", ErrName},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			_, err := Dial(ctx, Config{
				Server: tt.server, Identity: id, OnPacket: func(int, Packet) {},
				Name: func() (string, string) { return "name", strings.Repeat("p", 22) },
			})
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	if _, err := Dial(context.Background(), Config{}); err == nil {
		t.Error("an empty config is no error")
	}
}

// Whoever is put out, or leaves, may do so while the sound is being dialled.
func TestWhoLeavesWhileDiallingDialsNothing(t *testing.T) {
	id, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	gone := errors.New("gone")
	ctx, leave := context.WithCancelCause(context.Background())
	leave(gone)
	for _, ways := range [][]Way{nil, {{Name: "tcp"}, {Name: "tunnel"}}} {
		_, err = Dial(ctx, Config{
			Server: "127.0.0.1:9", Identity: id, OnPacket: func(int, Packet) {}, Ways: ways,
			Name: func() (string, string) { return "name", strings.Repeat("p", 22) },
		})
		if !errors.Is(err, gone) {
			t.Errorf("with %d other ways: got %v, want %v", len(ways), err, gone)
		}
	}
}

func TestAFlightIsSentAgainUntilTheNext(t *testing.T) {
	var f flight
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	to := &net.UDPAddr{}
	f.note(start, []byte{22, 1}, to)
	f.note(start.Add(time.Millisecond), []byte{22, 2}, to)
	if got, _ := f.again(start.Add(flightInterval / 2)); got != nil {
		t.Errorf("too early: got %v", got)
	}
	for i := range 3 {
		if got, _ := f.again(start.Add(time.Duration(i+2) * flightInterval)); len(got) != 2 {
			t.Errorf("time %d: got %v, want both datagrams", i, got)
		}
	}
	f.note(start.Add(time.Minute), []byte{20, 3}, to)
	if got, _ := f.again(start.Add(2 * time.Minute)); len(got) != 1 || got[0][1] != 3 {
		t.Errorf("the next message: got %v", got)
	}
}

func TestOnlyHandshakesAreRepeated(t *testing.T) {
	for first, want := range map[byte]bool{0: false, 20: true, 21: false, 22: true, 23: false, 0x80: false} {
		if got := handshake([]byte{first, 0}); got != want {
			t.Errorf("first byte %d: got %v", first, got)
		}
	}
}

func TestTwoIdentitiesDiffer(t *testing.T) {
	a, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	if a.Fingerprint() == b.Fingerprint() {
		t.Error("the same fingerprint twice")
	}
}
