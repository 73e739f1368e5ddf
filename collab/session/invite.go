package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// invitePath is where a chair asks for links.
const invitePath = "/v1/invite"

// ErrNoChair reports that the link with which another was asked for is not a
// chair's.
var ErrNoChair = errors.New("only the chair makes links")

// maxTicket is how many bytes a ticket may have, as it stands in a link.
const maxTicket = 1280

// Invite asks the server for a link, with a chair's. It has a connection of
// its own, enters no meeting, and returns within half a minute.
func Invite(ctx context.Context, c Config, i meeting.Invitation) (ticket.Link, error) {
	link := c.Link
	if err := i.Check(); err != nil {
		return link, err
	}
	s := New(Config{Link: c.Link, Dial: c.Dial})
	t, err := s.invite(ctx, wire.Wanted{Asker: c.Link.Ticket.Holder, Invitation: i})
	if err != nil {
		return ticket.Link{}, fmt.Errorf("ask %s for a link: %w", c.Link.Host, err)
	}
	link.Ticket = t
	return link, nil
}

func (s *Session) invite(ctx context.Context, wanted wire.Wanted) (ticket.Ticket, error) {
	none := ticket.Ticket{}
	raw, err := s.connect(ctx)
	if err != nil {
		return none, err
	}
	defer raw.Close()
	ctx, cancel := context.WithTimeoutCause(ctx, enterWithin, ErrDead)
	defer cancel()
	c, err := s.secure(ctx, newSocket(raw, &s.traffic))
	if err != nil {
		return none, because(ctx, err)
	}
	transport := &http.Transport{
		DialTLSContext:         func(context.Context, string, string) (net.Conn, error) { return c, nil },
		MaxResponseHeaderBytes: 16 << 10,
		DisableKeepAlives:      true,
	}
	defer transport.CloseIdleConnections()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+s.config.Link.Host+invitePath, nil)
	if err != nil {
		return none, err
	}
	header := wanted.Header()
	r.Header.Set("Parley-Invite", header)
	r.Header.Set("Authorization", s.config.Link.Ticket.TextProof(ticket.ForInvite(header)))
	resp, err := (&http.Client{Transport: transport, CheckRedirect: stay}).Do(r)
	if err != nil {
		return none, because(ctx, err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusForbidden:
		return none, ErrNoChair
	case http.StatusServiceUnavailable:
		return none, ErrRestarting
	default:
		return none, refused(resp, nil)
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxTicket))
	if err != nil {
		return none, because(ctx, err)
	}
	t, err := ticket.ParseTicket(string(b))
	if err != nil {
		return none, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	return t, nil
}
