package session

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
)

// A request is one that is made beside a meeting, with a link's proof.
type request struct {
	path        string
	name, value string        // of the header that says what is wanted
	bound       string        // what the proof is bound to
	most        int64         // bytes of the answer
	refused     map[int]error // what statuses mean here, where that is not what they mean at the text door
}

// post makes a request, on a connection of its own, and returns the answer.
func (s *Session) post(ctx context.Context, r request) ([]byte, error) {
	k, err := s.connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	entering, cancel := context.WithTimeoutCause(ctx, enterWithin, ErrDead)
	defer cancel()
	c, err := s.soonest(entering, k)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoAnswer, because(entering, err))
	}
	defer c.socket.Close()
	transport := &http.Transport{
		DialTLSContext:         func(context.Context, string, string) (net.Conn, error) { return c, nil },
		MaxResponseHeaderBytes: 16 << 10,
		DisableKeepAlives:      true,
	}
	defer transport.CloseIdleConnections()
	asked, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+s.config.Link.Host+r.path, nil)
	if err != nil {
		return nil, err
	}
	asked.Header.Set(r.name, r.value)
	asked.Header.Set("Authorization", s.config.Link.Ticket.TextProof(r.bound))
	resp, err := (&http.Client{Transport: transport, CheckRedirect: stay}).Do(asked)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoAnswer, because(ctx, err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		if err, ok := r.refused[resp.StatusCode]; ok {
			return nil, err
		}
		return nil, refused(resp, nil)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, r.most+1))
	switch {
	case err != nil:
		return nil, because(ctx, err)
	case int64(len(b)) > r.most:
		return nil, ErrNonsense
	}
	return b, nil
}
