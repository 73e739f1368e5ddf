package serve

import (
	"path/filepath"
	"testing"
)

func TestATitleIsReadFromTheNameOfAFile(t *testing.T) {
	for file, want := range map[string]string{
		"":                                  "Meeting",
		filepath.Join("drafts", "annex.md"): "annex",
		"annex":                             "annex",
		".md":                               ".md",
		" .md":                              ".md",
		" ":                                 "Meeting",
		"a\nb\x1b[31m.md":                   "a b[31m",
	} {
		if got := TitleOf(file); got != want {
			t.Errorf("TitleOf(%q) = %q, want %q", file, got, want)
		}
	}
}
