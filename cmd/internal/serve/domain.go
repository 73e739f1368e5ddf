package serve

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"parley/collab/wire"
)

// A Domain is a name of this machine for which an authority vouches, so that
// browsers and what else knows no fingerprint can connect. Parley's own clients
// never need it: they know the server by the fingerprint in their link, and a
// certificate that ran out shuts none of them out.
type Domain struct {
	Name      string
	Authority string       // the URL of its ACME directory (RFC 8555); empty: Let's Encrypt
	Client    *http.Client // to the authority; nil: the usual one
}

const (
	// authorityDir keeps the authority's account and certificates.
	authorityDir = "authority"
	// checkPort is where an authority looks for the answer to its challenge over
	// HTTP (RFC 8555 section 8.3), and httpsPort over TLS (RFC 8737).
	checkPort = ":80"
	httpsPort = "443"
	// askAgain is how long after a failure an authority is asked again: Let's
	// Encrypt counts five an hour.
	askAgain = 20 * time.Minute
)

var (
	// ErrNoDomain reports what is no name for which an authority can vouch.
	ErrNoDomain = errors.New("this is no name for which an authority can vouch")
	// ErrNoAuthority reports what is not where an authority can be asked.
	ErrNoAuthority = errors.New("this is no ACME directory")
	// ErrNoCheckPort reports that the authority's check could not be answered.
	ErrNoCheckPort = errors.New("the authority that vouches for --domain checks the name at TCP port 80, unless --listen or --public says port 443, and port 80 cannot be used")
)

// check reports whether the name can be one, and the authority be asked.
func (d Domain) check() error {
	if u, err := url.Parse(d.Authority); d.Authority != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		return fmt.Errorf("--acme %q: %w", d.Authority, ErrNoAuthority)
	}
	if d.Name == "" {
		return nil
	}
	labels := strings.Split(d.Name, ".")
	bad := func(r rune) bool {
		return r != '-' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}
	if len(labels) < 2 || len(d.Name) > 253 || net.ParseIP(d.Name) != nil {
		return fmt.Errorf("--domain %q: %w", d.Name, ErrNoDomain)
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.ContainsFunc(l, bad) {
			return fmt.Errorf("--domain %q: %w", d.Name, ErrNoDomain)
		}
	}
	return nil
}

// A domain is what gets and keeps the certificate of a name.
type domain struct {
	name    string
	manager *autocert.Manager
	witness *witness
	log     *slog.Logger
	there   atomic.Bool // a certificate was got
	check   net.Listener
	answer  *http.Server // nil: the check comes over TLS
}

// openDomain gets ready to ask for a certificate. It is asked for in Run.
func (s *Server) openDomain() error {
	d := s.config.Domain
	if d.Name == "" {
		return nil
	}
	client := http.Client{}
	if d.Client != nil {
		client = *d.Client
	}
	way := newWitness(client.Transport)
	client.Transport = way
	s.domain = &domain{
		name: strings.ToLower(d.Name), log: s.config.Log, witness: way,
		manager: &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			Cache:      autocert.DirCache(filepath.Join(s.config.Data, authorityDir)),
			HostPolicy: autocert.HostWhitelist(strings.ToLower(d.Name)),
			Client:     &acme.Client{DirectoryURL: cmp.Or(d.Authority, autocert.DefaultACMEDirectory), HTTPClient: &client, UserAgent: "parleyd"},
		},
	}
	s.web.TLSConfig.NextProtos = append(s.web.TLSConfig.NextProtos, acme.ALPNProto)
	if s.onHTTPS() {
		return nil
	}
	l, err := net.Listen("tcp", checkPort)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoCheckPort, err)
	}
	limits := s.config.Limits
	s.domain.check = newGate(l, limits, s.config.Log)
	s.domain.answer = &http.Server{
		Handler:     withoutPort(s.domain.manager.HTTPHandler(http.NotFoundHandler())),
		ReadTimeout: limits.Patience, WriteTimeout: limits.Patience, MaxHeaderBytes: maxHeader, ErrorLog: s.quiet(),
	}
	return nil
}

// onHTTPS reports whether others reach the server at port 443.
func (s *Server) onHTTPS() bool {
	_, port, _ := net.SplitHostPort(s.public())
	_, own, _ := net.SplitHostPort(s.tcp.Addr().String())
	return port == httpsPort || own == httpsPort
}

// certificate chooses by what a client says of itself: who knows the server by
// its fingerprint gets the certificate that has it, an authority that checks
// the name its answer, and who comes for the name what the authority gave.
func (s *Server) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	d := s.domain
	switch {
	case d == nil, slices.Contains(hello.SupportedProtos, wire.ALPN):
	case slices.Contains(hello.SupportedProtos, acme.ALPNProto),
		d.there.Load() && strings.EqualFold(strings.TrimSuffix(hello.ServerName, "."), d.name):
		return d.manager.GetCertificate(hello)
	}
	return &s.cert, nil
}

// run gets a certificate, and tries again while it cannot, until ctx ends. The
// manager renews it by itself.
func (d *domain) run(ctx context.Context) {
	if d.answer != nil {
		go d.answer.Serve(d.check) // ends with close
		d.log.Info("the authority may check the name", "domain", d.name, "at", d.check.Addr().String())
	}
	for {
		got := make(chan error, 1)
		go func() { got <- d.get() }() // the manager gives up after five minutes, and cannot be told to
		var err error
		select {
		case err = <-got:
		case <-ctx.Done():
			return
		}
		if err == nil {
			return
		}
		d.log.Warn("no authority vouches for the name yet; links work without, browsers do not", "domain", d.name, "again_in", askAgain, "why", err, "authority_says", d.witness.why())
		select {
		case <-ctx.Done():
			return
		case <-time.After(askAgain):
		}
	}
}

// get asks for the certificate as a browser would.
func (d *domain) get() error {
	c, err := d.manager.GetCertificate(&tls.ClientHelloInfo{
		ServerName:        d.name,
		SupportedVersions: []uint16{tls.VersionTLS13},
		SignatureSchemes:  []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256},
		SupportedCurves:   []tls.CurveID{tls.CurveP256},
		CipherSuites:      []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
	})
	if err != nil {
		return err
	}
	d.there.Store(true)
	if c.Leaf != nil {
		d.log.Info("an authority vouches for the name", "domain", d.name, "until", c.Leaf.NotAfter.Format(time.DateOnly))
	}
	return nil
}

// close stops answering the authority.
func (d *domain) close() {
	if d.check != nil {
		d.check.Close()
		d.answer.Close()
	}
}
