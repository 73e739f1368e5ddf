package linear

import (
	"fmt"
	"strings"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/word"
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

	open bool
	base draft.Base
}

// asTold puts a proposal together as it is now.
func (f *front) asTold(p *draft.Proposal) toldProposal {
	tab := f.seat.Table()
	line := tab.LineOf(p.Para)
	s := toldProposal{
		Number: p.Number, Label: p.Label(), Kind: p.Kind.String(), Mark: tab.Overlay.Settings.Profile.Mark(p.Kind), Line: line, On: tab.Label(line),
		By: string(p.Voice), From: p.From(), Person: uint32(p.By), Was: p.Was, Text: p.Text, Note: p.Note,
		Support: voices(p.Support), Object: voices(p.Object), Sponsors: voices(p.Sponsors), Comments: len(p.Comments), Amended: p.Amended,
		Outcome: p.Outcome.String(), Version: p.Made, Decided: p.Decided.Version, open: p.Outcome.Open(), base: tab.Base(p),
	}
	s.Base = s.base.String()
	if p.Para != 0 {
		s.Para = p.Para.String()
	}
	spans := spansOf(p)
	s.Redline, s.Changes = redline.Plain(spans), redline.Changes(spans)
	if p.Kind == draft.Move {
		s.Changes = "move behind " + f.behind(p.After)
	}
	return s
}

// behind is how the paragraph is called behind which one is moved.
func (f *front) behind(id draft.ID) string {
	tab := f.seat.Table()
	switch line := tab.LineOf(id); {
	case id == 0:
		return "the top"
	case line == 0:
		return "a paragraph that is gone"
	default:
		return f.named(line)
	}
}

func spansOf(p *draft.Proposal) []redline.Span {
	switch p.Kind {
	case draft.Change, draft.Insert:
		return redline.Words(p.Was, p.Text, p.Joins)
	case draft.Remove:
		return redline.Words(p.Was, "", 0)
	}
	return redline.Words(p.Was, p.Was, 0)
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
	where := "line " + fmt.Sprint(s.Line)
	if s.On != "" {
		where = s.On
	}
	switch {
	case s.Kind == draft.Insert.String() && s.Line == 0 && s.Para == "":
		return "at the top"
	case s.Line == 0:
		return "on a paragraph that is gone"
	case s.Kind == draft.Insert.String():
		return "after " + where
	}
	return "on " + where
}

// title is what it is: "P-31, MOD, on R1, by Kenya for ATU".
func (s toldProposal) title() string {
	return fmt.Sprintf("%s, %s, %s, by %s", s.Label, s.Mark, s.on(), s.From)
}

