package serve

import (
	"crypto/tls"
	"net"
)

// A veil is the text's listener with TLS on it. Package http does the same, but
// ends connections whose protocol (RFC 7301) it does not know: here that may be
// ours, which tells a client that it has come to the server itself.
type veil struct {
	net.Listener
	config *tls.Config
}

// Accept returns the next connection, whose first read shakes hands.
func (v veil) Accept() (net.Conn, error) {
	c, err := v.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return veiled{tls.Server(c, v.config)}, nil
}

// A veiled connection is one over TLS whose type does not say so.
type veiled struct{ *tls.Conn }
