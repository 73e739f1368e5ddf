package linear

import (
	"strings"

	"parley/tui/word"
)

// blamed is who wrote what of one paragraph.
type blamed struct {
	Event   string    `json:"event"` // "blame"
	Version uint64    `json:"version"`
	Line    int       `json:"line"`
	Of      int       `json:"lines"`
	Spans   []writing `json:"spans"`
}

// A writing is a stretch of a paragraph that one person wrote.
type writing struct {
	By     string `json:"by"`     // empty: it was in the draft that the meeting began with
	Person uint32 `json:"person"` // 0 then
	Text   string `json:"text"`
}

func (s blamed) words() string {
	if len(s.Spans) == 0 {
		return word.Say("Line %d. %s", s.Line, blank(""))
	}
	parts := make([]string, len(s.Spans))
	for i, w := range s.Spans {
		by := w.By
		if w.Person == 0 {
			by = word.Say("The first draft")
		}
		parts[i] = by + word.Say(": ") + blank(w.Text)
	}
	return word.Say("Line %d. %s", s.Line, strings.Join(parts, " | "))
}

// blame says who wrote what of a paragraph, or of each.
func (f *front) blame(r request) error {
	t, of := f.draft.Text(), lines(f.draft.Text())
	from, to := 1, of
	if r.place != "" {
		line, err := f.place(r.place, false)
		if err != nil {
			return err
		}
		from, to, f.at = line, line, line
	}
	for i := from; i <= to; i++ {
		s := blamed{"blame", uint64(f.draft.Version()), i, of, []writing{}}
		for span := range t.Spans(t.LineStart(i-1), t.LineEnd(i-1)) {
			s.Spans = append(s.Spans, writing{f.name(span.By), uint32(span.By.Person()), span.Text})
		}
		f.out.say(f.here(s))
	}
	return nil
}