// standing is how it stands: "6 support, Canada objects. Not decided".
func (s toldProposal) standing() string {
	var parts []string
	switch n := len(s.Support); {
	case n > 0 && n <= 3:
		parts = append(parts, listed3(s.Support)+plural(n, " supports", " support"))
	case n > 3:
		parts = append(parts, fmt.Sprintf("%d support", n))
	}
	if n := len(s.Object); n > 0 {
		parts = append(parts, listed3(s.Object)+plural(n, " objects", " object"))
	}
	if s.Comments > 0 {
		parts = append(parts, word.Count(s.Comments, "comment", "comments"))
	}
	outcome := strings.ToUpper(s.Outcome[:1]) + s.Outcome[1:]
	if s.open && s.base != draft.Same {
		outcome += ", " + s.Base
	}
	if len(parts) == 0 {
		return outcome
	}
	return strings.Join(parts, ", ") + ". " + outcome
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func listed3(all []string) string {
	if len(all) > 3 {
		return fmt.Sprint(len(all))
	}
	vs := make([]draft.Voice, len(all))
	for i, v := range all {
		vs[i] = draft.Voice(v)
	}
	return redline.Voices(vs)
}

func (s toldProposal) words() string {
	changes := s.Changes
	if changes != "" {
		changes = ": " + changes
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
	toldProposal
}

func (s aboutProposal) words() string {
	who := s.Who
	if s.You {
		who = "You"
	}
	switch s.Act {
	case "proposed":
		if s.You {
			return "Received. " + s.toldProposal.words()
		}
		return "Proposal " + s.toldProposal.words()
	case "amended":
		return s.Label + " amended. " + s.toldProposal.words()
	case "withdrawn":
		return s.Label + " withdrawn by " + s.Who + "."
	case "comment":
		return who + " on " + s.Label + ": " + s.Says
	}
	verb := map[string][2]string{"support": {"supports", "support"}, "object": {"objects to", "object to"}, "sponsor": {"co-sponsors", "co-sponsor"},
		"neutral": {"takes back the stance to", "take back the stance to"}}[s.Act]
	said := verb[0]
	if s.You {
		said = verb[1]
	}
	return who + " " + said + " " + s.Label + ". " + s.standing() + "."
}

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

// negotiated tells what happened to a proposal, a bracket or a paragraph.
func (f *front) negotiated(e meeting.Event, missed bool) {
	by, own := f.voice(e.By), e.By == f.seat.Me().Number
	p := f.seat.Happened(e.What)
	act := map[bool]urgency{true: pressing, false: usual}
	told := func(name, says string, u urgency) {
		if p != nil && !missed {
			f.announce(u, aboutProposal{"proposal", name, by, says, own, f.asTold(p)})
		}
	}
	mine := p != nil && string(p.Voice) == string(meeting.VoiceOf(f.seat.Me()))
	switch w := e.What.(type) {
	case meeting.Proposed:
		f.came["proposal"]++
		told("proposed", "", usual)
	case meeting.Amended:
		f.came["proposal"]++
		told("amended", "", usual)
	case meeting.Retracted:
		told("withdrawn", "", usual)
	case meeting.Reacted:
		told(stanceNames[w.Stance], "", act[mine && !own])
	case meeting.Remarked:
		if w.Proposal != 0 {
			told("comment", w.Text, act[mine && !own])
		} else if !missed {
			f.announce(usual, f.remarked(e, w, by))
		}
	case meeting.Decided, meeting.Undecided, meeting.ObjectionsAsked, meeting.ObjectionsOpen:
		f.ruledOn(e, p, by, missed)
	case meeting.Retained:
		if !missed {
			f.announce(usual, f.retained(w, by))
		}
	case meeting.Arranged:
		f.announce(pressing, done{Event: "done", Command: "settings", Waiting: f.seat.Waiting(), spoken: fmt.Sprintf("Now: paragraphs labelled %s; %s may type into the draft.", w.Profile, w.Writers)})
	}
}

var stanceNames = []string{draft.Neutral: "neutral", draft.Supporting: "support", draft.Objecting: "object", draft.Sponsoring: "sponsor"}

// voice is for whom a person speaks, or the name.
func (f *front) voice(n text.Author) string {
	if p, ok := f.seat.Person(n); ok {
		return string(meeting.VoiceOf(p))
	}
	return f.name(n)
}

// ruledOn tells a decision and what leads to it.
func (f *front) ruledOn(e meeting.Event, p *draft.Proposal, by string, missed bool) {
	s := ruling{Event: "decision", By: by, Version: uint64(e.Number), Moved: []int{}}
	tab := f.seat.Table()
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
		f.came["decision"]++
		if s.Act = "decided"; w.Proposal == 0 {
			s.Act, s.Line, s.Outcome = "agreed", tab.LineOf(w.Para), w.Outcome.String()
			if w.Outcome != draft.Agreed {
				s.Act = "reopened"
			}
		}
	case meeting.Undecided:
		f.came["decision"]++
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
		f.announce(pressing, s)
	}
}

// moved are the open proposals about a line whose base has changed.
func (f *front) moved(line int) []int {
	all, tab := []int{}, f.seat.Table()
	for _, p := range tab.Overlay.Open() {
		if line > 0 && tab.LineOf(p.Para) == line && tab.Base(p) == draft.Changed {
			all = append(all, p.Number)
		}
	}
	return all
}

// decision says a decision in words.
func (f *front) decision(s ruling, e meeting.Event) string {
	label := fmt.Sprintf("P-%d", s.Number)
	reads := ""
	if s.Line > 0 {
		reads = fmt.Sprintf(" %s now: %s", capital(f.named(s.Line)), blank(s.Text))
	}
	switch s.Act {
	case "decided":
		if s.Outcome == draft.Undecided.String() {
			return fmt.Sprintf("%s is open again, by %s.", label, s.By)
		}
		if d, ok := e.What.(meeting.Decided); ok && !d.Delta.Changes() {
			reads = ""
		}
		said := fmt.Sprintf("%s %s, by %s. Draft %d.%s", label, s.Outcome, s.By, s.Version, reads)
		for _, n := range s.Moved {
			said += fmt.Sprintf("\nP-%d: base changed. proposal %[1]d reads all three wordings.", n)
		}
		return said
	case "undone":
		return fmt.Sprintf("The decision about %s is taken back, by %s.%s", label, s.By, reads)
	case "agreed":
		return fmt.Sprintf("%s agreed ad ref, by %s: %s", capital(f.named(s.Line)), s.By, blank(s.Text))
	case "reopened":
		return fmt.Sprintf("%s is open again, by %s.", capital(f.named(s.Line)), s.By)
	case "asked":
		return fmt.Sprintf("Any objection to %s? Waiting until all have the text. object %d objects.", label, s.Number)
	case "open":
		return fmt.Sprintf("Any objection to %s? 20 seconds. Text seen by %d of %d. object %d objects.", label, s.Seen, s.Of, s.Number)
	}
	return fmt.Sprintf("Objections to %s are not waited for any more.", label)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// commented is a remark on words of the draft.
type commented struct {
	Event string `json:"event"` // "comment"
	Line  int    `json:"line"`
	On    string `json:"on"`
	Who   string `json:"who"`
	Says  string `json:"says"`
}

func (s commented) words() string {
	where := fmt.Sprintf("line %d", s.Line)
	if s.On != "" {
		where = s.On
	}
	return s.Who + " on " + where + ": " + s.Says
}

func (f *front) remarked(e meeting.Event, w meeting.Remarked, by string) commented {
	tab := f.seat.Table()
	line := lineAt(tab.Text, w.From)
	return commented{"comment", line, tab.Label(line), by, w.Text}
}

// kept says that a delegation keeps a bracket.
type keeping struct {
	Event   string `json:"event"` // "bracket"
	Number  int    `json:"number"`
	Who     string `json:"who"`
	Holds   bool   `json:"holds"`
	Holders string `json:"holders"`
}

func (s keeping) words() string {
	verb := "keeps"
	if !s.Holds {
		verb = "lets go of"
	}
	return fmt.Sprintf("%s %s bracket #%d.", s.Who, verb, s.Number)
}

func (f *front) retained(w meeting.Retained, by string) keeping {
	tab := f.seat.Table()
	s := keeping{Event: "bracket", Who: by, Holds: !w.Off}
	for _, p := range tab.Brackets.Pairs {
		if p.Open == w.At {
			s.Number, s.Holders = p.Number, redline.Voices(tab.Overlay.Holders(p.Open))
		}
	}
	return s
}

// listedProposals are the proposals.
type listedProposals struct {
	Event     string         `json:"event"` // "proposals"
	Version   uint64         `json:"version"`
	Proposals []toldProposal `json:"proposals"`

	all bool
}

func (s listedProposals) words() string {
	if len(s.Proposals) == 0 {
		if s.all {
			return "There are no proposals."
		}
		return "No proposals are open."
	}
	var b strings.Builder
	for _, p := range s.Proposals {
		b.WriteString(p.words() + "\n")
	}
	return b.String()
}

func (f *front) proposals(all bool) listedProposals {
	tab := f.seat.Table()
	s := listedProposals{Event: "proposals", Version: uint64(f.seat.Version()), Proposals: []toldProposal{}, all: all}
	shown := tab.Overlay.Open()
	if all {
		shown = tab.Overlay.Proposals()
	}
	for _, p := range shown {
		s.Proposals = append(s.Proposals, f.asTold(p))
	}
	return s
}

// remarkOn is one comment.
type remarkOn struct {
	Who  string `json:"who"`
	Says string `json:"says"`
}

// readProposal is one proposal in full.
type readProposal struct {
	Event string `json:"event"` // "proposal-read"
	toldProposal
	Now     string     `json:"now"`   // how its paragraph reads
	Offer   string     `json:"offer"` // where that has changed: the proposal put on it; empty: they touch the same words
	Remarks []remarkOn `json:"remarks"`

	three *redline.Three
}

func (s readProposal) words() string {
	var b strings.Builder
	b.WriteString(s.toldProposal.words() + "\n")
	if s.Note != "" {
		b.WriteString("Note: " + s.Note + "\n")
	}
	if t := s.three; t != nil {
		b.WriteString("Base: " + blank(t.Base) + "\nTheirs, as it reads now: " + blank(t.Theirs) + "\n")
		if s.Text != "" {
			b.WriteString("Yours, as proposed: " + s.Text + "\n")
		}
		if t.Fits {
			fmt.Fprintf(&b, "Both together: %s (its author sends that with amend %d rebase)\n", t.Offer, s.Number)
		}
	} else if s.Text != "" {
		b.WriteString("It would read: " + s.Text + "\n")
	}
	for _, r := range s.Remarks {
		b.WriteString(r.Who + ": " + r.Says + "\n")
	}
	return b.String()
}

func (f *front) readProposal(n int) error {
	p, err := f.proposed(n)
	if err != nil {
		return err
	}
	tab := f.seat.Table()
	s := readProposal{Event: "proposal-read", toldProposal: f.asTold(p), Remarks: []remarkOn{}}
	if line := tab.LineOf(p.Para); line > 0 {
		s.Now = tab.Text.Line(line - 1)
	}
	if s.open && s.base == draft.Changed {
		t := redline.NewThree(p, s.Now)
		s.three, s.Offer = &t, t.Offer
	}
	for _, c := range p.Comments {
		s.Remarks = append(s.Remarks, remarkOn{string(c.Voice), c.Text})
	}
	f.out.say(s)
	return nil
}
