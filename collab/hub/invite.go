package hub

import (
	"io"
	"net/http"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// serveInvite answers a chair who asks for a ticket, with the ticket as it
// stands in a link. The chair only asks: the key stays here.
func (h *Hub) serveInvite(w http.ResponseWriter, r *http.Request) {
	t, err := h.invited(r)
	if err != nil {
		h.refuse(w, err)
		return
	}
	io.WriteString(w, t.String())
}

func (h *Hub) invited(r *http.Request) (ticket.Ticket, error) {
	none := ticket.Ticket{}
	if r.Method != http.MethodPost {
		return none, refusal{http.StatusMethodNotAllowed, "A link is asked for with POST."}
	}
	header := r.Header.Get("Parley-Invite")
	wanted, unread := wire.ParseWanted(header)
	asker, err := h.proven(r, ticket.ForInvite(header), wanted.Asker)
	switch {
	case err != nil:
		return none, err
	case unread != nil:
		return none, refusal{http.StatusBadRequest, "What link is wanted makes no sense."}
	case !meeting.Role(asker.Role).Runs():
		return none, refusal{http.StatusForbidden, "Only the chair makes links."}
	}
	l, err := h.visit(r.Context(), asker.Meeting)
	if err != nil {
		return none, err
	}
	defer h.release(l)
	if shut := l.shut.Load(); shut.Revoked[asker.ID()] || shut.Marked[asker.ID()] {
		return none, errRevoked
	}
	p := ticket.Payload{Meeting: asker.Meeting, Role: uint8(wanted.Role), Nonce: ticket.NewNonce()}
	if wanted.Lasts > 0 {
		p.Expires = h.config.Now().Add(wanted.Lasts)
	}
	if end := asker.Expires; !end.IsZero() && (p.Expires.IsZero() || end.Before(p.Expires)) {
		p.Expires = end // nobody gives away more than they have
	}
	return h.config.Key.IssueTo(p, wanted.For), nil
}
