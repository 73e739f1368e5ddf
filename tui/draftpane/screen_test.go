package draftpane

import (
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/collab/delta"
	"parley/collab/text"
	"parley/tui/cells"
	"parley/tui/theme"
	"parley/tui/tuitest"
)

// alone is the smallest program around one pane.
type alone struct {
	pane *Model
	w, h int
	last any
}

func (a *alone) Init() tea.Cmd { return nil }

func (a *alone) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.w, a.h = msg.Width, msg.Height
	case tea.ModeReportMsg:
		a.pane.SetTheme(a.pane.theme.WithWidths(cells.ByCluster))
	case tea.KeyPressMsg:
		a.last = a.pane.Key(msg)
	case tea.PasteMsg:
		a.last = a.pane.Paste(msg.Content)
	case func(*Model):
		msg(a.pane)
	}
	return a, nil
}

func (a *alone) View() tea.View {
	v := tea.NewView(a.pane.View(a.w, a.h))
	v.AltScreen = true
	if x, y, visible := a.pane.Cursor(); visible {
		v.Cursor = tea.NewCursor(x, y)
	}
	return v
}

func people(by text.Author) (name, mark string, colour int) {
	switch by {
	case 2:
		return "Amina Odhiambo (Kenya)", "KE", 0
	case 3:
		return "João Silva (Brazil)", "BR", 1
	}
	return "", "", 0
}

const resolution = `resolves
that Member States should facilitate access to affordable [broadband] connectivity, taking into account national circumstances;
会员国应当促进负担得起的宽带连接，同时考虑到各国的国情；（第二段），以及其他有关各方的意见
أن تيسر الدول الأعضاء النفاذ إلى توصيلية ميسورة التكلفة
सदस्य राज्यों को सुविधा देनी चाहिए
a tab	here, an accent e` + "\u0301" + `, a family 👩‍👩‍👧‍👦, a flag 🇰🇪, a hidden ` + "\u200bone, a \x1bescape" + `
https://example.org/a/very/long/address/that/has/no/blank/in/it/and/goes/on/and/on`

func resolutionPane() *Model {
	m := New(theme.New(theme.Terminal{}))
	t := text.New(resolution, 0)
	at := strings.Index(resolution, "should")
	t = t.Splice(at, 6, "shall", 2)
	t = t.Splice(at-14, 0, "all ", 3)
	m.SetText(t, delta.Delta{})
	m.SetAuthor(people)
	m.SetMe(2)
	return m
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if want = strings.Trim(want, "\n"); got != want {
		t.Errorf("%s: got\n%s\nwant\n%s", what, got, want)
	}
}

func TestTheScreenAsAPersonSeesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &alone{pane: resolutionPane()}
		screen := tuitest.Run(t, a, 60, 18)
		screen.Send(func(m *Model) {
			m.SetCursors([]Cursor{{"João Silva", "BR", 18, 18, 1}, {"Amina", "AO", 0, 0, 0}})
		})
		expect(t, "reading", screen.Text(), `
AO>  1     resolves
BR   2 KE+ that all Member States shall facilitate access
           to affordable [broadband] connectivity, taking
           into account national circumstances;
     3     会员国应当促进负担得起的宽带连接，同时考虑到各国
           的国情；（第二段），以及其他有关各方的意见
     4       ﺓﺭﻮﺴﻴﻣ ﺔﻴﻠﻴﺻﻮﺗ ﻰﻟﺇ ﺫﺎﻔﻨﻟﺍ ﺀﺎﻀﻋﺄﻟﺍ ﻝﻭﺪﻟﺍ ﺮﺴﻴﺗ ﻥﺃ
                                                     ﺔﻔﻠﻜﺘﻟﺍ
     5     सदस्य राज्यों को सुविधा देनी चाहिए
     6     a tab   here, an accent e`+"\u0301"+`, a family 👩‍👩‍👧‍👦, a flag
           🇰🇪, a hidden �one, a �escape
     7     https://example.org/a/very/long/address/that/
           has/no/blank/in/it/and/goes/on/and/on
`)
		if x, y, visible := screen.Cursor(); x != 11 || y != 0 || !visible {
			t.Errorf("got the cursor at %d, %d, %t", x, y, visible)
		}
		if l := screen.Look(20, 1); !l.Reverse || l.Text != "M" {
			t.Errorf("Brazil's cursor is %+v, want a reversed M", l)
		}
		if l := screen.Look(20, 2); l.Reverse {
			t.Errorf("got %+v, want no cursor there", l)
		}

		screen.Type("x")
		synctest.Wait()
		if u, ok := a.last.(Unhandled); !ok || !strings.Contains(u.Why, "press i") {
			t.Errorf("got %#v, want to be told how to write", a.last)
		}
		screen.Type("i")
		screen.Press(tea.Key{Code: tea.KeyDown}, tea.Key{Code: tea.KeyEnd})
		screen.Type(" and\nnow")
		expect(t, "writing", strings.Join(strings.Split(screen.Text(), "\n")[:5], "\n"), `
AO   1     resolves
BR   2 KE+ that all Member States shall facilitate access
       KE  and
  >  3 KE  now to affordable [broadband] connectivity,
           taking into account national circumstances;
`)
		if x, y, _ := screen.Cursor(); x != 14 || y != 3 {
			t.Errorf("got the cursor at %d, %d, want 14, 3", x, y)
		}
	})
}

