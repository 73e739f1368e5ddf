package linear

import (
	"parley/collab/text"
	"parley/tui/word"
)

// A following is how one's place goes along with the chair's.
type following struct {
	on   bool
	line int       // where the chair was when it was told last; 0: it is not known yet
	from int       // one's own place before
	in   *document // in which that was
	to   *document // to which the chair has gone; nil: where one is
}

// led is where the chair is in the draft.
type led struct {
	Event string `json:"event"` // "chair"
	Line  int    `json:"line"`
	Label string `json:"label"`
	Text  string `json:"text"`

	where string
}

func (s led) words() string { return word.Say("The chair is at %s: %s", s.where, blank(s.Text)) }

// turnFollow begins to follow the chair, or goes back to where one was.
func (f *front) turnFollow() error {
	was := f.following
	if f.following = (following{}); was.on {
		f.done("follow", word.Say("You do not follow the chair any more."))
		if was.in != f.inView {
			f.enter(was.in)
			f.out.say(f.viewed())
		}
		if was.from == 0 {
			return nil
		}
		return f.readLine(min(was.from, lines(f.draft.Text())))
	}
	f.following = following{on: true, from: f.at, in: f.inView}
	if _, known := f.chairAt(); !known {
		f.done("follow", word.Say("You follow the chair as soon as it is known where the chair is."))
		return nil
	}
	f.done("follow", word.Say("You follow the chair."))
	f.followed()
	return nil
}

func (f *front) done(command, words string) {
	f.out.say(f.here(done{Event: "done", Command: command, Waiting: f.waiting(), spoken: words}))
}

// ledBy takes in where somebody is: who follows goes with the chair into another document.
func (f *front) ledBy(who text.Author) {
	if f.document == f.inView {
		f.followed()
		return
	}
	if p, ok := f.seat.Person(who); ok && p.Role.Runs() && f.following.on {
		f.following.to = f.document
	}
}

// followed tells when the chair has gone to another paragraph.
func (f *front) followed() {
	line, known := f.chairAt()
	if !f.following.on || f.document != f.inView || !known || line == f.following.line {
		return
	}
	f.following.line, f.at = line, line
	tab := f.draft.Table()
	f.announce(usual, f.here(led{"chair", line, tab.Label(line), tab.Text.Line(line - 1), f.named(line)}))
}

// chairAt is the line where who runs the meeting is.
func (f *front) chairAt() (line int, known bool) {
	for _, c := range f.draft.Cursors() {
		if c.Person.Role.Runs() {
			return lineAt(f.draft.Text(), c.At), true
		}
	}
	return 0, false
}

// lead tells the others where this person reads who runs the meeting.
func (f *front) lead(line int) {
	if !f.seat.Me().Role.Runs() {
		return
	}
	at := f.draft.Text().LineStart(line - 1)
	if p, ok := f.draft.Pointer(at, at); ok {
		f.line.Point(p.Base, p.At, p.Anchor, false)
	}
}
