package serve

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/acme"

	"parley/collab/meeting"
)

// An authority is as much of an ACME server (RFC 8555) as one certificate
// takes. It trusts every account, and checks the name over TLS (RFC 8737) at the
// server under test, whatever the name resolves to.
type authority struct {
	*httptest.Server
	t       *testing.T
	key     *ecdsa.PrivateKey
	root    *x509.Certificate
	check   func() string // where the name's server is
	checked atomic.Bool
	issued  atomic.Pointer[[]byte] // the chain, as PEM
	orders  atomic.Int64
}

func newAuthority(t *testing.T) *authority {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, key: key, root: &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}}
	a.Server = httptest.NewTLSServer(http.HandlerFunc(a.serve))
	t.Cleanup(a.Close)
	return a
}

func (a *authority) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Replay-Nonce", fmt.Sprint(time.Now().UnixNano()))
	status := map[bool]string{false: "pending", true: "valid"}
	say := func(code int, v any) {
		w.WriteHeader(code)
		json.NewEncoder(w).Encode(v)
	}
	order := map[string]any{
		"status": map[bool]string{false: "pending", true: "ready"}[a.checked.Load()], "finalize": a.URL + "/finalize",
		"authorizations": []string{a.URL + "/authz"}, "identifiers": []any{map[string]string{"type": "dns", "value": "meet.example.org"}},
	}
	challenge := map[string]any{"type": "tls-alpn-01", "url": a.URL + "/challenge", "token": "token", "status": status[a.checked.Load()]}
	switch r.URL.Path {
	case "/":
		say(200, map[string]string{"newNonce": a.URL + "/nonce", "newAccount": a.URL + "/account", "newOrder": a.URL + "/order"})
	case "/nonce":
	case "/account":
		w.Header().Set("Location", a.URL+"/account/1")
		say(201, map[string]string{"status": "valid"})
	case "/order":
		a.orders.Add(1)
		w.Header().Set("Location", a.URL+"/order/1")
		say(201, order)
	case "/order/1":
		say(200, order)
	case "/authz":
		say(200, map[string]any{"status": status[a.checked.Load()], "identifier": map[string]string{"type": "dns", "value": "meet.example.org"}, "challenges": []any{challenge}})
	case "/challenge":
		a.checkName()
		say(200, challenge)
	case "/finalize":
		a.issue(r)
		order["status"], order["certificate"] = "valid", a.URL+"/certificate"
		w.Header().Set("Location", a.URL+"/order/1")
		say(200, order)
	case "/certificate":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		w.Write(*a.issued.Load())
	default:
		say(404, map[string]string{"type": "about:blank", "detail": r.URL.Path})
	}
}

// checkName connects as RFC 8737 section 3 says.
func (a *authority) checkName() {
	c, err := tls.Dial("tcp", a.check(), &tls.Config{InsecureSkipVerify: true, ServerName: "meet.example.org", NextProtos: []string{acme.ALPNProto}})
	if err != nil {
		a.t.Errorf("check the name: %v", err)
		return
	}
	defer c.Close()
	for _, e := range c.ConnectionState().PeerCertificates[0].Extensions {
		if e.Id.String() == "1.3.6.1.5.5.7.1.31" { // acmeIdentifier
			a.checked.Store(true)
		}
	}
}

// issue signs what is asked for.
func (a *authority) issue(r *http.Request) {
	var signed struct{ Payload string }
	var asked struct{ CSR string }
	json.NewDecoder(r.Body).Decode(&signed)
	payload, _ := base64.RawURLEncoding.DecodeString(signed.Payload)
	json.Unmarshal(payload, &asked)
	der, _ := base64.RawURLEncoding.DecodeString(asked.CSR)
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		a.t.Errorf("read the request: %v", err)
		return
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: csr.DNSNames, NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(24 * time.Hour)}
	der, err = x509.CreateCertificate(rand.Reader, leaf, a.root, csr.PublicKey, a.key)
	if err != nil {
		a.t.Errorf("sign: %v", err)
		return
	}
	chain := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	a.issued.Store(&chain)
}