func TestANarrowPaneKeepsTheTextAndTheCursors(t *testing.T) {
	m := resolutionPane()
	m.SetCursors([]Cursor{{"João Silva", "BR", 18, 18, 1}, {"Amina", "AO", 12, 12, 0}})
	got := ansi.Strip(m.View(24, 4))
	want := "  >resolves             \n" +
		"+2 that all Member      \n" +
		"   States shall         \n" +
		"   facilitate access to "
	if got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

func TestAnASCIITerminalGetsOnlyASCIIMarksOfOurs(t *testing.T) {
	m := New(theme.New(theme.Terminal{ASCII: true}))
	m.SetText(text.New("a\u202eb\u200bc", 1), delta.Delta{})
	if got, want := strings.TrimRight(ansi.Strip(m.View(40, 1)), " "), "  >  1     a?b?c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatOthersWriteAboveDoesNotMoveTheRowTheUserLooksAt(t *testing.T) {
	m := marked("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n1|3\n14")
	before := strings.Split(ansi.Strip(m.View(60, 6)), "\n")
	_, y, _ := m.Cursor()
	for range 3 {
		m.SetText(m.Text().Splice(0, 0, "new\n", 9), delta.Replace(m.Text().Len(), 0, 0, "new\n"))
	}
	after := strings.Split(ansi.Strip(m.View(60, 6)), "\n")
	if _, now, _ := m.Cursor(); now != y {
		t.Errorf("the cursor was in row %d and is in row %d", y, now)
	}
	for i := range before {
		if was, is := strings.TrimSpace(before[i][11:]), strings.TrimSpace(after[i][11:]); was != is {
			t.Errorf("row %d was %q and is %q", i, was, is)
		}
	}
}

func TestDeletingALineBreakMovesUpWhatIsBelow(t *testing.T) {
	m := marked("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n|11\n12\n13\n14\n15\n16\n17\n18")
	m.View(60, 10)
	_, y, _ := m.Cursor()
	before := strings.Split(ansi.Strip(m.View(60, 10)), "\n")
	m.Do("erase-back")
	after := strings.Split(ansi.Strip(m.View(60, 10)), "\n")
	if _, now, _ := m.Cursor(); now != y-1 {
		t.Errorf("the cursor was in row %d and is in row %d, want the one above", y, now)
	}
	if before[0] != after[0] {
		t.Errorf("the top row was %q and is %q", before[0], after[0])
	}
}

func TestThePaneSaysWhoWroteWhat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &alone{pane: resolutionPane()}
		screen := tuitest.Run(t, a, 60, 10)
		if l := screen.Look(16, 1); l.Text != "a" || l.Underlined {
			t.Errorf("got %+v, want a plain a", l)
		}
		screen.Press(tea.Key{Code: tea.KeyF7})
		if l := screen.Look(16, 1); l.Text != "a" || !l.Underlined {
			t.Errorf("got %+v, want Brazil's word underlined", l)
		}
		if l := screen.Look(11, 1); l.Underlined {
			t.Errorf("got %+v, want the text that was brought plain", l)
		}
	})
	if got := resolutionPane().WhoAt(15); got != 3 {
		t.Errorf("got %d, want 3", got)
	}
}

