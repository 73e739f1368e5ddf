package session

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"

	"parley/collab/wire"
)

// A secured connection is one at whose other end the server is for sure.
type secured struct {
	*tls.Conn
	socket *socket // under it
}

// prodded returns c, which is around the connection, with the request that is
// written on it being prodded. Where another than the server ends TLS, as web
// proxies do, it is not: those that are made with package httputil of Go lose the
// first byte of what comes before the answer.
func (in *secured) prodded(c net.Conn, trip time.Duration) net.Conn {
	if in.ConnectionState().NegotiatedProtocol != wire.ALPN {
		return c
	}
	return &prodding{Conn: c, nothing: nothingInWebSocket(), pace: pressing(trip)}
}

// A secureTry is what became of making sure of the server on one connection.
type secureTry struct {
	in  *secured
	err error
}

// soonest makes sure of the server on the connection that stood first, and, where
// another one had knocked before, on that as well: the way is a long one then,
// and a packet that is lost on the one costs a second or two. What is done first
// counts, and nothing is left of the other. Where one fails, the other may
// still do it.
func (s *Session) soonest(ctx context.Context, k *knocked) (*secured, error) {
	ctx, cancel := context.WithCancel(ctx)
	first, second := hurried(k.trip), hurried(k.trip)
	if k.under > 0 {
		first = unhurried(k.trip)
	}
	results := make(chan secureTry, 2)
	try := func(c net.Conn, prods pace) {
		leavesNothing(c, true)
		in, err := s.secure(ctx, c, prods)
		results <- secureTry{in, err}
	}
	var tries sync.WaitGroup
	tries.Go(func() { try(k.Conn, first) })
	tries.Go(func() {
		if c := k.another(ctx); c != nil {
			try(c, second)
		}
	})
	go func() {
		tries.Wait()
		close(results)
	}()
	won := winner(results)
	cancel()
	for other := range results {
		if other.err == nil {
			other.in.socket.Close()
		}
	}
	k.alone()
	if won.err == nil {
		leavesNothing(won.in.socket.Conn, false)
	}
	return won.in, won.err
}

// winner returns the first result that is good, or one that says that the server
// is another; or else the first.
func winner(results <-chan secureTry) secureTry {
	first := <-results
	if first.err == nil || errors.Is(first.err, ErrWrongFingerprint) {
		return first
	}
	for next := range results {
		if next.err == nil || errors.Is(next.err, ErrWrongFingerprint) {
			return next
		}
	}
	return first
}

// leavesNothing says whether a connection that is closed takes back what is on
// its way, which a weak link would carry for nothing.
func leavesNothing(c net.Conn, so bool) {
	seconds := -1
	if so {
		seconds = 0
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		tcp.SetLinger(seconds) // best effort: without it the system sends the rest again and again
	}
}

// secure does the TLS 1.3 handshake (RFC 8446). The server is known by its
// certificate's fingerprint alone: no authority vouches for it, and names and
// dates in it mean nothing.
//
// Every packet that does not travel cannot be lost, and one lost here costs a
// weak link 1 to 2 s. So there is one key exchange, which every Go since 1.24
// knows, and no list of protocols, since there is one: with those the first
// message is 20 bytes longer than a packet. And the last one of the handshake
// waits for the request, to share its packet.
func (s *Session) secure(ctx context.Context, raw net.Conn, prods pace) (*secured, error) {
	host, _, err := net.SplitHostPort(s.config.Link.Host)
	if err != nil {
		raw.Close()
		return nil, err
	}
	sock := newSocket(raw, &s.traffic)
	last := &joined{Conn: &prodding{Conn: sock, nothing: nothingInTLS, pace: prods}}
	c := tls.Client(last, &tls.Config{
		MinVersion:         tls.VersionTLS13,
		CurvePreferences:   []tls.CurveID{tls.X25519MLKEM768},
		ServerName:         host,
		NextProtos:         []string{"http/1.1", wire.ALPN},
		InsecureSkipVerify: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			if err := s.verify(state); err != nil {
				return err // and the alert goes out
			}
			last.hold()
			return nil
		},
	})
	started := time.Now()
	if err := c.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, err
	}
	sock.travelled(time.Since(started))
	return &secured{c, sock}, nil
}

func (s *Session) verify(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return ErrWrongFingerprint
	}
	got := sha256.Sum256(state.PeerCertificates[0].Raw)
	if subtle.ConstantTimeCompare(got[:], s.config.Link.Fingerprint[:]) != 1 {
		return ErrWrongFingerprint
	}
	return nil
}
