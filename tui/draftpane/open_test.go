package draftpane

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/redline"
	"parley/collab/text"
	"parley/tui/cells"
	"parley/tui/theme"
	"parley/tui/tuitest"
)

// opened is what is open about a text, as the app gives it to a pane.
func opened(t text.Text, all ...Proposed) Open {
	for i := range all {
		p := *all[i].Proposal
		p.Number = i + 1
		if all[i].Line > 0 && !all[i].Behind {
			p.Was = t.Line(all[i].Line - 1)
		}
		all[i].Proposal = &p
	}
	slices.SortStableFunc(all, func(a, b Proposed) int { return a.Line - b.Line })
	title := func(p Proposed) string {
		words := p.Label() + " " + string(p.Voice)
		if p.Moved {
			words += ": base changed"
		}
		return words
	}
	return Open{
		Proposals: all, Signs: draft.FindBrackets(t).Signs, Bracket: func(n int) string { return "#" + strconv.Itoa(n) },
		Title: func(p Proposed) string { return title(p) + ", not decided" }, Short: title,
		Views: func(p *draft.Proposal, now string) [][]redline.Span {
			return [][]redline.Span{{{Text: "It read: " + p.Was}}, append([]redline.Span{{Text: "It reads: "}}, redline.Words(p.Was, now, 0)...)}
		},
	}
}

func proposal(voice draft.Voice, k draft.Kind, words string) *draft.Proposal {
	return &draft.Proposal{Voice: voice, Wording: draft.Wording{Kind: k, Text: words}}
}

const shall = "that Member States shall facilitate access to [broadband] connectivity;"

func redlined(th theme.Terminal) *Model {
	m := New(theme.New(th))
	t := text.New("resolves\nthat Member States should facilitate access to [broadband] connectivity;\nto report;\nto end.", 0)
	m.SetText(t, delta.Delta{})
	o := opened(t,
		Proposed{Proposal: proposal("Kenya", draft.Change, shall), Line: 2},
		Proposed{Proposal: proposal("Mali", draft.Change, "that all should facilitate access;"), Line: 2},
		Proposed{Proposal: proposal("Japan", draft.Insert, "to invite academia;"), Line: 2, Behind: true},
		Proposed{Proposal: proposal("Canada", draft.Remove, ""), Line: 3})
	o.Notes = map[int]string{4: "(agreed ad ref)"}
	m.SetOpen(o)
	return m
}

func TestProposalsStandInTheText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &alone{pane: redlined(theme.Terminal{})}
		screen := tuitest.Run(t, a, 60, 12)
		expect(t, "redline", screen.Text(), `
  >  1     resolves
     2    *that Member States shouldshall facilitate access
           to [broadband]#1 connectivity;
           > P-1 Kenya, not decided
           > P-2 Mali
          +to invite academia;
           > P-3 Japan, not decided
     3    -to report;
           > P-4 Canada, not decided
     4     to end.  (agreed ad ref)


`)
		for _, want := range []struct {
			x                 int
			strike, underline bool
		}{{31, true, false}, {36, false, true}, {42, false, false}} {
			if l := screen.Look(want.x, 1); l.Struck != want.strike || l.Underlined != want.underline {
				t.Errorf("column %d looks %+v", want.x, l)
			}
		}
	})
}

