package draftpane

// Keys that are another key in old terminals, that the terminal, tmux or
// screen takes for itself, or that stop the output are in no list: Ctrl with
// A, B, H, I, J, M, Q, S, Z, digits or Shift and a letter. What has Alt has
// another key too. DESIGN.md has the reasons one by one.
var bindings = append([]Binding{
	{"write-here", "Write here", "Starts writing at the cursor; everybody sees what you type as you type it.",
		"edit", "reading", []string{"i", "insert"}, nil, startWriting},
	{"stop", "Back to reading", "Drops the selection, or goes from writing back to reading.",
		"edit", "both", []string{"esc"}, nil, escape},
	{"undo", "Undo my last change", "Takes your own last change of the draft back; what others wrote stays.",
		"edit", "both", []string{"ctrl+u"}, []string{"ctrl+_", "ctrl+/"}, func(m *Model) any { return m.wantUndo(WantUndo{}) }},
	{"redo", "Redo what I took back", "Puts your own change in again that you took back last.",
		"edit", "both", []string{"ctrl+y"}, []string{"alt+u"}, func(m *Model) any { return m.wantUndo(WantRedo{}) }},
	{"cut", "Cut", "Deletes the selected text and keeps it for pasting.",
		"edit", "writing", []string{"ctrl+x", "shift+delete"}, nil, func(m *Model) any { return m.take(nil) }},
	{"copy", "Copy", "Keeps the selected text for pasting, also in your terminal's clipboard where it allows that.",
		"edit", "both", []string{"ctrl+o"}, []string{"ctrl+insert", "alt+w"}, (*Model).copySelected},
	{"paste", "Paste", "Puts in what was cut or copied here last; your terminal's own paste works too.",
		"edit", "writing", []string{"ctrl+v"}, []string{"shift+insert"}, (*Model).pasteOwn},
	{"cut-line", "Cut to the end of the paragraph", "Cuts from the cursor to the end of the paragraph or, from there, the line break.",
		"edit", "writing", []string{"ctrl+k"}, nil, func(m *Model) any { return m.take(lineEnd) }},
	{"new-line", "New paragraph", "Ends the paragraph at the cursor.",
		"edit", "writing", []string{"enter"}, []string{"shift+enter"}, func(m *Model) any { return m.insert("\n") }},
	{"tab", "Tab", "Puts in a tab.",
		"edit", "writing", []string{"tab"}, nil, func(m *Model) any { return m.insert("\t") }},
	{"erase-back", "Delete backwards", "Deletes the selected text or the character before the cursor.",
		"edit", "writing", []string{"backspace"}, []string{"shift+backspace"}, func(m *Model) any { return m.erase(left) }},
	{"erase", "Delete", "Deletes the selected text or the character at the cursor.",
		"edit", "writing", []string{"delete", "ctrl+d"}, nil, func(m *Model) any { return m.erase(right) }},
	{"erase-word-back", "Delete a word backwards", "Deletes from the cursor back to the start of the word.",
		"edit", "writing", []string{"ctrl+w"}, []string{"alt+backspace", "ctrl+backspace"}, func(m *Model) any { return m.erase(wordLeft) }},
	{"erase-word", "Delete a word", "Deletes from the cursor to the end of the word.",
		"edit", "writing", []string{"ctrl+delete"}, []string{"alt+d", "alt+delete"}, func(m *Model) any { return m.erase(wordRight) }},

	{"mark", "Set or drop the mark", "Starts selecting at the cursor for keyboards without Shift and arrows: moving selects, until the mark is dropped.",
		"select", "both", []string{"f8"}, []string{"ctrl+space", "ctrl+@"}, (*Model).toggleMark},
	{"select-all", "Select all", "Selects the whole draft.",
		"select", "both", []string{"f9"}, []string{"alt+a"}, (*Model).selectAll},

	{"find", "Find in the draft", "Asks for words and goes to the next place where they stand.",
		"find", "both", []string{"ctrl+f"}, nil, func(*Model) any { return WantFind{} }},
	{"find-slash", "Find in the draft", "Asks for words and goes to the next place where they stand.",
		"find", "reading", []string{"/"}, nil, func(*Model) any { return WantFind{} }},
	{"find-next", "Find the next place", "Goes to the next place where the words of the last search stand.",
		"find", "both", []string{"f5", "ctrl+n"}, nil, func(m *Model) any { return m.findAgain(true) }},
	{"find-previous", "Find the previous place", "Goes to the previous place where the words of the last search stand.",
		"find", "both", []string{"shift+f5"}, []string{"f15"}, func(m *Model) any { return m.findAgain(false) }},

	{"authors", "Show who wrote what", "Shows in the text itself who wrote it, or stops showing it; the marks at the left always do.",
		"view", "both", []string{"f7"}, nil, func(m *Model) any { m.ShowAuthors(!m.blame); return nil }},
}, moves()...)

