package linear

import (
	"strconv"
	"strings"

	"parley/collab/draft"
	"parley/collab/redline"
	"parley/tui/word"
	"parley/tui/wording"
)

// A told proposal is one as it is now.
type toldProposal struct {
	Number   int      `json:"number"`
	Label    string   `json:"label"` // P-31
	Kind     string   `json:"kind"`  // change, new paragraph, delete, move, no change
	Mark     string   `json:"mark"`  // as the profile calls that: MOD
	Line     int      `json:"line"`  // of its paragraph; of a new one, of the one before it; 0: the top, or gone
	Para     string   `json:"para"`  // the paragraph's lasting id
	On       string   `json:"on"`    // the paragraph's label
	By       string   `json:"by"`    // the delegation
	From     string   `json:"from"`  // with co-sponsors, and for whom
	Person   uint32   `json:"person"`
	Was      string   `json:"was"`
	Text     string   `json:"text"`
	Redline  string   `json:"redline"` // {--deleted--}{++added++}
	Changes  string   `json:"changes"` // delete: x; insert: y
	Note     string   `json:"note"`
	Support  []string `json:"support"`
	Object   []string `json:"object"`
	Sponsors []string `json:"sponsors"`
	Comments int      `json:"comments"`
	Amended  int      `json:"amended"`
	Outcome  string   `json:"outcome"` // not decided, accepted, and so on
	Base     string   `json:"base"`    // as it was, base changed, the paragraph is gone
	Version  uint64   `json:"version"` // with which it was made or amended
	Decided  uint64   `json:"decided"` // by which event, 0: not

	open    bool
	base    draft.Base
	likely  draft.Outcome // how it will most likely be decided
	called  string        // in a command
	from    string        // as From and Changes, in the person's language
	changes string
}

// asTold puts a proposal together as it is now.
func (f *front) asTold(p *draft.Proposal) toldProposal {
	tab := f.draft.Table()
	line := tab.LineOf(p.Para)
	s := toldProposal{
		Number: p.Number, Label: p.Label(), Kind: p.Kind.String(), Mark: tab.Overlay.Settings.Profile.Mark(p.Kind), Line: line, On: tab.Label(line),
		By: string(p.Voice), From: p.From(), Person: uint32(p.By), Was: p.Was, Text: p.Text, Note: p.Note,
		Support: voices(p.Support), Object: voices(p.Object), Sponsors: voices(p.Sponsors), Comments: len(p.Comments), Amended: p.Amended,
		Outcome: p.Outcome.String(), Version: p.Made, Decided: p.Decided.Version, open: p.Outcome.Open(), base: tab.Base(p),
	}
	s.called = f.inCommand(p.Number)
	s.Base, s.likely = s.base.String(), tab.Overlay.Likely(tab.Text, p.Number)
	if p.Para != 0 {
		s.Para = p.Para.String()
	}
	spans := wording.Spans(p.Wording)
	s.Redline, s.Changes = redline.Plain(spans), redline.English.Changes(spans)
	s.from, s.changes = wording.From(p), wording.Tongue().Changes(spans)
	if p.Kind == draft.Move {
		s.changes = f.behind(p.After)
		s.Changes = s.changes
	}
	return s
}

// behind says where a paragraph is moved.
func (f *front) behind(id draft.ID) string {
	tab := f.draft.Table()
	switch line := tab.LineOf(id); {
	case id == 0:
		return word.Say("move to the top")
	case line == 0:
		return word.Say("move behind a paragraph that is gone")
	default:
		return word.Say("move behind %s", f.named(line))
	}
}

func voices(all []draft.Voice) []string {
	out := []string{}
	for _, v := range all {
		out = append(out, string(v))
	}
	return out
}

// on is where the proposal belongs, in words.
func (s toldProposal) on() string {
	adds := s.Kind == draft.Insert.String()
	switch {
	case adds && s.Line == 0 && s.Para == "":
		return word.Say("at the top")
	case s.Line == 0:
		return word.Say("on a paragraph that is gone")
	case adds && s.On != "":
		return word.Say("after %s", s.On)
	case adds:
		return word.Say("after line %d", s.Line)
	case s.On != "":
		return word.Say("on %s", s.On)
	}
	return word.Say("on line %d", s.Line)
}

// title is what it is: "P-31, MOD, on R1, by Kenya for ATU".
func (s toldProposal) title() string {
	return word.Say("%s, %s, %s, by %s", s.Label, word.Say(s.Mark), s.on(), s.from)
}

