package app_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/tui/sound"
)

func TestAtTheLimitForDataTheMeetingGoesOnAsText(t *testing.T) {
	inMeeting(t, "chosen from the palette", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.up()
		b.welcome()
		b.chooses("limit the data")
		b.shows("LIMIT THE DATA USED")
		b.Press(tea.Key{Code: tea.KeyDown}, tea.Key{Code: tea.KeyEnter})
		b.shows("Data: used 0 MB of 10.")
		b.Ctrl('t')
		b.shows("MIC ON")
		b.voice.set(func(is *sound.Status) { is.BytesIn = 8e6 })
		time.Sleep(200 * time.Millisecond)
		b.shows("8 of 10 MB are used: at the limit the meeting goes on as text only.")
		b.voice.set(func(is *sound.Status) { is.BytesOut = 2e6 })
		time.Sleep(300 * time.Millisecond)
		b.shows("LINK text only")
		b.hides("MIC ON")
		b.chooses("limit the data")
		b.Press(tea.Key{Code: tea.KeyEnter}) // no limit
		time.Sleep(300 * time.Millisecond)
		b.hides("LINK text only")
	})
}
