package app

import (
	"math/bits"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"parley/tui/action"
	"parley/tui/page"
	"parley/tui/palette"
	"parley/tui/word"
)

// items are the actions of the places as a list to choose from.
func (m *Model) items(p action.Place) []palette.Item {
	var items []palette.Item
	for _, a := range hereFirst(action.At(m.table, p), p) {
		if a.Name == "here" || a.Name == "palette" && p == action.Screen {
			continue // the list is open
		}
		it := palette.Item{Name: a.Name, Title: a.Title, Help: a.Help, Also: a.English, Keys: action.KeyNames(m.keysOf(a, p))}
		if ok, why := a.Can(m.context()); !ok {
			it.Why = why
		}
		items = append(items, it)
	}
	return items
}

// hereFirst puts what can be done in few places before what can be done anywhere,
// in the panes with a list: there it is about what is marked. The first stays on
// top: it does no harm, and Enter pressed twice does it.
func hereFirst(all []action.Action, p action.Place) []action.Action {
	if p&^action.Lists != 0 || len(all) == 0 {
		return all
	}
	anywhere := func(a action.Action) int { return bits.OnesCount16(uint16(a.Where & action.Screen)) }
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted[1:], func(a, b action.Action) int { return anywhere(a) - anywhere(b) })
	return sorted
}

// keysOf are the action's keys, at most two, those that mean it in place p
// before others.
func (m *Model) keysOf(a action.Action, p action.Place) []string {
	keys := a.KeysIn(m.place())
	for q := action.Reading; q < action.Linear && len(keys) == 0; q <<= 1 {
		keys = a.KeysIn(q & p)
	}
	return keys[:min(len(keys), 2)]
}

func (m *Model) openPalette(name, title string, p action.Place) {
	m.endAsk(false)
	m.over, m.overName = palette.New(m.theme, title, m.items(p)), name
}

func (m *Model) togglePalette() {
	if m.overName == "palette" {
		m.closeOver()
		return
	}
	m.openPalette("palette", word.Say("ALL ACTIONS"), action.Screen)
}

func (m *Model) openPage(name, title string, paragraphs []string) {
	m.endAsk(false)
	m.over, m.overName = page.New(m.theme, title, paragraphs), name
}

// openHelp shows what can be done in the focused pane.
func (m *Model) openHelp() {
	p := m.place()
	head := ""
	switch s := m.sideAt(p); {
	case s != nil:
		head = s.help
	case p == action.Reading && m.letters:
		head = word.Say("You are reading the draft: arrows move, letters are shortcuts. Enter lists what can be done, Tab goes to the panes beside it, a number and Enter go to that line. To write, press Enter twice or %s.", m.keyFor("write-here"))
	case p == action.Reading:
		head = word.Say("You are reading the draft: arrows move. Enter lists what can be done, Tab goes to the panes beside it. To write, press Enter twice or %s.", m.keyFor("write-here"))
	case p == action.Writing:
		head = word.Say("You are writing in the draft: what you type is text, and everybody sees it as you type. Esc goes back to reading.")
	}
	paragraphs := append([]string{head, ""}, action.Manual(m.table, p)...)
	m.openPage("help", word.Say("HELP: ")+strings.ToUpper(p.String()), paragraphs)
}

// openInvite shows the link whole and copies it where the terminal can.
func (m *Model) openInvite() tea.Cmd {
	if m.config.Invite == "" { // a chair who has none at hand has one made
		m.askLink()
		return nil
	}
	m.openPage("invite", word.Say("INVITATION"), []string{
		word.Say("Send this link to those who shall come in, by mail or message. Who has it can enter, so do not publish it."), "",
		m.config.Invite, "",
		word.Say("They type:  parley join LINK"), "",
		word.Say("The link was given to your terminal's clipboard; not every terminal takes it."),
	})
	return tea.SetClipboard(m.config.Invite)
}

