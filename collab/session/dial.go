package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"parley/collab/parcel"
	"parley/collab/wire"
)

// How long a try may take. A lost packet of the first handshake is repeated
// after 1, 3 and 7 seconds; a round trip may be two seconds long.
const (
	connectWithin = 10 * time.Second
	enterWithin   = 20 * time.Second // TLS and the upgrade: two round trips
)

// textPath is the text door's.
const textPath = "/v1/text"

// A door is a connection that has been upgraded, at which the welcome is
// awaited.
type door struct {
	ws     *websocket.Conn
	socket *socket
	parcel *parcel.Conn // between TLS and the WebSocket
}

// errUnheard marks a try that ended after our first words may have reached
// the server.
var errUnheard = errors.New("no word after the hello")

// dial connects, checks the server and asks to come in. All of it has ended
// when it returns an error.
func (s *Session) dial(ctx context.Context, hello string) (*door, error) {
	k, err := s.connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", s.config.Link.Host, err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, enterWithin, ErrDead)
	defer cancel()
	in, err := s.soonest(ctx, k)
	if err != nil {
		return nil, fmt.Errorf("make sure of the server at %s: %w", s.config.Link.Host, because(ctx, err))
	}
	d := &door{socket: in.socket, parcel: parcel.New(in.Conn)}
	if d.ws, err = s.enter(ctx, in.prodded(d.parcel, k.trip), textPath, s.proof(hello)); err != nil {
		in.socket.Close()
		return nil, fmt.Errorf("enter the meeting at %s: %w", s.config.Link.Host, err)
	}
	return d, nil
}

func (s *Session) connect(ctx context.Context) (*knocked, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, connectWithin, ErrDead)
	defer cancel()
	began := time.Now()
	c, err := s.config.Dial(ctx, s.config.Link.Host)
	if cause := context.Cause(ctx); errors.Is(err, ErrProxy) && (cause == nil || cause == ErrDead) {
		return nil, err // whose fault it is, and that it took too long
	}
	if err != nil {
		return nil, because(ctx, err)
	}
	if k, ok := c.(*knocked); ok {
		return k, nil
	}
	return &knocked{Conn: c, trip: time.Since(began)}, nil
}

// because returns why ctx ended, if it did, and err if not.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// enter asks for the upgrade to a WebSocket (RFC 6455) on a connection that is
// there already, so that the transport's own goroutines never dial.
func (s *Session) enter(ctx context.Context, c net.Conn, path string, header http.Header) (*websocket.Conn, error) {
	transport := &http.Transport{
		DialTLSContext:         func(context.Context, string, string) (net.Conn, error) { return c, nil },
		MaxResponseHeaderBytes: 16 << 10,
		DisableKeepAlives:      true,
	}
	ws, resp, err := websocket.Dial(ctx, "https://"+s.config.Link.Host+path, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: transport, CheckRedirect: stay},
		HTTPHeader: header,
	})
	if err != nil {
		return nil, refused(resp, because(ctx, err))
	}
	ws.SetReadLimit(wire.MaxFrame)
	return ws, nil
}

// proof is the header of the text door.
func (s *Session) proof(hello string) http.Header {
	return http.Header{"Authorization": {s.config.Link.Ticket.TextProof(hello)}, "Parley-Hello": {hello}}
}

// retryAfter is how long the server says to wait (RFC 9110 section 10.2.3),
// within bounds.
func retryAfter(resp *http.Response) time.Duration {
	seconds, err := strconv.ParseUint(resp.Header.Get("Retry-After"), 10, 16)
	if err != nil {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, wire.MaxWait)
}

// stay follows no redirection: the fingerprint is that of one server.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// refused says what the server meant by its answer.
func refused(resp *http.Response, err error) error {
	if resp == nil {
		return fmt.Errorf("%w: %w", errUnheard, err)
	}
	switch resp.StatusCode {
	case http.StatusUnauthorized:
		return ErrForged
	case http.StatusGone:
		return ErrExpired
	case http.StatusForbidden:
		return ErrRemoved
	case http.StatusLocked:
		return ErrRevoked
	case http.StatusBadRequest:
		return ErrNotUnderstood
	case http.StatusUpgradeRequired:
		return ErrProtocol
	case http.StatusNotFound:
		return ErrNoMeeting
	case http.StatusTooManyRequests:
		return comeBack{retryAfter(resp), false, ErrFull}
	case http.StatusInsufficientStorage:
		return ErrUnkept
	case http.StatusServiceUnavailable:
		return comeBack{retryAfter(resp), false, ErrRestarting}
	}
	return fmt.Errorf("the server answered %d %s: %w", resp.StatusCode, http.StatusText(resp.StatusCode), ErrNonsense)
}
