package podium_test

import (
	"testing"

	"parley/collab/floor"
	"parley/tui/podium"
)

func TestPlacesInWords(t *testing.T) {
	for n, want := range map[int]string{0: "You are not on the speakers' list.", 1: "You are next.", 3: "You are third.", 11: "You are number 11 on the speakers' list."} {
		if got := podium.Place(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestWhatARequestIsFor(t *testing.T) {
	for _, tt := range []struct {
		r    floor.Request
		want string
	}{
		{floor.Request{}, ""},
		{floor.Request{On: "P-31"}, "on P-31"},
		{floor.Request{Kind: floor.Order, On: "R2", For: "ATU"}, "point of order, on R2, for ATU"},
		{floor.Request{Kind: 99}, ""},
	} {
		if got := podium.What(tt.r); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}
