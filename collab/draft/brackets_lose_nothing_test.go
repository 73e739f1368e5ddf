package draft_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/draft"
	"parley/collab/text"
)

// lettersOf are the letters and signs of a wording, without blanks, brackets and
// bars.
func lettersOf(s string) []rune {
	return []rune(strings.NewReplacer("[", "", "]", "", "|", "", " ", "", "\t", "").Replace(s))
}

// within reports whether all of some letters stand among others, in their order.
func within(some, all []rune) bool {
	for _, r := range all {
		if len(some) > 0 && some[0] == r {
			some = some[1:]
		}
	}
	return len(some) == 0
}

// TestBracketsLoseNoWord: whatever two wordings there are, in brackets and as
// alternatives all letters of both are there in their order, every bracket closes
// and has something in it, and no other paragraph is touched.
func TestBracketsLoseNoWord(t *testing.T) {
	piece := rapid.SampledFrom([]string{"States ", "shall", " should", ",", "; ", " ", "  ", "1 ", "a) ", "[x]", "[a | b]", "[ [y] z]", "各", "必", "\t", "é", "|"})
	rapid.Check(t, func(t *rapid.T) {
		was := strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "was"), "")
		words := strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "text"), "")
		before := text.New(was+"\nthe end", 0)
		o := draft.New(before)
		w := draft.Wording{Kind: draft.Change, Para: 1, Was: was, Text: words, Joins: rapid.Uint64().Draw(t, "joins")}
		if o.CheckPropose(w) != nil {
			return
		}
		p := o.Propose(draft.Proposal{Wording: w, By: 7, Voice: "Kenya"})
		for _, out := range []draft.Outcome{draft.Bracketed, draft.Alternatives} {
			d, err := o.Effect(before, p.Number, out)
			if err != nil {
				continue // there is nothing to be put in brackets
			}
			after, err := draft.Apply(before, d, 7)
			if err != nil {
				t.Fatal(err)
			}
			got := after.Line(0)
			if !within(lettersOf(was), lettersOf(got)) || !within(lettersOf(words), lettersOf(got)) {
				t.Fatalf("%v: %q and %q became %q", out, was, words, got)
			}
			if faults, were := draft.FindBrackets(after).Faults, draft.FindBrackets(before).Faults; len(faults) > len(were) {
				t.Fatalf("%v: %q and %q became %q: %v", out, was, words, got, faults)
			}
			if after.Line(1) != "the end" {
				t.Fatalf("%v changed another paragraph: %q", out, after.String())
			}
		}
	})
}
