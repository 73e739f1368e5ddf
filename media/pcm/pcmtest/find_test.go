package pcmtest_test

import (
	"testing"

	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

func TestFind(t *testing.T) {
	said := pcmtest.Speech(1, pcm.Rate)
	late := append(make([]int16, 12345), said...)
	for _, tt := range []struct {
		name  string
		heard []int16
		at    int
	}{
		{"at once", said, 0},
		{"later", late, 12345},
		{"already begun", said[500:], -500},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, likeness := pcmtest.Find(said, tt.heard)
			if at != tt.at || likeness < 0.98 {
				t.Errorf("got %d with likeness %.3f, want %d", at, likeness, tt.at)
			}
		})
	}
}

func TestAnotherVoiceIsNotAlike(t *testing.T) {
	_, likeness := pcmtest.Find(pcmtest.Speech(1, pcm.Rate), pcmtest.Speech(2, 2*pcm.Rate))
	if likeness > 0.3 {
		t.Errorf("got likeness %.3f, want below 0.3", likeness)
	}
}
