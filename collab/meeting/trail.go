package meeting

import (
	"strings"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/merge"
	"parley/collab/text"
)

// A trail keeps the overlay of the draft beside the log's own text, without what
// this machine has pending, so that paragraphs, brackets and decisions are the
// same on all machines. While nothing is pending that text is the draft itself,
// and the trail goes along with every event that may move the overlay. Otherwise
// such events wait, until somebody asks, many do or nothing is pending, and a
// twin of the document, in which nothing is pending, says what each of them did.
// Nearly all events move nothing, and cost a look at their line breaks.
type trail struct {
	overlay *draft.Overlay
	late    []late          // events that the overlay has not taken in yet
	twin    *merge.Document // nil, or the log's own document at some event
	marks   bool            // what waits may mark a place
	hider   hider           // of what is pending
}

// A late is an event that the overlay has not taken in yet. What it does to the
// text, if anything, is in the document's log.
type late struct {
	at   Version
	then func(*draft.Overlay, text.Text) // nil only where it does something to the text
}

// A hider is the last pending entry that may have taken a line break out or put
// one in; zero: none has.
type hider struct {
	by     text.Author
	number uint64
}

// mostLate is how many events wait at most.
const mostLate = 1024

// plain reports whether an edit certainly neither puts a line break in nor takes
// one out. Where nothing is marked such edits leave the overlay as it is, and
// they are nearly all that is typed.
func plain(doc *merge.Document, e *merge.Entry) bool {
	at, deleted, inserted, ok := e.Delta.Single()
	if !ok || len(e.Undo) > 0 || strings.Contains(inserted, "\n") {
		return false
	}
	return deleted == 0 || doc.IsDirect(e) && !doc.BreaksIn(at, at+deleted)
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

// settle is called before anything happens. Once nothing is pending, what waits
// is taken in, so that few events have to be placed twice. Where something is
// marked every event waits, and many are placed for what a few cost.
func (r *trail) settle(doc *merge.Document) {
	if !doc.Settled() {
		return
	}
	if len(r.late) > 0 && !r.overlay.HasMarks() {
		r.catchUp(doc)
	}
	if len(r.late) == 0 {
		r.hider = hider{}
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
	r.settle(doc)
	switch {
	case len(r.late) > 0 || !doc.Settled():
		return step{waits: true, breaks: doc.Breaks()}
	case e == nil || !r.overlay.HasMarks() && plain(doc, e):
		return step{}
	}
	return step{moves: true, before: doc.Text()}
}

// follow takes in an event after the step before it: what it did to the draft,
// and what it does to the overlay.
func (r *trail) follow(s step, doc *merge.Document, at Version, e *merge.Entry, did delta.Delta, then func(*draft.Overlay, text.Text)) {
	if s.waits {
		if then != nil || e != nil && !r.isQuiet(s, doc, e) {
			r.await(doc, late{at, then})
		}
		if e != nil && e.By == r.hider.by && e.Number >= r.hider.number {
			r.hider = hider{}
		}
		return
	}
	if s.moves && did.Changes() {
		r.carry(s.before, did, e)
	}
	if then != nil {
		then(r.overlay, doc.Text())
	}
}

// isQuiet reports whether an entry has certainly left the overlay as it is. What
// is pending hides no line break, so that one which the log's text loses or gets
// shows in the draft.
func (r *trail) isQuiet(s step, doc *merge.Document, e *merge.Entry) bool {
	return r.hider == (hider{}) && !r.overlay.HasMarks() && !r.marks && doc.Breaks() == s.breaks && putsNoBreak(e)
}

func (r *trail) await(doc *merge.Document, l late) {
	r.marks = r.marks || l.then != nil
	if r.late = append(r.late, l); len(r.late) >= mostLate {
		r.catchUp(doc)
	}
}

// carry moves the overlay through what an entry did. It cannot fail: what was
// done was done to that text.
func (r *trail) carry(before text.Text, did delta.Delta, e *merge.Entry) {
	if err := r.overlay.Carry(before, did, draft.Source{By: e.By, Number: e.Number, Undo: e.Undo}); err != nil {
		panic("meeting: " + err.Error())
	}
}

// catchUp takes in the events that wait, in one walk through the log.
func (r *trail) catchUp(doc *merge.Document) {
	waiting := r.late
	if len(waiting) == 0 {
		return
	}
	if r.twin == nil {
		r.twin = doc.At(waiting[0].at - 1)
	}
	for e := range doc.After(r.twin.Head()) {
		if waiting = r.hear(waiting, e.At); len(waiting) == 0 {
			break
		}
		if waiting[0].at > e.At {
			r.place(doc, e)
			continue
		}
		before := r.twin.Text()
		if did := r.place(doc, e); did.Changes() {
			r.carry(before, did, e.Entry)
		}
		if then := waiting[0].then; then != nil {
			then(r.overlay, r.twin.Text())
		}
		waiting = waiting[1:]
	}
	r.hear(waiting, doc.Head()+1)
	clear(r.late)
	r.late, r.marks = r.late[:0], false
	if doc.Settled() {
		r.hider = hider{}
	}
}

// hear takes in the first of what waits, as far as that is before an event and
// changes no text, and returns the others.
func (r *trail) hear(waiting []late, before Version) []late {
	for len(waiting) > 0 && waiting[0].at < before {
		waiting[0].then(r.overlay, r.twin.Text())
		waiting = waiting[1:]
	}
	return waiting
}

// goTo brings the twin to the log's own document at an event.
func (r *trail) goTo(doc *merge.Document, at Version) {
	if r.twin == nil {
		r.twin = doc.At(at)
	}
	for e := range doc.After(r.twin.Head()) {
		if e.At > at {
			break
		}
		r.place(doc, e)
	}
	r.twin.Advance(at)
}

// place does to the twin what the next entry does, and returns that. A twin that
// does not reach back to what its author had seen is made anew.
func (r *trail) place(doc *merge.Document, e merge.Placed) delta.Delta {
	if e.Reach < r.twin.Oldest() {
		r.twin = doc.At(e.At - 1)
	}
	r.twin.Advance(e.At - 1)
	did, err := r.twin.Append(e.At, *e.Entry)
	if err != nil { // the document itself took it: a bug of ours
		panic("meeting: " + err.Error())
	}
	return did
}

// own returns the text that the log makes.
func (r *trail) own(doc *merge.Document) text.Text {
	if doc.Settled() {
		return doc.Text()
	}
	r.catchUp(doc)
	r.goTo(doc, doc.Head())
	return r.twin.Text()
}

// forget drops of the document's log what is not needed any more. A twin that
// nobody has needed since an event goes, too.
func (r *trail) forget(doc *merge.Document, oldest, since Version) {
	if r.catchUp(doc); r.twin != nil && r.twin.Head() <= since && doc.Settled() {
		r.twin = nil
	}
	if r.twin != nil {
		r.goTo(doc, doc.Head()) // from what is forgotten it could not
	}
	doc.Forget(oldest)
	if r.twin != nil {
		r.twin.Forget(doc.Oldest())
	}
}

// Overlay returns what lies over the draft: proposals and all, as the log has
// it. It is the state's own: look at it, and do not change it.
func (s *State) Overlay() *draft.Overlay {
	s.trail.catchUp(s.doc)
	return s.trail.overlay
}

// Own returns the text that the log makes, without what is pending.
func (s *State) Own() text.Text {
	return s.trail.own(s.doc)
}

// Proposal returns P-n, nil if there is none.
func (s *State) Proposal(n int) *draft.Proposal { return s.Overlay().Proposal(n) }

// pend applies an own edit or undo before the log has it.
func (s *State) pend(e merge.Entry) (delta.Delta, error) {
	s.trail.settle(s.doc)
	if !plain(s.doc, &e) {
		s.trail.hider = hider{e.By, e.Number}
	}
	return s.doc.Pend(e)
}
