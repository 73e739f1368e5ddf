package linear

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/word"
)

var errNoNumber = errors.New(word.Mark("it is not said which proposal: its number, as in 31 or P-31"))

// parseProposal reads N.
func parseProposal(rest string) (request, error) {
	n, ok := draft.ParseNumber(rest)
	if !ok {
		return request{}, errNoNumber
	}
	return request{n: n}, nil
}

// parseMaybeProposal reads [N].
func parseMaybeProposal(rest string) (request, error) {
	if rest == "" {
		return request{}, nil
	}
	return parseProposal(rest)
}

// parseAgree reads REF|P-N: a number alone is a line.
func parseAgree(rest string) (request, error) {
	if n, ok := draft.ParseNumber(rest); ok && strings.HasPrefix(strings.ToUpper(rest), "P") {
		return request{n: n}, nil
	}
	if rest == "" || strings.Contains(rest, " ") {
		return request{}, errNoRef
	}
	return request{place: rest}, nil
}

// parseComment reads N|REF TEXT: a number alone is a proposal's.
func parseComment(rest string) (request, error) {
	about, after, _ := strings.Cut(rest, " ")
	r := request{text: text.CleanLine(after, draft.MaxNote+1)}
	n, ok := draft.ParseNumber(about)
	switch {
	case about == "":
		return r, errors.New(word.Say("it is not said about what"))
	case ok && !strings.HasPrefix(strings.ToUpper(about), "PP"):
		r.n = n
	default:
		r.place = about
	}
	if r.text == "" {
		return r, errors.New(word.Say("there is nothing to say"))
	}
	return r, nil
}

// parseObjection reads N [off].
func parseObjection(rest string) (request, error) {
	rest, off := strings.CutSuffix(strings.ToLower(rest), " off")
	r, err := parseProposal(rest)
	r.on = !off
	return r, err
}

// parseWhich reads [all|mine].
func parseWhich(rest string) (request, error) {
	switch which := strings.ToLower(rest); which {
	case "", "all", "mine":
		return request{text: which}, nil
	}
	return request{}, errors.New(word.Say("the open proposals are listed, all or mine, and %q is none of these", shorten(rest)))
}

func parseProfile(rest string) (request, error) {
	p, err := draft.ParseProfile(rest)
	return request{n: int(p)}, err
}

func parseWriters(rest string) (request, error) {
	switch strings.ToLower(rest) {
	case "everybody", "all":
		return request{n: int(draft.Everybody)}, nil
	case "editors":
		return request{n: int(draft.Editors)}, nil
	}
	return request{}, errors.New(word.Say("everybody types into the draft, or the editors and the chair alone"))
}

// proposed is P-n.
func (f *front) proposed(n int) (*draft.Proposal, error) {
	if p := f.draft.Table().Overlay.Proposal(n); p != nil {
		return p, nil
	}
	return nil, errors.New(word.Say("there is no P-%d: proposals lists those that there are", n))
}

var stances = map[string]draft.Stance{"support": draft.Supporting, "object": draft.Objecting, "sponsor": draft.Sponsoring, "neutral": draft.Neutral}

var outcomes = map[string]draft.Outcome{
	"accept": draft.Accepted, "reject": draft.Rejected, "bracket": draft.Bracketed, "alternatives": draft.Alternatives,
	"agree": draft.Agreed, "park": draft.Parked, "editorial": draft.Editorial, "reopen": draft.Undecided,
}

// askedOf are what is asked for by those commands that need no words of their
// own, with what it is about.
var askedOf = map[string]string{
	"support": word.Mark("Support %s."), "object": word.Mark("Object to %s."), "sponsor": word.Mark("Co-sponsor %s."), "neutral": word.Mark("Take back the stance to %s."),
	"withdraw": word.Mark("Withdraw %s."), "accept": word.Mark("Accept %s."), "reject": word.Mark("Reject %s."), "bracket": word.Mark("Put %s in square brackets."),
	"alternatives": word.Mark("Keep %s as an alternative."), "agree": word.Mark("Agree %s ad ref."), "park": word.Mark("Park %s."),
	"editorial": word.Mark("Accept %s as editorial."), "reopen": word.Mark("Open %s again."),
}

