package device

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestANameMeansOneDevice(t *testing.T) {
	all := []string{"Monitor of Jabra Headset", "Jabra Headset", "Jabra Headset (2)", "Built-in Microphone", "USB Array A", "USB Array B"}
	for _, tt := range []struct {
		name, want string
		at         int
		err        error
		says       string
	}{
		{name: "none was asked for", want: "", at: 3},
		{name: "the whole name, beside a longer one", want: "jabra headset", at: 1},
		{name: "the second of two of one make", want: "Jabra Headset (2)", at: 2},
		{name: "a beginning goes before a part", want: "built", at: 3},
		{name: "a part", want: "microphone", at: 3},
		{name: "a part of the names of several", want: "array", err: ErrSeveral, says: "USB Array A, USB Array B"},
		{name: "the beginning of several", want: "usb", err: ErrSeveral, says: "USB Array A, USB Array B"},
		{name: "no such name", want: "walkman", err: ErrNone, says: "Built-in Microphone"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, err := find(all, usual(all, 3), tt.want)
			if !errors.Is(err, tt.err) || err == nil && at != tt.at {
				t.Fatalf("got %d, %v, want %d, %v", at, err, tt.at, tt.err)
			}
			if err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %q, want it to name %q", err, tt.says)
			}
		})
	}
}

func TestTheUsualMicrophoneHearsNoSpeaker(t *testing.T) {
	for _, tt := range []struct {
		name      string
		all       []string
		byDefault int
		want      int
	}{
		{"a microphone", []string{"Monitor of Speaker", "Webcam"}, 1, 1},
		{"a monitor, beside a microphone", []string{"Monitor of Speaker", "Webcam"}, 0, 1},
		{"nothing but monitors", []string{"Monitor of A", "Monitor of B"}, 1, 1},
		{"nothing at all", nil, 0, 0},
	} {
		if got := usual(tt.all, tt.byDefault); got != tt.want {
			t.Errorf("the default is %s: got %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestEachDeviceHasANameOfItsOwn(t *testing.T) {
	got := numbered([]string{"Headset", "Webcam", "Headset", "Headset"})
	if want := []string{"Headset", "Webcam", "Headset (2)", "Headset (3)"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
