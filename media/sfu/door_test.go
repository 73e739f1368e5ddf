package sfu_test

import (
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"parley/media/sfu"
	"parley/media/slot"
)

// The token of these tests.
const token = "a ticket's proof"

// opensDoor serves a host's door for meeting "m".
func opensDoor(t *testing.T, h *host) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h.Offers(sfu.Offers{
		Grant: func(given string, client sfu.Fingerprint) (string, error) {
			if given != token {
				return "", errProof
			}
			name, _ := prove("m", client, "a")
			return name, nil
		},
		At:          func(*http.Request) []netip.AddrPort { return []netip.AddrPort{netip.MustParseAddrPort(h.address)} },
		Fingerprint: h.fingerprint,
	}))
	t.Cleanup(s.Close)
	return s
}

// asks makes a request and returns the answer with its body.
func asks(t *testing.T, method, url, token, kind, body string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(b)
}

// A browser is a stock peer connection.
type browser struct {
	*webrtc.PeerConnection
	voice *webrtc.TrackLocalStaticRTP
	heard chan *rtp.Packet
	state chan webrtc.PeerConnectionState
}

// newBrowser makes one that wants to speak, and to hear in as many lines.
func newBrowser(t *testing.T, lines int) *browser {
	t.Helper()
	var s webrtc.SettingEngine
	s.SetIncludeLoopbackCandidate(true)
	s.SetIPFilter(func(ip net.IP) bool { return ip.IsLoopback() })
	var m webrtc.MediaEngine
	if err := m.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(s), webrtc.WithMediaEngine(&m)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{PeerConnection: pc, heard: make(chan *rtp.Packet, 100), state: make(chan webrtc.PeerConnectionState, 10)}
	t.Cleanup(func() { pc.GracefulClose() })
	if b.voice, err = webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}, "voice", "me"); err != nil {
		t.Fatal(err)
	}
	if _, err := pc.AddTransceiverFromTrack(b.voice); err != nil {
		t.Fatal(err)
	}
	for range lines - 1 {
		if _, err := pc.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			t.Fatal(err)
		}
	}
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) { b.state <- s })
	pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			p, _, err := track.ReadRTP()
			if err != nil {
				return
			}
			b.heard <- p
		}
	})
	return b
}

// offers makes the offer.
func (b *browser) offers(t *testing.T) string {
	t.Helper()
	o, err := b.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.SetLocalDescription(o); err != nil {
		t.Fatal(err)
	}
	return o.SDP
}

// reaches waits for a state of the connection.
func (b *browser) reaches(t *testing.T, want webrtc.PeerConnectionState) {
	t.Helper()
	for limit := time.After(10 * time.Second); ; {
		select {
		case got := <-b.state:
			if got == want {
				return
			}
		case <-limit:
			t.Fatalf("the browser's connection never was %v", want)
		}
	}
}

// hears waits for a packet.
func (b *browser) hears(t *testing.T) *rtp.Packet {
	t.Helper()
	select {
	case p := <-b.heard:
		return p
	case <-time.After(10 * time.Second):
		t.Fatal("the browser heard nothing")
		return nil
	}
}

