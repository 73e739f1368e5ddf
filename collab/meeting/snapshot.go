package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley/collab/draft"
	"parley/collab/merge"
	"parley/collab/text"
	"parley/collab/ticket"
)

// A Snapshot is a meeting at one moment, for those who join: everything of the
// State that does not grow with the number of listeners or the length of the
// log, and the edits that concurrent ones may still refer to.
type Snapshot struct {
	Title   string
	Head    Version
	Next    text.Author
	People  []Person
	Chat    []Line
	TextAt  Version          // the version of Text
	Text    []Piece          // the draft at TextAt
	Entries []merge.Numbered // the edits after TextAt, in order
	Waiting bool             // the waiting room is open
	Draft   *draft.Record    // what lies over the draft at Head; nil: nothing yet

	Proceedings Proceedings

	Last    []Taken     // only where Full made it; by growing author
	Removed []Removed   // only where Full made it
	Revoked []ticket.ID // only where Full made it
}

// Taken is the number of the last command taken from a person.
type Taken struct {
	By     text.Author
	Number uint64
}

// A Piece is a stretch of the draft by one author.
type Piece struct {
	By   text.Author
	Text string
}

// Snapshot returns the meeting now, so that edits made on version oldest or
// later can still be placed by whoever starts from it.
func (s *State) Snapshot(oldest Version) *Snapshot {
	base, at, entries := s.doc.Since(oldest)
	pieces := pieces(base)
	return &Snapshot{Title: s.title, Head: s.head, Next: s.next, People: s.People(), Chat: s.Chat(), TextAt: at, Text: pieces, Entries: entries,
		Waiting: s.WaitingRoom(), Draft: s.record(), Proceedings: s.proceedings.clone()}
}

// Full is Snapshot for a server: who starts from it decides about every
// command as this state does, as far as the command was made on version oldest
// or later; about those made on versions before Oldest it cannot decide.
func (s *State) Full(oldest Version) *Snapshot {
	snap := s.Snapshot(oldest)
	for by, number := range s.last.of {
		snap.Last = append(snap.Last, Taken{by, *number})
	}
	slices.SortFunc(snap.Last, func(a, b Taken) int { return cmp.Compare(a.By, b.By) })
	snap.Removed, snap.Revoked = slices.Clone(s.admission.removed), slices.Clone(s.admission.revoked)
	return snap
}

func (s *State) record() *draft.Record {
	r := s.Overlay().Record()
	return &r
}

// Oldest returns the first version on which a command may be made: what was
// made on an earlier one is refused as TooOld.
func (s *State) Oldest() Version { return s.doc.Oldest() }

// pieces returns the text cut where the author changes.
func pieces(t text.Text) []Piece {
	var all []Piece
	var sofar strings.Builder
	for span := range t.Spans(0, t.Len()) {
		if n := len(all); n == 0 || all[n-1].By != span.By {
			if n > 0 {
				all[n-1].Text = sofar.String()
				sofar.Reset()
			}
			all = append(all, Piece{By: span.By})
		}
		sofar.WriteString(span.Text)
	}
	if n := len(all); n > 0 {
		all[n-1].Text = sofar.String()
	}
	return all
}

// whole joins the pieces again: halves first, so that most joins are of short
// texts. A draft that many wrote in has a hundred thousand pieces.
func whole(pieces []Piece) text.Text {
	switch n := len(pieces); n {
	case 0:
		return text.Text{}
	case 1:
		return text.New(pieces[0].Text, pieces[0].By)
	default:
		return whole(pieces[:n/2]).Join(whole(pieces[n/2:]))
	}
}

// FromSnapshot returns the meeting that the snapshot was taken of, or says why
// the snapshot makes no sense.
func FromSnapshot(snap *Snapshot) (*State, error) {
	s := New()
	s.title, s.head, s.next = snap.Title, snap.Head, snap.Next
	for _, p := range snap.People {
		s.enter(p)
	}
	s.chat, s.proceedings = slices.Clone(snap.Chat), snap.Proceedings.clone()
	for _, taken := range snap.Last {
		s.last.took(taken.By, taken.Number)
	}
	s.admission.take(Guarded{snap.Waiting})
	for _, r := range snap.Removed {
		s.admission.take(r)
	}
	for _, t := range snap.Revoked {
		s.admission.take(Revoked{t})
	}
	s.doc = merge.New(whole(snap.Text), snap.TextAt)
	for _, e := range snap.Entries {
		s.doc.Advance(max(s.doc.Head(), e.At-1)) // what lies between is no edit
		if _, err := s.doc.Append(e.At, e.Entry); err != nil {
			return nil, fmt.Errorf("snapshot at version %d: entry %d: %w", snap.Head, e.At, err)
		}
		if e.By == e.By.Person() {
			s.last.took(e.By, e.Number)
		}
	}
	if s.doc.Head() > snap.Head {
		return nil, fmt.Errorf("snapshot at version %d: its text is newer", snap.Head)
	}
	s.doc.Advance(snap.Head)
	s.trail = trail{overlay: draft.New(s.doc.Text())}
	if snap.Draft != nil {
		o, err := draft.FromRecord(*snap.Draft, s.doc.Text())
		if err != nil {
			return nil, fmt.Errorf("snapshot at version %d: %w", snap.Head, err)
		}
		s.trail.overlay = o
	}
	return s, nil
}
