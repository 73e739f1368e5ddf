package app_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/tui/sound"
)

func TestAnotherDeviceAndATrial(t *testing.T) {
	inMeeting(t, "from the palette", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.up()
		b.welcome()
		b.Ctrl('p')
		b.Type("choose the microphone")
		b.Press(tea.Key{Code: tea.KeyEnter})
		b.shows("WHICH MICROPHONE?")
		b.shows("USB headset (in use)")
		b.shows("Whatever is usual, now Built-in")
		b.Press(tea.Key{Code: tea.KeyDown})
		b.Press(tea.Key{Code: tea.KeyEnter})
		b.shows("Microphone: Built-in.")
		if got := b.voice.used; got != "mic Built-in" {
			t.Errorf("got %q used", got)
		}
		b.Ctrl('p')
		b.Type("hear how")
		b.Press(tea.Key{Code: tea.KeyEnter})
		b.shows("Say something: you are recorded for 3 s")
		b.voice.set(func(is *sound.Status) { is.Trial = sound.Trial{Phase: sound.Tried, Level: -50} })
		time.Sleep(200 * time.Millisecond)
		b.shows("You sounded quiet")
		b.Ctrl('p')
		b.Type("echo guard")
		b.Press(tea.Key{Code: tea.KeyEnter})
		b.shows("Echo guard on: while others are heard")
		b.Ctrl('p')
		b.Type("without loss")
		b.Press(tea.Key{Code: tea.KeyEnter})
		b.shows("You hear everything, one to two and a half seconds late.")
	})
}
