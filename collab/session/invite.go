package session

import (
	"context"
	"errors"
	"fmt"
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
	ctx, cancel := context.WithTimeoutCause(ctx, connectWithin+enterWithin, ErrDead)
	defer cancel()
	header := wanted.Header()
	b, err := s.post(ctx, request{
		path: invitePath, name: "Parley-Invite", value: header, bound: ticket.ForInvite(header), most: maxTicket,
		refused: map[int]error{http.StatusForbidden: ErrNoChair, http.StatusServiceUnavailable: ErrRestarting},
	})
	if err != nil {
		return ticket.Ticket{}, err
	}
	t, err := ticket.ParseTicket(string(b))
	if err != nil {
		return ticket.Ticket{}, fmt.Errorf("%w: %w", ErrNonsense, err)
	}
	return t, nil
}
