package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/cmd/internal/settings"
)

func TestTheFirstRunAsksForANameAndAMicrophone(t *testing.T) {
	for _, tt := range []struct {
		name, typed    string
		nothing        bool // there is nothing to try
		given          string
		answered, told bool
		rest           string
	}{
		{"both", "Amina Odhiambo\n\nread 3\n", false, "Amina Odhiambo", true, true, "read 3\n"},
		{"Enter alone leaves the name as it is", "\n\n", false, "", true, true, ""},
		{"the microphone is left out", "Amina\nn\n", false, "Amina", true, false, ""},
		{"a name that cannot be shown is asked for again", strings.Repeat("x", 200) + "\nAmina\nn\n", false, "Amina", true, false, ""},
		{"text only", "Amina\n", true, "Amina", true, false, ""},
		{"the input ends", "Amina\n", false, "Amina", false, false, ""},
		{"the input ends at once", "", false, "", false, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in, out := strings.NewReader(tt.typed), &strings.Builder{}
			f := firstRun{in: in, out: out, name: "amina", try: func() string { return "You can listen and speak." }}
			if tt.nothing {
				f.try = nil
			}
			given, answered := f.ask()
			rest := tt.typed[len(tt.typed)-in.Len():]
			if told := strings.Contains(out.String(), "You can listen"); given != tt.given || answered != tt.answered || told != tt.told || rest != tt.rest {
				t.Errorf("got %q, %v, tried %v, left %q; said\n%s", given, answered, told, rest, out)
			}
		})
	}
}

// TestTheFirstRunInARealTerminal has somebody who was never here ask for a
// meeting, twice.
func TestTheFirstRunInARealTerminal(t *testing.T) {
	t.Parallel()
	x := newTmux(t)
	dir := t.TempDir()
	config := filepath.Join(dir, "config.toml")
	x.env = append(x.env, "PARLEY_CONFIG="+config)
	host := []string{"host", "--linear", "--data", filepath.Join(dir, "meeting"), "--listen", "127.0.0.1:0", "--text-only"}
	x.open("first", host...)
	x.see("first", `Your name, as others see it \(Enter: .*\):`)
	x.keys("first", "-l", `Amina "O"`)
	x.keys("first", "Enter")
	x.see("first", `You are Amina "O", chair`)
	x.keys("first", "-l", "quit")
	x.keys("first", "Enter")
	x.see("first", `ended with 0`)
	s, err := settings.Read(config, func(string) string { return "" })
	if err != nil || s.Text("name") != `Amina "O"` {
		b, _ := os.ReadFile(config)
		t.Fatalf("the name was not remembered: %q, %v\n%s", s.Text("name"), err, b)
	}
	x.open("second", host...)
	x.see("second", `Joined`)
	if screen := x.must("capture-pane", "-p", "-t", "second"); strings.Contains(screen, "Your name") {
		t.Errorf("asked again:\n%s", screen)
	}
}