// fingerprint is that of the browser's certificate, as its offer says it.
func fingerprint(t *testing.T, sdp string) (f sfu.Fingerprint) {
	t.Helper()
	_, rest, _ := strings.Cut(sdp, "a=fingerprint:sha-256 ")
	text, _, _ := strings.Cut(rest, "\r\n")
	if _, err := hex.Decode(f[:], []byte(strings.ReplaceAll(text, ":", ""))); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestABrowserSpeaksAndHears(t *testing.T) {
	h := loopback(t)
	door := opensDoor(t, h)
	b := newBrowser(t, slot.Count+2) // two more than there are slots
	if _, err := b.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo); err != nil {
		t.Fatal(err)
	}
	offered := b.offers(t)
	answer, sdp := asks(t, http.MethodPost, door.URL+sfu.Door, token, "application/sdp", offered)
	if answer.StatusCode != http.StatusCreated || answer.Header.Get("Content-Type") != "application/sdp" {
		t.Fatalf("got %s, %q", answer.Status, sdp)
	}
	if err := b.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp}); err != nil {
		t.Fatalf("%v, in\n%s", err, sdp)
	}
	b.reaches(t, webrtc.PeerConnectionStateConnected)
	other := arrives(t, h, "m", nil)
	h.full(2)
	h.Allow("m", other.identity.Fingerprint(), 7, true)
	other.says("Hello")
	if p := b.hears(t); string(p.Payload) != "Hello" || p.SSRC != slot.SSRC(0) || len(p.CSRC) != 1 || p.CSRC[0] != 7 {
		t.Errorf("the browser heard %v", p)
	}
	h.Allow("m", fingerprint(t, offered), 8, true)
	if err := b.voice.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: 1}, Payload: []byte("Hi")}); err != nil {
		t.Fatal(err)
	}
	if p := other.hears("Hi"); p.Speaker != 8 {
		t.Errorf("heard %d, want 8", p.Speaker)
	}
	at := door.URL + answer.Header.Get("Location")
	for _, wrong := range []struct {
		name, at, token string
		want            int
	}{
		{"no token", at, "", http.StatusUnauthorized},
		{"another token", at, "guessed", http.StatusUnauthorized},
		{"what can be seen on the wire", at[:len(at)-22] + strings.Repeat("A", 22), token, http.StatusNotFound},
		{"nothing", door.URL + sfu.Door + "/", token, http.StatusNotFound},
	} {
		if got, _ := asks(t, http.MethodDelete, wrong.at, wrong.token, "", ""); got.StatusCode != wrong.want {
			t.Errorf("ended with %s: got %s, want %d", wrong.name, got.Status, wrong.want)
		}
	}
	if got, _ := asks(t, http.MethodDelete, at, token, "", ""); got.StatusCode != http.StatusOK || h.Stats().Open != 1 {
		t.Errorf("got %s, and %d are connected, want 1", got.Status, h.Stats().Open)
	}
}

func TestTheDoorSaysWhyNot(t *testing.T) {
	h := loopback(t)
	door := opensDoor(t, h)
	good := newBrowser(t, 1).offers(t)
	for _, tt := range []struct {
		name, method, token, kind, body string
		want                            int
	}{
		{"no token", "POST", "", "application/sdp", good, 401},
		{"another token", "POST", "guessed", "application/sdp", good, 401},
		{"another token, and no description", "POST", "guessed", "text/plain", "hello", 401},
		{"another token, and too much", "POST", "guessed", "application/sdp", good + strings.Repeat("a=x\r\n", 10_000), 401},
		{"another kind", "POST", token, "application/json", good, 415},
		{"no description", "POST", token, "application/sdp", "hello", 400},
		{"too long", "POST", token, "application/sdp", good + strings.Repeat("a=x\r\n", 10_000), 413},
		{"no Opus", "POST", token, "application/sdp", strings.ReplaceAll(good, "opus/48000", "G722/8000"), 422},
		{"no restart", "PATCH", token, "application/sdp", good, 405},
		{"a browser asks first", "OPTIONS", "", "", "", 204},
		{"the same, well made", "POST", token, "application/sdp; charset=utf-8", good, 201},
	} {
		got, body := asks(t, tt.method, door.URL+sfu.Door, tt.token, tt.kind, tt.body)
		if got.StatusCode != tt.want || got.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: got %s, %q, want %d", tt.name, got.Status, body, tt.want)
		}
		if tt.want >= 400 && strings.Contains(body, "a=") {
			t.Errorf("%s: the answer repeats the offer: %q", tt.name, body)
		}
	}
	if n := h.Stats().Peers; n != 0 {
		t.Errorf("%d peers without a packet", n)
	}
}
