package draft_test

import (
	"errors"
	"testing"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/text"
)

func TestParagraphCommands(t *testing.T) {
	const base = "resolves\nthat States should facilitate access\n新しい段落"
	for _, tt := range []struct {
		name string
		make func(text.Text) (delta.Delta, error)
		want string
		err  error
	}{
		{"replace a word", func(t text.Text) (delta.Delta, error) { return draft.Replace(t, 2, "should", "shall") },
			"resolves\nthat States shall facilitate access\n新しい段落", nil},
		{"replace beyond the basic plane", func(t text.Text) (delta.Delta, error) { return draft.Replace(t, 3, "段落", "👩‍⚖️") },
			"resolves\nthat States should facilitate access\n新しい👩‍⚖️", nil},
		{"the words are not there", func(t text.Text) (delta.Delta, error) { return draft.Replace(t, 1, "should", "shall") }, "", draft.ErrNotFound},
		{"the words are there twice", func(t text.Text) (delta.Delta, error) { return draft.Replace(t, 2, "s", "z") }, "", draft.ErrAmbiguous},
		{"the words overlap themselves", func(t text.Text) (delta.Delta, error) { return draft.Replace(t, 2, "cc", "z") }, "resolves\nthat States should facilitate azess\n新しい段落", nil},
		{"nothing is not words", func(t text.Text) (delta.Delta, error) { return draft.Replace(t, 2, "", "z") }, "", draft.ErrNotFound},
		{"add at the top", func(t text.Text) (delta.Delta, error) { return draft.Add(t, 0, "Title") }, "Title\n" + base, nil},
		{"add after the first", func(t text.Text) (delta.Delta, error) { return draft.Add(t, 1, "new") },
			"resolves\nnew\nthat States should facilitate access\n新しい段落", nil},
		{"add at the end", func(t text.Text) (delta.Delta, error) { return draft.Add(t, 3, "end\n") }, base + "\nend", nil},
		{"add after a line that is not there", func(t text.Text) (delta.Delta, error) { return draft.Add(t, 4, "end") }, "", draft.ErrNoLine},
		{"delete the first", func(t text.Text) (delta.Delta, error) { return draft.Delete(t, 1) }, "that States should facilitate access\n新しい段落", nil},
		{"delete the last", func(t text.Text) (delta.Delta, error) { return draft.Delete(t, 3) }, "resolves\nthat States should facilitate access", nil},
		{"delete line nought", func(t text.Text) (delta.Delta, error) { return draft.Delete(t, 0) }, "", draft.ErrNoLine},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := text.New(base, 0)
			d, err := tt.make(before)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got error %v, want %v", err, tt.err)
			}
			if err != nil {
				return
			}
			after, err := draft.Apply(before, d, 1)
			if err != nil {
				t.Fatal(err)
			}
			if got := after.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReplaceLeavesWhatStaysToItsAuthor(t *testing.T) {
	before := text.New("should facilitate", 7)
	d, err := draft.Replace(before, 1, "should facilitate", "shall facilitate")
	if err != nil {
		t.Fatal(err)
	}
	after, err := draft.Apply(before, d, 8)
	if err != nil {
		t.Fatal(err)
	}
	for span := range after.Spans(0, after.Len()) {
		if span.By == 8 && span.Text != "all" {
			t.Errorf("the new author wrote %q, want only %q", span.Text, "all")
		}
	}
}

func TestAddToAnEmptyDraft(t *testing.T) {
	d, err := draft.Add(text.Text{}, 0, "first")
	if err != nil {
		t.Fatal(err)
	}
	after, err := draft.Apply(text.Text{}, d, 1)
	if got := after.String(); err != nil || got != "first" {
		t.Errorf("got %q, %v, want %q", got, err, "first")
	}
}

func TestApplyRefusesAnotherLength(t *testing.T) {
	if _, err := draft.Apply(text.New("abc", 0), delta.Replace(4, 0, 1, ""), 1); err == nil {
		t.Error("a change to four code points was applied to three")
	}
}
