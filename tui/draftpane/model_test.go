package draftpane

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"parley/collab/delta"
	"parley/collab/text"
	"parley/tui/cells"
	"parley/tui/theme"
)

// pieces are what hostile and friendly texts are made of.
var pieces = []string{
	"a", "word", " ", "  ", "\n", "\t", "-", "[", "]", "don't", "и", "é", "e\u0301", "\u0301", "ا", "لسلام", "\u0650", "می\u200cشود", "١٢", "אב", "12", "(א", "|",
	"中", "文字", "。", "（", "क्षि", "ि", "ตำ", "\u0e33", "👍", "👍🏽", "👩‍👩‍👧‍👦", "🇰🇪", "🇰", "\u200d", "\u200b", "\ufe0f", "❤️",
	"가", "\u1161", "\u11a8", "\u0600", "\u202e", "\u2066", "\x1b[31m", "\x07", "\u0085", "\u00ad", "\u2028", "\ufeff",
	"\U000e0041", "\u3000", "\u00a0", strings.Repeat("\u0302", 40), strings.Repeat("x", 30), "\r",
}

func textGen() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "pieces"), "")
	})
}

var someKeys = func() (keys []tea.Key) {
	for _, code := range []rune{tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight, tea.KeyHome, tea.KeyEnd, tea.KeyPgUp, tea.KeyPgDown,
		tea.KeyBackspace, tea.KeyDelete, tea.KeyF8, tea.KeyF7, tea.KeyF5} {
		for _, mod := range []tea.KeyMod{0, tea.ModShift, tea.ModCtrl, tea.ModCtrl | tea.ModShift} {
			keys = append(keys, tea.Key{Code: code, Mod: mod})
		}
	}
	for _, letter := range "xkvowdueny" {
		keys = append(keys, tea.Key{Code: letter, Mod: tea.ModCtrl})
	}
	for _, s := range pieces {
		keys = append(keys, tea.Key{Code: tea.KeyExtended, Text: s})
	}
	return append(keys, tea.Key{Code: tea.KeyEnter}, tea.Key{Code: tea.KeyTab}, tea.Key{Code: tea.KeyF9})
}()

func randomDelta(t *rapid.T, length int) delta.Delta {
	var b delta.Builder
	for rest := length; ; {
		n := rapid.IntRange(0, rest).Draw(t, "keep")
		b.Keep(n)
		rest -= n
		n = rapid.IntRange(0, min(rest, 20)).Draw(t, "delete")
		b.Delete(n)
		rest -= n
		b.Insert(rapid.SampledFrom(append(pieces, "")).Draw(t, "insert"))
		if rest == 0 || rapid.Bool().Draw(t, "enough") {
			b.Keep(rest)
			return b.Delta()
		}
	}
}

func applied(d delta.Delta, t text.Text, by text.Author) text.Text {
	at := 0
	for op := range d.Ops() {
		at += op.Keep
		t = t.Splice(at, op.Delete, op.Insert, by)
		at += runes(op.Insert)
	}
	return t
}

// borderSet returns the places between the clusters of a short text.
func borderSet(r cells.Ruler, s string) map[int]bool {
	set := map[int]bool{0: true}
	at := 0
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			at++
		}
		set[at] = true
		for line != "" {
			c := r.First(line)
			at += c.Runes
			set[at] = true
			line = line[len(c.Text):]
		}
	}
	return set
}

// checkScreen reports a drawn pane that is not exactly as large as it should
// be, or that has control characters or direction overrides in it.
func checkScreen(m *Model, view string, width, height int) string {
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		return "wrong number of lines"
	}
	for _, l := range lines {
		method := ansi.Method(ansi.WcWidth)
		if m.theme.Ruler.Widths == cells.ByCluster {
			method = ansi.GraphemeWidth
		}
		bare := ansi.Strip(l)
		if method.StringWidth(l) != width || method.StringWidth(bare) != width {
			return "wrong width: " + l
		}
		for _, c := range bare {
			if !text.Shown(c) || c == '\t' {
				return "a character that must not be shown: " + l
			}
		}
	}
	x, y, visible := m.Cursor()
	if x < 0 || x >= width || y < 0 || y >= height || !visible {
		return "the cursor is not in the pane"
	}
	return ""
}

