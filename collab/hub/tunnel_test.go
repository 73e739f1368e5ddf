package hub_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"parley/collab/meeting"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"parley/collab/hub"
	"parley/collab/ticket"
)

// tunnel asks for the sound door with a ticket's proof.
func (h *house) tunnel(authorization string) (net.Conn, int) {
	ws, resp, err := websocket.Dial(context.Background(), "http://"+address+"/v1/tunnel", &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: &http.Transport{DialContext: h.dialer(), DisableKeepAlives: true}},
		HTTPHeader: http.Header{"Authorization": {authorization}},
	})
	if err != nil {
		return nil, resp.StatusCode
	}
	return websocket.NetConn(context.Background(), ws, websocket.MessageBinary), resp.StatusCode
}

func TestTheSoundDoorAsksForATicketAndThenCarriesBytes(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		good := key.Issue(ticket.Payload{Meeting: id})
		if _, got := h.tunnel("Bearer " + good.OfferProof()); got != http.StatusNotFound {
			t.Errorf("where there is no sound: %d", got)
		}
		h.close()
		h.config.Sound = func(c net.Conn) { // says everything twice
			defer c.Close()
			for b := make([]byte, 10); ; {
				n, err := c.Read(b)
				if err != nil {
					return
				}
				c.Write(append(b[:n:n], b[:n]...))
			}
		}
		h.open()
		expired := key.Issue(ticket.Payload{Meeting: id, Expires: time.Now().Add(-time.Second)})
		for name, tt := range map[string]struct {
			proof string
			want  int
		}{
			"no proof":                 {"", http.StatusUnauthorized},
			"a proof of the text door": {good.TextProof("hello"), http.StatusUnauthorized},
			"another server's ticket":  {"Bearer " + ticket.NewKey().Issue(ticket.Payload{Meeting: id}).OfferProof(), http.StatusUnauthorized},
			"an expired ticket":        {"Bearer " + expired.OfferProof(), http.StatusGone},
		} {
			if _, got := h.tunnel(tt.proof); got != tt.want {
				t.Errorf("%s: got %d, want %d", name, got, tt.want)
			}
		}
		c, got := h.tunnel("Bearer " + good.OfferProof())
		if got != http.StatusSwitchingProtocols {
			t.Fatalf("a good ticket: %d", got)
		}
		c.Write([]byte("ab"))
		b := make([]byte, 4)
		if _, err := io.ReadFull(c, b); err != nil || string(b) != "abab" {
			t.Errorf("got %q, %v", b, err)
		}
		c.Close()
	})
}

func TestALinkAloneIsNotWorthThousandsOfTunnels(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.close()
		h.config.Sound = func(c net.Conn) { // until the other end is closed
			defer c.Close()
			io.Copy(io.Discard, c)
		}
		h.open()
		proof := "Bearer " + key.Issue(ticket.Payload{Meeting: id}).OfferProof()
		var open []net.Conn
		for {
			c, got := h.tunnel(proof)
			if got == http.StatusTooManyRequests {
				break
			}
			if open = append(open, c); len(open) > 1000 {
				t.Fatal("there is no end of them")
			}
		}
		alone := len(open)
		h.join(person("Amina", meeting.Delegate))
		c, got := h.tunnel(proof)
		if got != http.StatusSwitchingProtocols {
			t.Errorf("with somebody inside: got %d, want one more let in after %d", got, alone)
		}
		open = append(open, c)
		open[0].Close()
		synctest.Wait()
		if c, got = h.tunnel(proof); got != http.StatusSwitchingProtocols {
			t.Errorf("after one has ended: got %d", got)
		}
		for _, c := range append(open, c) {
			c.Close()
		}
		synctest.Wait()
	})
}
