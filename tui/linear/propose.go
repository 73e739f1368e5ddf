package linear

import (
	"errors"
	"strings"
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/word"
	"parley/tui/wording"
)

var errNoRef = errors.New(word.Mark("it is not said which paragraph: a line, a label such as R2bis, or an id"))

// cutNote takes " -- NOTE" off the end, and off the note "for NAME:".
func cutNote(s string) (rest, note, behalf string) {
	i := strings.LastIndex(s, " -- ")
	if i < 0 {
		return strings.TrimSpace(strings.TrimSuffix(s, " --")), "", ""
	}
	rest, note = strings.TrimSpace(s[:i]), text.CleanLine(s[i+4:], draft.MaxNote+1)
	if after, ok := strings.CutPrefix(note, "for "); ok {
		if name, more, found := strings.Cut(after, ":"); found && len(name) <= draft.MaxFor {
			behalf, note = strings.Trim(name, `" `), strings.TrimSpace(more)
		}
	}
	return rest, note, behalf
}

// parsePlace reads REF at the start of s.
func parsePlace(s string) (place, after string, err error) {
	place, after, _ = strings.Cut(s, " ")
	if place == "" {
		return "", "", errNoRef
	}
	return place, strings.TrimSpace(after), nil
}

// parsePropose reads REF OLD => NEW [-- NOTE].
func parsePropose(rest string) (request, error) {
	rest, note, behalf := cutNote(rest)
	place, after, err := parsePlace(rest)
	if err != nil {
		return request{}, err
	}
	r := request{place: place, note: note, behalf: behalf}
	r.old, r.text, err = parseWording(after)
	return r, err
}

// parseWording reads OLD => NEW.
func parseWording(s string) (old, words string, err error) {
	old, words, found := cutArrow(s)
	if !found {
		return "", "", errors.New(word.Say("there is no => between the old words and the new"))
	}
	switch old, words = unquote(old), unquote(words); old {
	case "":
		return "", "", errors.New(word.Say("the words to replace are missing (propose-add proposes a new paragraph)"))
	case words:
		return "", "", errors.New(word.Say("the old words and the new are the same"))
	}
	return old, words, nil
}

// parseProposeAdd reads REF TEXT [-- NOTE].
func parseProposeAdd(rest string) (request, error) {
	rest, note, behalf := cutNote(rest)
	place, after, err := parsePlace(rest)
	if err == nil && after == "" {
		err = errors.New(word.Say("the new paragraph's text is missing"))
	}
	return request{place: place, text: after, note: note, behalf: behalf}, err
}

// parseProposeOf reads REF [-- NOTE].
func parseProposeOf(rest string) (request, error) {
	rest, note, behalf := cutNote(rest)
	place, after, err := parsePlace(rest)
	if err == nil && after != "" {
		err = errors.New(word.Say("a whole paragraph is meant, and %q follows", shorten(after)))
	}
	return request{place: place, note: note, behalf: behalf}, err
}

// parseProposeMove reads REF AFTER [-- NOTE].
func parseProposeMove(rest string) (request, error) {
	rest, note, behalf := cutNote(rest)
	place, after, err := parsePlace(rest)
	if err == nil && (after == "" || strings.Contains(after, " ")) {
		err = errors.New(word.Say("it is not said behind which paragraph"))
	}
	return request{place: place, text: after, note: note, behalf: behalf}, err
}

// lineAt is the line that a person names, counted from 1; 0 is the top, where
// that is a place.
func (f *front) place(ref string, top bool) (int, error) {
	page := f.draft.Table().Page
	if ref == "$" {
		return lines(page.Text), nil
	}
	line, err := page.Line(ref, top)
	switch {
	case errors.Is(err, draft.ErrNoLine):
		return 0, errors.New(word.Say("there is no line %s, the draft has %s: read lists them", shorten(ref), word.Count(lines(page.Text), "line", "lines")))
	case errors.Is(err, draft.ErrNoRef):
		return 0, errors.New(word.Say("%q is neither a line nor a label of this draft: read lists them", shorten(ref)))
	}
	return line, err
}

// paragraph is the paragraph that a person names, with its line.
func (f *front) paragraph(ref string, top bool) (draft.ID, int, error) {
	line, err := f.place(ref, top)
	if err != nil || line == 0 {
		return 0, line, err
	}
	id := f.draft.Table().ID(line)
	if id == 0 {
		return 0, line, errors.New(word.Say("line %d has not reached the server yet: wait sent, and try again", line))
	}
	return id, line, nil
}

