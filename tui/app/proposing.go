package app

import (
	"strings"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/action"
	"parley/tui/draftpane"
	"parley/tui/proposalpane"
	"parley/tui/word"
)

// A kept form is one that was put away, by what it is about.
type formKey struct {
	kind   draft.Kind
	para   draft.ID
	number int // of the proposal that is amended
}

// openForm opens the form of a proposal about the paragraph at the cursor, as
// it was put away if it was.
func (m *Model) openForm(name string) {
	w, key, title, ok := m.beginning(name)
	if !ok {
		return
	}
	if kept, was := m.put[key]; was && kept.Was == w.Was {
		w = kept
	}
	var editor proposalpane.Editor
	if w.Kind == draft.Change || w.Kind == draft.Insert {
		editor = m.paragraphEditor(w.Text)
	}
	m.endAsk(false)
	m.form = key
	m.over, m.overName = proposalpane.NewForm(m.theme, title, w, editor), "propose"
}

// beginning is the proposal with which the form of an action begins.
func (m *Model) beginning(name string) (w draft.Wording, key formKey, title string, ok bool) {
	tab := m.document.seat.Table()
	if name == "amend" {
		p := m.matter()
		w, ok = m.amended(p)
		return w, formKey{p.Kind, p.Para, p.Number}, word.Say("AMEND ") + m.titleOf(tab, p), ok
	}
	line, _ := m.draft.Place()
	w = draft.Wording{Kind: draft.Change, Para: m.paragraphHere(), Was: tab.Text.Line(line - 1)}
	w.Text = w.Was
	switch name {
	case "propose-add":
		w.Kind, w.Was, w.Text = draft.Insert, "", ""
	case "propose-delete":
		w.Kind, w.Text = draft.Remove, ""
	case "propose-keep":
		w.Kind, w.Text = draft.Keep, ""
	}
	where := word.Say("line %d", line)
	if label := tab.Label(line); label != "" {
		where = label
	}
	return w, formKey{kind: w.Kind, para: w.Para}, word.Say("PROPOSE %s %s, on v%d", m.markOf(w.Kind), where, m.document.seat.Version()), true
}

// amended is an own proposal to be amended: where its paragraph has changed
// since, it is put on how that reads now, if the two fit beside each other.
func (m *Model) amended(p *draft.Proposal) (draft.Wording, bool) {
	tab, w := m.document.seat.Table(), p.Wording
	switch tab.Base(p) {
	case draft.Missing:
		m.say(refusal, word.Say("The paragraph of %s is gone: withdraw it, or propose anew.", p.Label()))
		return w, false
	case draft.Changed:
		now := tab.Text.Line(tab.LineOf(p.Para) - 1)
		if merged, fits := redline.Merge(p.Was, now, p.Text); fits && p.Kind == draft.Change {
			w.Text = merged
		} else {
			m.say(note, word.Say("Others changed the same words meanwhile: say anew how it should read."))
			w.Text = now
		}
		w.Was, w.Joins = now, 0
	}
	return w, true
}

// paragraphEditor is a small draft pane for one paragraph.
func (m *Model) paragraphEditor(words string) proposalpane.Editor {
	e := inForm{draftpane.New(m.theme)}
	e.SetTheme(m.theme)
	t := text.New(words, 0)
	e.SetText(t, delta.Delta{})
	e.SetBare(true)
	e.SetWriting(true)
	return e
}

// formWants does what the form asks for, and reports whether it asked.
func (m *Model) formWants(want any) bool {
	switch w := want.(type) {
	case proposalpane.Said:
		m.say(note, w.Text)
	case proposalpane.Keep:
		m.closeOver()
		if w.Text != w.Was || w.Note != "" || w.For != "" {
			m.keepForm(w.Wording)
			m.say(note, word.Say("Put away, and not sent: it is there when you propose here again."))
		}
	case proposalpane.Send:
		m.keepForm(w.Wording)
		w.Text = strings.TrimRight(w.Text, "\n")
		a := meeting.Ask(meeting.Propose{Wording: w.Wording})
		if m.form.number != 0 {
			a = meeting.Amend{Proposal: m.form.number, Wording: w.Wording}
		}
		if m.negotiate(a) {
			delete(m.put, m.form)
			m.closeOver()
			if m.document.seat.Link().State == meeting.Up {
				m.say(note, word.Say("Sent. The list of proposals says when it is received."))
			}
		}
	default:
		return false
	}
	return true
}

func (m *Model) keepForm(w draft.Wording) {
	if m.put == nil {
		m.put = map[formKey]draft.Wording{}
	}
	m.put[m.form] = w
}

