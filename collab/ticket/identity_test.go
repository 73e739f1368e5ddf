package ticket

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestADirectoryGivesTheSameIdentityForEver(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	key, err := LoadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := LoadCertificate(dir)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := LoadKey(dir); err != nil || again != key {
		t.Errorf("another key the second time, %v", err)
	}
	if again, err := LoadCertificate(dir); err != nil || Fingerprint(again) != Fingerprint(certificate) {
		t.Errorf("another certificate the second time, %v", err)
	}
	if other, _ := LoadKey(t.TempDir()); other == key {
		t.Error("two directories have one key")
	}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, _ := e.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", e.Name(), info.Mode())
		}
	}
	if len(entries) != 2 {
		t.Errorf("got files %v, want two", entries)
	}
}

func TestTwoThatStartAtOnceGetOneIdentity(t *testing.T) {
	dir := t.TempDir()
	var got [8]Key
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i], _ = LoadKey(dir) })
	}
	wg.Wait()
	for _, k := range got {
		if k != got[0] || k == (Key{}) {
			t.Error("the keys differ")
		}
	}
}

func TestADamagedIdentityNamesItsFile(t *testing.T) {
	good := t.TempDir()
	if _, err := LoadKey(good); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadCertificate(good); err != nil {
		t.Fatal(err)
	}
	keyBytes, _ := os.ReadFile(filepath.Join(good, keyFile))
	certificateBytes, _ := os.ReadFile(filepath.Join(good, certificateFile))
	for _, tt := range []struct {
		name, file string
		contents   []byte
	}{
		{"empty key", keyFile, nil},
		{"key cut short", keyFile, keyBytes[:len(keyBytes)/2]},
		{"something else as key", keyFile, certificateBytes},
		{"a huge key", keyFile, make([]byte, 1<<20)},
		{"empty certificate", certificateFile, nil},
		{"certificate cut short", certificateFile, certificateBytes[:len(certificateBytes)-40]},
		{"something else as certificate", certificateFile, keyBytes},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), tt.file)
			if err := os.WriteFile(path, tt.contents, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := LoadKey(filepath.Dir(path))
			if tt.file == certificateFile {
				_, err = LoadCertificate(filepath.Dir(path))
			}
			if err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want an error that names %s", err, path)
			}
			if left, _ := os.ReadFile(path); len(left) != len(tt.contents) {
				t.Error("the damaged file was changed")
			}
		})
	}
	t.Run("a file where the directory should be", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadKey(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v, want an error that names %s", err, path)
		}
	})
}

// A flipped bit must not become another identity: every link would be
// worthless, and nobody would know why.
func TestNoFlippedBitMakesAnotherIdentity(t *testing.T) {
	dir := t.TempDir()
	key, err := LoadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := LoadCertificate(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{keyFile, certificateFile} {
		path := filepath.Join(dir, file)
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for bit := 0; bit < 8*len(good); bit += 5 {
			bad := bytes.Clone(good)
			bad[bit/8] ^= 1 << (bit % 8)
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if file == keyFile {
				if k, err := LoadKey(dir); err == nil && k != key {
					t.Errorf("bit %d of %s flipped: another key", bit, file)
				}
			} else if c, err := LoadCertificate(dir); err == nil && Fingerprint(c) != Fingerprint(certificate) {
				t.Errorf("bit %d of %s flipped: another fingerprint", bit, file)
			}
		}
		if err := os.WriteFile(path, good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheCertificateServesTLS13(t *testing.T) {
	certificate, err := LoadCertificate(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(certificate.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := leaf.PublicKey.(*ecdsa.PublicKey); !ok || time.Until(leaf.NotAfter) < 9*365*24*time.Hour {
		t.Errorf("got a %T until %v", leaf.PublicKey, leaf.NotAfter)
	}
	client, server := net.Pipe()
	go tls.Server(server, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13}).Handshake()
	c := tls.Client(client, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13})
	if err := c.Handshake(); err != nil {
		t.Fatal(err)
	}
	if got := Fingerprint(tls.Certificate{Certificate: [][]byte{c.ConnectionState().PeerCertificates[0].Raw}}); got != Fingerprint(certificate) {
		t.Errorf("got %x, want %x", got, Fingerprint(certificate))
	}
	client.Close()
	server.Close()
}
