package session

import (
	"parley/collab/delta"
	"parley/collab/meeting"
)

// smallest is what the least of notices takes, in bytes of memory.
const smallest = 128

// weigh returns about how many bytes of memory the notice takes. What a frame
// measured on the wire says little: a small one may unfold to megabytes.
func weigh(n meeting.Notice) int {
	switch n := n.(type) {
	case meeting.Happened:
		return smallest + weighWhat(n.Event.What)
	case meeting.Roster:
		return smallest * (1 + len(n.People))
	case meeting.Lobby:
		return smallest * (1 + len(n.People))
	case meeting.Welcome:
		return smallest + weighSnapshot(n.Snapshot)
	}
	return smallest
}

func weighWhat(w meeting.What) int {
	switch w := w.(type) {
	case meeting.Opened:
		return len(w.Text)
	case meeting.Edited:
		return weighDelta(w.Delta)
	case meeting.Undone:
		return 8 * len(w.Of)
	case meeting.Said:
		return len(w.Text)
	case meeting.Confided:
		return len(w.Text)
	case meeting.Stated:
		return len(w.Text)
	case meeting.Prepared:
		return len(w.Text)
	case meeting.Delivered:
		return len(w.Text)
	case meeting.DocumentOpened:
		return len(w.Text)
	case meeting.Proposed:
		return smallest + len(w.Was) + len(w.Text) + len(w.Note)
	case meeting.Amended:
		return smallest + len(w.Was) + len(w.Text) + len(w.Note)
	case meeting.Remarked:
		return len(w.Text)
	case meeting.Decided:
		return weighDelta(w.Delta)
	case meeting.AgendaSet:
		return smallest * len(w.Items)
	}
	return 0
}

func weighDelta(d delta.Delta) (bytes int) {
	for op := range d.Ops() {
		bytes += 32 + len(op.Insert)
	}
	return bytes
}

func weighSnapshot(s *meeting.Snapshot) (bytes int) {
	if s == nil {
		return 0
	}
	bytes = smallest * (len(s.People) + len(s.Chat))
	p := &s.Proceedings
	bytes += smallest * (len(p.Floor.List) + len(p.Agenda) + len(p.Hands.Shown) + len(p.Captions) + len(p.Documents))
	for _, said := range p.Statements {
		bytes += smallest + len(said.Text)
	}
	if s.Draft != nil {
		bytes += 8*len(s.Draft.IDs) + smallest*len(s.Draft.Marks)
		for _, p := range s.Draft.Proposals {
			bytes += 2*smallest + len(p.Was) + len(p.Text) + smallest*len(p.Comments)
		}
	}
	for _, p := range s.Text {
		bytes += 32 + len(p.Text)
	}
	for _, e := range s.Entries {
		bytes += smallest + weighDelta(e.Delta) + 8*len(e.Undo)
	}
	return bytes
}
