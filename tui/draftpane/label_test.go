package draftpane

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
	"parley/tui/theme"
	"parley/tui/tuitest"
)

// labelledPane is a draft whose paragraphs have labels, with two of them open.
func labelledPane() *Model {
	m := New(theme.New(theme.Terminal{}))
	t := text.New("resolves\nthat Member States should facilitate access to affordable [broadband] connectivity, taking national circumstances into account;\nto report;\nto end.", 0)
	m.SetText(t, delta.Delta{})
	o := opened(t,
		Proposed{Proposal: proposal("Kenya", draft.Remove, ""), Line: 3},
		Proposed{Proposal: proposal("Japan", draft.Insert, "to invite academia;"), Line: 3, Behind: true})
	o.Mark = func(p Proposed) string { return draft.ITUPP.Mark(p.Kind) }
	m.SetOpen(o)
	m.SetLabels(draft.LabelsOf(t, draft.ITUPP))
	return m
}

func TestParagraphsHaveTheirLabelsInTheGutter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &alone{pane: labelledPane()}
		screen := tuitest.Run(t, a, 80, 9)
		screen.Press(tea.Key{Code: tea.KeyDown}, tea.Key{Code: tea.KeyDown})
		expect(t, "80 cells", screen.Text(), `
     1           resolves
     2 R1        that Member States should facilitate access to affordable
  >              [broadband]#1 connectivity, taking national circumstances into
                 account;
     3 R1bis    -to report;
       SUP       > P-1 Kenya, not decided
       ADD      +to invite academia;
                 > P-2 Japan, not decided
     4 R1ter     to end.
`)
		for row, bold := range map[int]bool{1: true, 4: false, 5: false} {
			if l := screen.Look(7, row); l.Bold != bold {
				t.Errorf("row %d looks %+v, want only the label of the cursor's paragraph to stand out", row, l)
			}
		}
		screen.Resize(78, 9)
		if got := screen.Text(); strings.Contains(got, "R1 ") || !strings.Contains(got, "\n     2     that Member") {
			t.Errorf("a narrow pane gives cells of its text to labels:\n%s", got)
		}
	})
}

func TestALabelIsNotPartOfTheText(t *testing.T) {
	m := labelledPane()
	m.View(80, 9)
	m.Do("select-all")
	if got := m.Selected(); got != m.text.String() {
		t.Errorf("copied %q", got)
	}
	m = labelledPane()
	m.View(80, 9)
	m.Click(17, 1) // the first cell of the text
	if line, column := m.Place(); line != 2 || column != 1 {
		t.Errorf("the cursor is in line %d, column %d, want where it was clicked", line, column)
	}
	m.SetBare(true)
	if got := ansi.Strip(m.View(80, 9)); strings.Contains(got, "R1") {
		t.Errorf("the bare text has labels:\n%s", got)
	}
}

func TestLongLabelsAreCut(t *testing.T) {
	m := labelledPane()
	m.SetLabels([]string{"", "R12quinquies", "R12sexies", ""})
	got := ansi.Strip(m.View(80, 9))
	for _, want := range []string{"     2 R12quin…     that Member", "     3 R12sexi…    -to report"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestLabelsGoAlongWithTheirLines(t *testing.T) {
	for _, tt := range []struct {
		name, insert string
		from, n      int // in "a\nb\nc\nd"
		want         []string
	}{
		{"a paragraph comes in", "\nx", 3, 0, []string{"A", "B", "", "C", "D"}},
		{"two become one", "", 3, 1, []string{"A", "B", "D"}},
		{"at the top", "x\n", 0, 0, []string{"A", "", "B", "C", "D"}},
		{"at the end", "\n\nx", 7, 0, []string{"A", "B", "C", "D", "", ""}},
		{"all goes", "", 0, 7, []string{"A"}},
		{"within a line", "xyz", 2, 1, []string{"A", "B", "C", "D"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := New(theme.New(theme.Terminal{}))
			old := text.New("a\nb\nc\nd", 0)
			m.SetText(old, delta.Delta{})
			m.SetLabels([]string{"A", "B", "C", "D"})
			d := delta.Replace(old.Len(), tt.from, tt.n, tt.insert)
			now := old.Splice(tt.from, tt.n, tt.insert, 0)
			m.SetText(now, d)
			if got := m.labels.of; !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
