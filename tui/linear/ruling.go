package linear

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/word"
)

// ruling is a decision, or what leads to one.
type ruling struct {
	Event   string `json:"event"` // "decision"
	Act     string `json:"act"`   // decided, undone, agreed, reopened, asked, open, off
	Number  int    `json:"number"`
	Outcome string `json:"outcome"`
	By      string `json:"by"`
	Version uint64 `json:"version"`
	Line    int    `json:"line"` // of the paragraph
	On      string `json:"on"`   // its label
	Text    string `json:"text"` // how it reads now
	Seen    int    `json:"seen"` // of those here, how many have the text
	Of      int    `json:"of"`
	Moved   []int  `json:"moved"` // the open proposals about the paragraph whose base has changed

	spoken string
}

func (s ruling) words() string { return s.spoken }

// ruledOn tells a decision and what leads to it.
func (f *front) ruledOn(e meeting.Event, p *draft.Proposal, by string, missed bool) {
	s := ruling{Event: "decision", By: by, Version: uint64(e.Number), Moved: []int{}}
	tab := f.draft.Table()
	if p != nil {
		s.Number, s.Outcome = p.Number, p.Outcome.String()
		para := p.Para
		if p.Became != 0 {
			para = p.Became
		}
		s.Line = tab.LineOf(para)
	}
	switch w := e.What.(type) {
	case meeting.Decided:
		f.came[f.tally("decision")]++
		if s.Act = "decided"; w.Proposal == 0 {
			s.Act, s.Line, s.Outcome = "agreed", tab.LineOf(w.Para), w.Outcome.String()
			if w.Outcome != draft.Agreed {
				s.Act = "reopened"
			}
		}
	case meeting.Undecided:
		f.came[f.tally("decision")]++
		s.Act = "undone"
	case meeting.ObjectionsAsked:
		if s.Act = "asked"; w.Off {
			s.Act = "off"
		}
	case meeting.ObjectionsOpen:
		s.Act, s.Seen, s.Of = "open", w.Seen, w.Of
	}
	if s.On = tab.Label(s.Line); s.Line > 0 {
		s.Text = tab.Text.Line(s.Line - 1)
	}
	s.Moved = f.moved(s.Line)
	s.spoken = f.decision(s, e)
	if !missed {
		f.announce(pressing, f.here(s))
	}
}

// moved are the open proposals about a line whose base has changed.
func (f *front) moved(line int) []int {
	all, tab := []int{}, f.draft.Table()
	for _, p := range tab.Overlay.Open() {
		if line > 0 && tab.LineOf(p.Para) == line && tab.Base(p) == draft.Changed {
			all = append(all, p.Number)
		}
	}
	return all
}

// decision says a decision in words.
func (f *front) decision(s ruling, e meeting.Event) string {
	label := "P-" + strconv.Itoa(s.Number)
	reads := ""
	if s.Line > 0 {
		reads = word.Say(" %s now: %s", capital(f.named(s.Line)), blank(s.Text))
	}
	switch s.Act {
	case "decided":
		if s.Outcome == draft.Undecided.String() {
			return word.Say("%s is open again, by %s.", label, s.By)
		}
		if d, ok := e.What.(meeting.Decided); ok && !d.Delta.Changes() {
			reads = ""
		}
		said := word.Say("%s %s, by %s. Draft %d.%s", label, word.Say(s.Outcome), s.By, s.Version, reads)
		for _, n := range s.Moved {
			said += "\n" + word.Say("P-%d: base changed. proposal %s reads all three wordings.", n, f.inCommand(n))
		}
		return said
	case "undone":
		return word.Say("The decision about %s is taken back, by %s.%s", label, s.By, reads)
	case "agreed":
		return word.Say("%s agreed ad ref, by %s: %s", capital(f.named(s.Line)), s.By, blank(s.Text))
	case "reopened":
		return word.Say("%s is open again, by %s.", capital(f.named(s.Line)), s.By)
	case "asked":
		return word.Say("Any objection to %s? Waiting until all have the text. object %s objects.", label, f.inCommand(s.Number))
	case "open":
		return word.Say("Any objection to %s? 20 seconds. Text seen by %d of %d. object %s objects.", label, s.Seen, s.Of, f.inCommand(s.Number))
	}
	return word.Say("Objections to %s are not waited for any more.", label)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
