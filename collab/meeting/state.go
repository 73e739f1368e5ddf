package meeting

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/merge"
	"parley/collab/text"
)

// The limits of what a meeting holds.
const (
	MaxText   = 8 << 20 // bytes of the draft
	MaxInsert = 1 << 20 // bytes one command may insert
	MaxSteps  = 50_000  // kept, deleted and inserted stretches of one edit
	MaxChat   = 2000    // code points of a line of chat
	MaxName   = 64      // code points of a name or a delegation
	MaxTitle  = 120     // code points of a title
	MaxUndo   = 1024    // entries one undo may name
	ChatKept  = 500     // lines of chat that the state remembers

	UndoReach = merge.UndoReach // changes by all, back from the newest, to which an undo reaches
)

// A Line is a line of chat. Number is 0 while only its author has it.
type Line struct {
	Number Version
	At     time.Time
	By     text.Author
	Text   string
	For    Audience
}

// A State is a meeting as its log has made it so far. It is a value for one
// owner: not safe for concurrent use.
type State struct {
	title   string
	head    Version
	next    text.Author // the first number not handed out by any Served
	people  map[text.Author]Person
	entered []text.Author
	session map[Session]text.Author
	last    commands
	chat    []Line
	doc     *merge.Document
	trail   trail
	forgot  Version // when it last looked for what to forget

	admission   admission
	proceedings Proceedings
}

// New returns the meeting before its first event.
func New() *State {
	return &State{
		next:    1,
		people:  map[text.Author]Person{},
		session: map[Session]text.Author{},
		last:    commands{of: map[text.Author]*uint64{}},
		doc:     merge.New(text.Text{}, 0),
		trail:   trail{overlay: draft.New(text.Text{})},

		admission: admission{shut: map[any]struct{}{}},
	}
}

// Head returns the number of the last event taken in.
func (s *State) Head() Version { return s.head }

// Title returns the meeting's title.
func (s *State) Title() string { return s.title }

// Text returns the draft.
func (s *State) Text() text.Text { return s.doc.Text() }

// Person returns somebody who has entered, also by the author of adopted words.
func (s *State) Person(n text.Author) (Person, bool) {
	p, ok := s.people[n.Person()]
	return p, ok
}

// BySession returns the person who entered with this session.
func (s *State) BySession(id Session) (Person, bool) { return s.Person(s.session[id]) }

// People returns those who have entered, in the order in which they did.
func (s *State) People() []Person {
	people := make([]Person, len(s.entered))
	for i, n := range s.entered {
		people[i] = s.people[n]
	}
	return people
}

// Last returns the number of the last command taken from that person, 0 if none.
func (s *State) Last(n text.Author) uint64 { return s.last.number(n) }

// NextPerson returns the first number that no Served event has handed out.
func (s *State) NextPerson() text.Author { return s.next }

// Chat returns the last lines of chat, at most ChatKept.
func (s *State) Chat() []Line { return slices.Clone(s.chat) }

// Check says whether the command may happen now: nil, or a Refusal. A command
// whose number is not past the person's last is the caller's to recognise.
func (s *State) Check(by Person, c Command) error {
	if !by.Role.may(c.Ask) {
		return NotAllowed
	}
	if s.proceedings.Closed(1) && AboutText(c.Ask) {
		return DocumentIsClosed
	}
	if drafts(c.Ask) && !s.MayWrite(by.Role) {
		return OnlyEditors
	}
	if c.Base > s.head || c.Number <= s.Last(by.Number) {
		return Malformed
	}
	if !s.stands(by, c) {
		return Unfounded
	}
	switch ask := c.Ask.(type) {
	case Edit:
		if err := s.checkEdit(entry(by.Number, c), ask); err != nil {
			return err
		}
		return s.checkLocks(by, c)
	case Undo:
		if len(ask.Of) == 0 || len(ask.Of) > MaxUndo {
			return TooBig
		}
		e := entry(by.Number, c)
		if err := s.doc.Check(e); err != nil {
			return refusal(err)
		}
		if s.Text().Size()+s.doc.Returns(e) > MaxText {
			return TooBig
		}
		return s.checkLocks(by, c)
	case Say:
		if utf8.RuneCountInString(ask.Text) > MaxChat {
			return TooBig
		}
		if ask.Text == "" || text.CleanLine(ask.Text, MaxChat) != ask.Text {
			return Malformed
		}
		return nil
	case Remove:
		if ask.Person == by.Number {
			return NotYourself
		}
		return nil
	case Guard, Revoke:
		return nil
	}
	if negotiation(c.Ask) != nil {
		return s.checkNegotiation(by, c)
	}
	return s.checkProceeding(by, c.Ask)
}

