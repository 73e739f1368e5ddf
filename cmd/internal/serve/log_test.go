package serve

import (
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/coder/websocket"

	"parley/collab/collabtest"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// What strangers and people send may be in the log at most as it is harmless to
// the terminal of who reads it.
func TestNothingHostileReachesTheLog(t *testing.T) {
	var asText, asJSON lines
	level := &slog.HandlerOptions{Level: slog.LevelDebug}
	for _, h := range []slog.Handler{slog.NewTextHandler(&asText, level), slog.NewJSONHandler(&asJSON, level)} {
		s := open(t, Config{Log: slog.New(h), Title: "T" + collabtest.Hostile[0]})
		link := s.Link(meeting.Delegate)
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		for i, evil := range collabtest.Hostile {
			raw := stranger(t, s)
			fmt.Fprintf(raw, "GET /%s HTTP/1.1\r\nHost: %s\r\nParley-Hello: %s\r\n\r\n", evil, evil, evil)
			io.ReadFull(raw, make([]byte, 1)) // it was answered, or cut
			hello := wire.Hello{Protocol: wire.Protocol, Name: "Eve" + evil, Delegation: evil, Nonce: meeting.Nonce{byte(i)}}.Header()
			ws, _, err := websocket.Dial(t.Context(), "https://"+s.Addr().String()+"/v1/text", &websocket.DialOptions{
				HTTPClient: client,
				HTTPHeader: http.Header{"Parley-Hello": {hello}, "Authorization": {link.Ticket.TextProof(hello)}},
			})
			if err != nil {
				continue // a name that is nothing but controls
			}
			ws.Write(t.Context(), websocket.MessageBinary, []byte(evil))
			ws.SetReadLimit(-1)
			ws.Read(t.Context())
			ws.CloseNow()
		}
	}
	for name, log := range map[string]string{"text": asText.String(), "JSON": asJSON.String()} {
		if raw := collabtest.Raw(log); raw != "" || log == "" {
			t.Errorf("the log as %s has %s", name, raw)
		}
	}
}