// pool trusts the authority.
func (a *authority) pool() *x509.CertPool {
	der, err := x509.CreateCertificate(rand.Reader, a.root, a.root, a.key.Public(), a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	p := x509.NewCertPool()
	p.AddCert(root)
	return p
}

func TestAnAuthorityVouchesForTheNameAndLinksDoNotDependOnIt(t *testing.T) {
	a := newAuthority(t)
	dir := t.TempDir()
	config := Config{
		Data: dir, Listen: "127.0.0.1:0", Public: "meet.example.org:443",
		Domain: Domain{Name: "Meet.example.org", Authority: a.URL, Client: a.Client()},
	}
	serving := func() (*Server, func()) {
		s, err := Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		a.check = func() string { return s.Addr().String() }
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		for !s.domain.there.Load() && !t.Failed() {
			runtime.Gosched()
		}
		return s, func() {
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}
	browser := &tls.Config{ServerName: "meet.example.org", RootCAs: a.pool(), NextProtos: []string{"h2", "http/1.1"}}
	s, end := serving()
	c, err := tls.Dial("tcp", s.Addr().String(), browser)
	if err != nil {
		t.Fatalf("a browser: %v", err)
	}
	if p := c.ConnectionState(); p.NegotiatedProtocol != "http/1.1" || p.Version != tls.VersionTLS13 {
		t.Errorf("a browser speaks %q over %x", p.NegotiatedProtocol, p.Version)
	}
	c.Close()
	link := s.OwnLink(meeting.Delegate)
	if err := enters(t, link, ""); err != nil {
		t.Errorf("by the link: %v", err)
	}
	link.Fingerprint[0] ^= 1
	if err := enters(t, link, ""); err == nil {
		t.Error("a wrong fingerprint was accepted")
	}
	end()

	a.checked.Store(false)
	s, end = serving() // from what is kept
	if c, err := tls.Dial("tcp", s.Addr().String(), browser); err != nil {
		t.Errorf("a browser, after a restart: %v", err)
	} else {
		c.Close()
	}
	end()
	if n := a.orders.Load(); n != 1 {
		t.Errorf("%d certificates were ordered, want 1", n)
	}
	kept, err := filepath.Glob(filepath.Join(dir, authorityDir, "*"))
	if err != nil || len(kept) == 0 {
		t.Errorf("kept %v, %v", kept, err)
	}
}

func TestAnAuthorityThatIsNotThereKeepsNobodyOut(t *testing.T) {
	var log lines
	s := open(t, Config{
		Public: "meet.example.org:443", Log: newTextLog(&log),
		Domain: Domain{Name: "meet.example.org", Authority: "https://127.0.0.1:1/directory"},
	})
	if err := enters(t, s.OwnLink(meeting.Delegate), ""); err != nil {
		t.Error(err)
	}
	for !strings.Contains(log.String(), "no authority vouches for the name yet; links work without, browsers do not") {
		runtime.Gosched()
	}
}

func TestWhatAnAuthoritySaysOfACheckIsHeard(t *testing.T) {
	w := newWitness(answers(`{"status":"invalid","challenges":[{"type":"tls-alpn-01","status":"invalid","error":{"detail":"no\u001b[2J connection"}},{"type":"http-01"}]}`))
	resp, err := w.RoundTrip(httptest.NewRequest("POST", "https://authority.test/authz", nil))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(resp.Body); err != nil || !strings.HasSuffix(string(b), `{"type":"http-01"}]}`) {
		t.Errorf("autocert reads %q, %v", b, err)
	}
	if got, want := w.why(), "tls-alpn-01: no[2J connection"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := w.why(); got != "" {
		t.Errorf("it is said again: %q", got)
	}
	w.hear([]byte("-----BEGIN CERTIFICATE-----"))
	w.hear([]byte(`{"challenges":[{"type":"dns-01"}]}`))
	if got := w.why(); got != "" {
		t.Errorf("heard %q of nothing", got)
	}
}

// answers is a way to a server that always says the same.
type answers string

func (a answers) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader(string(a)))}, nil
}

func TestTheCheckIsForTheNameWithAPortToo(t *testing.T) {
	for _, host := range []string{"meet.example.org", "meet.example.org:80"} {
		r := httptest.NewRequest("GET", "http://"+host+"/.well-known/acme-challenge/token", nil)
		withoutPort(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if r.Host != "meet.example.org" {
				t.Errorf("for %s: got %q", host, r.Host)
			}
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}

func TestLinksLeadToTheNameThatIsVouchedFor(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := &Server{tcp: l, config: Config{Domain: Domain{Name: "Meet.example.org"}}}
	if got, want := s.public(), fmt.Sprint("meet.example.org:", s.Addr().Port); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	s.config.Public = "other.example.org:443"
	if got := s.public(); got != "other.example.org:443" {
		t.Errorf("got %s, want what was said", got)
	}
}

func TestAnAuthorityIsAskedByHTTPSOnly(t *testing.T) {
	for _, acme := range []string{"nonsense", "http://authority.test/directory", "https://", "https://a b/"} {
		refused(t, Config{Data: t.TempDir(), Domain: Domain{Name: "meet.example.org", Authority: acme}}, fmt.Sprintf("--acme %q: this is no ACME directory: give its address, such as https://acme.example.org/directory", acme))
	}
}

func TestNamesForWhichNoAuthorityVouches(t *testing.T) {
	for _, name := range []string{"localhost", "192.0.2.1", "meet..org", "-", "me et.org", "https://meet.org", strings.Repeat("a", 64) + ".org", "2001:db8::1"} {
		refused(t, Config{Data: t.TempDir(), Domain: Domain{Name: name}}, fmt.Sprintf("--domain %q: this is no name for which an authority can vouch: give the name by which others reach this machine, such as meet.example.org", name))
	}
}
