package draftpane

// Writable reports whether the user may write.
func (m *Model) Writable() bool { return m.writable }

// Phrase returns what is selected or, where nothing is, the word at the caret or
// right in front of it; from and to are equal where there is none.
func (m *Model) Phrase() (from, to int) {
	at := m.caret.at
	if from, to = m.selection(); from < to {
		return from, to
	}
	from, to = at, at
	m.words(m.segmentAt(at), func(start, end int) bool {
		if start <= at && at <= end {
			from, to = start, end // the later one, where the caret is between two
		}
		return end <= at
	})
	return from, to
}
