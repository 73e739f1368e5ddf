package lite

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
	"github.com/pion/srtp/v3"
)

const (
	keyLen  = 16 // AEAD_AES_128_GCM: bytes of the master key
	saltLen = 12 // and of its salt (RFC 7714 section 12)
	// replayWindow is how far behind the newest a packet may come, in packets.
	replayWindow = 128
	// flightInterval is when an unanswered flight is sent again, and again.
	flightInterval = 800 * time.Millisecond
	// mtu keeps handshake datagrams within any path, tunnels included.
	mtu = 1200
)

// An Identity is a certificate and its key: who a client is in its handshake.
type Identity struct {
	certificate tls.Certificate
	fingerprint [32]byte
}

// NewIdentity makes a fresh identity. Its certificate names nobody.
func NewIdentity() (*Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make media key: %w", err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "parley"},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(30 * 24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make media certificate: %w", err)
	}
	return &Identity{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, sha256.Sum256(der)}, nil
}

// Fingerprint returns the SHA-256 of the certificate (DER).
func (i *Identity) Fingerprint() [32]byte { return i.fingerprint }

// silence keeps the library's own log off the terminal.
var silence = &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard}

// handshake runs the DTLS handshake and takes the keys from it. Nothing of the
// library stays.
func (l *Conn) handshake(ctx context.Context) error {
	s := &shake{Conn: l, closed: make(chan struct{})}
	c, err := dtls.ClientWithOptions(s, l.socket.RemoteAddr(),
		dtls.WithCertificates(l.config.Identity.certificate),
		dtls.WithInsecureSkipVerify(true), // there is no chain: the link names the fingerprint
		dtls.WithVerifyPeerCertificate(l.verify),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithMTU(mtu), dtls.WithFlightInterval(flightInterval), dtls.WithDisableRetransmitBackoff(true),
		dtls.WithLoggerFactory(silence))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrHandshake, err)
	}
	err = c.HandshakeContext(ctx)
	if err == nil {
		err = l.takeKeys(c)
	}
	s.close()
	c.Close() // says nothing: s is closed
	l.socket.SetReadDeadline(time.Time{})
	switch {
	case err == nil, errors.Is(err, ErrWrongServer):
		return err
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	}
	return fmt.Errorf("%w: %w", ErrHandshake, err)
}

// verify compares the server's certificate with the link's fingerprint.
func (l *Conn) verify(raw [][]byte, _ [][]*x509.Certificate) error {
	if len(raw) > 0 {
		sum := sha256.Sum256(raw[0])
		if subtle.ConstantTimeCompare(sum[:], l.config.Fingerprint[:]) == 1 {
			return nil
		}
	}
	return ErrWrongServer
}

// takeKeys makes the SRTP contexts of a handshake in which we were the client
// (RFC 5764 section 4.2): both keys, then both salts, ours first.
func (l *Conn) takeKeys(c *dtls.Conn) error {
	state, ok := c.ConnectionState()
	if !ok {
		return errors.New("no connection state")
	}
	m, err := state.ExportKeyingMaterial("EXTRACTOR-dtls_srtp", nil, 2*(keyLen+saltLen))
	if err != nil {
		return fmt.Errorf("export SRTP keys: %w", err)
	}
	ours, theirs := m[:keyLen], m[keyLen:2*keyLen]
	ourSalt, theirSalt := m[2*keyLen:2*keyLen+saltLen], m[2*keyLen+saltLen:]
	if l.out, err = srtp.CreateContext(ours, ourSalt, srtp.ProtectionProfileAeadAes128Gcm); err != nil {
		return fmt.Errorf("make SRTP context: %w", err)
	}
	if l.in, err = srtp.CreateContext(theirs, theirSalt, srtp.ProtectionProfileAeadAes128Gcm,
		srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow)); err != nil {
		return fmt.Errorf("make SRTP context: %w", err)
	}
	return nil
}

// A shake is the connection's socket as the handshake sees it.
type shake struct {
	*Conn
	closed chan struct{}
	once   sync.Once
}

// ReadFrom returns the next datagram of the handshake. Others are not for it.
func (s *shake) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, err := s.socket.Read(b)
		switch {
		case s.isClosed():
			return 0, nil, net.ErrClosed
		case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, net.ErrClosed):
			return 0, nil, err
		case err != nil: // an ICMP error for what was sent before
			time.Sleep(time.Millisecond)
		case n > 0 && b[0] >= 20 && b[0] <= 63: // RFC 7983
			return n, s.socket.RemoteAddr(), nil
		case n > 0 && b[0] <= 3:
			s.placed(b[:n])
		}
	}
}

// WriteTo sends a datagram, and nothing once s is closed: the connection goes
// on, so the closing alert must not be heard.
func (s *shake) WriteTo(b []byte, _ net.Addr) (int, error) {
	if s.isClosed() {
		return len(b), nil
	}
	return s.socket.Write(b)
}

func (s *shake) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

// close ends reading and writing; the socket stays open.
func (s *shake) close() {
	s.once.Do(func() {
		close(s.closed)
		s.socket.SetReadDeadline(time.Unix(1, 0))
	})
}

// Close is close.
func (s *shake) Close() error { s.close(); return nil }

// LocalAddr is that of the socket.
func (s *shake) LocalAddr() net.Addr { return s.socket.LocalAddr() }

// SetDeadline sets the deadline of reading; writing never waits.
func (s *shake) SetDeadline(t time.Time) error { return s.SetReadDeadline(t) }

// SetReadDeadline sets when reading fails.
func (s *shake) SetReadDeadline(t time.Time) error {
	if s.isClosed() {
		return nil
	}
	return s.socket.SetReadDeadline(t)
}

// SetWriteDeadline does nothing.
func (s *shake) SetWriteDeadline(time.Time) error { return nil }