func asked(verb, about string) string {
	if words, known := askedOf[verb]; known {
		return word.Say(words, about)
	}
	return ""
}

// negotiate does what is asked about proposals.
func (f *front) negotiate(r request, now time.Time) error {
	var ask meeting.Ask
	words := asked(r.verb, "P-"+strconv.Itoa(r.n))
	switch r.verb {
	case "support", "object", "sponsor", "neutral":
		ask = meeting.React{Proposal: r.n, Stance: stances[r.verb]}
	case "comment":
		a, err := f.remark(r)
		if err != nil {
			return err
		}
		ask, words = a, word.Say("Comment.")
	case "withdraw":
		ask = meeting.Retract{Proposal: r.n}
	case "accept", "reject", "bracket", "alternatives", "park", "editorial":
		ask = meeting.Decide{Proposal: r.n, Outcome: outcomes[r.verb]}
	case "agree", "reopen":
		d := meeting.Decide{Proposal: r.n, Outcome: outcomes[r.verb]}
		if r.n == 0 {
			id, line, err := f.paragraph(r.place, false)
			if err != nil {
				return err
			}
			if _, agreed := f.draft.Table().Overlay.Agreed(id); r.verb == "reopen" && !agreed {
				return errors.New(word.Say("%s is not agreed: it is open", f.named(line)))
			}
			d.Para, words = id, asked(r.verb, f.named(line))
		}
		ask = d
	case "objection":
		ask, words = meeting.AskObjections{Proposal: r.n, Off: !r.on}, word.Say("Any objection to P-%d?", r.n)
	case "undecide":
		if r.n == 0 {
			if r.n = f.lastDecided(); r.n == 0 {
				return errors.New(word.Say("nothing has been decided yet"))
			}
		}
		ask, words = meeting.Undecide{Proposal: r.n}, word.Say("Take the decision about P-%d back.", r.n)
	case "profile", "writers":
		s := f.draft.Table().Overlay.Settings
		if r.verb == "profile" {
			s.Profile = draft.Profile(r.n)
		} else {
			s.Writers = draft.Writers(r.n)
		}
		ask, words = meeting.Arrange{Settings: s}, word.Say("Setting changed.")
	}
	if r.n > 0 && r.verb != "profile" && r.verb != "writers" {
		if _, err := f.proposed(r.n); err != nil {
			return err
		}
	}
	if _, err := f.draft.Negotiate(ask, now); err != nil {
		return f.whyNot(r, err)
	}
	f.sent(r.verb, words)
	return nil
}

// whyNot says, of what the draft refuses, what to do.
func (f *front) whyNot(r request, err error) error {
	if errors.Is(err, meeting.BaseChanged) {
		return errors.New(word.Say("base changed: the paragraph of P-%d reads otherwise than when it was proposed; read proposal %[1]d, and ask its author to rebase it (amend %[1]d rebase)", r.n))
	}
	return err
}

// remark is a comment on a proposal or on a paragraph's words.
func (f *front) remark(r request) (meeting.Ask, error) {
	if r.n > 0 {
		return meeting.Remark{Proposal: r.n, Text: r.text}, nil
	}
	line, err := f.place(r.place, false)
	if err != nil {
		return nil, err
	}
	t := f.draft.Table().Text
	from, to := t.LineStart(line-1), t.LineEnd(line-1)
	if from == to {
		return nil, errors.New(word.Say("line %d has no words to comment on", line))
	}
	return meeting.Remark{From: from, To: min(to, from+draft.MaxRemarked), Text: r.text}, nil
}

// lastDecided is the proposal that was decided last, 0 if none was.
func (f *front) lastDecided() int {
	n, version := 0, uint64(0)
	for _, p := range f.draft.Table().Overlay.Proposals() {
		if v := p.Decided.Version; v > version && p.Outcome != draft.Withdrawn {
			n, version = p.Number, v
		}
	}
	return n
}

// named is how a line is called: its label and its number.
func (f *front) named(line int) string {
	if label := f.draft.Table().Label(line); label != "" {
		return word.Say("%s, line %d", label, line)
	}
	return word.Say("line %d", line)
}
