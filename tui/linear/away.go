package linear

import (
	"strings"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/word"
	"parley/tui/wording"
)

// absent says what was missed while there was no link: in words one line on
// return, all of it when asked.
type absent struct {
	Event   string       `json:"event"` // "away"
	Seconds float64      `json:"seconds"`
	Changes int          `json:"changes"` // places at which the draft reads otherwise
	Edits   int          `json:"edits"`   // changes made by others; 0 where compared
	People  []string     `json:"people"`  // who made them
	Lines   []int        `json:"lines"`   // that read otherwise
	Redline []redlined   `json:"redline"`
	Chat    []missedChat `json:"chat"`
	// What became of proposals and paragraphs, and how many brackets there are and were.
	Proposals []missedProposal `json:"proposals"`
	Agreed    []string         `json:"agreed"` // paragraphs, as they are called
	Reopened  []string         `json:"reopened"`
	Brackets  int              `json:"brackets"`
	WereThere int              `json:"brackets_were"`

	Sent     int  `json:"sent"`     // own commands that waited for the link
	Compared bool `json:"compared"` // two texts were compared, as single changes were not known any more

	headline string
	rows     []string
}

// redlined is a line that reads otherwise.
type redlined struct {
	Line int      `json:"line"` // as it is counted now
	Gone bool     `json:"gone"` // the whole line was deleted, before that one
	By   []string `json:"by"`
	Text string   `json:"text"` // {--taken out--}{++put in++}
}

// missedProposal is one that others made, or that came to another end.
type missedProposal struct {
	Number  int    `json:"number"`
	By      string `json:"by"`
	New     bool   `json:"new"`
	Outcome string `json:"outcome"`
}

// missedChat is a line of chat.
type missedChat struct {
	Number uint64 `json:"number"`
	By     string `json:"by"`
	Text   string `json:"text"`
}

func (s absent) words() string {
	first := strings.ToUpper(s.headline[:1]) + s.headline[1:]
	if len(s.rows) == 0 {
		return first + "."
	}
	return first + ".\n" + strings.Join(s.rows, "\n")
}

// isBack tells that this person was away, if anything was missed.
func (f *front) isBack() {
	r, back := f.away.Back()
	if !back {
		return
	}
	if r.Missed() || f.missed == nil {
		f.missed = &r
	}
	if !r.Missed() {
		return
	}
	s := f.absence(r)
	s.headline, s.rows = s.headline+word.Say(": away reads it out"), nil
	f.announce(pressing, f.here(s))
}

// awayNow is what was missed when something last was.
func (f *front) awayNow() absent { return f.absence(*f.missed) }

func (f *front) absence(r away.Report) absent {
	s := absent{
		Event: "away", Seconds: r.Away.Seconds(), Changes: r.Places, Edits: r.Edits, People: []string{}, Lines: []int{}, Redline: []redlined{}, Chat: []missedChat{},
		Sent: r.Sent, Compared: r.Compared, headline: r.Headline(), rows: append(wording.Missed(r.Wordings, true), r.Told(f.name, true)...),
		Proposals: []missedProposal{}, Agreed: append([]string{}, r.Agreed...), Reopened: append([]string{}, r.Reopened...), Brackets: r.Brackets, WereThere: r.WereThere,
	}
	s.People, s.Lines = append(s.People, f.names(r.By)...), append(s.Lines, r.Lines()...)
	s.Redline = f.redlined(r)
	for _, m := range r.Matters {
		s.Proposals = append(s.Proposals, missedProposal{m.Number, string(m.Voice), m.New, m.Outcome.String()})
	}
	for _, c := range r.Chat {
		s.Chat = append(s.Chat, missedChat{uint64(c.Number), f.name(c.By), text.CleanLine(c.Text, meeting.MaxChat)})
	}
	return s
}

// redlined are the lines of a report that read otherwise.
func (f *front) redlined(r away.Report) []redlined {
	all := []redlined{}
	for _, row := range r.Rows {
		all = append(all, redlined{row.Line, row.Gone, append([]string{}, f.names(row.By)...), row.Marked(false)})
	}
	return all
}

// names are how people are called.
func (f *front) names(all []text.Author) (names []string) {
	for _, by := range all {
		if name := f.name(by); name != "" {
			names = append(names, name)
		}
	}
	return names
}
