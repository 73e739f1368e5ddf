package session

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"

	"parley/collab/keep"
	"parley/collab/meeting"
)

// documents are the lines to the documents of a meeting beside its first. Each
// is a session like the meeting's, that dials while the meeting's line is up.
type documents struct {
	mu    sync.Mutex // guards the fields below
	of    map[int]*Session
	run   func(*Session) // nil while the meeting's session does not run
	ended bool           // it ran: no more files are taken
}

// Document returns the session of a document of the same meeting: its own
// numbers, outbox and line, which is dialled from the first call on and ends with
// the meeting's. What it tells comes as meeting.InDocument through the Notices of
// the meeting's session, and so does what an earlier run has left for a document
// that nobody has asked for in this one. Document 1 is the meeting's own.
func (s *Session) Document(n int) *Session {
	if s.meeting != nil {
		return s.meeting.Document(n)
	}
	if n <= 1 {
		return s
	}
	s.documents.mu.Lock()
	defer s.documents.mu.Unlock()
	d := s.documents.of[n]
	if d == nil {
		d = s.newDocument(n)
		s.documents.of[n] = d
		if s.documents.run != nil {
			s.documents.run(d)
		}
	}
	return d
}

// Documents returns the numbers of the documents beside the first that have a
// session.
func (s *Session) Documents() []int {
	s.documents.mu.Lock()
	defer s.documents.mu.Unlock()
	return slices.Sorted(maps.Keys(s.documents.of))
}

// newDocument returns the session of a document. The caller holds documents.mu.
func (s *Session) newDocument(n int) *Session {
	c := s.config
	c.Sound, c.Keep, c.GiveUp = [32]byte{}, "", 0
	d := newSession(c)
	d.meeting, d.document, d.nonce = s, n, s.nonce
	d.notices.out = s.notices.out
	d.notices.as = func(told meeting.Notice) meeting.Notice { return meeting.InDocument{Document: n, Notice: told} }
	if s.keeper.file != nil && !s.documents.ended {
		d.remember(KeptOf(s.config.Keep, n), s.nonce)
	}
	return d
}

// KeptOf returns the file that keeps what is asked of a document, beside the
// meeting's.
func KeptOf(path string, n int) string {
	if n <= 1 {
		return path
	}
	return fmt.Sprintf("%s.%d", path, n)
}

// left returns the documents for which an earlier run has left something.
func left(path string) (all []int) {
	for n := 2; n <= meeting.MaxDocuments; n++ {
		if _, err := os.Lstat(KeptOf(path, n)); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// takesOver makes a session that left nothing of the meeting itself the one that
// left something of its documents, and has that brought to the server.
func (s *Session) takesOver() {
	f, all := s.keeper.file, left(s.config.Keep)
	for _, n := range all {
		if !f.New() {
			break
		}
		if d, err := keep.Open(KeptOf(s.config.Keep, n)); err == nil {
			f.Take(d.Nonce(), d.Person())
			d.Close()
		}
	}
	s.knows(f)
	for _, n := range all {
		s.Document(n)
	}
}

// runDocuments has the documents' sessions run until the end that it returns.
func (s *Session) runDocuments(ctx context.Context) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var lines sync.WaitGroup
	d := &s.documents
	d.mu.Lock()
	defer d.mu.Unlock()
	d.run = func(one *Session) {
		lines.Go(func() {
			if err := one.Run(ctx); err != nil {
				one.config.Logger.Info("the line to a document has ended", "document", one.document, "why", err)
			}
		})
	}
	for _, one := range d.of {
		d.run(one)
	}
	return func() {
		d.mu.Lock()
		d.run, d.ended = nil, true
		d.mu.Unlock()
		cancel()
		lines.Wait()
	}
}

// oneAtATime keeps those who ask for numbers from doing so at once.
func oneAtATime(random func() float64) func() float64 {
	var mu sync.Mutex
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return random()
	}
}

// each does something to the sessions of all documents beside the first.
func (s *Session) each(f func(*Session)) {
	for _, n := range s.Documents() {
		f(s.Document(n))
	}
}

// A standing says whether a line is up, to those who wait until it is.
type standing struct {
	mu sync.Mutex    // guards the fields below
	up chan struct{} // closed while it is
	is bool
}

func newStanding() *standing { return &standing{up: make(chan struct{})} }

func (w *standing) set(up bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case up && !w.is:
		close(w.up)
	case !up && w.is:
		w.up = make(chan struct{})
	}
	w.is = up
}

// wait waits until the line is up, or ctx ends.
func (w *standing) wait(ctx context.Context) {
	w.mu.Lock()
	up := w.up
	w.mu.Unlock()
	select {
	case <-up:
	case <-ctx.Done():
	}
}
