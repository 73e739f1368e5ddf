package patch_test

import (
	"errors"
	"strings"
	"testing"

	"parley/collab/patch"
)

const draft = "resolves\n1 that States should act;\n2 to report;\n3 to meet.\n"

func TestApply(t *testing.T) {
	for _, tt := range []struct{ name, diff, text, want string }{
		{"a word", "--- a/d\n+++ b/d\n@@ -1,3 +1,3 @@\n resolves\n-1 that States should act;\n+1 that States shall act;\n 2 to report;\n",
			draft, "resolves\n1 that States shall act;\n2 to report;\n3 to meet.\n"},
		{"a paragraph put in, and what git says", "From: x\n---\n d | 1 +\n\ndiff --git a/d b/d\nindex 1..2\n--- a/d\n+++ b/d\n@@ -3 +3,2 @@ resolves\n 2 to report;\n+2bis to publish;\n-- \n2.40\n",
			draft, "resolves\n1 that States should act;\n2 to report;\n2bis to publish;\n3 to meet.\n"},
		{"without context", "--- a\n+++ b\n@@ -2,0 +3 @@\n+1bis;\n@@ -4 +4,0 @@\n-3 to meet.\n", draft, "resolves\n1 that States should act;\n1bis;\n2 to report;\n"},
		{"a text that does not end its last line", "--- a\n+++ b\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n", "a", "b"},
		{"a new file", "--- /dev/null\n+++ b\n@@ -0,0 +1,2 @@\n+a\n+b\n", "", "a\nb\n"},
		{"the blank taken off an empty line", "--- a\n+++ b\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n", "a\n\nb\n", "a\n\nc\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !patch.Is(tt.diff) {
				t.Error("it is not known as a diff")
			}
			p, err := patch.Parse(tt.diff)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := p.Apply(tt.text); err != nil || got != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestADiffThatDoesNotFitIsRefusedWithTheLine(t *testing.T) {
	const head = "--- a\n+++ b\n"
	for _, tt := range []struct {
		name, diff string
		err        error
		words      string
	}{
		{"another line", head + "@@ -2 +2 @@\n-1 that States could act;\n+x\n", patch.ErrUnfit, `line 2 of the draft is "1 that States should act;", and the diff was made where it is "1 that States could act;"`},
		{"a line further down", head + "@@ -1 +1 @@\n-2 to report;\n+x\n", patch.ErrUnfit, "line 1 of the draft"},
		{"behind the end", head + "@@ -9 +9 @@\n-x\n+y\n", patch.ErrUnfit, "its change 1 is at lines 9 to 9, the draft has 4 lines"},
		{"a new file over a draft", "--- /dev/null\n+++ b\n@@ -0,0 +1 @@\n+x\n", patch.ErrUnfit, "the diff makes a new text"},
		{"changes out of their order", head + "@@ -3 +3 @@\n-2 to report;\n+x\n@@ -1 +1 @@\n-resolves\n+y\n", patch.ErrUnfit, "its change 2"},
		{"cut short", head + "@@ -1,3 +1,3 @@\n resolves\n", patch.ErrMalformed, "line 5: the diff ends too early"},
		{"no hunks", head, patch.ErrMalformed, "there is no @@ line"},
		{"a header that makes no sense", head + "@@ -x +1 @@\n", patch.ErrMalformed, "line 3"},
		{"a line of another kind", head + "@@ -1 +1 @@\n*x\n", patch.ErrMalformed, "line 4"},
		{"two files", head + "@@ -1 +1 @@\n-resolves\n+x\n" + head, patch.ErrSeveral, "line 6"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := patch.Parse(tt.diff)
			if err == nil {
				_, err = p.Apply(draft)
			}
			if !errors.Is(err, tt.err) || !strings.HasPrefix(err.Error(), tt.words) {
				t.Errorf("got %v, want %q", err, tt.words)
			}
		})
	}
}

func TestNotEveryTextIsADiff(t *testing.T) {
	for _, s := range []string{"", "a\n--- b\nc", "+++ a\n--- b", "--- a"} {
		if patch.Is(s) {
			t.Errorf("%q is taken for a diff", s)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("--- a\n+++ b\n@@ -1,2 +1,2 @@\n resolves\n-x\n+y\n", "resolves\nx")
	f.Add("--- a\n+++ b\n@@ -0,0 +1 @@\n+y\n", "")
	f.Fuzz(func(t *testing.T, diff, text string) {
		p, err := patch.Parse(diff)
		if err != nil {
			if !errors.Is(err, patch.ErrMalformed) && !errors.Is(err, patch.ErrSeveral) {
				t.Fatalf("refused for no reason of its own: %v", err)
			}
			return
		}
		if _, err := p.Apply(text); err != nil && !errors.Is(err, patch.ErrUnfit) {
			t.Fatalf("refused for no reason of its own: %v", err)
		}
	})
}
