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
