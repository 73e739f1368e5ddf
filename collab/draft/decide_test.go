package draft_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/draft"
	"parley/collab/text"
)

// propose puts wording for a line before an overlay.
func propose(o *draft.Overlay, t text.Text, line int, k draft.Kind, words string) *draft.Proposal {
	w := draft.Wording{Kind: k, Para: o.ID(line), Was: t.Line(line - 1), Text: words}
	if k == draft.Insert {
		w.Was = ""
	}
	return o.Propose(draft.Proposal{Wording: w, By: 7, Voice: "Kenya"})
}

func TestWhatEachDecisionDoesToTheText(t *testing.T) {
	const base = "resolves\n1 that States should facilitate access;\nto report"
	for _, tt := range []struct {
		name  string
		kind  draft.Kind
		words string
		out   draft.Outcome
		want  string
	}{
		{"accepted", draft.Change, "1 that States shall facilitate access;", draft.Accepted, "1 that States shall facilitate access;"},
		{"rejected", draft.Change, "1 that States shall facilitate access;", draft.Rejected, "1 that States should facilitate access;"},
		{"parked", draft.Change, "1 that States shall facilitate access;", draft.Parked, "1 that States should facilitate access;"},
		{"in brackets", draft.Change, "1 that States shall facilitate access;", draft.Bracketed, "1 that States [should] [shall] facilitate access;"},
		{"as alternatives", draft.Change, "1 that States shall facilitate access;", draft.Alternatives, "1 that States [should | shall] facilitate access;"},
		{"words put in, in brackets", draft.Change, "1 that States should facilitate affordable access;", draft.Bracketed, "1 that States should facilitate [affordable] access;"},
		{"words put in, as alternatives to none", draft.Change, "1 that States should facilitate affordable access;", draft.Alternatives, "1 that States should facilitate [affordable] access;"},
		{"words taken out, in brackets", draft.Change, "1 that States facilitate access;", draft.Bracketed, "1 that States [should] facilitate access;"},
		{"words put in with brackets of their own, in brackets", draft.Change, "1 that States should facilitate [affordable] access;", draft.Bracketed, "1 that States should facilitate [affordable] access;"},
		{"words put in with brackets of their own, as alternatives", draft.Change, "1 that States should facilitate [cheap | affordable] access;", draft.Alternatives, "1 that States should facilitate [cheap | affordable] access;"},
		{"words put in with two brackets, in brackets", draft.Change, "1 that States should facilitate [cheap] and [affordable] access;", draft.Bracketed, "1 that States should facilitate [[cheap] and [affordable]] access;"},
		{"deleted", draft.Remove, "", draft.Accepted, ""},
		{"deleted, in brackets", draft.Remove, "", draft.Bracketed, "1 [that States should facilitate access;]"},
		{"a new paragraph", draft.Insert, "1bis to invite academia;", draft.Accepted, "1 that States should facilitate access;\n1bis to invite academia;"},
		{"a new paragraph, in brackets", draft.Insert, "1bis to invite academia;", draft.Bracketed, "1 that States should facilitate access;\n1bis [to invite academia;]"},
		{"no change", draft.Keep, "", draft.Agreed, "1 that States should facilitate access;"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := text.New(base, 0)
			o := draft.New(before)
			p := propose(o, before, 2, tt.kind, tt.words)
			d, err := o.Effect(before, p.Number, tt.out)
			if err != nil {
				t.Fatal(err)
			}
			after, err := draft.Apply(before, d, 7)
			if err != nil {
				t.Fatal(err)
			}
			want := "resolves\n" + tt.want + "\nto report"
			if tt.want == "" {
				want = "resolves\nto report"
			}
			if got := after.String(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if len(draft.FindBrackets(after).Faults) > 0 {
				t.Errorf("brackets that do not close in %q", after.String())
			}
		})
	}
}

// TestWhatIsAgreedIsNotDecidedAbout: a paragraph that is agreed ad referendum stays
// as it is whatever else is proposed about it, until it is opened again.
func TestWhatIsAgreedIsNotDecidedAbout(t *testing.T) {
	before := text.New("resolves\nto report", 0)
	o := draft.New(before)
	p := propose(o, before, 2, draft.Change, "to report often")
	o.Agree(p.Para, true, draft.Decision{Version: 1})
	for _, out := range []draft.Outcome{draft.Accepted, draft.Bracketed, draft.Alternatives, draft.Agreed, draft.Editorial} {
		if _, err := o.Effect(before, p.Number, out); err != draft.ErrLocked {
			t.Errorf("%v: %v, want %v", out, err, draft.ErrLocked)
		}
	}
	for _, out := range []draft.Outcome{draft.Rejected, draft.Parked} {
		if _, err := o.Effect(before, p.Number, out); err != nil {
			t.Errorf("%v: %v", out, err)
		}
	}
}

func TestTheSmallestRedlineIsOfWholeWords(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		{"that States should act", "that States shall act", "that States {--should--}{++shall++} act"},
		{"facilitate access", "facilitate affordable access", "facilitate {++affordable ++}access"},
		{"facilitate affordable access", "facilitate access", "facilitate {--affordable --}access"},
		{"should facilitate access", "shall promote access", "{--should facilitate--}{++shall promote++} access"},
		{"", "new", "{++new++}"},
		{"same", "same", "same"},
		{"各国应便利", "各国须便利", "各国{--应--}{++须++}便利"},
		{"the Member State's report", "the Member States' report", "the Member {--State's--}{++States'++} report"},
	} {
		var got strings.Builder
		for _, h := range draft.Differences(tt.old, tt.new) {
			switch {
			case h.Same:
				got.WriteString(h.Old)
			default:
				if h.Old != "" {
					got.WriteString("{--" + h.Old + "--}")
				}
				if h.New != "" {
					got.WriteString("{++" + h.New + "++}")
				}
			}
		}
		if got.String() != tt.want {
			t.Errorf("%q to %q: got %s, want %s", tt.old, tt.new, got.String(), tt.want)
		}
	}
}

