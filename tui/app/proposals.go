package app

import (
	"strings"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/tui/action"
	"parley/tui/proposalpane"
	"parley/tui/word"
	"parley/tui/wording"
)

// listed is what the list of proposals was made from. Making a table anew takes
// a look at the whole text, so what is drawn with every frame goes by this one,
// which is at most a beat old; what is done goes by the seat's own.
type listed struct {
	table                     *meeting.Table
	waiting                   int
	proposals, open, brackets int
}

// proposalSide is the list of proposals as one of the panes.
func (m *Model) proposalSide() side {
	return side{
		place: action.Proposals, pane: m.proposals,
		help:  word.Say("What is proposed, the newest first among what is not decided. Up and Down mark a proposal and show all of it; Enter lists what can be done with it: support, object, decide. Esc goes back to the draft."),
		notes: func() []string { return []string{m.openWords()} },
		news: func() string {
			if m.proposed.open > 0 {
				return word.Say("(%d open)", m.proposed.open)
			}
			return ""
		},
	}
}

// openWords count what is not decided and what stands in brackets.
func (m *Model) openWords() string {
	words := word.Say("%d open", m.proposed.open)
	if m.proposed.brackets > 0 {
		words += ", " + word.Count(m.proposed.brackets, "bracket", "brackets")
	}
	return words
}

