package linear

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/redline"
	"parley/tui/word"
	"parley/tui/wording"
)

// parseView reads [redline|clean|original|agreed].
func parseView(rest string) (request, error) {
	if rest == "" {
		return request{n: -1}, nil
	}
	v, ok := redline.ParseView(strings.ToLower(rest))
	if !ok {
		return request{}, errors.New(word.Say("%q is no way to read the draft", shorten(rest)))
	}
	return request{n: int(v)}, nil
}

// parseRead reads [REF].
func parseRead(rest string) (request, error) {
	if rest == "" {
		return request{}, nil
	}
	place, after, err := parsePlace(rest)
	switch {
	case err != nil:
		return request{}, err
	case after != "":
		return request{}, errors.New(word.Say("one line at a time can be read, and %q follows", shorten(after)))
	case place == "0":
		return request{}, errFromOne
	}
	return request{place: place}, nil
}

// isPlace reports whether a word alone names a place: 14, R2bis, P-31, id7 or 2/P-31.
func isPlace(s string) bool {
	_, s = floor.CutDocument(s)
	_, id := draft.ParseID(s)
	_, err := strconv.Atoi(s)
	return id || err == nil || isBracket(s) || floor.IsRef(strings.ToUpper(s))
}

// isBracket reports whether s is the number of a bracket, as in #2.
func isBracket(s string) bool {
	n, is := strings.CutPrefix(s, "#")
	_, err := strconv.ParseUint(n, 10, 31)
	return is && err == nil
}

// parseGoto reads REF, P-31, or #2, of a document or of the one in view.
func parseGoto(rest string) (request, error) {
	if n, at := floor.CutDocument(rest); n > 0 {
		r, err := parseWithin(at)
		r.document = n
		return r, err
	}
	return parseWithin(rest)
}

func parseWithin(rest string) (request, error) {
	if n, err := strconv.Atoi(strings.TrimPrefix(rest, "#")); err == nil && strings.HasPrefix(rest, "#") {
		return request{n: n, on: true}, nil
	}
	if n, ok := draft.ParseNumber(rest); ok && strings.HasPrefix(strings.ToUpper(rest), "P") && !strings.HasPrefix(strings.ToUpper(rest), "PP") {
		return request{n: n}, nil
	}
	if rest == "" {
		return request{}, errNoRef
	}
	return parseRead(rest)
}

// passage is one paragraph of the draft, read out.
type passage struct {
	Event     string   `json:"event"` // "read"
	Version   uint64   `json:"version"`
	Line      int      `json:"line"` // 0: a paragraph that is only proposed
	Of        int      `json:"lines"`
	Text      string   `json:"text"`
	Label     string   `json:"label,omitempty"`
	ID        string   `json:"id,omitempty"`
	Redline   string   `json:"redline,omitempty"`  // where something is proposed or bracketed
	Proposed  string   `json:"proposed,omitempty"` // the proposal that the redline shows
	Proposals []string `json:"proposals,omitempty"`
	Agreed    bool     `json:"agreed,omitempty"`

	spoken string
	about  []string // how the proposals stand
}

func (s passage) words() string {
	out := word.Say("Line %d. %s", s.Line, blank(s.spoken))
	if s.Label != "" {
		out = word.Say("%s, line %d. %s", s.Label, s.Line, blank(s.spoken))
	}
	if s.Line == 0 {
		out = word.Say("New paragraph. %s", blank(s.spoken))
	}
	if s.Agreed {
		out += word.Say(" Agreed ad ref.")
	}
	for _, line := range s.about {
		out += "\n" + line
	}
	return out
}