func TestDifferencesLoseNoWord(t *testing.T) {
	words := rapid.SliceOf(rapid.SampledFrom([]string{"the ", "States ", "shall", " should", ",", "\u0301", "各", "'", "-", "[", "]", "👩‍⚖️", " "}))
	rapid.Check(t, func(t *rapid.T) {
		old, new := strings.Join(words.Draw(t, "old"), ""), strings.Join(words.Draw(t, "new"), "")
		joins := rapid.Uint64().Draw(t, "joins")
		for _, hunks := range [][]draft.Hunk{draft.Differences(old, new), draft.Joined(draft.Differences(old, new), joins)} {
			var a, b string
			for i, h := range hunks {
				a, b = a+h.Old, b+h.New
				if h.Same && h.Old != h.New || i > 0 && h.Same == hunks[i-1].Same {
					t.Fatalf("hunks that are not in turns: %+v", hunks)
				}
			}
			if a != old || b != new {
				t.Fatalf("got %q and %q, want %q and %q", a, b, old, new)
			}
		}
	})
}

func TestBracketsAreParsedNumberedAndLinted(t *testing.T) {
	b := draft.FindBrackets(text.New("access [to [cheap] lines | to all]\n[national] ] and [open", 0))
	if n := len(b.Pairs); n != 3 {
		t.Fatalf("%d brackets: %+v", n, b.Pairs)
	}
	if in := b.Pairs[1]; in.Outer != 1 || in.Depth != 1 || in.Open != 11 || in.Close != 17 {
		t.Errorf("the inner bracket is %+v", in)
	}
	if out := b.Pairs[0]; len(out.Bars) != 1 || out.Open != 7 || out.Close != 33 {
		t.Errorf("the outer bracket is %+v", out)
	}
	if mate, ok := b.Mate(33); !ok || mate != 7 {
		t.Errorf("the pair of ] is at %d", mate)
	}
	want := []draft.Fault{{At: 46, Line: 2, What: draft.Unopened}, {At: 52, Line: 2, What: draft.Unclosed}}
	if len(b.Faults) != 2 || b.Faults[0] != want[0] || b.Faults[1] != want[1] {
		t.Errorf("faults %+v, want %+v", b.Faults, want)
	}
}

// TestABracketOpensAndClosesOrIsLinted: every sign in a text is part of a pair,
// or a fault.
func TestABracketOpensAndClosesOrIsLinted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"[", "]", "|", "word ", "é", "\n"})).Draw(t, "text"), "")
		b := draft.FindBrackets(text.New(s, 0))
		signs := strings.Count(s, "[") + strings.Count(s, "]")
		faulty := 0
		for _, f := range b.Faults {
			if f.What != draft.EmptyPair {
				faulty++
			}
		}
		if 2*len(b.Pairs)+faulty != signs {
			t.Fatalf("%q: %d pairs and %d faults of %d signs", s, len(b.Pairs), faulty, signs)
		}
		runes := []rune(s)
		for i, p := range b.Pairs {
			if runes[p.Open] != '[' || runes[p.Close] != ']' || p.Number != i+1 {
				t.Fatalf("%q: %+v", s, p)
			}
			if o := b.Of(p.Outer); o != nil && (o.Open > p.Open || o.Close < p.Close) {
				t.Fatalf("%q: %+v is not inside of %+v", s, p, *o)
			}
		}
	})
}

func TestLabelsByProfile(t *testing.T) {
	const itu = "RESOLUTION 50\nThe Conference,\nconsidering\na) that access is uneven;\nb) that links are weak,\nresolves\n1 that States shall act;\n2 to report;\n2bis to invite academia,\ninstructs the Director\n1 to prepare a report;\nto publish it."
	labels := draft.LabelsOf(text.New(itu, 0), draft.ITUPP)
	want := []string{"", "", "", "PP1", "PP2", "", "R1", "R2", "R2bis", "", "D1", "D1bis"}
	if strings.Join(labels, " ") != strings.Join(want, " ") {
		t.Errorf("ITU: got %q, want %q", labels, want)
	}
	const un = "The General Assembly,\nRecalling its resolution 60/1,\nNoting with concern the gap,\n1. Decides to meet;\n2. Requests the Secretary-General to report."
	labels = draft.LabelsOf(text.New(un, 0), draft.UNRes)
	want = []string{"", "PP1", "PP2", "OP1", "OP2"}
	if strings.Join(labels, " ") != strings.Join(want, " ") {
		t.Errorf("UN: got %q, want %q", labels, want)
	}
}

func TestAParagraphIsNamedByLineLabelAndID(t *testing.T) {
	tx := text.New("resolves\n1 to act;\n2 to report;", 0)
	o := draft.New(tx)
	o.Settings.Profile = draft.ITUPP
	p := draft.Page{Text: tx, IDs: o.IDs(), Labels: o.Labels(tx)}
	for ref, want := range map[string]int{"2": 2, "R2": 3, "r1": 2, "id3": 3, "4": 0, "R9": 0, "id9": 0, "nonsense": 0, "0": 0} {
		if got, err := p.Line(ref, false); got != want && err == nil || (err == nil) != (want > 0) {
			t.Errorf("%q is line %d, %v, want %d", ref, got, err, want)
		}
	}
	if got, err := p.Line("0", true); got != 0 || err != nil {
		t.Errorf("the top is %d, %v", got, err)
	}
}
