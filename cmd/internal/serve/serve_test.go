package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/collab/meeting"
	"parley/collab/ticket"
)

// open opens a server in a directory of its own and closes it with the test.
func open(t *testing.T, c Config) *Server {
	t.Helper()
	if c.Data == "" {
		c.Data = t.TempDir()
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	s, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestOnePortNumberServesTCPAndUDP(t *testing.T) {
	s := open(t, Config{})
	if tcp, udp := s.Addr().Port, s.udp.LocalAddr().(*net.UDPAddr).Port; tcp != udp {
		t.Errorf("got TCP port %d and UDP port %d", tcp, udp)
	}
}

func TestAPortThatIsTakenInUDPAloneIsInUse(t *testing.T) {
	taken, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, err = Open(t.Context(), Config{Data: t.TempDir(), Listen: taken.LocalAddr().String()})
	if !errors.Is(err, ErrPortInUse) {
		t.Errorf("got %v, want ErrPortInUse", err)
	}
}

func TestLinksLeadWhereTheyAreSaidTo(t *testing.T) {
	for _, tt := range []struct{ name, listen, public, want string }{
		{"as listened on", "127.0.0.1:0", "", "127.0.0.1:PORT"},
		{"host and port", "127.0.0.1:0", "meet.example.org:443", "meet.example.org:443"},
		{"host alone", "127.0.0.1:0", "meet.example.org", "meet.example.org:PORT"},
		{"an address of version 6", "127.0.0.1:0", "2001:db8::1", "[2001:db8::1]:PORT"},
	} {
		s := open(t, Config{Listen: tt.listen, Public: tt.public})
		_, port, _ := net.SplitHostPort(s.Addr().String())
		if got, want := s.Link(meeting.Delegate).Host, strings.Replace(tt.want, "PORT", port, 1); got != want {
			t.Errorf("%s: got %s, want %s", tt.name, got, want)
		}
		if _, guessed := s.Guessed(); guessed {
			t.Errorf("%s: said to be guessed", tt.name)
		}
	}
	s := open(t, Config{Listen: ":0"})
	if host, guessed := s.Guessed(); !guessed || strings.HasPrefix(host, ":") || strings.HasPrefix(host, "[::]") || strings.HasPrefix(host, "0.") {
		t.Errorf("every address: got %s, guessed %v", host, guessed)
	}
	if got := s.OwnLink(meeting.Chair).Host; !strings.HasPrefix(got, "127.0.0.1:") {
		t.Errorf("the host's own link leads to %s", got)
	}
}

func TestAMeetingGoesOnInItsDirectory(t *testing.T) {
	dir := t.TempDir()
	first, err := Open(t.Context(), Config{Data: dir, Listen: "127.0.0.1:0", Title: "First"})
	if err != nil {
		t.Fatal(err)
	}
	link := first.Link(meeting.Delegate)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := first.Run(ctx); err != nil {
		t.Fatal(err)
	}
	again := open(t, Config{Data: dir, Listen: link.Host, Title: "Second", Draft: func() (string, error) {
		t.Error("the draft was asked for, and the meeting has one")
		return "", nil
	}})
	if got := again.Link(meeting.Delegate); !again.Continued || got != link {
		t.Errorf("continued %v under %v, want %v", again.Continued, got, link)
	}
}

func TestTheSoundDoorOpensForThisMeetingOnly(t *testing.T) {
	s := open(t, Config{})
	proof := func(p ticket.Payload) string {
		name, _ := s.key.Issue(p).SoundProof([32]byte{1}, [8]byte{2})
		return name
	}
	if a, err := s.admit(proof(ticket.Payload{Meeting: s.meeting})); err != nil || a.Fingerprint != [32]byte{1} || a.Password == "" {
		t.Errorf("the right ticket: got %+v, %v", a, err)
	}
	for name, p := range map[string]ticket.Payload{
		"another meeting": {Meeting: [8]byte{9}},
		"expired":         {Meeting: s.meeting, Expires: time.Now().Add(-time.Second)},
	} {
		if a, err := s.admit(proof(p)); err == nil || a.Password != "" {
			t.Errorf("%s: got %+v, %v", name, a, err)
		}
	}
}

func TestDraftsAreCleanText(t *testing.T) {
	file := filepath.Join(t.TempDir(), "draft.md")
	if err := os.WriteFile(file, []byte("one\r\ntwo\u202e\x00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := ReadDraft(file)
	if b.Draft != "one\ntwo\n" || len(b.Remarks) != 1 || err != nil {
		t.Errorf("got %+v, %v", b, err)
	}
}

func TestABrowsersOfferIsAnsweredAtTheSamePort(t *testing.T) {
	s := open(t, Config{})
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // its name is nobody's
	defer client.CloseIdleConnections()
	url := "https://" + s.Addr().String() + "/v1/sound"
	ask := func(method, url, token, body string) (*http.Response, string) {
		r, err := http.NewRequest(method, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/sdp")
		answer, err := client.Do(r)
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
	offer := "v=0\r\na=fingerprint:sha-256 " + strings.Repeat("01:", 31) + "01\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n"
	token := s.Link(meeting.Observer).Ticket.OfferProof()
	answer, sdp := ask("POST", url, token, offer)
	if answer.StatusCode != http.StatusCreated {
		t.Fatalf("got %s: %s", answer.Status, sdp)
	}
	_, rest, _ := strings.Cut(sdp, "a=ice-ufrag:")
	name, rest, _ := strings.Cut(rest, "\r\n")
	proof := strings.TrimSuffix(name, "/plain") // the sound's own word: this offer has no RED
	if a, err := s.admit(proof); err != nil || !strings.HasPrefix(rest, "a=ice-pwd:"+a.Password+"\r\n") || a.Fingerprint[31] != 1 {
		t.Errorf("the name and password in the answer do not lead in: %+v, %v", a, err)
	}
	if want := fmt.Sprintf(" 127.0.0.1 %d typ host\r\n", s.Addr().Port); strings.Count(sdp, want) != 1 || strings.Count(sdp, "candidate:") != 1 {
		t.Errorf("%q is not the one candidate in\n%s", want, sdp)
	}
	if got, body := ask("DELETE", "https://"+s.Addr().String()+answer.Header.Get("Location"), token, ""); got.StatusCode != http.StatusOK {
		t.Errorf("the end: got %s: %s", got.Status, body)
	}
	foreign := s.key.Issue(ticket.Payload{Meeting: [8]byte{9}}).OfferProof()
	for _, token := range []string{"", foreign, token[1:]} {
		if got, _ := ask("POST", url, token, offer); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("token %q: got %s", token, got.Status)
		}
	}
}
