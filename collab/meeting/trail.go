package meeting

import (
	"slices"
	"strings"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/merge"
	"parley/collab/text"
)

// A trail keeps the overlay of the draft beside the log's own text, without what
// this machine has pending, so that paragraphs, brackets and decisions are the
// same on all machines. While nothing is pending that text is the draft itself,
// and the trail goes along with every event. Otherwise events wait, until
// somebody asks or many do, and a twin of the document, in which nothing is
// pending, says what each of them did.
type trail struct {
	overlay *draft.Overlay
	at      Version         // the overlay is as of this event
	late    []late          // events after it
	own     text.Text       // the log's own text at it, while events wait or something is pending
	recent  []stamp         // entries since own was last the draft itself
	since   Version         // and when that was
	twin    *merge.Document // nil, or the log's own document at it
	moved   bool            // something that waits may move the overlay, or looks at it
	hides   bool            // something pending may have taken a line break out or put one in
}

// A late is an event that the overlay has not taken in yet.
type late struct {
	at    Version
	entry *merge.Entry // what it does to the text; nil: nothing
	then  func(*draft.Overlay, text.Text)
}

type stamp struct {
	by text.Author
	at Version
}

// mostLate is how many events wait at most.
const mostLate = 1024

// begin notes that something will be pending from now on.
func (r *trail) begin(doc *merge.Document, head Version) {
	if doc.Settled() && len(r.late) == 0 {
		r.own, r.at, r.since, r.recent, r.twin = doc.Text(), head, head, r.recent[:0], nil
		r.hides = false
	}
}

// plain reports whether an edit certainly neither puts a line break in nor takes
// one out, when its author has seen all of the text and no more. Where nothing
// is marked such edits leave the overlay as it is, and they are nearly all that
// is typed.
func plain(doc *merge.Document, d delta.Delta) bool {
	at, deleted, inserted, ok := d.Single()
	return ok && !strings.Contains(inserted, "\n") && (deleted == 0 || !strings.Contains(doc.Slice(at, at+deleted), "\n"))
}

// putsNoBreak reports whether what an entry inserts has no line break. Undos may
// bring any.
func putsNoBreak(e *merge.Entry) bool {
	if len(e.Undo) > 0 {
		return false
	}
	for inserted := range e.Delta.Inserts() {
		if strings.Contains(inserted, "\n") {
			return false
		}
	}
	return true
}

// pass lets go of what waits if none of it has moved anything and the draft is
// the log's own text again: so who types all the time has nothing placed twice.
func (r *trail) pass(doc *merge.Document) {
	if n := len(r.late); n > 0 && !r.moved && doc.Settled() && !r.overlay.HasMarks() {
		r.at = r.late[n-1].at
		r.drop(doc)
	}
}

// drop forgets what waited.
func (r *trail) drop(doc *merge.Document) {
	clear(r.late)
	r.late, r.moved = r.late[:0], false
	if doc.Settled() {
		r.own, r.recent, r.twin = text.Text{}, r.recent[:0], nil
	}
}

// A step is what the trail knows of the draft right before an event.
type step struct {
	waits  bool // the draft is not the log's own text, or the overlay is behind
	moves  bool // the event may move something of the overlay
	before text.Text
	breaks int // in the draft, where it waits
}

// before is asked before an event is taken in. An entry comes with those that
// change the draft.
func (r *trail) before(doc *merge.Document, e *merge.Entry) step {
	r.pass(doc)
	if len(r.late) > 0 || r.twin != nil || !doc.Settled() {
		return step{waits: true, breaks: doc.Breaks()}
	}
	if e == nil {
		return step{}
	}
	if _, deleted, _, ok := e.Delta.Single(); ok && !r.overlay.HasMarks() && (deleted == 0 && putsNoBreak(e) || e.Base >= doc.Head() && plain(doc, e.Delta)) {
		return step{}
	}
	return step{moves: true, before: doc.Text()}
}

