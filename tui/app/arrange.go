package app

import (
	"strings"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/palette"
	"parley/tui/word"
)

// askSetting asks the chair for one of the settings of the negotiation; the one that
// holds is marked.
func (m *Model) askSetting(name string) {
	now := m.document.seat.Table().Overlay.Settings
	var items []palette.Item
	title, holds := word.Say("WHO MAY TYPE INTO THE DRAFT"), "writers-"+now.Writers.String()
	switch name {
	case "profile":
		title, holds = word.Say("HOW PARAGRAPHS ARE LABELLED"), "profile-"+now.Profile.String()
		for p := draft.Profile(0); p.Valid(); p++ {
			items = append(items, palette.Item{Name: "profile-" + p.String(), Title: p.String()})
		}
	default:
		items = []palette.Item{
			{Name: "writers-everybody", Title: word.Say("Everybody with a part in it")},
			{Name: "writers-editors", Title: word.Say("The editors and the chair; the others propose")},
		}
	}
	m.endAsk(false)
	list := palette.Ask(m.theme, title, nil, items)
	list.Mark(holds)
	m.over, m.overName = list, name
}

// settingChosen takes the answer, and reports whether it was one.
func (m *Model) settingChosen(name string) bool {
	s := m.document.seat.Table().Overlay.Settings
	if profile, ok := strings.CutPrefix(name, "profile-"); ok {
		p, err := draft.ParseProfile(profile)
		if err != nil {
			return false
		}
		s.Profile = p
	} else if writers, ok := strings.CutPrefix(name, "writers-"); ok {
		s.Writers = draft.Everybody
		if writers == draft.Editors.String() {
			s.Writers = draft.Editors
		}
	} else {
		return false
	}
	m.negotiate(meeting.Arrange{Settings: s})
	return true
}

// arranged tells of a setting of the negotiation, and holds the person's own pane
// to it.
func (m *Model) arranged(s draft.Settings) {
	m.showProposals()
	m.setWritable()
	who := word.Say("everybody")
	if s.Writers == draft.Editors {
		who = word.Say("the editors and the chair")
	}
	m.say(note, word.Say("Now %s may type into the draft; labels: %s.", who, s.Profile))
}

// setWritable says to the draft pane whether this person may type there now, and
// why not.
func (m *Model) setWritable() {
	role := m.seat.Me().Role
	why := word.Say("you are here as %s: %s", word.Say(role.String()), word.Say(role.May()))
	writes := role.Writes()
	if writes && !role.Decides() && m.document.seat.Table().Overlay.Settings.Writers == draft.Editors {
		writes, why = false, word.Say("only the editors and the chair type here now; %s proposes other words", m.keyFor("propose"))
	}
	if m.document.seat.Closed() {
		writes, why = false, word.Say("this document is closed: nothing in it changes until the chair opens it again")
	}
	if m.document.seat.Link().State == meeting.Ended {
		writes, why = false, word.Say("the line of this document has ended")
	}
	m.draft.SetWritable(writes && !m.ended, why)
}
