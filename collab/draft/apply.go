package draft

import (
	"fmt"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
)

// Apply returns the text with the change made to it; what it inserts is by
// that author. A change made for a text of another length is an error.
func Apply(t text.Text, d delta.Delta, by text.Author) (text.Text, error) {
	if d.BaseLen() != t.Len() {
		return t, fmt.Errorf("a change to %d code points on a text of %d", d.BaseLen(), t.Len())
	}
	at := 0
	for op := range d.Ops() {
		switch {
		case op.Keep > 0:
			at += op.Keep
		case op.Delete > 0:
			t = t.Splice(at, op.Delete, "", by)
		default:
			t = t.Splice(at, 0, op.Insert, by)
			at += utf8.RuneCountInString(op.Insert)
		}
	}
	return t, nil
}