func TestPlainMarksStandAroundEveryChange(t *testing.T) {
	m := redlined(theme.Terminal{Plain: true})
	got := ansi.Strip(m.View(70, 9))
	for _, want := range []string{"{--should--}{++shall++} facilitate", "[broadband]#1 connectivity;", "{++to invite academia;++}", "{--to report;--}"} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestOneOfSeveralProposalsIsExpanded(t *testing.T) {
	m := redlined(theme.Terminal{})
	m.Expand(2)
	got := ansi.Strip(m.View(60, 6))
	for _, want := range []string{"all should facilitate", "> P-2 Mali, not decided ", "> P-1 Kenya "} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if got, want := m.Meant(), 2; got != want {
		t.Errorf("P-%d is meant, want P-%d", got, want)
	}
}

func TestTheCursorPassesOverWhatIsNotInTheText(t *testing.T) {
	m := redlined(theme.Terminal{})
	m.View(60, 12)
	m.GotoOffset(m.text.LineStart(1) + len("that Member States shoul"))
	for _, want := range []string{"d", " ", "f"} {
		if at, _ := m.At(); m.text.Slice(at, at+1) != want {
			t.Errorf("the cursor is at %q, want %q", m.text.Slice(at, at+1), want)
		}
		m.Do("right")
	}
	m.Goto(2)
	m.Do("line-down")
	var meant []int
	for range 4 {
		m.Do("line-down")
		meant = append(meant, m.Meant())
	}
	if want := []int{3, 4, 0, 0}; !slices.Equal(meant, want) {
		t.Errorf("going down means %v, want %v", meant, want)
	}
	m.Do("line-up")
	m.Do("line-up")
	if _, y, _ := m.Cursor(); m.Meant() != 3 {
		t.Errorf("going up means P-%d at row %d, want P-3", m.Meant(), y)
	}
	m.View(60, 12)
	if x, y, _ := m.Cursor(); x != 11 || y != 5 {
		t.Errorf("the cursor is at %d, %d, want it in front of the new paragraph", x, y)
	}
}

func TestTypingInAParagraphFoldsItsProposals(t *testing.T) {
	m := redlined(theme.Terminal{})
	m.SetWriting(true)
	m.Goto(2)
	m.Key(tea.KeyPressMsg{Code: 'X', Text: "X"})
	got := ansi.Strip(m.View(70, 6))
	for _, want := range []string{"Xthat Member States should facilitate", "[broadband]#1", "> P-1 Kenya: base changed, P-2 Mali: base changed"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	m.Key(tea.KeyPressMsg{Code: tea.KeyBackspace})
	if got := ansi.Strip(m.View(60, 6)); !strings.Contains(got, "shouldshall") {
		t.Errorf("the redline is not back:\n%s", got)
	}
	m.Goto(1)
	m.Key(tea.KeyPressMsg{Code: tea.KeyEnter})
	m.Key(tea.KeyPressMsg{Code: tea.KeyEnter})
	if got := ansi.Strip(m.View(60, 9)); !strings.Contains(got, "shouldshall") || !strings.Contains(got, "]#1") {
		t.Errorf("the redline has not gone down with its paragraph:\n%s", got)
	}
}

// anyOpen are random proposals about a text.
func anyOpen(t *rapid.T, words text.Text) Open {
	var all []Proposed
	for range rapid.IntRange(0, 6).Draw(t, "proposals") {
		p := Proposed{Line: rapid.IntRange(1, words.Lines()).Draw(t, "line")}
		k := rapid.SampledFrom([]draft.Kind{draft.Change, draft.Change, draft.Insert, draft.Remove, draft.Keep}).Draw(t, "kind")
		with := strings.ReplaceAll(textGen().Draw(t, "words"), "\n", " ")
		if rapid.Bool().Draw(t, "alike") {
			with = strings.Replace(words.Line(p.Line-1), "a", with, 2)
		}
		p.Proposal = proposal("Kenya", k, with)
		if p.Behind = k == draft.Insert; p.Behind && rapid.Bool().Draw(t, "top") {
			p.Line = 0
		}
		all = append(all, p)
	}
	o := opened(words, all...)
	o.Notes = map[int]string{1 + words.Lines()/2: "(agreed ad ref)"}
	return o
}

func TestWithWhateverIsProposedTheTextIsAllThereAndTheScreenIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(theme.New(theme.Terminal{Plain: rapid.Bool().Draw(t, "plain"), Widths: rapid.SampledFrom([]cells.Widths{cells.ByRune, cells.ByCluster}).Draw(t, "widths")}))
		s := strings.ToValidUTF8(textGen().Draw(t, "text"), "\ufffd")
		m.SetText(text.New(s, 1), delta.Delta{})
		m.SetOpen(anyOpen(t, m.text))
		m.SetLabels(rapid.SliceOfN(rapid.SampledFrom([]string{"", "R1", "R12bis", "R100quater"}), 0, 9).Draw(t, "labels"))
		m.Choose(rapid.IntRange(0, 4).Draw(t, "chosen"))
		width, height := rapid.IntRange(12, 90).Draw(t, "width"), rapid.IntRange(1, 12).Draw(t, "height")
		look := func() {
			if wrong := checkScreen(m, m.View(width, height), width, height); wrong != "" {
				t.Fatal(wrong)
			}
			if here := m.here(); m.caret.perch == 0 && !here.holds() {
				t.Fatalf("the caret at %d is in a row that holds none", m.caret.at)
			}
		}
		look()
		at, rows := 0, 0
		for r, more := m.spotOf(0, 0), true; more; r, more = m.down(r) {
			if rows++; r.strip() != nil {
				continue
			}
			if r.begin() != at {
				t.Fatalf("a row begins at %d, the one above ended at %d", r.begin(), at)
			}
			if at = r.end(); r.ends() {
				at++
			}
			if found := m.spotAt(r.begin()); r.holds() && !found.same(r) {
				t.Fatalf("row %d to %d is found as %d to %d", r.begin(), r.end(), found.begin(), found.end())
			}
		}
		if at != m.text.Len()+1 {
			t.Fatalf("the rows end at %d of %d", at, m.text.Len())
		}
		for _, way := range []string{"line-down", "line-up"} {
			for n := 0; ; n++ {
				before := m.here()
				m.Do(way)
				look()
				if now := m.here(); now.same(before) {
					break
				}
				if n > rows {
					t.Fatalf("%s goes round", way)
				}
			}
		}
		if top := m.here(); m.caret.at != 0 && m.text.LineOf(m.caret.at) > 0 {
			t.Fatalf("going up ends at %d", top.begin())
		}
		m.SetWriting(true)
		for range rapid.IntRange(0, 8).Draw(t, "keys") {
			m.Key(tea.KeyPressMsg(rapid.SampledFrom(someKeys).Draw(t, "key")))
			look()
		}
		for _, sign := range m.open.Signs {
			if c := m.text.Slice(sign.At, sign.At+1); !strings.Contains("[]|", c) {
				t.Fatalf("bracket %d has its sign at %q", sign.Number, c)
			}
		}
	})
}
