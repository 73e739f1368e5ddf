package serve

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/text"
)

// An ID names a meeting of the server, in the log and in tickets.
type ID = [8]byte

// A Meeting is one of a server's meetings as its operator sees it.
type Meeting struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	People   int    `json:"people"`  // inside now
	Waiting  int    `json:"waiting"` // who wait to be let in
	Closed   bool   `json:"closed"`
	Chair    string `json:"chair"`    // the link that lets chairs in
	Delegate string `json:"delegate"` // the link that lets delegates in
	Trouble  string `json:"trouble,omitempty"`

	Documents []Listed `json:"documents,omitempty"` // beside its draft
}

// A Listed is a document of a meeting beside its draft.
type Listed struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
}

var (
	// ErrNoSuchMeeting reports a meeting that the server does not have.
	ErrNoSuchMeeting = errors.New("the server has no such meeting")
	// ErrTooMany reports that the server has as many meetings as it may.
	ErrTooMany = errors.New("the server has as many open meetings as it may")
	// ErrSeveral reports a directory with more meetings than one host can chair.
	ErrSeveral = errors.New("the directory has several meetings")
)

// closedDir has an empty file for each meeting that was closed. The log keeps
// the meetings; whether they are served is the operator's word, not theirs.
const closedDir = "closed"

// inventory reads which meetings the log has, and which of them are closed.
func (s *Server) inventory(ctx context.Context) error {
	names, err := s.log.Meetings(ctx)
	if err != nil {
		return fmt.Errorf("look for the meetings: %w", err)
	}
	s.closed = map[ID]bool{}
	for _, name := range names {
		if id, ok := parseID(name); ok {
			s.closed[id] = !gone(s.closedFile(id))
		}
	}
	return nil
}

func (s *Server) closedFile(id ID) string {
	return filepath.Join(s.config.Data, closedDir, hub.Name(id))
}

func parseID(name string) (id ID, ok bool) {
	b, err := hex.DecodeString(name)
	if err != nil || len(b) != len(id) || hub.Name(ID(b)) != name {
		return id, false
	}
	return ID(b), true
}

// first is the meeting that the server was opened for: the only one there is,
// or a new one. With several, whoever serves them all has none of its own.
func (s *Server) first() (id ID, begun bool, err error) {
	switch {
	case len(s.closed) == 0:
		rand.Read(id[:]) // never returns an error
		return id, false, nil
	case len(s.closed) > 1 && !s.config.Many:
		return id, false, fmt.Errorf("%s: %w", s.config.Data, ErrSeveral)
	}
	return s.ids()[0], true, nil
}

// ids are the meetings, those that are open first.
func (s *Server) ids() []ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]ID, 0, len(s.closed))
	for id := range s.closed {
		all = append(all, id)
	}
	slices.SortFunc(all, func(a, b ID) int {
		return cmp.Or(cmp.Compare(bit(s.closed[a]), bit(s.closed[b])), slices.Compare(a[:], b[:]))
	})
	return all
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// offer lets people into all meetings that are open. One that cannot be read is
// found out when somebody comes, so that it keeps nobody out of the others.
func (s *Server) offer() {
	for id, closed := range s.closed {
		if !closed {
			s.hub.Offer(id)
		}
	}
}

// Meetings returns all meetings, those that are open first.
func (s *Server) Meetings(ctx context.Context) []Meeting {
	all := []Meeting{}
	for _, id := range s.ids() {
		all = append(all, s.describe(ctx, id))
	}
	return all
}

// Only returns the meeting that people may come to, if there is just one.
func (s *Server) Only(ctx context.Context) (m Meeting, only bool) {
	all := slices.DeleteFunc(s.ids(), s.isClosed)
	if len(all) != 1 {
		return Meeting{}, false
	}
	return s.describe(ctx, all[0]), true
}

