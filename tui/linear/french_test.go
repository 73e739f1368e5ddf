package linear_test

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/tui/action"
	"parley/tui/linear"
	"parley/tui/word"
)

// english are words that no French sentence has.
var english = regexp.MustCompile(`(?i)\b(the|of|is|not|by|has|was|were|are|you|your|with|here|now|open|draft|who|nobody|everybody|and|this|that|there|version [a-z])\b`)

// asWritten is what stands in a French meeting as it was written: the draft,
// what people said, a file, and the words of commands.
var asWritten = regexp.MustCompile(`that Member States|The Assembly|2\. Draft|Now\?|Can we go on\?|/\S+/draft.txt|Noté|version (V|W|n)|` +
	`draft(, sound|\.$)|: now\.|who dit`)

// TestAWholeMeetingInFrench does every command in every form that its usage
// promises, and looks for English in what is said.
func TestAWholeMeetingInFrench(t *testing.T) {
	if err := word.Use("fr"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = word.Use(word.English) }()
	for _, a := range action.All() {
		if a.Where&action.Linear == 0 {
			continue
		}
		for _, line := range examples(t, a) {
			line = strings.ReplaceAll(line, "FILE", filepath.Join(t.TempDir(), "draft.txt"))
			t.Run(line, func(t *testing.T) {
				everything(t, false, func(r *room) {
					r.types(line)
					time.Sleep(5 * time.Second)
					for _, said := range r.said() {
						words := asWritten.ReplaceAllString(said, "")
						if a.Name == "help" { // what is typed, and then the help
							_, words, _ = strings.Cut(words, " : ")
						}
						if found := english.FindString(words); found != "" {
							t.Errorf("%q is English, in: %s", found, said)
						}
					}
				})
			})
		}
	}
}

func TestInFrenchHowARunEndedIsSaidInFrench(t *testing.T) {
	if err := word.Use("fr"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = word.Use(word.English) }()
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil)
		r.welcome()
		r.types("nonsense")
		switch err := r.leaves(); {
		case !errors.Is(err, linear.ErrFailed):
			t.Errorf("got %v, want what wraps %v", err, linear.ErrFailed)
		case strings.Contains(err.Error(), linear.ErrFailed.Error()):
			t.Errorf("%q has English in it", err)
		}
	})
}