// wording is what a command proposes.
func (f *front) wording(r request) (draft.Wording, error) {
	id, line, err := f.paragraph(r.place, r.verb == "propose-add")
	if err != nil {
		return draft.Wording{}, err
	}
	w := draft.Wording{Para: id, Note: r.note, For: r.behalf}
	if line > 0 {
		w.Was = f.draft.Table().Text.Line(line - 1)
	}
	switch r.verb {
	case "propose":
		w.Kind = draft.Change
		w.Text, err = f.reworded(w.Was, r)
	case "propose-add":
		w.Kind, w.Was, w.Text = draft.Insert, "", r.text
	case "propose-delete":
		w.Kind = draft.Remove
	case "propose-keep":
		w.Kind = draft.Keep
	case "propose-move":
		behind := 0
		w.Kind = draft.Move
		if w.After, behind, err = f.paragraph(r.text, true); err == nil && (behind == line || behind == line-1) {
			err = errors.New(word.Say("it stands there already"))
		}
	}
	return w, err
}

// reworded is a wording with the old words replaced, which must stand there
// once.
func (f *front) reworded(was string, r request) (string, error) {
	switch n := strings.Count(was, r.old); {
	case n == 0:
		return "", errors.New(word.Say("%q is not in it, which reads: %s", shorten(r.old), blank(was)))
	case n > 1:
		return "", errors.New(word.Say("%q stands more than once in it: give more words around it", shorten(r.old)))
	}
	return strings.Replace(was, r.old, r.text, 1), nil
}

// propose sends a proposal and says how others will see it.
func (f *front) propose(r request, now time.Time) error {
	w, err := f.wording(r)
	if err != nil {
		return err
	}
	if _, err := f.draft.Negotiate(meeting.Propose{Wording: w}, now); err != nil {
		return err
	}
	f.sent(r.verb, ended(word.Say("Proposed: %s", previewed(w))))
	return nil
}

// previewed is what others will be told of a proposal.
func previewed(w draft.Wording) string {
	switch w.Kind {
	case draft.Change:
		return wording.Tongue().Changes(redline.Words(w.Was, w.Text, w.Joins))
	case draft.Insert:
		return word.Say("new paragraph: ") + w.Text
	}
	return word.Say(w.Kind.String()) + word.Say(": ") + blank(w.Was)
}

// sent says that something was asked: it waits for the server, and is kept
// meanwhile.
func (f *front) sent(verb, words string) {
	state := word.Say("Sent, waiting.")
	if f.draft.Link().State != meeting.Up {
		state = f.waitsForLink()
	}
	f.out.say(f.here(done{Event: "done", Command: verb, Waiting: f.waiting(), spoken: words + " " + state}))
}

// parseAmend reads N and what is new of it.
func parseAmend(rest string) (request, error) {
	rest, note, behalf := cutNote(rest)
	number, after, _ := strings.Cut(rest, " ")
	n, ok := draft.ParseNumber(number)
	if !ok {
		return request{}, errNoNumber
	}
	r := request{n: n, note: note, behalf: behalf}
	switch after = strings.TrimSpace(after); after {
	case "joined", "apart", "rebase":
		r.place = after
		return r, nil
	case "":
		if note != "" || behalf != "" {
			return r, nil
		}
	}
	var err error
	r.old, r.text, err = parseWording(after)
	return r, err
}

// amend changes an own proposal.
func (f *front) amend(r request, now time.Time) error {
	p, err := f.proposed(r.n)
	if err != nil {
		return err
	}
	w := p.Wording
	if r.note != "" || r.behalf != "" {
		w.Note, w.For = r.note, r.behalf
	}
	switch {
	case r.place == "joined":
		w.Joins = ^uint64(0)
	case r.place == "apart":
		w.Joins = 0
	case r.place == "rebase":
		if w, err = f.rebased(p, w); err != nil {
			return err
		}
	case r.old != "":
		if w.Kind != draft.Change && w.Kind != draft.Insert {
			return errors.New(word.Say("%s has no words to change", p.Label()))
		}
		if w.Text, err = f.reworded(w.Text, r); err != nil {
			return err
		}
	}
	if _, err := f.draft.Negotiate(meeting.Amend{Proposal: p.Number, Wording: w}, now); err != nil {
		return err
	}
	f.sent("amend", ended(word.Say("%s amended: %s", p.Label(), previewed(w))))
	return nil
}

// rebased puts a proposal on how its paragraph reads now.
func (f *front) rebased(p *draft.Proposal, w draft.Wording) (draft.Wording, error) {
	page := f.draft.Table().Page
	switch page.Base(p) {
	case draft.Same:
		return w, errors.New(word.Say("%s fits the draft as it is: there is nothing to rebase", p.Label()))
	case draft.Missing:
		return w, errors.New(word.Say("the paragraph of %s is gone: withdraw it, or propose anew", p.Label()))
	}
	now := page.Text.Line(page.LineOf(p.Para) - 1)
	if w.Kind == draft.Change {
		merged, ok := redline.Merge(p.Was, now, p.Text)
		if !ok {
			return w, errors.New(word.Say("what changed and what %s proposes touch the same words: read proposal %d, and propose anew or amend it", p.Label(), p.Number))
		}
		w.Text, w.Joins = merged, 0
	}
	w.Was = now
	return w, nil
}