// follow takes in an event after the step before it: what it did to the draft,
// and what it does to the overlay.
func (r *trail) follow(s step, doc *merge.Document, at Version, e *merge.Entry, did delta.Delta, then func(*draft.Overlay, text.Text)) {
	if s.waits {
		// What is pending hides no line break, so one that the log's text loses or
		// gets shows in the draft.
		quiet := e == nil || !r.hides && putsNoBreak(e) && doc.Breaks() == s.breaks
		r.moved = r.moved || then != nil || !quiet || r.overlay.HasMarks()
		if e != nil {
			kept := *e
			e = &kept
		}
		if r.late = append(r.late, late{at, e, then}); len(r.late) >= mostLate {
			r.catchUp(doc)
		}
		return
	}
	r.at = at
	if s.moves && did.Changes() {
		r.carry(s.before, did, e)
	}
	if then != nil {
		then(r.overlay, doc.Text())
	}
}

// carry moves the overlay through what an entry did. It cannot fail: what was
// done was done to that text.
func (r *trail) carry(before text.Text, did delta.Delta, e *merge.Entry) {
	if err := r.overlay.Carry(before, did, draft.Source{By: e.By, Number: e.Number, Undo: e.Undo}); err != nil {
		panic("meeting: " + err.Error())
	}
}

// catchUp takes in the events that wait.
func (r *trail) catchUp(doc *merge.Document) {
	r.pass(doc)
	for i := range r.late {
		l := &r.late[i]
		if l.entry != nil {
			r.place(doc, l)
		}
		r.at = l.at
		if l.then != nil {
			l.then(r.overlay, r.own)
		}
	}
	r.drop(doc)
}

// place does to the log's own text what an entry does to it: as it stands when
// its author had seen all of it, else as the twin says.
func (r *trail) place(doc *merge.Document, l *late) {
	before, did := r.own, l.entry.Delta
	if r.twin == nil && r.isDirect(l.entry) {
		r.own = applied(r.own, did, l.entry.By)
	} else {
		if r.twin == nil {
			r.twin = r.newTwin(doc)
		}
		r.twin.Advance(l.at - 1)
		d, err := r.twin.Append(l.at, *l.entry)
		if err != nil { // the document itself took it: a bug of ours
			panic("meeting: " + err.Error())
		}
		did, r.own = d, r.twin.Text()
	}
	r.recent = append(r.recent, stamp{l.entry.By, l.at})
	if did.Changes() {
		r.carry(before, did, l.entry)
	}
}

// isDirect reports whether an edit's author had seen all of the log's own text.
func (r *trail) isDirect(e *merge.Entry) bool {
	if len(e.Undo) > 0 || e.Base < r.since {
		return false
	}
	for _, s := range slices.Backward(r.recent) {
		if s.at <= e.Base {
			break
		}
		if s.by != e.By {
			return false
		}
	}
	return true
}

// newTwin returns the log's own document as the overlay has it, from which
// everything that waits can be placed.
func (r *trail) newTwin(doc *merge.Document) *merge.Document {
	low := r.at
	for _, l := range r.late {
		if l.entry != nil {
			low = min(low, l.entry.Base)
		}
	}
	base, from, entries := doc.Since(low)
	twin := merge.New(base, from)
	for _, e := range entries {
		if e.At > r.at {
			break
		}
		twin.Advance(e.At - 1) // what lies between is no edit
		if _, err := twin.Append(e.At, e.Entry); err != nil {
			panic("meeting: " + err.Error())
		}
	}
	twin.Advance(r.at)
	return twin
}

// applied returns the text with an edit made to it.
func applied(t text.Text, d delta.Delta, by text.Author) text.Text {
	next, err := draft.Apply(t, d, by)
	if err != nil {
		panic("meeting: " + err.Error())
	}
	return next
}

// Overlay returns what lies over the draft: proposals and all, as the log has
// it. It is the state's own: look at it, and do not change it.
func (s *State) Overlay() *draft.Overlay {
	s.trail.catchUp(s.doc)
	return s.trail.overlay
}

// Own returns the text that the log makes, without what is pending.
func (s *State) Own() text.Text {
	s.trail.catchUp(s.doc)
	if s.doc.Settled() {
		return s.doc.Text()
	}
	return s.trail.own
}

// Proposal returns P-n, nil if there is none.
func (s *State) Proposal(n int) *draft.Proposal { return s.Overlay().Proposal(n) }

// pend applies an own edit or undo before the log has it.
func (s *State) pend(e merge.Entry) (delta.Delta, error) {
	s.trail.pass(s.doc)
	s.trail.begin(s.doc, s.head)
	s.trail.hides = s.trail.hides || len(e.Undo) > 0 || !plain(s.doc, e.Delta)
	return s.doc.Pend(e)
}
