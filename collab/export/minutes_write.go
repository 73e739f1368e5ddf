package export

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
)

// written returns the minutes.
func (m *minutes) written() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Minutes: %s\n\n", escapedMarkdown(m.state.Title()))
	fmt.Fprintf(&b, "*Not verbatim.* Made from the log of the meeting, opened on %s, up to version %d of %s. All times are UTC.\n", day(m.opened), m.state.Head(), day(m.last))
	m.people(&b)
	m.agenda(&b)
	m.documents(&b)
	b.WriteString("\n## Record\n\n")
	record := m.whole()
	if len(record) == 0 {
		b.WriteString("Nobody took the floor.\n")
	}
	today := m.opened.UTC().Format(time.DateOnly)
	for _, e := range record {
		if d := e.at.UTC().Format(time.DateOnly); d != today {
			fmt.Fprintf(&b, "\n### %s\n\n", e.at.UTC().Format("2 January 2006"))
			today = d
		}
		fmt.Fprintf(&b, "- %s %s\n", e.at.UTC().Format("15:04:05"), e.words)
		for l := range strings.SplitSeq(e.quote, "\n") {
			if e.quote != "" {
				b.WriteString("  > " + l + "\n")
			}
		}
	}
	if rows := table(m.state); len(rows) > 0 {
		b.WriteString("\n## " + tableTitle + "\n\n" + markdownTable(rows))
	}
	for _, o := range m.others {
		if rows := table(o.state); len(rows) > 0 {
			fmt.Fprintf(&b, "\n## %s: document %d, %s\n\n%s", tableTitle, o.document.Number, line(o.document.Title), markdownTable(rows))
		}
	}
	return b.String()
}

// people lists who did something in the meeting: listeners are in no log.
func (m *minutes) people(b *strings.Builder) {
	b.WriteString("\n## Who took part\n\n")
	all := m.state.People()
	if len(all) == 0 {
		b.WriteString("Nobody has written or spoken; who only listens is not in the log.\n")
		return
	}
	var order []string
	of := map[string][]string{}
	for _, p := range all {
		who := line(p.Name) + ", " + p.Role.String()
		if _, known := of[p.Delegation]; !known {
			order = append(order, p.Delegation)
		}
		if !slices.Contains(of[p.Delegation], who) { // somebody may come in more than once
			of[p.Delegation] = append(of[p.Delegation], who)
		}
	}
	for _, d := range order {
		if d == "" {
			for _, who := range of[d] {
				b.WriteString("- " + who + "\n")
			}
			continue
		}
		b.WriteString("- **" + line(d) + "**: " + strings.Join(of[d], "; ") + "\n")
	}
	b.WriteString("\nWho only listened is not in the log.\n")
}

func (m *minutes) agenda(b *strings.Builder) {
	items := m.state.Proceedings().Agenda
	if len(items) == 0 {
		return
	}
	b.WriteString("\n## Agenda\n\n")
	for i, item := range items {
		fmt.Fprintf(b, "%d. %s\n", i+1, line(item))
	}
}

// length writes a duration as people say it.
func length(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// line is what somebody wrote, in a line of Markdown.
func line(s string) string { return plainMarkdown(text.CleanLine(s, meeting.MaxStatement)) }

// lines is what somebody wrote, its lines kept.
func lines(s string) string {
	var all []string
	for l := range strings.SplitSeq(text.Clean(s), "\n") {
		all = append(all, plainMarkdown(l))
	}
	return strings.Join(all, "\n")
}

// plainMarkdown keeps words from being taken for markup, and leaves those
// readable that are not at risk: brackets, dashes and brackets of numbers stay.
func plainMarkdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", `\<`, "~", `\~`).Replace(s)
}
