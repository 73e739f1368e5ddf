package hub

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// A meeting at rest is known and nothing more: no goroutine, no text in memory.
// It is taken up when somebody comes, and put down again when nobody has been
// there for Limits.Idle.

const (
	// takeUpWithin bounds the reading of a meeting's log for who comes first.
	takeUpWithin = time.Minute
	// brokenFor is how long a meeting that cannot be taken up is not tried again:
	// each try reads its log.
	brokenFor = 30 * time.Second
)

// Offer says that the log has the meeting. It rests until somebody comes.
func (h *Hub) Offer(id [8]byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.offered[id] = struct{}{}
}

// Has reports whether somebody with the right ticket may come to the meeting.
func (h *Hub) Has(id [8]byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.closed && h.has(id)
}

// has reports whether the meeting is here. The caller holds h.mu.
func (h *Hub) has(id [8]byte) bool {
	_, offered := h.offered[id]
	return offered || h.halls[id] != nil
}

// A note is what is remembered of a meeting that is not taken up: the doors for
// sound ask for it, and cannot wait until a log is read.
type note struct {
	title     string
	documents []meeting.Document
	shut      *shut
}

// noted returns what is to be remembered. Nobody changes the state meanwhile.
func (l *hall) noted() note { return note{l.state.Title(), l.state.Documents(), l.shut.Load()} }

// note returns what is remembered of a meeting at rest, or reads its log.
func (h *Hub) note(ctx context.Context, id [8]byte) (note, error) {
	h.opening.Lock() // nobody takes it up meanwhile
	defer h.opening.Unlock()
	h.mu.Lock()
	l, n := h.halls[id], h.notes[id]
	h.mu.Unlock()
	if l != nil && l.ask(func() { n = l.noted() }) || n.shut != nil {
		return n, nil
	}
	l = newHall(h.config, Name(id), newCounts())
	if err := l.restore(ctx); err != nil {
		return note{}, fmt.Errorf("look at meeting %s: %w", Name(id), err)
	}
	l.closeDoors()
	n = l.noted()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notes[id] = n
	return n, nil
}

// shut returns what the doors must know of a meeting; nil: that is not known,
// or nobody may come.
func (h *Hub) shut(id [8]byte) (s *shut, l *hall) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if l = h.halls[id]; l != nil {
		return l.shut.Load(), l
	}
	return h.notes[id].shut, nil
}

// Admits returns nil if somebody with this ticket may come to its meeting,
// which it takes up. The error is a sentence.
func (h *Hub) Admits(ctx context.Context, p ticket.Payload) error {
	l, err := h.visit(ctx, p.Meeting)
	if err != nil {
		return err
	}
	defer h.release(l)
	if l.shut.Load().Revoked[p.ID()] {
		return errRevoked
	}
	return nil
}

// visit returns the meeting for somebody who comes, taken up if it was at rest.
// It stays up until release. The error is a refusal.
func (h *Hub) visit(ctx context.Context, id [8]byte) (*hall, error) {
	if l, err := h.visitUp(id); l != nil || err != nil {
		return l, err
	}
	h.opening.Lock()
	defer h.opening.Unlock()
	if l, err := h.visitUp(id); l != nil || err != nil { // somebody was quicker
		return l, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeUpWithin)
	defer cancel()
	began := time.Now()
	if _, err := h.takeUp(ctx, id, "", ""); err != nil {
		if errors.Is(err, ErrClosed) {
			return nil, errRestarting
		}
		h.config.Logger.Error("a meeting cannot be taken up", "meeting", Name(id), "why", err)
		h.mu.Lock()
		h.broken[id] = h.config.Now().Add(brokenFor)
		h.mu.Unlock()
		return nil, errBroken
	}
	h.config.Logger.Info("a meeting was taken up", "meeting", Name(id), "took", time.Since(began).Round(time.Millisecond))
	return h.visitUp(id)
}

// visitUp is visit for a meeting that is up; of one at rest it returns nil.
func (h *Hub) visitUp(id [8]byte) (*hall, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := h.halls[id]
	switch {
	case h.closed:
		return nil, errRestarting
	case l != nil:
		l.visitors++
		return l, nil
	case !h.has(id):
		return nil, errNoMeeting
	case h.config.Now().Before(h.broken[id]):
		return nil, errBroken
	}
	return nil, nil
}

// release ends a visit.
func (h *Hub) release(l *hall) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l.visitors--
}

// rest takes a meeting that nobody visits out, and reports whether it did.
func (h *Hub) rest(l *hall) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, offered := h.offered[l.id]
	if h.closed || !offered || l.visitors > 0 || h.halls[l.id] != l {
		return false
	}
	delete(h.halls, l.id)
	h.notes[l.id] = l.noted()
	h.resting.Add(1) // Close waits for its snapshot
	return true
}

// tend runs a meeting, and saves it when it went to rest.
func (h *Hub) tend(l *hall) {
	if rested := l.run(); rested {
		defer h.resting.Done()
		l.saveLast()
		h.config.Logger.Info("a meeting rests", "meeting", l.name)
	}
}

// idle reports whether the meeting may rest. It belongs to the goroutine.
func (l *hall) idle() bool {
	if len(l.inside) > 0 || len(l.absent) > 0 || len(l.lobby.callers) > 0 || len(l.lobby.let) > 0 || l.saving != nil {
		l.busy = l.config.Now()
		return false
	}
	return l.config.Now().Sub(l.busy) >= l.config.Limits.Idle && l.rest(l)
}

// End ends a meeting for everybody in it, and lets nobody in any more. The log
// keeps it, and Offer brings it back.
func (h *Hub) End(ctx context.Context, id [8]byte) error {
	h.opening.Lock() // nobody takes it up meanwhile
	defer h.opening.Unlock()
	h.mu.Lock()
	l := h.halls[id]
	delete(h.offered, id)
	delete(h.halls, id)
	h.mu.Unlock()
	if l == nil {
		return nil
	}
	l.close(wire.Over, nil)
	select {
	case <-l.done:
	case <-ctx.Done():
		l.cut()
		<-l.done
	}
	l.saveLast()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notes[id] = l.noted()
	return nil
}

// silenceAll ends the sound of everybody, as nobody comes back. It belongs to
// the goroutine.
func (l *hall) silenceAll() {
	for a := range l.inside {
		l.silence(absence{person: a.person, sound: a.sound, talking: a.talking})
	}
	for _, gone := range l.absent {
		l.silence(gone)
	}
	l.config.Sweep(l.name, func([32]byte) bool { return false }) // who only listens
}

// A Summary is what an operator is told about a meeting.
type Summary struct {
	Title     string
	Documents []meeting.Document // number 1 first
	Present   int                // connections inside now
	Waiting   int                // who wait to be let in
	Up        bool               // taken up: it has a goroutine and its text in memory
}

// Summary returns a meeting's. Of one that was not taken up yet it reads the log.
func (h *Hub) Summary(ctx context.Context, id [8]byte) (s Summary, err error) {
	h.mu.Lock()
	l := h.halls[id]
	h.mu.Unlock()
	if l != nil && l.ask(func() { s = Summary{l.state.Title(), l.state.Documents(), len(l.inside), len(l.lobby.callers), true} }) {
		return s, nil
	}
	n, err := h.note(ctx, id)
	return Summary{Title: n.title, Documents: n.documents}, err
}