// negotiationAnswered takes the answer to a question about proposals.
func (m *Model) negotiationAnswered(words string) {
	switch m.ask.action {
	case "comment":
		if words != "" {
			m.comment(words)
		}
	case "propose-move":
		tab := m.document.seat.Table()
		after, err := tab.Line(words, true)
		if err != nil {
			m.ask.wrong = word.Say("there is no such line, and no such label")
			return
		}
		line, _ := m.draft.Place()
		if after == line || after == line-1 {
			m.ask.wrong = word.Say("it stands there already")
			return
		}
		m.endAsk(false) // a refusal is told in its place
		if !m.negotiate(meeting.Propose{Wording: draft.Wording{Kind: draft.Move, Para: m.paragraphHere(), After: tab.ID(after), Was: tab.Text.Line(line - 1)}}) {
			return
		}
	}
	m.endAsk(false)
}

// comment says words about the proposal that is meant or, where none is, about
// the paragraph at the cursor.
func (m *Model) comment(words string) {
	if p := m.matter(); p != nil {
		m.negotiate(meeting.Remark{Proposal: p.Number, Text: words})
		return
	}
	t := m.document.seat.Text()
	line, _ := m.draft.Place()
	from, to := t.LineStart(line-1), t.LineEnd(line-1)
	if from == to {
		m.say(refusal, word.Say("Line %d has no words to comment on.", line))
		return
	}
	m.negotiate(meeting.Remark{From: from, To: min(to, from+draft.MaxRemarked), Text: words})
}

// wordingMoved says what happened about proposals.
func (m *Model) wordingMoved(e meeting.Event) {
	switch what := e.What.(type) {
	case meeting.Arranged:
		m.arranged(what.Settings)
	case meeting.Remarked:
		if what.Proposal == 0 {
			m.showProposals()
			m.say(note, word.Say("A comment by %s on line %d: %s", m.lookOf(e.By).voice, m.document.seat.Text().LineOf(min(what.From, m.document.seat.Text().Len()))+1, clean2(what.Text)))
		}
	}
	p := m.document.seat.Happened(e.What)
	if p == nil || m.ownReceived(e.Number) { // an own one comes this way after an absence
		return
	}
	tab := m.document.seat.Table()
	switch what := e.What.(type) {
	case meeting.Proposed:
		if !m.aside() {
			m.offerProposals()
		}
		words := word.Say("Proposed: %s.", m.titleOf(tab, p))
		if l := m.lay(); m.aside() {
			words += " " + word.Say("%s goes there.", m.keyFor("document"))
		} else if !l.shown(action.Proposals) {
			words += " " + word.Say("%s shows the proposals.", m.keyFor("proposals"))
		}
		m.say(note, words)
	case meeting.Amended:
		m.say(note, word.Say("Amended: %s.", m.titleOf(tab, p)))
	case meeting.Retracted:
		m.say(note, word.Say("Withdrawn: %s.", m.titleOf(tab, p)))
	case meeting.Reacted:
		m.say(note, m.titleOf(tab, p)+word.Say(": ")+standing(tab, p)+".")
	case meeting.Remarked:
		m.say(note, word.Say("A comment on %s: %s", p.Label(), clean2(what.Text)))
	case meeting.Decided:
		m.say(note, word.Say("Decided: %s: %s.", m.titleOf(tab, p), word.Say(p.Outcome.String())))
	case meeting.Undecided:
		m.say(note, word.Say("Taken back, not decided: %s.", m.titleOf(tab, p)))
	case meeting.ObjectionsAsked:
		if what.Off {
			m.say(note, word.Say("The chair does not ask for objections to %s any more.", p.Label()))
			return
		}
		m.showProposals()
		m.draft.Choose(p.Number)
		if m.aside() {
			m.alert(word.Say("Any objection to %s?", p.Label()) + " " + word.Say("%s goes there.", m.keyFor("document")))
			return
		}
		m.alert(word.Say("Any objection to %s? In the draft %s objects.", p.Label(), m.keyFor("object")))
	case meeting.ObjectionsOpen:
		m.say(note, word.Say("Any objection to %s? The text is seen by %d of %d.", p.Label(), what.Seen, what.Of))
	}
}

// ownReceived says that the server has a proposal of this person's, if that is what
// happened with the version, and watches on how many screens it is.
func (m *Model) ownReceived(v meeting.Version) (own bool) {
	p := m.document.seat.MadeWith(v)
	if p == nil {
		return false
	}
	delete(m.onScreens, p.Number)
	m.unseen.Drop(p.Number)
	m.unseen.Add(p.Number, p.Made)
	m.proposed.table = nil // what is said of it
	m.offerProposals()
	m.say(note, word.Say("Received: %s.", m.titleOf(m.document.seat.Table(), p)))
	return true
}

func (m *Model) offerProposals() {
	m.showProposals()
	if len(m.document.seat.Table().Overlay.Open()) == 1 {
		m.offer(action.Proposals)
	}
}
