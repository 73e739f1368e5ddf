package linear

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/word"
	"parley/tui/wording"
)

// parseHold reads #N [off].
func parseHold(rest string) (request, error) {
	number, after, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(strings.TrimPrefix(number, "#"))
	if err != nil || n < 1 {
		return request{}, errors.New(word.Say("it is not said which bracket: its number, as in #2"))
	}
	switch after = strings.ToLower(strings.TrimSpace(after)); after {
	case "", "on":
		return request{n: n, on: true}, nil
	case "off":
		return request{n: n}, nil
	}
	return request{}, errors.New(word.Say("a bracket is kept, or with off not any more, and %q is neither", shorten(after)))
}

// parseLift reads #N [ALTERNATIVE|anyway].
func parseLift(rest string) (request, error) {
	number, after, _ := strings.Cut(rest, " ")
	r, err := parseHold(number)
	if err != nil {
		return r, err
	}
	r.on = false
	for _, w := range strings.Fields(after) {
		which, err := strconv.Atoi(w)
		switch {
		case strings.EqualFold(w, "anyway"):
			r.on = true
		case err != nil || which < 1:
			return r, errors.New(word.Say("%q is no alternative's number", shorten(w)))
		default:
			r.place = w
		}
	}
	return r, nil
}

// aBracket is a pair of square brackets, to say it.
type aBracket struct {
	Number       int      `json:"number"`
	Line         int      `json:"line"`
	Label        string   `json:"label,omitempty"`
	Text         string   `json:"text"`
	Alternatives []string `json:"alternatives,omitempty"`
	Holders      []string `json:"holders"`
	Depth        int      `json:"depth"` // how many are around it

	where string
}

// aFault is a bracket that does not close.
type aFault struct {
	Line  int    `json:"line"`
	Label string `json:"label,omitempty"`
	What  string `json:"what"`
	Near  string `json:"near"` // what stands there

	where string
}

// bracketed are all brackets.
type bracketed struct {
	Event    string     `json:"event"` // "brackets"
	Open     int        `json:"open"`
	Was      int        `json:"was"` // when the meeting began
	Brackets []aBracket `json:"brackets"`
	Faults   []aFault   `json:"faults"`
}

func (s bracketed) words() string {
	var b strings.Builder
	if b.WriteString(word.Count(s.Open, "%d bracket open", "%d brackets open")); s.Was != s.Open {
		b.WriteString(word.Say(", was %d", s.Was))
	}
	b.WriteString(".\n")
	for _, x := range s.Brackets {
		said := x.Text
		if len(x.Alternatives) > 0 {
			said = strings.Join(x.Alternatives, word.Say(", or "))
		}
		b.WriteString(word.Say("#%d, %s: %s", x.Number, x.where, said))
		if len(x.Holders) > 0 {
			b.WriteString(word.Say("; held by %s", strings.Join(x.Holders, ", ")))
		}
		b.WriteString(".\n")
	}
	for _, x := range s.Faults {
		b.WriteString(word.Say("%s: %s: %s", capital(x.where), word.Say(x.What), x.Near) + "\n")
	}
	return b.String()
}

// brackets tells all brackets.
func (f *front) brackets() bracketed {
	tab := f.draft.Table()
	s := bracketed{Event: "brackets", Open: len(tab.Brackets.Pairs), Was: tab.Overlay.BracketsWere(), Brackets: []aBracket{}, Faults: []aFault{}}
	for _, p := range tab.Brackets.Pairs {
		line := tab.Text.LineOf(p.Open) + 1
		x := aBracket{Number: p.Number, Line: line, Label: tab.Label(line), Text: within(tab.Text, p), Holders: []string{}, Depth: p.Depth, where: f.named(line)}
		if p.Outer > 0 {
			x.where += word.Say(", in #%d", p.Outer)
		}
		if len(p.Bars) > 0 {
			x.Alternatives = alternativesOf(tab.Text, p)
		}
		for _, v := range tab.Overlay.Holders(p.Open) {
			x.Holders = append(x.Holders, string(v))
		}
		s.Brackets = append(s.Brackets, x)
	}
	for _, fault := range tab.Brackets.Faults {
		s.Faults = append(s.Faults, aFault{fault.Line, tab.Label(fault.Line), fault.What.String(), near(tab.Text, fault.At), f.named(fault.Line)})
	}
	return s
}

// near is what stands around a place of a line, so that it is found there.
func near(t text.Text, at int) string {
	const before, behind = 20, 20
	line := t.LineOf(at)
	from, to := max(t.LineStart(line), at-before), min(t.LineEnd(line), at+1+behind)
	words := t.Slice(from, to)
	if from > t.LineStart(line) {
		words = "..." + words
	}
	if to < t.LineEnd(line) {
		words += "..."
	}
	return words
}

// within are the words in a bracket.
func within(t text.Text, p draft.Bracket) string {
	return strings.ReplaceAll(t.Slice(p.Open+1, p.Close), "\n", " / ")
}

func alternativesOf(t text.Text, p draft.Bracket) (all []string) {
	from := p.Open + 1
	for _, bar := range append(append([]int(nil), p.Bars...), p.Close) {
		all = append(all, strings.TrimSpace(t.Slice(from, bar)))
		from = bar + 1
	}
	return all
}

// numbered is bracket #n.
func (f *front) numbered(n int) (draft.Bracket, error) {
	tab := f.draft.Table()
	if p := tab.Brackets.Of(n); p != nil {
		return *p, nil
	}
	return draft.Bracket{}, errors.New(word.Say("there is no bracket #%d, there are %d: brackets lists them", n, len(tab.Brackets.Pairs)))
}

// hold keeps a bracket, or lets go of it.
func (f *front) hold(r request, now time.Time) error {
	p, err := f.numbered(r.n)
	if err != nil {
		return err
	}
	if _, err := f.draft.Negotiate(meeting.Retain{At: p.Open, Off: !r.on}, now); err != nil {
		return err
	}
	words := word.Say("Held: bracket #%d.", r.n)
	if !r.on {
		words = word.Say("Let go: bracket #%d.", r.n)
	}
	f.sent(r.verb, words)
	return nil
}

// lift takes a pair of brackets away.
func (f *front) lift(r request, now time.Time) error {
	p, err := f.numbered(r.n)
	if err != nil {
		return err
	}
	tab := f.draft.Table()
	if held := tab.Overlay.Holders(p.Open); len(held) > 0 && !r.on {
		return errors.New(word.Say("bracket #%d is held by %s: they let go of it with hold #%[1]d off, or lift #%[1]d anyway", r.n, wording.Tongue().Voices(held)))
	}
	d, err := draft.Lift(tab.Text, p, alternative(r.place))
	if errors.Is(err, draft.ErrAlternative) {
		return errors.New(word.Say("bracket #%d has %d alternatives: say which, as in lift #%[1]d 2", r.n, len(p.Bars)+1))
	}
	if err != nil {
		return err
	}
	return f.change(request{verb: r.verb, ref: ref(tab.Text.LineOf(p.Open) + 1)}, now, func(text.Text, int) (delta.Delta, error) { return d, nil })
}

func alternative(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
