package word_test

import (
	"strings"
	"testing"

	"parley/tui/word"
)

func TestTheLanguageThatTheEnvironmentAsksFor(t *testing.T) {
	for environ, want := range map[string]word.Language{
		"":                                    "en",
		"LANG=fr_FR.UTF-8":                    "fr",
		"LANG=fr":                             "fr",
		"LANG=de_DE.UTF-8":                    "en",
		"LANG=de_DE.UTF-8 LANGUAGE=de:fr":     "fr",
		"LANG=fr_CA.UTF-8 LC_ALL=C":           "en",
		"LANG=C LANGUAGE=fr":                  "en",
		"LANG=en_GB.UTF-8 LC_MESSAGES=fr_BE":  "fr",
		"LANG=fr_FR.UTF-8 LC_ALL=en_US.UTF-8": "en",
	} {
		env := func(name string) string {
			for _, v := range strings.Fields(environ) {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value
				}
			}
			return ""
		}
		if got := word.Preferred(env); got != want {
			t.Errorf("%q: got %s, want %s", environ, got, want)
		}
	}
}

func TestWordsAndCounts(t *testing.T) {
	if got := word.Say("%d of %d", 3, 4) + "; " + word.Count(0, "line", "lines") + "; " + word.Count(1, "line", "lines"); got != "3 of 4; 0 lines; 1 line" {
		t.Errorf("in English: %q", got)
	}
	if err := word.Use("fr"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = word.Use(word.English) }()
	if got := word.Say("%d of %d", 3, 4) + "; " + word.Count(0, "line", "lines") + "; " + word.Count(2, "line", "lines"); got != "3 sur 4; 0 ligne; 2 lignes" {
		t.Errorf("in French: %q", got)
	}
	if got := word.Say("no such words %d", 1); got != "no such words 1" {
		t.Errorf("what is not in the catalogue: %q", got)
	}
	if err := word.Use("tlh"); err == nil || !strings.Contains(err.Error(), "the languages are en, fr") {
		t.Errorf("a language there are no words in: %v", err)
	}
}

func TestNumbersHaveTheDecimalMarkOfTheLanguage(t *testing.T) {
	defer func() { _ = word.Use(word.English) }()
	for l, want := range map[word.Language]string{word.English: "3.5 1.25 14", "fr": "3,5 1,25 14"} {
		if err := word.Use(l); err != nil {
			t.Fatal(err)
		}
		if got := word.Decimal(3.5, 1) + " " + word.Decimal(1.25, 2) + " " + word.Decimal(14, 0); got != want {
			t.Errorf("%s: got %q, want %q", l, got, want)
		}
	}
}
