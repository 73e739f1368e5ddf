// Package planetest is a client for tests and measurements of media/plane, made
// of the plain parts: one STUN check, one DTLS handshake. It is small enough to
// have hundreds of in one process.
package planetest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
	"github.com/pion/stun/v4"
)

// Certificate makes a self-signed certificate and its fingerprint.
func Certificate() (tls.Certificate, [32]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, [32]byte{}, err
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, [32]byte{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, sha256.Sum256(der), nil
}

// Check makes a STUN check for the server's ICE name, as an ICE agent named
// "test" sends it, with more attributes in it.
func Check(name, password string, more ...stun.Setter) *stun.Message {
	parts := append([]stun.Setter{stun.BindingRequest, stun.TransactionID, stun.NewUsername(name + ":test"),
		stun.RawAttribute{Type: stun.AttrPriority, Value: []byte{1, 2, 3, 4}}}, more...)
	return stun.MustBuild(append(parts, stun.NewShortTermIntegrity(password), stun.Fingerprint)...)
}

// Knock sends a check over a socket and waits until ctx ends for the answer.
func Knock(ctx context.Context, conn net.PacketConn, server net.Addr, name, password string) error {
	stop := context.AfterFunc(ctx, func() { conn.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	request := Check(name, password)
	if _, err := conn.WriteTo(request.Raw, server); err != nil {
		return err
	}
	buf := make([]byte, 1500)
	for {
		n, _, err := conn.ReadFrom(buf)
		if err != nil {
			return fmt.Errorf("wait for the answer to a check: %w", err)
		}
		m := stun.Message{Raw: buf[:n]}
		if m.Decode() != nil || m.TransactionID != request.TransactionID {
			continue
		}
		if m.Type != stun.BindingSuccess {
			return errors.New("the check was refused")
		}
		return stun.NewShortTermIntegrity(password).Check(&m)
	}
}

// Dial knocks and then runs the DTLS handshake over the socket.
func Dial(ctx context.Context, conn net.PacketConn, server net.Addr, name, password string, c tls.Certificate) (*dtls.Conn, error) {
	if err := Knock(ctx, conn, server, name, password); err != nil {
		return nil, err
	}
	out, err := dtls.ClientWithOptions(conn, server, dtls.WithCertificates(c), dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithLoggerFactory(&logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard}))
	if err != nil {
		return nil, err
	}
	return out, out.HandshakeContext(ctx)
}