// moves returns the motions; each selects when it is made with Shift.
func moves() []Binding {
	rows := func(by int) func(*Model, bool) any {
		return func(m *Model, keep bool) any { return m.moveRows(by, keep) }
	}
	pages := func(by int) func(*Model, bool) any {
		return func(m *Model, keep bool) any { return m.movePage(by, keep) }
	}
	to := func(go_ motion) func(*Model, bool) any {
		return func(m *Model, keep bool) any { return m.move(go_, keep) }
	}
	var all []Binding
	for _, d := range []struct {
		name, title, help string
		keys, also        []string
		do                func(m *Model, keep bool) any
	}{
		{"line-up", "Up", "a row up", []string{"up"}, nil, rows(-1)},
		{"line-down", "Down", "a row down", []string{"down"}, nil, rows(1)},
		{"left", "Left", "a character to the left", []string{"left"}, nil, to(towards(right, left))},
		{"right", "Right", "a character to the right", []string{"right"}, nil, to(towards(left, right))},
		{"word-left", "A word back", "to the start of the word, or of the one before", []string{"ctrl+left"}, []string{"alt+left", "alt+b"}, to(towards(wordRight, wordLeft))},
		{"word-right", "A word on", "to the end of the word, or of the next", []string{"ctrl+right"}, []string{"alt+right", "alt+f"}, to(towards(wordLeft, wordRight))},
		{"row-start", "Start of the row", "to the start of the row and, again, of the paragraph", []string{"home"}, nil, to(rowStart)},
		{"row-end", "End of the row", "to the end of the row and, again, of the paragraph", []string{"end", "ctrl+e"}, nil, to(rowEnd)},
		{"paragraph-up", "A paragraph up", "to the start of the paragraph, or of the one above", []string{"ctrl+up"}, []string{"alt+up"}, to(paragraphUp)},
		{"paragraph-down", "A paragraph down", "to the start of the next paragraph", []string{"ctrl+down"}, []string{"alt+down"}, to(paragraphDown)},
		{"screen-up", "A page up", "a screen up", []string{"pgup"}, nil, pages(-1)},
		{"screen-down", "A page down", "a screen down", []string{"pgdown"}, []string{"space"}, pages(1)},
		{"top", "Top of the draft", "to the start of the draft", []string{"ctrl+home"}, nil, to(top)},
		{"bottom", "End of the draft", "to the end of the draft", []string{"ctrl+end"}, nil, to(bottom)},
	} {
		all = append(all,
			Binding{d.name, d.title, "Goes " + d.help + ".", "move", "both", d.keys, d.also,
				func(m *Model) any { return d.do(m, false) }},
			Binding{"select-" + d.name, "Select: " + lowerFirst(d.title), "Selects from the cursor " + d.help + ".", "select", "both", shifted(d.keys), shifted(d.also),
				func(m *Model) any { return d.do(m, true) }})
	}
	return all
}

func lowerFirst(s string) string { return string(s[0]|0x20) + s[1:] }

// shifted returns the keys with Shift as Bubble Tea names them: behind Ctrl
// and Alt. Ctrl, Shift and a letter together are no key of ours.
func shifted(keys []string) []string {
	var out []string
	for _, k := range keys {
		head, key := "", k
		for i := len(k) - 1; i > 0; i-- {
			if k[i-1] == '+' {
				head, key = k[:i], k[i:]
				break
			}
		}
		if len(key) > 1 {
			out = append(out, head+"shift+"+key)
		}
	}
	return out
}
