package away

import (
	"slices"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/tui/word"
)

// Wordings are what became of the proposals, the paragraphs and the brackets.
type Wordings struct {
	Matters             []Matter
	Agreed              []string // paragraphs, as they are called: R2 or line 5
	Reopened            []string // that were agreed, and are open again
	Brackets, WereThere int      // how many there are, and were
}

// A Matter is a proposal that somebody else made meanwhile, or one that came to
// another end than it had.
type Matter struct {
	*draft.Proposal        // as it is now
	Mark            string // what the profile calls it: MOD
	On              string // the paragraph, as it is called; empty: it is gone, or the top
	New, Decided    bool
}

// Any reports whether anything became of them.
func (w Wordings) Any() bool {
	return len(w.Matters)+len(w.Agreed)+len(w.Reopened) > 0 || w.Brackets != w.WereThere
}

// wordings compares what is found with what was left.
func (s standing) wordings(was standing) (w Wordings) {
	tab := s.table
	w.Brackets, w.WereThere = len(tab.Brackets.Pairs), len(was.table.Brackets.Pairs)
	for i, p := range tab.Overlay.Proposals() {
		before, known := draft.Undecided, i < len(was.outcomes)
		if known {
			before = was.outcomes[i]
		}
		m := Matter{
			Proposal: p, Mark: tab.Overlay.Settings.Profile.Mark(p.Kind), On: called(tab, tab.LineOf(p.Para)),
			New: !known && p.By != s.me.Person, Decided: p.Outcome != before,
		}
		if m.New || m.Decided {
			w.Matters = append(w.Matters, m)
		}
	}
	w.Agreed, w.Reopened = locked(tab, was.table), locked(was.table, tab)
	return w
}

// called is how a line is called: R2, or line 5; the line 0 has no name.
func called(tab *meeting.Table, line int) string {
	switch label := tab.Label(line); {
	case line == 0, label != "":
		return label
	default:
		return word.Say("line %d", line)
	}
}

// locked are the paragraphs that are agreed in one table and not in the other.
func locked(in, out *meeting.Table) (names []string) {
	if !in.Overlay.Locks() {
		return nil
	}
	for i, id := range in.IDs {
		if id == 0 {
			continue
		}
		_, agreed := in.Overlay.Agreed(id)
		if _, too := out.Overlay.Agreed(id); agreed && !too {
			names = append(names, called(in, i+1))
		}
	}
	return names
}

// made is how many proposals others made.
func (w Wordings) made() (n int) {
	for _, m := range w.Matters {
		if m.New {
			n++
		}
	}
	return n
}

// mostDecisions is how many decisions a headline names.
const mostDecisions = 4

// decided names what was decided: "P-3 accepted", "R2 agreed ad ref".
func (w Wordings) decided() (parts []string) {
	var told []string
	for _, m := range w.Matters {
		if m.Decided {
			parts = append(parts, m.Label()+" "+word.Say(m.Outcome.String()))
		}
		if m.Decided && m.Outcome == draft.Agreed {
			told = append(told, m.On)
		}
	}
	for _, name := range w.Agreed {
		if !slices.Contains(told, name) {
			parts = append(parts, name+" "+word.Say("agreed ad ref"))
		}
	}
	for _, name := range w.Reopened {
		parts = append(parts, word.Say("%s open again", name))
	}
	if len(parts) > mostDecisions {
		return []string{word.Count(len(parts), "decision", "decisions")}
	}
	return parts
}
