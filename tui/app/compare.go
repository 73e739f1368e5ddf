package app

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/away"
	"parley/tui/page"
	"parley/tui/word"
)

// A comparison is one of two versions, of which to may be 0: the draft as it is
// now; and with an answer how both read, or why that is not known.
type comparison struct {
	from, to meeting.Version
	old, new text.Text
	err      error
}

// compareWithin is how long the server may take to say how two versions read: a
// long log may have to be read for that.
const compareWithin = time.Minute

// compareVersions asks for the two versions that the words name, or for one, which
// is compared with the draft as it is now.
func (m *Model) compareVersions(words string) tea.Cmd {
	c, wrong := m.versionsIn(words)
	if wrong != "" {
		m.ask.wrong = wrong
		return nil
	}
	m.ask, m.comparing = nil, c
	m.openPage("compare", c.title(), []string{word.Say("Asking the server...")})
	head, number := m.document.seat.Version(), m.number
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), compareWithin)
		defer cancel()
		c.old, c.new, c.err = m.config.Versions(ctx, number, c.from, cmp.Or(c.to, head))
		return c
	}
}

// versionsIn reads which versions the words name, and says what is wrong with them.
func (m *Model) versionsIn(words string) (c comparison, wrong string) {
	var all []meeting.Version
	for _, w := range strings.Fields(words) {
		n, err := strconv.ParseUint(strings.TrimPrefix(strings.ToLower(w), "v"), 10, 64)
		if err != nil || n == 0 || len(all) == 2 {
			return c, word.Say("one version or two, as in 12 17")
		}
		if head := m.document.seat.Version(); n > uint64(head) {
			return c, word.Say("there is no version %d yet, the draft is at %d", n, head)
		}
		all = append(all, n)
	}
	switch {
	case len(all) == 0:
		return c, word.Say("one version or two, as in 12 17")
	case m.config.Versions == nil:
		return c, word.Say("older versions cannot be read here")
	case len(all) == 2:
		c.to = all[1]
	}
	c.from = all[0]
	return c, ""
}

func (c comparison) title() string {
	if c.to == 0 {
		return word.Say("FROM VERSION %d TO NOW", c.from)
	}
	return word.Say("FROM VERSION %d TO %d", c.from, c.to)
}

// compared shows how the versions differ that were asked for last.
func (m *Model) compared(c comparison) {
	over, open := m.over.(*page.Model)
	switch {
	case !open || m.overName != "compare" || c.from != m.comparing.from || c.to != m.comparing.to:
	case c.err != nil:
		over.SetText([]string{plain(word.Err(c.err))})
	default:
		over.SetText(m.comparedWords(c.old, c.new))
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