func (s *Server) describe(ctx context.Context, id ID) Meeting {
	m := Meeting{ID: hub.Name(id), Closed: s.isClosed(id)}
	summary, err := s.hub.Summary(ctx, id) // first, as it finds out which links are revoked
	if err != nil {
		m.Trouble = text.CleanLine(err.Error(), 200)
	}
	m.Chair, m.Delegate = s.LinkTo(id, meeting.Chair).String(), s.LinkTo(id, meeting.Delegate).String()
	m.Title, m.People, m.Waiting = text.CleanLine(summary.Title, meeting.MaxTitle), summary.Present, summary.Waiting
	for _, d := range summary.Documents {
		if d.Number > 1 {
			m.Documents = append(m.Documents, Listed{d.Number, text.CleanLine(d.Title, meeting.MaxTitle)})
		}
	}
	return m
}

// OpenMeeting opens a new meeting.
func (s *Server) OpenMeeting(ctx context.Context, o Opening) (Meeting, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	if err := s.roomForOne(); err != nil {
		return Meeting{}, err
	}
	var id ID
	rand.Read(id[:]) // never returns an error
	if _, err := s.hub.Open(ctx, id, o.Title, o.Draft); err != nil {
		return Meeting{}, fmt.Errorf("open a meeting: %w", err)
	}
	s.mark(id, false)
	if err := s.furnish(ctx, id, o); err != nil { // nobody was to come into half of it
		return Meeting{}, errors.Join(fmt.Errorf("open a meeting: %w", err), s.end(ctx, id))
	}
	s.hub.Offer(id)
	s.config.Log.Info("a meeting was opened", "meeting", hub.Name(id))
	return s.describe(ctx, id), nil
}

// furnish gives a new meeting what it is to have beside its draft.
func (s *Server) furnish(ctx context.Context, id ID, o Opening) error {
	for _, d := range o.Documents {
		if _, err := s.hub.OpenDocument(ctx, id, d.Title, d.Text); err != nil {
			return err
		}
	}
	if o.WaitingRoom {
		if err := s.hub.Guard(ctx, id, true); err != nil {
			return err
		}
	}
	return s.setMode(ctx, id, o.Mode)
}

// roomForOne reports whether one more meeting may be open.
func (s *Server) roomForOne() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	open := 0
	for _, closed := range s.closed {
		open += 1 - bit(closed)
	}
	if open >= s.config.Limits.Meetings {
		return fmt.Errorf("%w: %d", ErrTooMany, s.config.Limits.Meetings)
	}
	return nil
}

// CloseMeeting ends a meeting for everybody in it. Its log stays, and its links
// are good again once it is reopened.
func (s *Server) CloseMeeting(ctx context.Context, name string) error {
	return s.change(name, func(id ID) error { return s.end(ctx, id) })
}

// end is CloseMeeting for who holds s.changing.
func (s *Server) end(ctx context.Context, id ID) error {
	if err := os.MkdirAll(filepath.Join(s.config.Data, closedDir), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(s.closedFile(id), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	s.mark(id, true)
	s.config.Log.Info("a meeting was closed", "meeting", hub.Name(id))
	return s.hub.End(ctx, id)
}

// ReopenMeeting lets people into a meeting again that was closed.
func (s *Server) ReopenMeeting(name string) error {
	return s.change(name, func(id ID) error {
		if err := s.roomForOne(); err != nil && s.isClosed(id) {
			return err
		}
		if err := os.Remove(s.closedFile(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		s.mark(id, false)
		s.hub.Offer(id)
		s.config.Log.Info("a meeting was reopened", "meeting", name)
		return nil
	})
}

// change does something to a meeting that there is, one thing at a time.
func (s *Server) change(name string, f func(ID) error) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	id, ok := parseID(name)
	s.mu.Lock()
	_, known := s.closed[id]
	s.mu.Unlock()
	if !ok || !known {
		return ErrNoSuchMeeting
	}
	return f(id)
}

func (s *Server) mark(id ID, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed[id] = closed
}

func (s *Server) isClosed(id ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed[id]
}
