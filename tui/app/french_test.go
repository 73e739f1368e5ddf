package app_test

import (
	"testing"

	"parley/tui/word"
)

// TestInFrench shows the screen in another language, by one that has long words.
func TestInFrench(t *testing.T) {
	if err := word.Use("fr"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = word.Use(word.English) }() // English is always there
	inMeeting(t, "the screen", func(t *testing.T) {
		b := join(t, 80, 24)
		busy(b)
		b.golden("french-80x24")
	})
	inMeeting(t, "the status", func(t *testing.T) {
		b := join(t, 80, 40)
		b.chooses("status of the line")
		b.shows("Texte : connecté, aller-retour 80 ms")
		b.hides("connected")
	})
	inMeeting(t, "an action is found by its French and by its English words, without accents too", func(t *testing.T) {
		b := join(t, 80, 24)
		b.Ctrl('p')
		b.Type("derniere modif")
		b.shows("> Annuler ma dernière modification")
		b.Press(esc)
		b.Type("undo my last")
		b.shows("> Annuler ma dernière modification")
		b.golden("french-palette-80x24")
	})
}
