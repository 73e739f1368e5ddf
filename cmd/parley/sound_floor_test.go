package main

import (
	"os"
	"testing"
)

// TestInAChairedMeetingSoundFollowsTheFloor has a recording spoken into a
// meeting without the floor, with it, and after it was taken away.
func TestInAChairedMeetingSoundFollowsTheFloor(t *testing.T) {
	t.Parallel()
	speech := sayWords(t)
	h := hold(t, os.Environ(),
		[]string{"--mic", "file:" + speech, "--ear", "none", "--delegation", "Kenya"},
		[]string{"--mic", "none", "--ear", "file:" + t.TempDir() + "/heard.wav"})
	h.asks(h.host, "mode chaired", `^Chaired: only who has the floor`)
	h.hears(h.speaker, `"act":"mode".*"mode":"chaired"`)
	h.asks(h.speaker, "talk on", `"error","command":"talk","text":"not now: you do not have the floor`)
	h.asks(h.speaker, "floor", `"act":"asked".*"place":1`)
	h.asks(h.host, "wait floor\ngive", `^Kenya has the floor`)
	h.asks(h.speaker, "wait floor\ntalk on", `"command":"talk","text":"on"`)
	h.asks(h.listener, "wait speech", `^\{"event":"wait","for":"speech"`)
	h.asks(h.host, "end", `^The floor is free`)
	h.hears(h.speaker, `"command":"talk","text":"off"`)
	h.asks(h.speaker, "status", `"event":"status".*"talking":false`)

	// The speaker was not the last of the meeting to fail: the refused command counts.
	if code, err := h.speaker.finish(); err != nil || code != 1 {
		t.Errorf("the speaker ended with %d, %v", code, err)
	}
	for _, p := range []*program{h.listener, h.host} {
		if code, err := p.finish(); err != nil || code != 0 {
			t.Errorf("%s ended with %d, %v", p.name, code, err)
		}
	}
}
