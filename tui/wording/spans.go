package wording

import (
	"parley/collab/draft"
	"parley/collab/redline"
)

// Spans is the redline of a proposal, beside how its paragraph read.
func Spans(w draft.Wording) []redline.Span {
	switch w.Kind {
	case draft.Change, draft.Insert:
		return redline.Words(w.Was, w.Text, w.Joins)
	case draft.Remove:
		return redline.Words(w.Was, "", 0)
	}
	return redline.Words(w.Was, w.Was, 0)
}
