package merge

import "parley/collab/text"

// NewTight returns a document that keeps little and throws windows away soon,
// so that short tests see windows start everywhere.
func NewTight(base text.Text, at Version, undoReach, markEvery, minTrim, maxDirect int) *Document {
	return measured(base, at, measure{undoReach, markEvery, minTrim, maxDirect})
}

// Kept returns how many entries a document holds, and its window, or -1.
func Kept(d *Document) (entries, placed int) {
	entries = d.log.end() - d.log.first
	if d.window == nil {
		return entries, -1
	}
	return entries, len(d.window.log)
}
