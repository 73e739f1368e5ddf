package ticket

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"hash/crc32"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// The files of a server's identity. Together they make its links: keep both
// and the links stay good for ever, lose one and every link is worthless.
const (
	keyFile         = "tickets.key"
	certificateFile = "server.pem"
	keyBlock        = "PARLEY TICKET KEY"
	keySum          = "CRC-32C" // of the key, in hex: any 32 bytes look like a key
	identityMax     = 64 << 10  // bytes; more is not one of our files
	certificateLife = 10 * 365 * 24 * time.Hour
)

// LoadKey reads the server's key from dir, or makes it (and dir) the first
// time, readable by this user only.
func LoadKey(dir string) (Key, error) {
	path := filepath.Join(dir, keyFile)
	b, err := readOrMake(path, func() ([]byte, error) {
		k := NewKey()
		return pem.EncodeToMemory(&pem.Block{Type: keyBlock, Headers: map[string]string{keySum: sumOf(k.secret[:])}, Bytes: k.secret[:]}), nil
	})
	if err != nil {
		return Key{}, fmt.Errorf("load the server's ticket key: %w", err)
	}
	block, rest := pem.Decode(b)
	if block == nil || block.Type != keyBlock || len(block.Bytes) != 32 || len(rest) != 0 || block.Headers[keySum] != sumOf(block.Bytes) {
		return Key{}, fmt.Errorf("load the server's ticket key: %s is damaged or not a ticket key", path)
	}
	return Key{secret: [32]byte(block.Bytes)}, nil
}

// LoadCertificate reads the server's certificate and its key from dir, or
// makes them (and dir) the first time: ECDSA P-256, signed by itself, for ten
// years from now. Clients know it by its fingerprint alone; names and dates in
// it vouch for nothing.
func LoadCertificate(dir string) (tls.Certificate, error) {
	path := filepath.Join(dir, certificateFile)
	b, err := readOrMake(path, makeCertificate)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("load the server's certificate: %w", err)
	}
	c, err := tls.X509KeyPair(b, b)
	if err == nil { // its own signature: a bit that flipped would make another fingerprint
		err = c.Leaf.CheckSignature(c.Leaf.SignatureAlgorithm, c.Leaf.RawTBSCertificate, c.Leaf.Signature)
	}
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("load the server's certificate: %s is damaged or not a certificate with its key: %w", path, err)
	}
	return c, nil
}

func sumOf(b []byte) string {
	return fmt.Sprintf("%08x", crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
}

// Fingerprint returns the SHA-256 of the certificate's DER form, as links
// carry it.
func Fingerprint(c tls.Certificate) [32]byte {
	if len(c.Certificate) == 0 {
		return [32]byte{}
	}
	return sha256.Sum256(c.Certificate[0])
}

func makeCertificate() ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("make a serial number: %w", err)
	}
	now := time.Now()
	template := x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "parley"},
		DNSNames:     []string{"parley"},
		NotBefore:    now.Add(-24 * time.Hour), // clocks differ
		NotAfter:     now.Add(certificateLife),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("sign the certificate: %w", err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("write the key: %w", err)
	}
	out := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return append(out, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})...), nil
}

// readOrMake returns what is in path, after putting there what is made if
// there was nothing. Of two processes that do so at once, both get the same.
func readOrMake(path string, contents func() ([]byte, error)) ([]byte, error) {
	b, err := readSmall(path)
	if !errors.Is(err, os.ErrNotExist) {
		return b, err
	}
	if b, err = contents(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := create(path, b); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	return readSmall(path)
}

func readSmall(path string) ([]byte, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() || st.Size() > identityMax {
		return nil, fmt.Errorf("%s is not a file of Parley's", path)
	}
	return os.ReadFile(path)
}

// create puts b into a new file, whole or not at all, on disk when it returns.
// The error wraps os.ErrExist when the file came into being meanwhile.
func create(path string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // made 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = os.Link(f.Name(), path) // unlike a rename, never over another's file
	if err != nil && !errors.Is(err, os.ErrExist) {
		err = os.Rename(f.Name(), path) // a file system without links
	}
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a new name in dir last through a power cut, where the system
// lets a directory be synced.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, os.ErrPermission) && !errors.Is(err, os.ErrInvalid) {
		return fmt.Errorf("sync %s: %w", dir, err)
	}
	return nil
}
