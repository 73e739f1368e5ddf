package app

import (
	"strconv"
	"strings"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/page"
	"parley/tui/word"
)

// A comparison is one of two versions for which the server is asked.
type comparison struct {
	from, to meeting.Version // to 0: the draft as it is now
	old      text.Text
	got      bool // old is here
}

// compareVersions asks for the two versions that the words name, or for one, which
// is compared with the draft as it is now. It returns what is wrong with them, "" for
// nothing.
func (m *Model) compareVersions(words string) (wrong string) {
	var all []meeting.Version
	for _, w := range strings.Fields(words) {
		n, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(w), "v"), 10, 64)
		if err != nil || n == 0 || len(all) == 2 {
			return word.Say("one version or two, as in 12 17")
		}
		if head := m.seat.Version(); n > uint64(head) {
			return word.Say("there is no version %d yet, the draft is at %d", n, head)
		}
		all = append(all, n)
	}
	if len(all) == 0 {
		return word.Say("one version or two, as in 12 17")
	}
	m.comparing = comparison{from: all[0]}
	if len(all) == 2 {
		m.comparing.to = all[1]
	}
	m.config.Line.Inquire(meeting.Inquiry{Version: all[0]})
	m.openPage("compare", m.comparing.title(), []string{word.Say("Asking the server...")})
	return ""
}

func (c comparison) title() string {
	if c.to == 0 {
		return word.Say("FROM VERSION %d TO NOW", c.from)
	}
	return word.Say("FROM VERSION %d TO %d", c.from, c.to)
}

// pastCame takes the text of a version that was asked for.
func (m *Model) pastCame(past meeting.PastText) {
	c := &m.comparing
	over, open := m.over.(*page.Model)
	want := c.from
	if c.got {
		want = c.to
	}
	if !open || m.overName != "compare" || past.Version != want {
		return
	}
	switch {
	case !past.Known:
		over.SetText([]string{word.Say("the server does not know how version %d read: it is further back than %d events, or was asked for too fast", past.Version, meeting.MaxFarBack)})
	case c.got:
		over.SetText(m.comparedWords(c.old, text.New(past.Text, 0)))
	case c.to != 0:
		c.old, c.got = text.New(past.Text, 0), true
		m.config.Line.Inquire(meeting.Inquiry{Version: c.to})
	default:
		over.SetText(m.comparedWords(text.New(past.Text, 0), m.seat.Text()))
	}
}

// comparedWords are how two texts differ, line by line.
func (m *Model) comparedWords(old, new text.Text) []string {
	r := away.Compare(old, new)
	if r.Places == 0 {
		return []string{word.Say("Both versions read alike.")}
	}
	words := []string{word.Count(r.Places, "change", "changes") + ".", ""}
	return append(words, r.Told(m.nameBy, false)...)
}

func (m *Model) nameBy(by text.Author) string { return m.lookOf(by).name }