func (m *Model) openStatus() { m.openPage("status", word.Say("STATUS"), m.statusWords()) }

// askToLeave asks, and says what leaving would lose. Asked again it marks the
// answer that leaves.
func (m *Model) askToLeave() {
	if list, ok := m.over.(*palette.Model); ok && m.overName == "quit" {
		list.Mark("leave")
		return
	}
	m.endAsk(false)
	var notes []string
	if n := m.waiting(); n > 0 {
		notes = append(notes, word.Say("The server has not received ")+word.Count(n, "change", "changes")+word.Say(" of yours yet. ")+m.whenLeaving())
	}
	notes = append(notes, m.unproposed()...)
	if m.config.Invite != "" {
		notes = append(notes, word.Say("You host this meeting: it stops for everybody when you leave, and goes on when you host it again from the same data directory."))
	}
	m.over = palette.Ask(m.theme, word.Say("LEAVE THE MEETING?"), notes, []palette.Item{
		{Name: "stay", Title: word.Say("Stay")}, {Name: "leave", Title: word.Say("Leave")},
	})
	m.overName = "quit"
}

// refreshOver keeps what lies over the draft up to date.
func (m *Model) refreshOver() {
	switch over := m.over.(type) {
	case *palette.Model:
		switch m.overName {
		case "palette":
			over.SetItems(m.items(action.Screen))
		case "here":
			over.SetItems(m.items(m.place()))
		case "decide":
			over.SetItems(m.decisions())
			if p := m.document.seat.Table().Overlay.Proposal(m.deciding); p != nil {
				over.SetNotes(m.decisionNotes(p))
			}
		case "waiting":
			over.SetItems(m.lobbyItems())
		case "mine":
			over.SetItems(m.mineItems())
		}
	case *page.Model:
		switch m.overName {
		case "status":
			over.SetText(m.statusWords())
		case "receipts":
			over.SetText(m.receiptLines())
		case "brackets":
			over.SetText(m.bracketWords())
		case "away":
			over.SetText(m.awayWords())
		}
	}
}

// statusWords are how everything is, in full.
func (m *Model) statusWords() []string {
	in, out := m.carried()
	words := []string{
		word.Say("Meeting: ") + clean(m.seat.Title()),
		word.Say("You: ") + m.lookOf(m.seat.Me().Number).full + ", " + word.Say(m.seat.Me().Role.String()),
		m.presentWords(),
		"",
		word.Say("Text: ") + m.lineWords(),
		word.Say("Received: %s", m.receivedWords()),
		word.Say("Text so far: %d kB in, %d kB out", (in+500)/1000, (out+500)/1000),
		"",
		word.Say("Sound: ") + m.soundWords(),
	}
	if m.wasAway() {
		words = slices.Insert(words, 3, sentence(m.missedHeadline())+" "+m.keyFor("away")+word.Say(" shows it."))
	}
	if known := m.documentsWords(); known != "" {
		words = slices.Insert(words, 1, known)
	}
	if m.config.Sound == nil {
		return words
	}
	words = append(words, word.Say("Microphone: ")+m.sound.MicWords(), word.Say("Loudspeaker: ")+m.sound.Ear.String())
	words = append(words, m.talkWords())
	for _, more := range []string{m.sound.Delay(), m.sound.Ladder()} {
		if more != "" {
			words = append(words, sentence(more))
		}
	}
	words = append(words, word.Say("Data: ")+m.budget.Words(m.used()))
	if guard := m.sound.GuardWords(); guard != "" {
		words = append(words, word.Say("Echo guard: ")+guard)
	}
	if m.sound.Complete {
		words = append(words, word.Say("Listening: complete, one to two and a half seconds late"))
	}
	for _, s := range m.sound.Slots {
		if s.Speaker != 0 && s.Active {
			words = append(words, word.Say("Heard: ")+m.nameOf(s.Speaker))
		}
	}
	return slices.Clip(words)
}
