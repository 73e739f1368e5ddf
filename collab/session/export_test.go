package session

import (
	"context"
	"net"
)

// SetMaxUnread sets how many bytes may wait for the front.
func (s *Session) SetMaxUnread(bytes int) { s.notices.max = bytes }

// SendAgain sends every command that is not answered yet once more on the line
// that stands, as a client that has lost count would.
func (s *Session) SendAgain() {
	s.outbox.rewind()
	signal(s.wake)
}

// Hedged makes a dialer knock again, as the one over TCP does.
func Hedged(dial func(context.Context, string) (net.Conn, error)) func(context.Context, string) (net.Conn, error) {
	return hedged(dial)
}
