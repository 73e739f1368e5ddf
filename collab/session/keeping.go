package session

import (
	"cmp"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"parley/collab/keep"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

const (
	// keepAgain is how long after a failure the disk is tried again.
	keepAgain = 5 * time.Second
	// tidyAfter is how long an answer may wait to be noted on the disk: what is
	// sent once more because the note was lost does no harm.
	tidyAfter = time.Second
)

// A keeper writes to the disk what is not answered yet. What is asked is kept
// within milliseconds, whether there is a line or not, and nothing waits for
// it: the line sends what is not kept yet, and the server's answer is the
// better word.
type keeper struct {
	file   *keep.File    // nil: nothing is kept
	due    chan struct{} // holds one token when there may be something to keep
	person atomic.Uint32 // the person's number, to be kept with the rest

	// What follows belongs to the goroutine in keep.
	told meeting.Kept // the last that the front was told
}

// remember takes up what an earlier run left in the file at path. While
// another process has the file, this is a session of its own of which nothing
// is kept. A document's is of use to the session that its meeting's is of, whose
// nonce is given.
func (s *Session) remember(path string, nonce meeting.Nonce) {
	k := &s.keeper
	var f *keep.File
	var err error
	if s.meeting == nil {
		f, err = keep.Open(path)
	} else {
		f, err = keep.OpenAs(path, nonce)
	}
	if err != nil {
		if !errors.Is(err, keep.ErrHeld) {
			s.config.Logger.Warn("keep unsent changes", "why", err)
			s.notices.push(meeting.Kept{Why: err})
		}
		return
	}
	k.file, k.due = f, make(chan struct{}, 1)
	if s.meeting == nil {
		s.takesOver()
	}
	s.knows(f)
	s.restore(f)
}

// knows makes this the session that a file names.
func (s *Session) knows(f *keep.File) {
	s.keeper.person.Store(f.Person())
	s.nonce, s.person = f.Nonce(), text.Author(f.Person())
}

// restore puts what was left into the outbox, and tells the front.
func (s *Session) restore(f *keep.File) {
	left := f.Letters()
	then := meeting.Restored{Last: f.Last()}
	told := &s.keeper.told
	told.Command = f.Last()
	for _, l := range left {
		c, err := opened(l)
		if err != nil {
			told.Damaged = err
			break // those after it were made on top of it
		}
		then.Commands, then.At = append(then.Commands, c), append(then.At, l.At)
	}
	if d := f.Damage(); d != nil {
		told.Damaged, told.Aside = d, d.Aside
	}
	if told.Damaged != nil {
		s.config.Logger.Warn("what an earlier run kept is damaged", "aside", told.Aside, "why", told.Damaged)
	}
	n := len(then.Commands)
	s.outbox.restore(left[:n], left[n:], f.Last())
	if then.Last > 0 {
		s.notices.push(then)
	}
	s.notices.push(*told)
}

// opened returns the command in a letter.
func opened(l keep.Letter) (meeting.Command, error) {
	frame, err := wire.ParseAsked(l.Frame)
	c, ok := frame.(wire.CommandFrame)
	if err != nil || !ok || c.Command.Number != l.Number {
		return meeting.Command{}, fmt.Errorf("letter %d holds no command: %w", l.Number, cmp.Or(err, ErrNonsense))
	}
	return c.Command, nil
}

// keep writes down what is asked and what is answered until ended is closed,
// and then what is left.
func (s *Session) keep(ended <-chan struct{}) {
	k := &s.keeper
	if k.file == nil {
		return
	}
	var later <-chan time.Time
	for over := false; !over; {
		select {
		case <-k.due:
		case <-later:
		case <-s.outbox.stale:
			if later == nil {
				later = time.After(tidyAfter)
			}
			continue
		case <-ended:
			over = true
		}
		later = nil
		if s.keepDue(); k.told.Why != nil {
			later = time.After(keepAgain)
		}
	}
	if err := k.file.Close(); err != nil {
		s.config.Logger.Warn("close the file of unsent changes", "why", err)
	}
}

// keepDue writes down what is due, and says so.
func (s *Session) keepDue() {
	k := &s.keeper
	c := s.outbox.unkept()
	if p := k.person.Load(); p != k.file.Person() {
		c.Person = p
	}
	kept := k.file.Last()
	err := k.file.Keep(c)
	if err != nil {
		s.outbox.notKept(c, kept)
		s.config.Logger.Warn("keep unsent changes", "why", err)
	}
	if told := k.told; told.Command != k.file.Last() || (told.Why == nil) != (err == nil) {
		k.told.Command, k.told.Why = k.file.Last(), err
		s.notices.push(k.told)
	}
}