func TestFindGoesToTheWordsAndSaysHowManyThereAre(t *testing.T) {
	m := marked("|One two one\nTWO ONE")
	for _, tt := range []struct {
		words      string
		forward    bool
		want, said string
	}{
		{"t", true, "One |two one\nTWO ONE", "1 of 2"},
		{"tw", true, "One |two one\nTWO ONE", "1 of 2"},
		{"tw", true, "One two one\n|TWO ONE", "2 of 2"},
		{"tw", true, "One |two one\nTWO ONE", "1 of 2, round the end of the text"},
		{"tw", false, "One two one\n|TWO ONE", "2 of 2, round the end of the text"},
		{"twx", true, "|One two one\nTWO ONE", "not found"},
		{"one", true, "|One two one\nTWO ONE", "1 of 3"},
		{"one", false, "One two one\nTWO |ONE", "3 of 3, round the end of the text"},
	} {
		found := m.Find(tt.words, tt.forward)
		if marks(m) != tt.want || m.FindStatus() != tt.said || found != (tt.said != "not found") {
			t.Errorf("%q, forward %t: got %q, %q; want %q, %q", tt.words, tt.forward, marks(m), m.FindStatus(), tt.want, tt.said)
		}
	}
	m.EndFind(true)
	if got := m.Do("find-next"); got != (Said{"1 of 3, round the end of the text"}) || marks(m) != "|One two one\nTWO ONE" {
		t.Errorf("got %v at %q", got, marks(m))
	}
}

func TestALineNumberAndEnterAskToGoThere(t *testing.T) {
	m := marked("|a\nb\nc")
	m.SetWriting(false)
	if got := m.Key(tea.KeyPressMsg{Code: '3', Text: "3"}); got != nil {
		t.Errorf("got %v", got)
	}
	if got := m.Key(tea.KeyPressMsg{Code: tea.KeyEnter}); got != (WantGoto{"3"}) {
		t.Errorf("got %v, want to go to line 3", got)
	}
	if _, ok := m.Key(tea.KeyPressMsg{Code: tea.KeyEnter}).(Unhandled); !ok {
		t.Error("Enter without a number is the app's")
	}
}

func TestWhoMayNotWriteIsToldWhy(t *testing.T) {
	m := marked("|a")
	m.SetWritable(false, "you are here as observer")
	for _, do := range []string{"write-here", "undo"} {
		if got := m.Do(do); got != (Refused{"you are here as observer"}) {
			t.Errorf("%s: got %v", do, got)
		}
	}
	if got := m.Paste("x"); got != (Refused{"you are here as observer"}) || m.Writing() {
		t.Errorf("got %v, writing %t", got, m.Writing())
	}
}

func TestUndoPutsTheCaretWhereItChangedSomething(t *testing.T) {
	m := marked("|abc\ndef")
	if got := m.Do("undo"); got != (WantUndo{}) {
		t.Fatalf("got %v", got)
	}
	m.SetText(m.Text().Splice(5, 1, "XY", 1), delta.Replace(7, 5, 1, "XY"))
	if got, want := marks(m), "abc\ndXY|f"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	m.SetText(m.Text().Splice(0, 1, "", 9), delta.Replace(8, 0, 1, ""))
	if got, want := marks(m), "bc\ndXY|f"; got != want {
		t.Errorf("a foreign change later: got %q, want %q", got, want)
	}
}

func TestAChangeThatIsNotTakenLeavesTheCaretWhereItWas(t *testing.T) {
	m := marked("ab|c^d\ne")
	was := m.Text()
	m.Paste("something long\nand more")
	m.SetText(was, delta.Delta{})
	if got, want := marks(m), "ab|c^d\ne"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHostilePasteIsCleanedBeforeItBecomesText(t *testing.T) {
	m := marked("a|b")
	e, ok := m.Paste("1\r\n2\x1b[31m\u202e3").(Edited)
	if !ok || m.Text().String() != "a1\n2[31m3b" || e.At != 9 {
		t.Errorf("got %q, %+v", m.Text().String(), e)
	}
}

func TestEveryKeyOfThePaneDoesSomethingAndSaysWhat(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range Keys() {
		if b.Name == "" || b.Title == "" || b.Help == "" || len(b.Keys)+len(b.Also) == 0 {
			t.Errorf("%+v lacks something", b)
		}
		if seen[b.Name] {
			t.Errorf("%s is there twice", b.Name)
		}
		seen[b.Name] = true
		for _, k := range b.Keys {
			mode := b.Mode
			if mode == "both" {
				mode = "reading"
			}
			if i := usual[mode][k]; bindings[i].Name != b.Name {
				t.Errorf("%s means %s while %s, not %s", k, bindings[i].Name, mode, b.Name)
			}
		}
	}
}