// showProposals gives the list what there is: what waits here for the server,
// what is open, and what was decided, each with the newest first.
func (m *Model) showProposals() {
	tab := m.document.seat.Table()
	if tab == m.proposed.table && m.document.seat.Waiting() == m.proposed.waiting {
		return
	}
	all := tab.Overlay.Proposals()
	m.proposed = listed{tab, m.document.seat.Waiting(), len(all), len(tab.Overlay.Open()), len(tab.Brackets.Pairs)}
	var items, decided []proposalpane.Item
	for _, s := range m.document.seat.Sent() {
		if p, ok := s.Ask.(meeting.Propose); ok {
			items = append(items, proposalpane.Item{Title: word.Say("Mine, %s", m.markOf(p.Kind)), Standing: waitsWords(s.Kept), Note: p.Note, Spans: func() []redline.Span { return wording.Spans(p.Wording) }, Open: true})
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		it := m.proposalItem(tab, all[i])
		if it.Open {
			items = append(items, it)
		} else {
			decided = append(decided, it)
		}
	}
	m.proposals.SetItems(append(items, decided...))
	m.draft.SetPoints(pointsOf(tab))
	m.draft.SetLabels(tab.Labels)
	m.draft.SetOpen(m.openOf(tab))
}

// waitsWords say that the server has not answered yet.
func waitsWords(kept bool) string {
	if kept {
		return word.Say("Waiting for the server, kept on this machine")
	}
	return word.Say("Waiting for the server")
}

// pointsOf are the lines about which something is proposed and not decided.
func pointsOf(tab *meeting.Table) map[int]bool {
	points := map[int]bool{}
	for _, p := range tab.Overlay.Open() {
		if line := tab.LineOf(p.Para); line > 0 {
			points[line] = true
		}
	}
	return points
}

// pointNote says in the draft's rule what is open about the paragraph at the
// cursor, or that it is agreed.
func (m *Model) pointNote() string {
	tab := m.proposed.table
	if tab == nil {
		return ""
	}
	id := m.paragraphIn(tab)
	if _, agreed := tab.Overlay.Agreed(id); agreed && id != 0 {
		return word.Say("agreed ad ref")
	}
	var here []string
	for _, p := range tab.Overlay.Open() {
		if id != 0 && p.Para == id {
			here = append(here, p.Label())
		}
	}
	if len(here) == 0 {
		return ""
	}
	return word.Say("%s here", strings.Join(here[:min(len(here), 3)], ", "))
}

func (m *Model) markOf(k draft.Kind) string {
	return markIn(m.document.seat.Table(), k)
}

// markIn is what the profile of a meeting calls a proposal of that kind: MOD, or
// in words what it does.
func markIn(tab *meeting.Table, k draft.Kind) string {
	return word.Say(tab.Overlay.Settings.Profile.Mark(k))
}

func (m *Model) proposalItem(tab *meeting.Table, p *draft.Proposal) proposalpane.Item {
	return proposalpane.Item{
		Number: p.Number, Title: m.titleOf(tab, p), Standing: standing(tab, p) + m.reached(p), Note: clean2(p.Note), Spans: func() []redline.Span { return wording.Spans(p.Wording) }, Open: p.Outcome.Open(),
	}
}

// titleOf is what a proposal is: "P-31 MOD R1, Kenya for ATU".
func (m *Model) titleOf(tab *meeting.Table, p *draft.Proposal) string {
	return p.Label() + " " + markIn(tab, p.Kind) + " " + m.whereOf(tab, p.Wording) + ", " + clean(wording.From(p))
}

// whereOf is what a wording is about: R1, or line 5.
func (m *Model) whereOf(tab *meeting.Table, w draft.Wording) string {
	line := tab.LineOf(w.Para)
	switch label := tab.Label(max(line, 1)); {
	case w.Kind == draft.Insert && w.Para == 0:
		return word.Say("at the top")
	case line > 0 && label != "":
		return label
	case line > 0:
		return word.Say("line %d", line)
	}
	return word.Say("its paragraph is gone")
}

// standing is how a proposal stands.
func standing(tab *meeting.Table, p *draft.Proposal) string {
	var parts []string
	for _, s := range []struct {
		voices    []draft.Voice
		one, many string
	}{{p.Support, word.Mark("%s supports"), word.Mark("%s support")}, {p.Object, word.Mark("%s objects"), word.Mark("%s object")}} {
		if n := len(s.voices); n == 1 {
			parts = append(parts, word.Say(s.one, clean(string(s.voices[0]))))
		} else if n > 1 {
			parts = append(parts, word.Say(s.many, clean(wording.Tongue().Voices(s.voices))))
		}
	}
	if n := len(p.Comments); n > 0 {
		parts = append(parts, word.Count(n, "comment", "comments"))
	}
	outcome := word.Say(p.Outcome.String())
	if p.Outcome.Open() && tab.Base(p) != draft.Same {
		outcome += ", " + word.Say(tab.Base(p).String())
	}
	return strings.Join(append(parts, outcome), ", ")
}

// clean2 is what somebody wrote about a proposal, as it may go to the screen.
func clean2(words string) string { return strings.TrimSpace(plainText(words)) }

// matter is the proposal that is meant where the keys go: the one marked in the
// list or, in the draft, the one that is shown in the paragraph at the cursor;
// where none is, the one about it that is marked in the list, or else the oldest
// that is open.
func (m *Model) matter() *draft.Proposal { return m.matterIn(m.document.seat.Table()) }

func (m *Model) matterIn(tab *meeting.Table) *draft.Proposal {
	marked := tab.Overlay.Proposal(m.proposals.Marked())
	if m.focus == action.Proposals {
		return marked
	}
	id := m.paragraphIn(tab)
	if p := tab.Overlay.Proposal(m.draft.Meant()); p != nil && p.Outcome.Open() {
		return p
	}
	if marked != nil && id != 0 && marked.Para == id && marked.Outcome.Open() {
		return marked
	}
	var last *draft.Proposal
	for _, p := range tab.Overlay.Proposals() {
		switch {
		case id == 0 || p.Para != id:
		case p.Outcome.Open():
			return p
		default:
			last = p
		}
	}
	if w := tab.Overlay.Window(); w != nil { // what the chair asks about needs no looking for
		return tab.Overlay.Proposal(w.Proposal)
	}
	return last
}

// paragraphHere is the lasting id of the paragraph at the cursor, 0 where the
// server has not got it yet.
func (m *Model) paragraphHere() draft.ID { return m.paragraphIn(m.document.seat.Table()) }

func (m *Model) paragraphIn(tab *meeting.Table) draft.ID {
	at, _ := m.draft.At()
	t := m.draft.Text()
	return tab.ID(t.LineOf(min(at, t.Len())) + 1)
}

// matterOf says, for the table of actions, what is marked.
func (m *Model) matterOf() action.Matter {
	tab := m.proposed.table
	if tab == nil {
		return action.Matter{Screen: true}
	}
	k := action.Matter{Screen: true, Paragraph: m.paragraphIn(tab) != 0}
	if p := m.matterIn(tab); p != nil {
		k.Proposal, k.Open = true, p.Outcome.Open()
		k.Mine = p.Voice == meeting.VoiceOf(m.seat.Me())
	}
	k.Fresh, k.Bracket = m.lastDecidedIn(tab) != nil, m.bracketHere(tab) != nil
	return k
}

// lastDecided is the proposal that was decided last, if that can be taken back.
func (m *Model) lastDecided() *draft.Proposal { return m.lastDecidedIn(m.document.seat.Table()) }

func (m *Model) lastDecidedIn(tab *meeting.Table) *draft.Proposal {
	var last *draft.Proposal
	for _, p := range tab.Overlay.Proposals() {
		if p.Outcome != draft.Undecided && p.Outcome != draft.Withdrawn && (last == nil || p.Decided.Version > last.Decided.Version) {
			last = p
		}
	}
	if last != nil && last.Decided.Late(m.now()) {
		return nil
	}
	return last
}
