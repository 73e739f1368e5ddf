package serve

import (
	"context"
	"crypto/tls"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/collab/meeting"
	"parley/collab/wire"
)

// A delegate whose machine sleeps does not answer the goodbye.
func TestAClientThatIsGoneIsNoErrorOfTheHost(t *testing.T) {
	s, err := Open(t.Context(), Config{Data: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	hello := wire.Hello{Protocol: wire.Protocol, Name: "Boris"}.Header()
	_, _, err = websocket.Dial(t.Context(), "https://"+s.Addr().String()+"/v1/text", &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}},
		HTTPHeader: http.Header{"Parley-Hello": {hello}, "Authorization": {s.Link(meeting.Delegate).Ticket.TextProof(hello)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	stop() // the host leaves; Boris reads nothing any more
	start := time.Now()
	if err := <-ended; err != nil {
		t.Errorf("after %v: %v", time.Since(start).Round(time.Millisecond), err)
	}
}