// stands reports whether what the command was made on top of is in the log.
// Its length alone does not tell: a word that was refused may be as long as the
// one that stands in its place. Of what is too old this is not known.
func (s *State) stands(by Person, c Command) bool {
	if !drafts(c.Ask) || c.Base < s.Oldest() {
		return true
	}
	return c.Prior == s.doc.Prior(by.Number, c.Base)
}

// may reports whether the role allows to ask that.
func (r Role) may(a Ask) bool {
	switch a.(type) {
	case Edit, Undo:
		return r.Writes()
	case Say:
		return r.Chats()
	case Guard, Remove, Revoke:
		return r.Runs()
	}
	if negotiation(a) != nil {
		return r.mayNegotiate(a)
	}
	return r.mayProceed(a) // where there is no such ask it is malformed, whoever asks
}

// drafts reports whether what was asked changes the draft.
func drafts(a Ask) bool {
	switch a.(type) {
	case Edit, Undo:
		return true
	}
	return false
}

// Steps returns how many steps the edits have that an undo of that person names.
func (s *State) Steps(by text.Author, u Undo) int {
	return s.doc.Steps(by, u.Of[:min(len(u.Of), MaxUndo)])
}

// Walked returns how many entries and pieces of text had to be looked at so far
// to place late edits and undos.
func (s *State) Walked() int { return s.doc.Walked() }

// Sweeps reports whether a change deletes more than half of a text that is no
// mere note. A copy that was not loaded whole, or a file that was emptied by
// accident, must not take everybody's work along unasked.
func Sweeps(d delta.Delta) bool {
	if d.BaseLen() <= noteLen {
		return false
	}
	return 2*d.Size().Deleted > d.BaseLen()
}

// noteLen is the most code points of a text that anybody may delete at one
// stroke.
const noteLen = 1000

// Sum returns the checksum of the draft, never 0.
func (s *State) Sum() uint32 { return max(1, s.Text().Sum()) }

func (s *State) checkEdit(e merge.Entry, ask Edit) error {
	for inserted := range ask.Delta.Inserts() {
		if !text.IsClean(inserted) {
			return Malformed
		}
	}
	if err := tooMuch(ask, s.doc.Size()); err != nil {
		return err
	}
	return refusal(s.doc.Check(e))
}

// tooMuch says whether an edit is bigger than any may be of a text of that many
// bytes, or deletes more than it says it means to: nil, or a Refusal.
func tooMuch(ask Edit, size int) error {
	z := ask.Delta.Size()
	if z.Steps > MaxSteps || z.Inserted > MaxInsert || size+z.Inserted > MaxText {
		return TooBig
	}
	if !ask.Sweeping && Sweeps(ask.Delta) {
		return Unmeant
	}
	return nil
}

func refusal(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, merge.ErrTooOld):
		return TooOld
	}
	return Malformed
}

// entry is the command as collab/merge knows it.
func entry(by text.Author, c Command) merge.Entry {
	e := merge.Entry{By: by, Number: c.Number, Base: c.Base, Prior: c.Prior}
	switch ask := c.Ask.(type) {
	case Edit:
		e.Delta = ask.Delta
	case Undo:
		e.Undo = ask.Of
	}
	return e
}

