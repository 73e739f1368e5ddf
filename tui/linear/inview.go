package linear

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"parley/collab/meeting"
	"parley/tui/word"
)

// goToDocument takes the person to document n, as soon as it is here, and does
// there what is to be done then.
func (f *front) goToDocument(n int, now time.Time, then func(now time.Time)) error {
	return f.onceHere(n, "document", now, func(d *document, now time.Time) {
		if f.following.on && d != f.inView {
			f.following = following{}
			f.done("follow", word.Say("You do not follow the chair any more."))
		}
		f.enter(d)
		f.out.say(f.viewed())
		if then != nil {
			then(now)
		}
	})
}

// awayFromView does something in document n, as soon as it is here, and leaves
// the one in view where it is.
func (f *front) awayFromView(n int, verb string, now time.Time, do func(now time.Time)) error {
	return f.onceHere(n, verb, now, func(d *document, now time.Time) {
		f.within(d, func() { do(now) })
	})
}

// onceHere does something once document n is here.
func (f *front) onceHere(n int, verb string, now time.Time, do func(d *document, now time.Time)) error {
	if err := f.isThere(n); err != nil {
		return err
	}
	d := f.numberedDocument(n)
	if d == nil {
		return errors.New(word.Say("other documents than the first cannot be read here"))
	}
	if d.draft.Joined() {
		do(d, now)
		return nil
	}
	f.wait(&pause{
		what: "document", until: now.Add(patience), met: func() bool { return d.draft.Joined() || d.ended() },
		then: func(now time.Time) {
			if !d.draft.Joined() {
				f.fail(verb, f.notHere(n))
				return
			}
			do(d, now)
		},
		late: func(time.Time) { f.fail(verb, f.notHere(n)) },
	}, now)
	return nil
}

// inCommand is how a command names a proposal of the document that is dealt with.
func (f *front) inCommand(n int) string {
	if f.document == f.inView {
		return strconv.Itoa(n)
	}
	return strconv.Itoa(f.number) + "/" + strconv.Itoa(n)
}

func (f *front) notHere(n int) error {
	return errors.New(word.Say("document %d has not come yet: try again when the link is up (status)", n))
}

// enter puts a document in view. Who is in another one than the meeting stays
// there until they follow again.
func (f *front) enter(d *document) {
	f.document, f.inView, f.heading = d, d, nil
	f.looksElsewhere = d.number != f.seat.Before()
	f.following.line, f.following.to = 0, nil
}

// goAlong heads for the document that is before the meeting, unless this person
// has gone elsewhere. Where the meeting has come to the one in view, both go on
// together.
func (f *front) goAlong() {
	if f.looksElsewhere && f.inView.number == f.seat.Before() {
		f.looksElsewhere = false
	}
	if f.looksElsewhere || !f.seat.Joined() {
		return
	}
	switch n := f.seat.Before(); {
	case n == f.inView.number:
		f.heading = nil
	case f.heading == nil || n != f.heading.number:
		f.heading = f.numberedDocument(n)
	}
}

// arrive puts the document in view that this person is heading for, once it is
// here.
func (f *front) arrive() {
	if d := cmp.Or(f.following.to, f.heading); d != nil && d.draft.Joined() {
		f.enter(d)
		f.announce(pressing, f.viewed())
		f.followed()
	}
}

// settled reports whether it is plain which document is meant: nobody is on the
// way to another, and nothing that was asked decides it. Without a line that may
// take for ever, and is not waited for.
func (f *front) settled() bool {
	if !f.seat.Joined() {
		return false
	}
	if !f.lost.IsZero() {
		return true
	}
	for _, a := range f.seat.Asked() {
		if _, puts := a.(meeting.DocumentBefore); puts {
			return false
		}
	}
	return f.heading == nil || f.heading.ended()
}
