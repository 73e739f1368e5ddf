package plane

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
)

const (
	// linger is how long the handshake's goroutine stays to send its last
	// flight again, if the peer says nothing before that shows it has the keys.
	linger = 10 * time.Second
	// alertTime bounds the look at a record that came after the handshake.
	alertTime = time.Second
	// flightInterval is when an unanswered flight is sent again, and again: a
	// weak link loses packets because it is weak, not because it is full.
	flightInterval = 800 * time.Millisecond
	// dtlsMTU keeps handshake datagrams within any path, tunnels included.
	dtlsMTU = 1200
)

// dtlsOptions is what every handshake has in common.
func dtlsOptions(c tls.Certificate) []dtls.ServerOption {
	return []dtls.ServerOption{
		dtls.WithCertificates(c),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithClientAuth(dtls.RequireAnyClientCert),
		// The STUN check has proved the address already (RFC 6347 section 4.2.1).
		dtls.WithInsecureSkipVerifyHello(true),
		dtls.WithMTU(dtlsMTU),
		dtls.WithFlightInterval(flightInterval),
		dtls.WithDisableRetransmitBackoff(true),
		dtls.WithLoggerFactory(silence),
	}
}

// silence keeps the library's own log off the operator's terminal: what matters
// comes back as an error.
var silence = oneLogger{logging.NewDefaultLeveledLoggerForScope("dtls", logging.LogLevelDisabled, io.Discard)}

// A oneLogger is a factory that gives everybody the same logger. The library asks
// for one for each handshake.
type oneLogger struct{ logging.LeveledLogger }

// NewLogger is logging.LoggerFactory's.
func (l oneLogger) NewLogger(string) logging.LeveledLogger { return l.LeveledLogger }

// errOtherCertificate says that a peer is not the one that was let in.
var errOtherCertificate = errors.New("the certificate is not the one that was announced")

// verifies returns the check of the peer's certificate. There is no chain: the
// proof in the ICE name vouches for the fingerprint.
func (p *Peer) verifies() dtls.Option {
	return dtls.WithVerifyPeerCertificate(func(raw [][]byte, _ [][]*x509.Certificate) error {
		if len(raw) == 0 {
			return errOtherCertificate
		}
		sum := sha256.Sum256(raw[0])
		if subtle.ConstantTimeCompare(sum[:], p.fingerprint[:]) != 1 {
			return errOtherCertificate
		}
		return nil
	})
}

// record handles a DTLS datagram of a peer.
func (p *Plane) record(peer *Peer, b []byte, from spot) {
	peer.mu.Lock()
	s, state := peer.shake, peer.state
	peer.mu.Unlock()
	switch {
	case s != nil:
	case state != nil:
		if b[0] == alertRecord {
			p.judge(peer, state, b)
		}
		return
	default:
		if !p.queue.enter(peer, b) {
			p.tellPlace(peer)
			return
		}
		if s = p.begin(peer); s == nil {
			p.pass()
			return
		}
	}
	if peer.keys.Load() == nil && peer.at.Load().spot != from {
		peer.at.Store(newPlace(from, time.Now()))
	}
	s.push(b)
}

// alertRecord is the content type of a DTLS alert (RFC 5246 section 6.2.1).
const alertRecord = 21

// begin starts the handshake of a peer whose turn it is, unless it has ended.
func (p *Plane) begin(peer *Peer) *shake {
	s := newShake(peer)
	peer.mu.Lock()
	defer peer.mu.Unlock()
	if peer.ended() {
		return nil
	}
	peer.shake = s
	peer.since.Store(time.Now().UnixNano())
	go func() {
		err := p.handshake(peer, s)
		s.Close()
		if err != nil {
			peer.end(err)
		}
	}()
	return s
}

// handshake runs a peer's handshake, tells the user of it, and stays until the
// peer has shown that it got the last flight. It returns why the peer must
// end, or nil if it goes on without a goroutine.
func (p *Plane) handshake(peer *Peer, s *shake) error {
	p.counts.handshakes.Add(1)
	defer p.counts.handshakes.Add(-1)
	pass := sync.OnceFunc(p.pass)
	defer pass()
	turn := time.AfterFunc(turnTime, pass)
	defer turn.Stop()
	conn, err := dtls.ServerWithOptions(s, s.RemoteAddr(), append(p.dtls[:len(p.dtls):len(p.dtls)], peer.verifies())...)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrHandshake, err)
	}
	defer conn.Close() // sends nothing: s is closed by then, or the peer is gone
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTime)
	err = conn.HandshakeContext(ctx)
	cancel()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrHandshake, err)
	}
	pass()
	if err := p.open(peer, conn); err != nil {
		return err
	}
	s.repeat(flightInterval)
	timer := time.AfterFunc(linger, s.hush)
	defer timer.Stop()
	for ignored := make([]byte, maxDatagram); ; {
		if _, err := conn.Read(ignored); errors.Is(err, io.EOF) {
			break
		}
	}
	if !s.hushed.Load() {
		return ErrLeft
	}
	peer.rest(conn)
	return nil
}

// open takes the keys of a finished handshake and tells the user.
func (p *Plane) open(peer *Peer, conn *dtls.Conn) error {
	state, ok := conn.ConnectionState()
	if !ok {
		return fmt.Errorf("%w: no connection state", ErrHandshake)
	}
	k, err := newKeys(&state)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrHandshake, err)
	}
	peer.mu.Lock()
	defer peer.mu.Unlock()
	if peer.ended() {
		return ErrClosed
	}
	p.config.Opened(peer)
	peer.opened = true
	peer.keys.Store(k)
	p.counts.open.Add(1)
	return nil
}

// hasKeys notes that the peer has sent something that only its keys can make:
// it has the last flight, and its handshake needs nobody any more.
func (p *Peer) hasKeys() {
	if p.settled {
		return
	}
	p.settled = true
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shake != nil {
		p.shake.hush()
	}
}

// rest keeps of the handshake what is needed to read a later alert.
func (p *Peer) rest(conn *dtls.Conn) {
	state, ok := conn.ConnectionState()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shake = nil
	if ok && !p.ended() {
		p.state = &state
	}
}

// judge finds out, for as long as it takes to read one record, whether an
// alert that came after the handshake is the peer's goodbye.
func (p *Plane) judge(peer *Peer, state *dtls.State, b []byte) {
	if peer.judging.Swap(true) {
		return
	}
	s := newShake(peer)
	s.mute = true
	b = bytes.Clone(b)
	go func() {
		defer peer.judging.Store(false)
		conn, err := dtls.ResumeWithOptions(state, s, s.RemoteAddr(), dtls.WithLoggerFactory(silence))
		if err != nil {
			return
		}
		defer conn.Close()
		timer := time.AfterFunc(alertTime, s.hush)
		defer timer.Stop()
		if conn.Handshake() != nil { // there is none; it only makes conn ready
			return
		}
		s.push(b)
		if _, err := conn.Read(make([]byte, maxDatagram)); errors.Is(err, io.EOF) && !s.hushed.Load() {
			peer.end(ErrLeft)
		}
	}()
}
