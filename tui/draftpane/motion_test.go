package draftpane

import (
	"strings"
	"testing"

	"parley/collab/delta"
	"parley/collab/text"
	"parley/tui/theme"
)

// marked makes a pane of 30 by 6 from a text in which | is the caret and ^,
// where there is one, the other end of the selection.
func marked(s string) *Model {
	bare := strings.NewReplacer("|", "", "^", "").Replace(s)
	at := runes(strings.ReplaceAll(s[:strings.Index(s, "|")], "^", ""))
	anchor := at
	if i := strings.Index(s, "^"); i >= 0 {
		anchor = runes(strings.ReplaceAll(s[:i], "|", ""))
	}
	m := New(theme.New(theme.Terminal{}))
	m.SetText(text.New(bare, 1), delta.Delta{})
	m.SetWriting(true)
	m.caret.at, m.caret.anchor = at, anchor
	m.View(30, 6)
	return m
}

// marks is the opposite of marked.
func marks(m *Model) string {
	at, anchor := m.At()
	all := []rune(m.Text().String())
	var b strings.Builder
	for i := 0; i <= len(all); i++ {
		if i == at {
			b.WriteByte('|')
		}
		if i == anchor && anchor != at {
			b.WriteByte('^')
		}
		if i < len(all) {
			b.WriteRune(all[i])
		}
	}
	return b.String()
}