// passages are what is read of the lines from first to last, in the view that
// was chosen.
func (f *front) passages(first, last int) (all []passage) {
	tab := f.draft.Table()
	of := lines(tab.Text)
	sheet := redline.NewSheet(tab.Page, tab.Overlay, tab.Brackets, f.view)
	for _, p := range sheet.Paragraphs(first, last) {
		s := passage{Event: "read", Version: uint64(f.draft.Version()), Line: p.Line, Of: of, Text: redline.Old(p.Spans), Label: p.Label, Agreed: p.Agreed}
		if p.ID != 0 && len(p.Label) > 0 {
			s.ID = p.ID.String()
		}
		s.spoken = wording.Tongue().Spoken(p.Spans)
		if plain := redline.Plain(p.Spans); plain != s.Text {
			s.Redline = plain
		} else {
			s.spoken = s.Text // as it stands, blanks and all
		}
		if q := p.Shown; q != nil {
			s.Proposed = q.Label()
			s.Proposals = append(s.Proposals, q.Label())
			t := f.asTold(q)
			s.about = append(s.about, word.Say("%s, %s, by %s. %s.", t.Label, word.Say(t.Mark), t.from, t.standing()))
		}
		for _, q := range p.Others {
			t := f.asTold(q)
			s.Proposals = append(s.Proposals, t.Label)
			s.about = append(s.about, word.Say("Also ")+t.words())
		}
		all = append(all, s)
	}
	return all
}

// read reads the draft, or a paragraph with what is proposed about it.
func (f *front) read(r request) error {
	first, last := 0, lines(f.draft.Text())
	if r.place != "" {
		line, err := f.place(r.place, false)
		if err != nil {
			return err
		}
		first, last, f.at = line, line, line
		f.lead(line)
	} else if !f.JSON {
		f.out.say(f.here(drafted{Version: uint64(f.draft.Version()), Of: last}))
	}
	all := f.passages(first, last)
	for _, s := range all {
		f.out.say(f.here(s))
	}
	if len(all) == 0 && r.place != "" {
		f.out.say(f.here(done{Event: "done", Command: "read", Line: first, spoken: word.Say("Line %d is not in this view: view redline shows all.", first)}))
	}
	return nil
}

// goTo reads a line, or the one that a proposal is about or a bracket is in, in
// another document once one is there.
func (f *front) goTo(r request, now time.Time) error {
	if r.document != 0 && r.document != f.number {
		return f.goToDocument(r.document, now, func(now time.Time) {
			r.document = 0
			if err := f.goTo(r, now); err != nil {
				f.fail(r.verb, err)
			}
		})
	}
	switch {
	case r.on:
		p, err := f.numbered(r.n)
		if err != nil {
			return err
		}
		return f.readLine(f.draft.Text().LineOf(p.Open) + 1)
	case r.n == 0:
		return f.read(r)
	}
	p, err := f.proposed(r.n)
	if err != nil {
		return err
	}
	line := f.draft.Table().LineOf(p.Para)
	if p.Para == 0 {
		line = 1
	}
	if line == 0 {
		return errors.New(word.Say("the paragraph of %s is gone: proposal %d reads it", p.Label(), p.Number))
	}
	return f.readLine(line)
}

func (f *front) readLine(line int) error { return f.read(request{place: strconv.Itoa(line)}) }

// openLines are the lines that have something to be decided: a proposal or a
// square bracket.
func (f *front) openLines() (all []int) {
	tab := f.draft.Table()
	for _, p := range tab.Overlay.Open() {
		if line := tab.LineOf(p.Para); line > 0 {
			all = append(all, line)
		} else if p.Para == 0 {
			all = append(all, 1)
		}
	}
	for _, b := range tab.Brackets.Pairs {
		all = append(all, tab.Text.LineOf(b.Open)+1)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// toOpen reads the next open point behind the line read last, or the one before
// it; behind the last one comes the first.
func (f *front) toOpen(next bool) error {
	all := f.openLines()
	if len(all) == 0 {
		return errors.New(word.Say("there is no open point: nothing is proposed, and no bracket is open"))
	}
	at, found := slices.BinarySearch(all, f.at)
	switch {
	case !next:
		at--
	case found:
		at++
	}
	return f.readLine(all[(at+len(all))%len(all)])
}

// setView chooses how the draft is read.
func (f *front) setView(n int) {
	if n < 0 {
		f.view = f.view.Next()
	} else {
		f.view = redline.View(n)
	}
	words := map[redline.View]string{
		redline.Redline: word.Say("The draft is read with what is proposed."), redline.Clean: word.Say("The draft is read as if what is proposed were accepted."),
		redline.Original: word.Say("The draft is read as it stands."), redline.Agreed: word.Say("Only what is agreed ad ref is read."),
	}
	f.out.say(f.here(done{Event: "done", Command: "view", Text: f.view.String(), Waiting: f.waiting(), spoken: words[f.view]}))
}
