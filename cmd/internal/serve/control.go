package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
)

// The operator's door: a socket in the server's directory, over which another
// parleyd opens, lists and closes meetings. Who may use the directory may use
// it, and nobody else: it is not on the network.
const controlFile = "control"

// maxAsk bounds what an operator says: as many drafts as a meeting has, with
// every byte of them escaped.
const maxAsk = meeting.MaxDocuments*6*meeting.MaxText + 64<<10

// An Opening is what a new meeting is opened with.
type Opening struct {
	Title       string `json:"title"`
	Draft       string `json:"draft"`
	WaitingRoom bool   `json:"waiting_room"` // those who come wait until the chair lets them in
	Mode        string `json:"mode"`         // who may be heard: chaired or open; empty: open

	Documents []Enclosure `json:"documents,omitempty"` // beside its draft, from number 2
}

// An Enclosure is a document that a new meeting is opened with beside its draft.
type Enclosure struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// openControl makes the socket. One that is there already is of a server that
// was killed: the log's lock says that no other is alive.
func (s *Server) openControl() error {
	path := filepath.Join(s.config.Data, controlFile)
	if err := os.Remove(path); err != nil && !gone(path) {
		return fmt.Errorf("make the operator's socket: %w", err)
	}
	short, done, err := shortened(path)
	if err != nil {
		return fmt.Errorf("make the operator's socket: %w", err)
	}
	defer done()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: short, Net: "unix"})
	if err != nil {
		return fmt.Errorf("make the operator's socket %s: %w", path, err)
	}
	l.SetUnlinkOnClose(false) // short may be gone by then
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return fmt.Errorf("make the operator's socket: %w", err)
	}
	s.control = l
	s.operator = &http.Server{Handler: s.orders(), ReadHeaderTimeout: time.Second, ErrorLog: s.quiet()}
	return nil
}

// longestSocket is the longest path that every system takes for a socket.
const longestSocket = 100

// shortened returns a path for the same file that is short enough for a
// socket, and what to do when it is not needed any more.
func shortened(path string) (string, func(), error) {
	if len(path) <= longestSocket {
		return path, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "parley-")
	if err != nil {
		return "", nil, err
	}
	done := func() { os.RemoveAll(dir) } // the link, not what it leads to
	whole, err := filepath.Abs(filepath.Dir(path))
	if err == nil {
		err = os.Symlink(whole, filepath.Join(dir, "d"))
	}
	if err != nil {
		done()
		return "", nil, err
	}
	return filepath.Join(dir, "d", filepath.Base(path)), done, nil
}

// orders are what an operator may ask for.
func (s *Server) orders() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, r *http.Request) { s.hub.ServeHTTP(w, atHealth(r)) })
	mux.HandleFunc("GET /meetings", func(w http.ResponseWriter, r *http.Request) { tell(w, s.Meetings(r.Context()), nil) })
	mux.HandleFunc("POST /meetings", func(w http.ResponseWriter, r *http.Request) {
		var o Opening
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAsk)).Decode(&o); err != nil {
			http.Error(w, "The order makes no sense.", http.StatusBadRequest)
			return
		}
		m, err := s.OpenMeeting(r.Context(), o)
		tell(w, m, err)
	})
	mux.HandleFunc("POST /meetings/{id}/close", func(w http.ResponseWriter, r *http.Request) {
		tell(w, nil, s.CloseMeeting(r.Context(), r.PathValue("id")))
	})
	mux.HandleFunc("POST /meetings/{id}/reopen", func(w http.ResponseWriter, r *http.Request) {
		tell(w, nil, s.ReopenMeeting(r.PathValue("id")))
	})
	return mux
}

// atHealth is the request for the hub's own word on its health.
func atHealth(r *http.Request) *http.Request {
	r = r.Clone(r.Context())
	r.URL.Path = "/healthz"
	return r
}

func tell(w http.ResponseWriter, answer any, err error) {
	switch {
	case errors.Is(err, ErrNoSuchMeeting):
		http.Error(w, err.Error(), http.StatusNotFound)
	case errors.Is(err, ErrTooMany):
		http.Error(w, err.Error(), http.StatusTooManyRequests)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		json.NewEncoder(w).Encode(answer) // an operator who is gone needs no answer
	}
}

// An Operator talks to the server that serves a directory.
type Operator struct {
	dir    string
	client *http.Client
}

// ErrNotServed reports a directory that no server serves.
var ErrNotServed = errors.New("no parleyd is serving this directory")

// OperatorOf returns the operator of the server on the directory. Nothing is
// asked yet.
func OperatorOf(dir string) *Operator {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		short, done, err := shortened(filepath.Join(dir, controlFile))
		if err != nil {
			return nil, err
		}
		defer done()
		var d net.Dialer
		return d.DialContext(ctx, "unix", short)
	}
	return &Operator{dir, &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}
}

// Health returns nil if the server lets people in.
func (o *Operator) Health(ctx context.Context) error { return o.ask(ctx, "GET", "/health", nil, nil) }

// Meetings returns all meetings, those that are open first.
func (o *Operator) Meetings(ctx context.Context) (all []Meeting, err error) {
	return all, o.ask(ctx, "GET", "/meetings", nil, &all)
}

// Open opens a new meeting.
func (o *Operator) Open(ctx context.Context, with Opening) (m Meeting, err error) {
	return m, o.ask(ctx, "POST", "/meetings", with, &m)
}

// Close closes a meeting.
func (o *Operator) Close(ctx context.Context, id string) error {
	return o.ask(ctx, "POST", "/meetings/"+id+"/close", nil, nil)
}

// Reopen opens a meeting again that was closed.
func (o *Operator) Reopen(ctx context.Context, id string) error {
	return o.ask(ctx, "POST", "/meetings/"+id+"/reopen", nil, nil)
}

// ask asks the server for something, and reads its answer into answer.
func (o *Operator) ask(ctx context.Context, method, path string, what, answer any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://parleyd"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := o.client.Do(r)
	var none *net.OpError
	if errors.As(err, &none) && none.Op == "dial" {
		if errors.Is(err, os.ErrPermission) {
			return fmt.Errorf("%s belongs to another user: %w", o.dir, os.ErrPermission)
		}
		return fmt.Errorf("%s: %w", o.dir, ErrNotServed)
	}
	if err != nil {
		return fmt.Errorf("ask the server on %s: %w", o.dir, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		if answer == nil {
			return nil
		}
		return json.NewDecoder(resp.Body).Decode(answer)
	}
	words, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10)) // half of it says half
	said := text.CleanLine(string(words), 1000)
	switch resp.StatusCode {
	case http.StatusNotFound:
		return ErrNoSuchMeeting
	case http.StatusTooManyRequests:
		return fmt.Errorf("%w: close one with parleyd close", ErrTooMany)
	case http.StatusServiceUnavailable:
		return ErrEnding
	}
	return errors.New(said)
}

// ErrEnding reports a server that is about to end and lets nobody in any more.
var ErrEnding = errors.New("the server is ending, and lets nobody in any more")
