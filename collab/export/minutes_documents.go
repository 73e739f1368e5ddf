package export

import (
	"fmt"
	"slices"
	"strings"

	"parley/collab/meeting"
)

// documentOpened notes a document that was added to the meeting.
func (m *minutes) documentOpened(s step, d meeting.DocumentOpened) {
	words := fmt.Sprintf("Document %d is opened: **%s**.", d.Number, line(d.Title))
	if s.By != 0 {
		words = fmt.Sprintf("%s opens document %d: **%s**.", who(s), d.Number, line(d.Title))
	}
	m.add(s, words, "")
}

// documentClosed notes that a document was closed, or opened again.
func (m *minutes) documentClosed(s step, d meeting.DocumentClosed) {
	words := "is closed: nothing in it changes any more"
	if !d.On {
		words = "is open again"
	}
	m.add(s, m.called(d.Number)+" "+words+".", "")
}

// called is how a document is named in the record.
func (m *minutes) called(n int) string {
	all := m.state.Documents()
	return fmt.Sprintf("Document %d, %s,", n, line(all[min(n, len(all))-1].Title))
}

// documents lists them, where there are several.
func (m *minutes) documents(b *strings.Builder) {
	if len(m.others) == 0 {
		return
	}
	b.WriteString("\n## Documents\n\n")
	for _, d := range m.state.Documents() {
		fmt.Fprintf(b, "%d. %s", d.Number, line(d.Title))
		if d.Number == m.state.Before() {
			b.WriteString(", before the meeting at the end")
		}
		if m.state.Proceedings().Closed(d.Number) {
			b.WriteString(", closed")
		}
		b.WriteString("\n")
	}
	b.WriteString("\nEach has its own versions and its own numbers of proposals.\n")
}

// whole is the record of the meeting and of its other documents, in the order in
// which things happened.
func (m *minutes) whole() []entry {
	all := slices.Clone(m.record)
	for _, o := range m.others {
		all = append(all, o.record...)
	}
	slices.SortStableFunc(all, func(a, b entry) int { return a.at.Compare(b.at) })
	return all
}