// standing is how it stands: "6 support, Canada objects. Not decided".
func (s toldProposal) standing() string {
	var parts []string
	for _, side := range []struct {
		who       []string
		one, many string
	}{{s.Support, word.Mark("%s supports"), word.Mark("%s support")}, {s.Object, word.Mark("%s objects"), word.Mark("%s object")}} {
		switch n := len(side.who); {
		case n == 1:
			parts = append(parts, word.Say(side.one, side.who[0]))
		case n > 1:
			parts = append(parts, word.Say(side.many, named3(side.who)))
		}
	}
	if s.Comments > 0 {
		parts = append(parts, word.Count(s.Comments, "comment", "comments"))
	}
	outcome := capital(word.Say(s.Outcome))
	if s.open && s.base != draft.Same {
		outcome += ", " + word.Say(s.Base)
	}
	if len(parts) == 0 {
		return outcome
	}
	return strings.Join(parts, ", ") + ". " + outcome
}

// named3 names up to three delegations, and counts more.
func named3(all []string) string {
	if len(all) > 3 {
		return strconv.Itoa(len(all))
	}
	vs := make([]draft.Voice, len(all))
	for i, v := range all {
		vs[i] = draft.Voice(v)
	}
	return wording.Tongue().Voices(vs)
}

func (s toldProposal) words() string {
	changes := s.changes
	if changes != "" {
		changes = word.Say(": ") + changes
	}
	return ended(s.title()+changes) + " " + s.standing() + "."
}

// ended ends a sentence, unless the words at its end have a sign there.
func ended(s string) string {
	if s != "" && strings.ContainsRune(".,;:!?", rune(s[len(s)-1])) {
		return s
	}
	return s + "."
}

// aboutProposal says what happened to a proposal.
type aboutProposal struct {
	Event string `json:"event"` // "proposal"
	Act   string `json:"act"`   // proposed, amended, withdrawn, support, object, sponsor, neutral, comment
	Who   string `json:"who"`   // the delegation that did it
	Says  string `json:"says"`  // of a comment
	You   bool   `json:"you"`
	Name  string `json:"name"` // of the person
	// Before is the stance that the delegation had before, as somebody of it said.
	Before string `json:"before"`
	// Rests reports that this person may decide, and that an objection has ended
	// the time for objections: nothing is accepted by silence any more.
	Rests bool `json:"rests"`
	toldProposal
}

// stanceWords tell that a delegation took a stance, and that this one did.
var stanceWords = map[string]struct{ who, you string }{
	"support": {word.Mark("%s supports %s."), word.Mark("You support %s.")},
	"object":  {word.Mark("%s objects to %s."), word.Mark("You object to %s.")},
	"sponsor": {word.Mark("%s co-sponsors %s."), word.Mark("You co-sponsor %s.")},
	"neutral": {word.Mark("%s takes back the stance to %s."), word.Mark("You take back the stance to %s.")},
}

func (s aboutProposal) words() string {
	switch s.Act {
	case "proposed":
		if s.You {
			return word.Say("Received. ") + s.toldProposal.words()
		}
		return word.Say("Proposal ") + s.toldProposal.words()
	case "amended":
		return word.Say("%s amended. ", s.Label) + s.toldProposal.words()
	case "withdrawn":
		return word.Say("%s withdrawn by %s.", s.Label, s.Who)
	case "comment":
		if s.You {
			return word.Say("You on %s: %s", s.Label, s.Says)
		}
		return word.Say("%s on %s: %s", s.Who, s.Label, s.Says)
	}
	said := word.Say(stanceWords[s.Act].who, s.Who, s.Label)
	if s.You {
		said = word.Say(stanceWords[s.Act].you, s.Label)
	}
	return said + s.turned() + " " + s.standing() + "." + s.next()
}

// turnedWords tell how a delegation stood before.
var turnedWords = map[string]string{
	"support": word.Mark(" %s supported it before."), "object": word.Mark(" %s objected to it before."), "sponsor": word.Mark(" %s co-sponsored it before."),
}

// turned says that a delegation stood otherwise before, and who says so now: it
// has one voice, that of who spoke last.
func (s aboutProposal) turned() string {
	before, ok := turnedWords[s.Before]
	switch {
	case !ok || s.Before == s.Act || s.Act == stanceNames[draft.Neutral]:
		return ""
	case s.You:
		return word.Say(before, s.Who)
	}
	return word.Say(" %s says so.", s.Name) + word.Say(before, s.Who)
}

// next says, to who may decide, what an objection leads to.
func (s aboutProposal) next() string {
	if !s.Rests {
		return ""
	}
	if s.likely == draft.Bracketed {
		return " " + word.Say("It is not accepted by silence: bracket %s puts it in square brackets.", s.called)
	}
	return " " + word.Say("It is not accepted by silence: park %s leaves it for later.", s.called)
}