func TestActions(t *testing.T) {
	for _, tt := range []struct{ name, from, do, want string }{
		{"right over a letter with its accent", "|e\u0301a", "right", "e\u0301|a"},
		{"left over a family", "👩‍👩‍👧‍👦|", "left", "|👩‍👩‍👧‍👦"},
		{"right over a Hindi syllable", "|क्षि", "right", "क्षि|"},
		{"left over a flag", "🇰🇪🇳🇴|", "left", "🇰🇪|🇳🇴"},
		{"right at the end of a line", "a|\nb", "right", "a\n|b"},
		{"left at the start of a line", "a\n|b", "left", "a|\nb"},
		{"right at the end of the text", "a|", "right", "a|"},
		{"right drops a selection at its end", "^ab|cd", "right", "ab|cd"},
		{"left drops a selection at its start", "|ab^cd", "left", "|abcd"},
		{"right drops a selection made backwards", "|ab^cd", "right", "ab|cd"},

		{"word on to the end of the word", "th|at shall", "word-right", "that| shall"},
		{"word on over blanks and marks", "that| [shall]", "word-right", "that [shall|]"},
		{"word on from the last word to the end of the line", "that| .\nb", "word-right", "that .|\nb"},
		{"word on from the end of the line", "a|\nb c", "word-right", "a\n|b c"},
		{"word back to its start", "that sha|ll", "word-left", "that |shall"},
		{"word back over an apostrophe", "they don't|", "word-left", "they |don't"},
		{"to the left in Arabic goes on", "أن| تيسر", "left", "أن |تيسر"},
		{"to the right in Arabic goes back", "أن |تيسر", "right", "أن| تيسر"},
		{"in an Arabic word of an English line it goes back", "of أن|", "left", "of أ|ن"},
		{"backspace in Arabic takes the letter before", "أن|", "erase-back", "أ|"},
		{"a word to the right in Arabic", "أن تيسر| الدول", "word-right", "أن |تيسر الدول"},
		{"a word to the left in Arabic", "أن تيسر| الدول", "word-left", "أن تيسر الدول|"},
		{"the end of a row in Arabic", "أ|ن تيسر", "row-end", "أن تيسر|"},
		{"word on in Chinese goes by the character", "|文字", "word-right", "文|字"},
		{"word back from the start of a line", "ab\n|c", "word-left", "ab|\nc"},

		{"down keeps the column", "ab|c\nde\nfgh", "line-down", "abc\nde|\nfgh"},
		{"down at the last line goes to its end", "a|bc", "line-down", "abc|"},
		{"up at the first line goes to its start", "a|bc", "line-up", "|abc"},
		{"down goes by cells", "中文|字\nabcdefg", "line-down", "中文字\nabcd|efg"},
		{"down never stands in the middle of a wide letter", "abc|\n中文字", "line-down", "abc\n中|文字"},
		{"down by the row in a wrapped paragraph", "|one two three four five six seven", "line-down", "one two three four five |six seven"},

		{"home goes to the row first", "one two three four five six sev|en", "row-start", "one two three four five |six seven"},
		{"home again goes to the paragraph", "one two three four five |six seven", "row-start", "|one two three four five six seven"},
		{"end goes to the row first", "on|e two three four five six seven", "row-end", "one two three four five| six seven"},
		{"end again goes to the paragraph", "one two three four five| six seven", "row-end", "one two three four five six seven|"},
		{"a paragraph down", "a|b\ncd\nef", "paragraph-down", "ab\n|cd\nef"},
		{"a paragraph up goes to its start first", "ab\nc|d", "paragraph-up", "ab\n|cd"},
		{"a paragraph up", "ab\n|cd", "paragraph-up", "|ab\ncd"},
		{"top", "ab\nc|d", "top", "|ab\ncd"},
		{"bottom", "a|b\ncd", "bottom", "ab\ncd|"},

		{"select right", "|ab", "select-right", "^a|b"},
		{"select to the end of the row", "a|bc\nd", "select-row-end", "a^bc|\nd"},
		{"select a word back", "ab cd|", "select-word-left", "ab |cd^"},
		{"select down", "a|b\ncd", "select-line-down", "a^b\nc|d"},
		{"select all", "a|b\ncd", "select-all", "^ab\ncd|"},

		{"backspace deletes a letter with its accent", "ae\u0301|b", "erase-back", "a|b"},
		{"backspace joins lines", "a\n|b", "erase-back", "a|b"},
		{"backspace deletes the selection", "a^bc|d", "erase-back", "a|d"},
		{"backspace at the top does nothing", "|a", "erase-back", "|a"},
		{"delete deletes a family", "|👩‍👩‍👧‍👦b", "erase", "|b"},
		{"delete a word back", "that shall|", "erase-word-back", "that |"},
		{"delete a word", "that| shall go", "erase-word", "that| go"},
		{"cut takes the selection", "a|bc^d", "cut", "a|d"},
		{"cut to the end of the paragraph", "a|bc\nd", "cut-line", "a|\nd"},
		{"cut to the end of the paragraph takes an empty one's end", "a|\nd", "cut-line", "a|d"},
		{"new paragraph", "a|b", "new-line", "a\n|b"},
		{"a tab replaces the selection", "a|b^c", "tab", "a\t|c"},
		{"deleting between two halves of a flag stays between characters", "🇰x|🇪", "erase-back", "🇰🇪|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := marked(tt.from)
			m.Do(tt.do)
			if got := marks(m); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestUpAndDownKeepTheColumnOverShortLines(t *testing.T) {
	m := marked("abcde|f\n\nab\nabcdefg")
	for _, want := range []string{"abcdef\n|\nab\nabcdefg", "abcdef\n\nab|\nabcdefg", "abcdef\n\nab\nabcde|fg"} {
		if m.Do("line-down"); marks(m) != want {
			t.Errorf("got %q, want %q", marks(m), want)
		}
	}
}

func TestTheMarkSelectsForKeyboardsWithoutShiftAndArrows(t *testing.T) {
	m := marked("a|bcd")
	for _, do := range []string{"mark", "right", "right"} {
		m.Do(do)
	}
	if got, want := marks(m), "a^bc|d"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	m.Do("copy")
	m.Do("right")
	m.Do("paste")
	if got, want := marks(m), "abcbc|d"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAPageIsAScreenWithoutOneRow(t *testing.T) {
	m := marked("|1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13")
	m.Do("screen-down")
	if line, _ := m.Place(); line != 6 {
		t.Errorf("got line %d, want 6", line)
	}
	m.Do("screen-up")
	if line, _ := m.Place(); line != 1 {
		t.Errorf("got line %d, want 1", line)
	}
}

func TestPlaceCountsCharactersAsAPersonDoes(t *testing.T) {
	m := marked("a\ne\u0301👩‍👩‍👧‍👦|x")
	if line, column := m.Place(); line != 2 || column != 3 {
		t.Errorf("got line %d, column %d, want 2, 3", line, column)
	}
}

func TestAForeignChangeMovesTheCaretWithItsText(t *testing.T) {
	for _, tt := range []struct {
		name, from  string
		at, deleted int
		inserted    string
		want        string
	}{
		{"before the caret", "ab|c", 0, 0, "XY", "XYab|c"},
		{"at the caret it goes behind it", "ab|c", 2, 0, "X", "ab|Xc"},
		{"a deletion around the caret", "ab|cd", 1, 2, "", "a|d"},
		{"at the edges of a selection it stays outside", "a^bc|d", 3, 0, "X", "a^bc|Xd"},
		{"before a selection it stays outside", "a^bc|d", 1, 0, "X", "aX^bc|d"},
		{"a mark for the letter before the caret", "e|x", 1, 0, "\u0301", "|e\u0301x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := marked(tt.from)
			m.SetText(m.Text().Splice(tt.at, tt.deleted, tt.inserted, 9), delta.Replace(m.Text().Len(), tt.at, tt.deleted, tt.inserted))
			if got := marks(m); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
