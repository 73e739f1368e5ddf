package floor_test

import (
	"strings"
	"testing"
	"time"

	"parley/collab/floor"
)

func TestARequestIsReadAsItIsTyped(t *testing.T) {
	for _, tt := range []struct {
		words string
		want  floor.Ask
	}{
		{"", floor.Ask{}},
		{"support, with a change", floor.Ask{Note: "support, with a change"}},
		{`P-31 "support, regional flexibility"`, floor.Ask{On: "P-31", Note: "support, regional flexibility"}},
		{"on 14 a word is missing", floor.Ask{On: "14", Note: "a word is missing"}},
		{"on 2/P-31 for ATU a word is missing", floor.Ask{On: "2/P-31", For: "ATU", Note: "a word is missing"}},
		{"2/R2bis that is agreed", floor.Ask{On: "2/R2bis", Note: "that is agreed"}},
		{"on 2/14", floor.Ask{On: "2/14"}},
		{"1/2 of us are here", floor.Ask{Note: "1/2 of us are here"}},
		{"on behalf of my group", floor.Ask{Note: "on behalf of my group"}},
		{"14 words are too many", floor.Ask{Note: "14 words are too many"}},
		{"Order rule 12", floor.Ask{Kind: floor.Order, Note: "rule 12"}},
		{"reply on R2bis for ATU: thanks", floor.Ask{Kind: floor.Reply, On: "R2bis", For: "ATU", Note: "thanks"}},
		{`question for "African Group" when?`, floor.Ask{Kind: floor.Question, For: "African Group", Note: "when?"}},
		{"for", floor.Ask{Note: "for"}},
		{"شكرا", floor.Ask{Note: "شكرا"}},
	} {
		if got, err := floor.ParseAsk(tt.words); err != nil || got != tt.want {
			t.Errorf("%q: got %+v, %v, want %+v", tt.words, got, err, tt.want)
		}
	}
	if _, err := floor.ParseAsk(strings.Repeat("a", 251)); err == nil || !strings.Contains(err.Error(), "at most 250") {
		t.Errorf("a long note: got %v", err)
	}
}

func TestAPlaceIsInADocument(t *testing.T) {
	for word, want := range map[string]struct {
		document int
		at       string
	}{
		"2/P-31": {2, "P-31"}, "12/R2bis": {12, "R2bis"}, "3/": {3, ""}, "P-31": {0, "P-31"}, "0/P-1": {0, "0/P-1"}, "123/P-1": {0, "123/P-1"}, "+2/P-1": {0, "+2/P-1"}, "/P-1": {0, "/P-1"}, "": {0, ""},
	} {
		if document, at := floor.CutDocument(word); document != want.document || at != want.at {
			t.Errorf("%q: got %d and %q, want %d and %q", word, document, at, want.document, want.at)
		}
	}
	for on, want := range map[string]string{"P-31": "2/P-31", "3/P-31": "3/P-31", "": ""} {
		if got := (floor.Ask{On: on}).In(2).On; got != want {
			t.Errorf("on %q in document 2: got %q, want %q", on, got, want)
		}
	}
}

func TestATimePerSpeaker(t *testing.T) {
	for words, want := range map[string]time.Duration{"3m": 3 * time.Minute, "90s": 90 * time.Second, "5": 5 * time.Minute, "off": 0, "1m30s": 90 * time.Second} {
		if got, err := floor.ParseLimit(words); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", words, got, err, want)
		}
	}
	for _, words := range []string{"", "soon", "100h", "10ms", "-3m"} {
		if got, err := floor.ParseLimit(words); err == nil {
			t.Errorf("%q: got %v", words, got)
		}
	}
}

func FuzzParseAsk(f *testing.F) {
	for _, s := range []string{"order", `on P-31 for "a" b`, `"`, "for \"", "\x1b[2J", "on \u202e1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := floor.ParseAsk(s); err == nil && !a.Sound() {
			t.Errorf("%q is read as %+v, which no list takes", s, a)
		}
	})
}