// Apply takes in the next event of the log. An error means that the event does
// not belong here, and leaves the state as it was.
func (s *State) Apply(e Event) error {
	_, err := s.Did(e)
	return err
}

// Did is Apply, and says what the event did to the draft: the zero Delta where
// it did nothing.
func (s *State) Did(e Event) (delta.Delta, error) {
	if edited, ok := e.What.(Edited); ok { // nearly all are
		return s.change(e.Number, &merge.Entry{By: e.By, Number: e.Command, Base: e.Base, Delta: edited.Delta})
	}
	if undone, ok := e.What.(Undone); ok {
		return s.change(e.Number, &merge.Entry{By: e.By, Number: e.Command, Base: e.Base, Undo: undone.Of})
	}
	if e.Number != s.head+1 {
		return delta.Delta{}, fmt.Errorf("apply event %d after %d: out of order", e.Number, s.head)
	}
	done := delta.Delta{}
	switch what := e.What.(type) {
	case Opened:
		if len(s.entered) > 0 {
			return done, fmt.Errorf("apply event %d: a meeting opens before anybody enters it", e.Number)
		}
		done = delta.New(delta.Op{Delete: s.doc.Len()}, delta.Op{Insert: what.Text})
		s.title, s.doc = what.Title, merge.New(text.New(what.Text, 0), e.Number)
		s.trail = trail{overlay: draft.New(s.doc.Text())}
	case Served:
		s.next = max(s.next, what.First+ServedBlock)
	case Entered:
		s.enter(what.Person)
	case Said:
		s.hear(e, Audience{}, what.Text)
	default:
		if Negotiates(what) {
			var err error
			if done, err = s.negotiate(e); err != nil {
				return delta.Delta{}, fmt.Errorf("apply event %d: %w", e.Number, err)
			}
			break
		}
		if err := s.goOn(e); err != nil {
			return done, err
		}
	}
	s.doc.Advance(e.Number)
	s.took(e.Number, e.By, e.Command)
	return done, nil
}

// goOn takes in an event that leaves the draft and the people as they are.
func (s *State) goOn(e Event) error {
	if s.admission.take(e.What) {
		if out, ok := e.What.(Removed); ok {
			s.proceedings.puts(out.Person, s.people)
		}
		return nil
	}
	known, err := s.proceed(e)
	switch {
	case !known:
		return fmt.Errorf("apply event %d: unknown kind %v", e.Number, reflect.TypeOf(e.What))
	case err != nil:
		return fmt.Errorf("apply event %d: %w", e.Number, err)
	}
	return nil
}

// accept is Did for the event that a command of that person's has become.
func (s *State) accept(by text.Author, c Command, a Accepted) (delta.Delta, error) {
	switch c.Ask.(type) {
	case Edit, Undo:
		e := entry(by, c)
		return s.change(a.Number, &e)
	}
	return s.Did(Event{a.Number, a.At, by, c.Number, c.Base, c.Happens()})
}

// change takes in an edit or an undo as event number at.
func (s *State) change(at Version, e *merge.Entry) (delta.Delta, error) {
	if at != s.head+1 {
		return delta.Delta{}, fmt.Errorf("apply event %d after %d: out of order", at, s.head)
	}
	step := s.trail.before(s.doc, e)
	done, err := s.doc.Append(at, *e)
	if err != nil {
		return delta.Delta{}, fmt.Errorf("apply event %d: %w", at, err)
	}
	s.trail.follow(step, s.doc, at, e, done, nil)
	s.took(at, e.By, e.Number)
	if !done.Changes() {
		done = delta.Delta{}
	}
	return done, nil
}

// took notes that the log went on, with something of that person's.
func (s *State) took(at Version, by text.Author, command uint64) {
	s.head = at
	s.last.took(by, command)
}

func (s *State) enter(p Person) {
	if _, known := s.people[p.Number]; !known {
		s.entered = append(s.entered, p.Number)
	}
	s.people[p.Number], s.session[p.Session] = p, p.Number
}
