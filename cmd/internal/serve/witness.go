package serve

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"

	"parley/collab/text"
)

// maxHeard is how much of an authority's answer a witness looks at, in bytes.
const maxHeard = 64 << 10

// A witness is the way to an authority. It hears why a check of the name failed
// (RFC 8555 section 7.1.5), of which autocert says only that none is left to try.
type witness struct {
	next http.RoundTripper

	mu   sync.Mutex        // guards said
	said map[string]string // by the kind of the challenge
}

func newWitness(next http.RoundTripper) *witness {
	if next == nil {
		next = http.DefaultTransport
	}
	return &witness{next: next, said: map[string]string{}}
}

// RoundTrip is http.RoundTripper's.
func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxHeard))
	if err != nil {
		resp.Body.Close()
		return nil, err
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(b), resp.Body), resp.Body}
	w.hear(b)
	return resp, nil
}

// hear notes what went wrong, if this is an authorization.
func (w *witness) hear(b []byte) {
	var a struct {
		Challenges []struct {
			Type  string
			Error struct{ Detail string }
		}
	}
	if json.Unmarshal(b, &a) != nil {
		return // a certificate, or nothing at all
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range a.Challenges {
		if why := text.CleanLine(c.Error.Detail, 300); why != "" && len(w.said) < 8 {
			w.said[text.CleanLine(c.Type, 40)] = why
		}
	}
}

// why is what was heard since the last time, of each kind of check the last;
// empty: nothing.
func (w *witness) why() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []string
	for _, kind := range slices.Sorted(maps.Keys(w.said)) {
		all = append(all, kind+": "+w.said[kind])
	}
	clear(w.said)
	return strings.Join(all, "; ")
}

// withoutPort takes the port off the host that a request is for: some
// authorities name port 80, and autocert takes meet.example.org:80 for another name.
func withoutPort(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host, _, err := net.SplitHostPort(r.Host); err == nil {
			r.Host = host
		}
		h.ServeHTTP(w, r)
	})
}
