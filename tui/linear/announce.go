package linear

import (
	"errors"
	"strings"
	"time"

	"parley/tui/word"
)

// An urgency is how much something that happens by itself matters to a person
// who hears it read out.
type urgency uint8

const (
	usual    urgency = iota // what others write and say
	pressing                // one's turn, decisions, the link and the sound
	silence                 // nothing is told but answers
)

// The words for the urgency from which on a person is told.
var urgencies = map[string]urgency{"all": usual, "turn": pressing, "off": silence}

// breath is the least time between two batches of announcements, so that a
// voice reading them out is not run over.
const breath = 2 * time.Second

// announcements are what is to be told of its own accord. A program is told
// everything at once; a person a batch at a time, the pressing first.
type announcements struct {
	least   urgency // what is below it is not told
	waiting []announcement
	told    time.Time // when the last batch was
	last    []saying  // the last batch, for again
	left    int       // what was not told since the level was changed
}

type announcement struct {
	urgency
	saying
}

// announce tells something that happens by itself, soon.
func (f *front) announce(u urgency, s saying) {
	if in, placed := s.(inDocument); placed {
		in.named = in.number > 1 || f.document != f.inView
		s = in
	}
	switch a := &f.announced; {
	case f.JSON:
		a.last = []saying{s}
		f.out.say(s)
	case u < a.least:
		a.left++
	default:
		at := len(a.waiting)
		for at > 0 && a.waiting[at-1].urgency < u {
			at--
		}
		a.waiting = append(a.waiting[:at], append([]announcement{{u, s}}, a.waiting[at:]...)...)
	}
}

// tellDue tells what waits once a breath has passed since the last batch.
func (f *front) tellDue(now time.Time) {
	if now.Sub(f.announced.told) >= breath {
		f.tellAll(now)
	}
}

// tellAll tells what waits, what others did to the draft last. It is called
// before an answer, too, so that what is heard last is the answer.
func (f *front) tellAll(now time.Time) {
	a := &f.announced
	batch := []saying{}
	for _, w := range a.waiting {
		batch = append(batch, w.saying)
	}
	a.waiting = nil
	for _, d := range f.documents {
		if len(d.changes.touched) == 0 {
			continue
		}
		edits := d.changes.tell(d.draft.Text(), f.name)
		if a.least > usual {
			a.left += len(edits)
		} else {
			batch = append(batch, inDocument{edits, d.number, d.number > 1 || d != f.inView})
		}
	}
	if len(batch) == 0 {
		return
	}
	a.told, a.last = now, batch
	for _, s := range batch {
		f.out.say(s)
	}
}

// again says the last announcements once more.
func (f *front) again() error {
	if len(f.announced.last) == 0 {
		return errors.New(word.Say("nothing has been announced yet"))
	}
	var lines []string
	for _, s := range f.announced.last {
		for line := range strings.Lines(s.words()) {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	f.out.say(repeated{"again", lines})
	return nil
}

// repeated is what was announced last.
type repeated struct {
	Event string   `json:"event"` // "again"
	Lines []string `json:"lines"`
}

func (s repeated) words() string { return strings.Join(s.Lines, "\n") }

// setUrgency says from what urgency on the person is told.
func (f *front) setUrgency(level string) {
	a := &f.announced
	spoken := map[urgency]string{
		usual:    word.Say("Everything is announced."),
		pressing: word.Say("Your turn, decisions, the link and the sound are announced, nothing else."),
		silence:  word.Say("Nothing is announced; answers to what you type still are."),
	}[urgencies[level]]
	if a.left > 0 {
		spoken += word.Say(" Left out until now: ") + word.Count(a.left, "announcement", "announcements") + "."
	}
	a.least, a.left = urgencies[level], 0
	f.out.say(done{Event: "done", Command: "urgency", Text: level, Waiting: f.waiting(), spoken: spoken})
}
