package paper_test

import (
	"testing"

	"parley/collab/paper"
)

func TestWhatAMeetingToldIsNobodysWords(t *testing.T) {
	for text, want := range map[string]string{
		"Bracket 2 is kept by Kenya and Brazil.":                            "",
		"Agreed ad referendum in version 17.":                               "",
		"P-3, MOD R1. Not decided.":                                         "",
		"P-3, new paragraph behind line 4. Support 2: Kenya, Mali. Parked.": "",
		"P-3, MOD R1. Its wording: “a {--b--}”. Not decided, base changed.": "",
		"P-3: we like this":                                                 "we like this",
		"as elsewhere":                                                      "as elsewhere",
		"P-3, MOD R1. Not decided. But we would agree.":                     "P-3, MOD R1. Not decided. But we would agree.",
		"Agreed ad referendum in version 17? By whom?":                      "Agreed ad referendum in version 17? By whom?",
		"P-3, which we support, is not decided.":                            "P-3, which we support, is not decided.",
		"Bracket 2 is kept by Kenya.\nWe would lift it.":                    "Bracket 2 is kept by Kenya.\nWe would lift it.",
	} {
		if got := (paper.Comment{By: "Kenya", Text: text}).Said(); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if want != "" {
			want = "Kenya, for ATU: " + want
		}
		if got := (paper.Comment{Text: "Kenya, for ATU: " + text}).Said(); got != want {
			t.Errorf("%q without an author: got %q, want %q", text, got, want)
		}
	}
}
