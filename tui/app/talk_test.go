package app_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/tui/sound"
)

func TestTheKeyIsHeldWhereTheTerminalTells(t *testing.T) {
	talk := tea.Key{Code: 't', Mod: tea.ModCtrl}
	inMeeting(t, "a terminal that does not", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.up()
		b.welcome()
		b.chooses("hold the key")
		b.shows("not now: this terminal does not tell when")
	})
	inMeeting(t, "one that does", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.up()
		b.welcome()
		b.Send(tea.KeyboardEnhancementsMsg{Flags: 1})
		b.chooses("hold the key")
		b.shows("Asking the terminal to tell")
		b.Press(talk)
		b.Release(talk)
		b.shows("MIC ON") // pressed, until the terminal has answered
		b.Press(talk)
		b.Send(tea.KeyboardEnhancementsMsg{Flags: 3})
		b.shows("Hold Ctrl+T while you speak")
		b.Press(talk)
		b.shows("MIC ON")
		b.Send(tea.KeyPressMsg{Code: 't', Mod: tea.ModCtrl, IsRepeat: true})
		b.shows("MIC ON")
		b.Release(tea.Key{Code: 'x'})
		b.shows("MIC ON")
		b.Release(tea.Key{Code: 't'}) // Ctrl was let go first
		b.shows("MIC OFF")
		b.shows("hold Ctrl+T")
		b.Press(talk)
		b.shows("Let go to close it.")
		b.Send(tea.BlurMsg{}) // the release will not come
		b.shows("MIC OFF")
		b.chooses("hold the key")
		b.shows("Ctrl+T opens your microphone, and closes it when pressed again.")
		b.Press(talk)
		b.Release(talk)
		b.shows("MIC ON")
	})
}

// chooses an action from the palette by words of its title.
func (b *bench) chooses(words string) {
	b.Ctrl('p')
	b.Type(words)
	b.Press(tea.Key{Code: tea.KeyEnter})
	time.Sleep(50 * time.Millisecond)
}

func TestAPedalTurnsTheMicrophone(t *testing.T) {
	inMeeting(t, "with one", func(t *testing.T) {
		b := sit(t, 80, 24)
		b.up()
		b.welcome()
		order := func(do sound.Do) sound.Answer {
			answer := make(chan sound.Answer, 1)
			b.Send(sound.Order{Do: do, Answer: answer})
			return <-answer
		}
		for _, tt := range []struct {
			do   sound.Do
			want bool
		}{{sound.Ask, false}, {sound.TurnOn, true}, {sound.TurnOn, true}, {sound.Ask, true}, {sound.Turn, false}, {sound.TurnOff, false}} {
			if got := order(tt.do); got.Talking != tt.want || got.Refused != "" || got.Title == "" {
				t.Errorf("%s: got %+v, want %v", tt.do, got, tt.want)
			}
		}
		if got := b.told().talk; len(got) != 2 {
			t.Errorf("the server was told %v, want on and off", got)
		}
		b.voice.set(func(is *sound.Status) { is.Mic = sound.Device{State: sound.Missing} })
		time.Sleep(200 * time.Millisecond)
		if got := order(sound.TurnOn); got.Talking || got.Refused != "no microphone was found on this machine" {
			t.Errorf("without a microphone: got %+v", got)
		}
	})
}
