package main

import (
	"errors"
	"strings"
	"testing"

	"parley/cmd/internal/pedal"
)

func TestWhichMicrophoneIsMeant(t *testing.T) {
	runs := func(person string, talking bool, refused string) pedal.Meeting {
		return pedal.Meeting{Answer: pedal.Answer{Title: "Resolution 50", Person: person, Talking: talking, Refused: refused}}
	}
	amina, ben, olga := runs("Amina", false, ""), runs("Ben", false, ""), runs("Olga", false, "you listen")
	talks := runs("Kofi", true, "")
	for _, tt := range []struct {
		name   string
		all    []pedal.Meeting
		order  pedal.Order
		person string
		want   string // who, or a part of what is said
		fails  bool
	}{
		{"one runs", []pedal.Meeting{olga}, pedal.On, "", "Olga", false},
		{"one can be opened", []pedal.Meeting{olga, amina}, pedal.Toggle, "", "Amina", false},
		{"one is open", []pedal.Meeting{ben, talks, amina}, pedal.Toggle, "", "Kofi", false},
		{"two can be opened", []pedal.Meeting{ben, amina, olga}, pedal.On, "", "could be opened here (Ben in Resolution 50; Amina in Resolution 50)", true},
		{"named", []pedal.Meeting{ben, amina, olga}, pedal.On, "AMI", "Amina", false},
		{"two are open", []pedal.Meeting{talks, talks}, pedal.Toggle, "", "or off for all", true},
		{"off is for those that are open", []pedal.Meeting{talks, ben, talks}, pedal.Off, "", "Kofi Kofi", false},
		{"off where none is", []pedal.Meeting{ben, amina}, pedal.Off, "", "", false},
		{"none can be opened", []pedal.Meeting{olga, olga}, pedal.On, "", "Olga in Resolution 50: you listen", true},
		{"nobody of that name", []pedal.Meeting{olga, ben}, pedal.On, "Kofi", "here are Olga in Resolution 50; Ben in Resolution 50", true},
		{"none runs", nil, pedal.Off, "", "join one first", true},
	} {
		chosen, err := whichMeetings(tt.all, tt.order, "", tt.person)
		var who []string
		for _, m := range chosen {
			who = append(who, m.Person)
		}
		got := strings.Join(who, " ")
		if tt.fails {
			got = errors.Join(err, errors.New("")).Error()
		}
		if (err != nil) != tt.fails || !tt.fails && got != tt.want || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}
