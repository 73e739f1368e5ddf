package hub

import "parley/collab/meeting"

// A snapshot carries the last edits whole, because concurrent ones and undos may
// refer to them, and all those after the oldest version that one of these was
// made on. With the draft they must fit into a welcome (wire.MaxFrame), or
// nobody can come in any more.
const (
	loadMost  = meeting.MaxText + 64<<10 // bytes of edits up to which anything may come: a whole draft may be pasted
	loadSmall = 4 << 10                  // bytes of an edit or undo that may come even then
	loadFence = 12 << 20                 // bytes from which no edit may make a snapshot reach further back
)

// fits returns nil if a snapshot can carry the command besides the others: a
// Refusal of what is too big, or reaches back too far, for that. The state must
// take the command.
func (l *hall) fits(by meeting.Person, c meeting.Command) error {
	switch c.Ask.(type) {
	case meeting.Edit, meeting.Undo:
	default:
		return nil
	}
	oldest := l.oldestNow()
	now := l.state.Load(oldest)
	with, reach := l.state.LoadWith(oldest, by, c)
	if now.From >= l.fence {
		l.fence = 0 // snapshots start behind it: it has done what it was for
	}
	if now.Bytes > loadFence && l.fence == 0 {
		l.fence = l.state.Fence()
	}
	switch weight := with.Bytes - now.Bytes; {
	case reach < l.fence, with.From < now.From && with.Bytes > loadFence:
		return meeting.TooOld
	case with.From == now.From && weight > loadSmall && with.Bytes > loadMost:
		return meeting.TooBig
	}
	return nil
}