func TestWhateverIsTypedHereAndElsewhereThePaneHasTheSameTextAsAPlainString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terminal := theme.Terminal{
			Profile: colorprofile.TrueColor,
			Widths:  cells.Widths(rapid.IntRange(0, 1).Draw(t, "widths")),
			ASCII:   rapid.Bool().Draw(t, "ascii"),

			Reorders: rapid.Bool().Draw(t, "reorders"),
		}
		m := New(theme.New(terminal))
		m.SetMe(7)
		m.SetAuthor(func(a text.Author) (string, string, int) { return "Name", "N\u202e", int(a) })
		plain := []rune(strings.ToValidUTF8(textGen().Draw(t, "text"), "\ufffd"))
		m.SetText(text.New(string(plain), 1), delta.Delta{})
		m.SetWriting(true)
		width, height := rapid.IntRange(1, 60).Draw(t, "width"), rapid.IntRange(1, 8).Draw(t, "height")
		take := func(d delta.Delta) {
			next, err := d.Apply(string(plain))
			if err != nil {
				t.Fatal(err)
			}
			plain = []rune(next)
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0, 1:
				d := randomDelta(t, len(plain))
				take(d)
				m.View(width, height)
				was := m.scroll.y
				m.SetText(applied(d, m.Text(), 2), d)
				if m.View(width, height); m.scroll.y != was {
					if top, _ := m.settle(width, height); top.begin() != 0 {
						t.Fatalf("the caret's row went from row %d of the screen to row %d", was, m.scroll.y)
					}
				}
			case 2:
				m.SetCursors([]Cursor{{"Ada", "AD", rapid.IntRange(0, len(plain)).Draw(t, "at"), rapid.IntRange(0, len(plain)).Draw(t, "anchor"), 3}, {"", "", 0, 0, -1}})
			case 3:
				width, height = rapid.IntRange(1, 60).Draw(t, "width"), rapid.IntRange(1, 8).Draw(t, "height")
			case 4:
				m.Find(rapid.SampledFrom(pieces).Draw(t, "words"), rapid.Bool().Draw(t, "forward"))
			default:
				k := rapid.SampledFrom(someKeys).Draw(t, "key")
				if e, ok := m.Key(tea.KeyPressMsg(k)).(Edited); ok {
					take(e.Delta)
				}
			}
			if got, want := m.Text().String(), string(plain); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
			set := borderSet(m.theme.Ruler, string(plain))
			if at, anchor := m.At(); !set[at] || !set[anchor] {
				t.Fatalf("caret %d, anchor %d are not between clusters of %q", at, anchor, string(plain))
			}
			if wrong := checkScreen(m, m.View(width, height), width, height); wrong != "" {
				t.Fatalf("%s in %d by %d of %q", wrong, width, height, string(plain))
			}
			s, here := m.settle(width, height)
			for range m.scroll.y {
				s, _ = m.down(s)
			}
			if s.begin() != here.begin() || s.end() != here.end() {
				t.Fatalf("row %d of the screen is not the caret's", m.scroll.y)
			}
		}
	})
}

func TestEveryPlaceIsInExactlyOneRowAndMovingOverTheRowsMeetsThemAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(theme.New(theme.Terminal{}))
		s := textGen().Draw(t, "text")
		if rapid.Bool().Draw(t, "long") {
			s = strings.Repeat(s, 1+9000/(1+runes(s)))
		}
		s = strings.ToValidUTF8(s, "\ufffd")
		m.SetText(text.New(s, 1), delta.Delta{})
		m.View(rapid.IntRange(12, 90).Draw(t, "width"), 10)
		var begins []int
		at := 0
		for r, more := m.spotAt(0), true; more; r, more = m.down(r) {
			if r.begin() != at {
				t.Fatalf("a row begins at %d, the one above ended at %d", r.begin(), at)
			}
			begins = append(begins, at)
			if at = r.end(); r.ends() {
				at++
			}
			if found := m.spotAt(r.begin()); found.begin() != r.begin() || found.end() != r.end() {
				t.Fatalf("row %d to %d is found as %d to %d", r.begin(), r.end(), found.begin(), found.end())
			}
		}
		if at != m.text.Len()+1 {
			t.Fatalf("the rows end at %d of %d", at, m.text.Len())
		}
		var back []int
		for r, more := m.spotAt(m.text.Len()), true; more; r, more = m.up(r) {
			back = append(back, r.begin())
		}
		slices.Reverse(back)
		if !slices.Equal(back, begins) {
			t.Fatalf("upwards the rows begin at %v, downwards at %v", back, begins)
		}
	})
}

func FuzzView(f *testing.F) {
	for _, p := range pieces {
		f.Add(p+"x"+p, 20, 3)
	}
	f.Add(strings.Join(pieces, ""), 45, 9)
	f.Fuzz(func(t *testing.T, s string, width, height int) {
		if len(s) > 20000 {
			return
		}
		width, height = int(uint(width)%200)+1, int(uint(height)%50)+1
		for _, w := range []cells.Widths{cells.ByRune, cells.ByCluster} {
			m := New(theme.New(theme.Terminal{Widths: w}))
			m.SetText(text.New(s, 1), delta.Delta{})
			m.SetAuthor(func(text.Author) (string, string, int) { return s, s, len(s) })
			m.SetCursors([]Cursor{{s, s, len(s), 0, 1}})
			m.SetWriting(true)
			for range 2 {
				if wrong := checkScreen(m, m.View(width, height), width, height); wrong != "" {
					t.Fatalf("%s in %d by %d of %q", wrong, width, height, s)
				}
				m.Do("bottom")
				m.Paste(s)
			}
		}
	})
}
