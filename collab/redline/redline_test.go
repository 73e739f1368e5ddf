package redline_test

import (
	"testing"

	"parley/collab/draft"
	"parley/collab/redline"
	"parley/collab/text"
)

const resolution = "resolves\n1 that States should facilitate [affordable] access;\n2 to report [yearly | by 2028]"

// sheet is the resolution with some proposals.
func sheet(view redline.View, shown ...int) *redline.Sheet {
	t := text.New(resolution, 0)
	o := draft.New(t)
	o.Settings.Profile = draft.ITUPP
	for _, w := range []draft.Wording{
		{Kind: draft.Change, Para: 2, Was: t.Line(1), Text: "1 that States shall facilitate [affordable] access;"},
		{Kind: draft.Change, Para: 2, Was: t.Line(1), Text: "1 that States should promote [affordable] access;"},
		{Kind: draft.Remove, Para: 3, Was: t.Line(2)},
		{Kind: draft.Insert, Para: 2, Text: "1bis to invite academia;"},
	} {
		o.Propose(draft.Proposal{Wording: w, Voice: "Kenya"})
	}
	o.Hold(t.LineStart(1)+len("1 that States should facilitate "), "Brazil", true)
	return redline.NewSheet(draft.NewPage(t, o.IDs(), o.Labels(t)), o, draft.FindBrackets(t), view, shown...)
}

func TestFourViews(t *testing.T) {
	for _, tt := range []struct {
		view redline.View
		want []string
	}{
		{redline.Redline, []string{"resolves", "1 that States {--should--}{++shall++} facilitate [affordable]#1 access;", "{++1bis to invite academia;++}",
			"{--2 to report [yearly | by 2028]--}"}},
		{redline.Clean, []string{"resolves", "1 that States shall facilitate [affordable]#1 access;", "1bis to invite academia;"}},
		{redline.Original, []string{"resolves", "1 that States should facilitate [affordable]#1 access;", "2 to report [yearly | by 2028]#2"}},
		{redline.Agreed, nil},
	} {
		var got []string
		for _, p := range sheet(tt.view).Paragraphs(0, 99) {
			got = append(got, redline.Plain(p.Spans))
		}
		if len(got) != len(tt.want) {
			t.Errorf("%v: got %q", tt.view, got)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%v: got %q, want %q", tt.view, got[i], tt.want[i])
			}
		}
	}
}

func TestOneProposalAParagraphIsExpanded(t *testing.T) {
	p, _ := sheet(redline.Redline).Paragraph(2)
	if p.Shown == nil || p.Shown.Number != 1 || len(p.Others) != 1 || p.Others[0].Number != 2 || p.Mark != "MOD" || p.Label != "R1" {
		t.Errorf("got %+v", p)
	}
	p, _ = sheet(redline.Redline, 2).Paragraph(2)
	if got := redline.Plain(p.Spans); p.Shown.Number != 2 || got != "1 that States should {--facilitate--}{++promote++} [affordable]#1 access;" {
		t.Errorf("chosen: got %q", got)
	}
}

func TestSpokenRedlines(t *testing.T) {
	p, _ := sheet(redline.Redline).Paragraph(2)
	want := "1 that States (delete: should; insert: shall) facilitate open bracket 1, held by Brazil, affordable close bracket 1 access;"
	if got := redline.English.Spoken(p.Spans); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got, want := redline.English.Changes(p.Spans), "delete: should; insert: shall"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	p, _ = sheet(redline.Original).Paragraph(3)
	want = "2 to report open bracket 2 yearly or, alternative 2 of bracket 2: by 2028 close bracket 2"
	if got := redline.English.Spoken(p.Spans); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAWholeClauseIsAllDeletionsThenAllInsertions(t *testing.T) {
	old, new := "States should promote access, and report", "States shall widen access, and act"
	if got, want := redline.Plain(redline.Words(old, new, 0)), "States {--should promote--}{++shall widen++} access, and {--report--}{++act++}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := redline.Plain(redline.Words(old, new, 1)), "States {--should promote access, and report--}{++shall widen access, and act++}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
