package link

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"

	"github.com/pion/webrtc/v4"
)

// An Identity is the key and certificate with which a client shows, in every
// DTLS handshake of one run, that it is the same client. It is safe for
// concurrent use.
type Identity struct {
	certificate webrtc.Certificate
	fingerprint [32]byte
}

// NewIdentity makes a fresh identity. Its certificate names nobody.
func NewIdentity() (*Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make media key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("make media certificate: %w", err)
	}
	template := x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "parley"},
		NotBefore:    time.Now().Add(-24 * time.Hour), // clocks differ
		NotAfter:     time.Now().Add(30 * 24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make media certificate: %w", err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("make media certificate: %w", err)
	}
	return &Identity{webrtc.CertificateFromX509(key, parsed), sha256.Sum256(der)}, nil
}

// Fingerprint returns the SHA-256 of the certificate (DER), which the proof in
// the ICE name announces to the server.
func (i *Identity) Fingerprint() [32]byte { return i.fingerprint }
