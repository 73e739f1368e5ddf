package linear

import (
	"errors"
	"strings"
	"time"

	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/statusbar"
	"parley/tui/word"
)

// mostFound is how many paragraphs are read that have the words.
const mostFound = 50

// find reads the paragraphs in which words stand, whatever their capitals.
func (f *front) find(words string) error {
	t, found := f.draft.Text(), 0
	low := strings.ToLower(words)
	for i := range lines(t) {
		line := t.Line(i)
		if !strings.Contains(strings.ToLower(line), low) {
			continue
		}
		if found++; found > mostFound {
			return errors.New(word.Say("%q stands in more than %d lines: give more words", shorten(words), mostFound))
		}
		f.at = i + 1
		f.out.say(f.here(passage{Event: "read", Version: uint64(f.draft.Version()), Line: i + 1, Of: lines(t), Text: line, spoken: line}))
	}
	if found == 0 {
		return errors.New(word.Say("%q stands nowhere in the draft", shorten(words)))
	}
	return nil
}

// differs is how the draft reads otherwise than when it was last asked.
type differs struct {
	Event   string     `json:"event"` // "changes"
	Version uint64     `json:"version"`
	Changes int        `json:"changes"` // places at which it reads otherwise
	Redline []redlined `json:"redline"`

	rows []string
}

func (s differs) words() string {
	if len(s.rows) == 0 {
		return word.Say("No changes. Draft %d.", s.Version)
	}
	return word.Say("%s. Draft %d.\n", word.Count(s.Changes, "change", "changes"), s.Version) + strings.Join(s.rows, "\n")
}

// changesNow compares the draft with how it was, and keeps it for the next time.
func (f *front) changesNow() differs {
	r := away.Compare(f.changes.read, f.draft.Text())
	f.changes.read = f.draft.Text()
	return differs{"changes", uint64(f.draft.Version()), r.Places, f.redlined(r), r.Told(f.name, true)}
}

// whereabout is where the person is, and what is going on around.
type whereabout struct {
	Event   string `json:"event"` // "where"
	Title   string `json:"title"`
	Version uint64 `json:"version"`
	Line    int    `json:"line"` // read or changed last; 0: none yet
	Lines   int    `json:"lines"`
	Heard   string `json:"heard"` // who is heard now
	Talking bool   `json:"talking"`
	Link    string `json:"link"`
	Item    int    `json:"item"`  // of the agenda, 0: none
	Floor   string `json:"floor"` // who has it; empty: nobody
	Place   int    `json:"place"` // one's own on the speakers' list, 0: none

	standing string
}

func (s whereabout) words() string {
	at := word.Say("No line was read yet, of %d", s.Lines)
	if s.Line > 0 {
		at = word.Say("Line %d of %d", s.Line, s.Lines)
	}
	heard := word.Say("Nobody is heard")
	if s.Heard != "" {
		heard = s.Heard + word.Say(" is heard")
	}
	mic := word.Say("Microphone off")
	if s.Talking {
		mic = word.Say("Microphone ON")
	}
	return strings.Join([]string{at, word.Say("Draft %d of %s", s.Version, s.Title), heard, mic, word.Say("Link %s", word.Say(s.Link))}, ". ") + "." + s.standing
}

func (f *front) where(now time.Time) whereabout {
	s := whereabout{
		Event: "where", Title: f.draft.Title(), Version: uint64(f.draft.Version()),
		Line: min(f.at, lines(f.draft.Text())), Lines: lines(f.draft.Text()),
		Item: f.seat.Proceedings().Item, Place: f.seat.Floor().Place(f.seat.Me().Member()), standing: f.standing(now),
	}
	if t := f.seat.Floor().Turn; t != nil {
		s.Floor = f.byName(t.By)
	}
	up, loss := false, 0.0
	if f.Sound != nil {
		is := f.Sound.Status()
		up, loss, s.Talking = is.Up(), is.Loss, f.Sound.Talking()
		for _, slot := range is.Slots {
			if slot.Speaker != 0 && statusbar.Audible(slot.Level) {
				s.Heard = f.name(text.Author(slot.Speaker))
				break
			}
		}
	}
	s.Link = quality(f.draft.Link(), f.reached, up, loss)
	s.standing += f.amongDocuments()
	return s
}
