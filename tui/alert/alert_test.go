package alert_test

import (
	"strings"
	"testing"

	"parley/tui/alert"
)

func TestWhatIsWrittenToCallSomebody(t *testing.T) {
	for _, tt := range []struct{ name, word, environ, want string }{
		{"the bell", "bell", "TERM=xterm-256color", "\a"},
		{"a modern terminal", "both", "TERM=xterm-256color", "\x1b]9;Parley: You are next, says the chair\x1b\\\a"},
		{"with VTE", "desktop", "TERM=xterm-256color VTE_VERSION=7200", "\x1b]777;notify;Parley;You are next, says the chair\x1b\\"},
		{"foot", "both", "TERM=foot", "\x1b]777;notify;Parley;You are next, says the chair\x1b\\\a"},
		{"the Linux console", "both", "TERM=linux", "\a"},
		{"off", "off", "TERM=xterm", ""},
	} {
		env := func(name string) string {
			for _, v := range strings.Fields(tt.environ) {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value
				}
			}
			return ""
		}
		if got := alert.Wanted(tt.word, env).Sequence("You are next; says the chair"); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWordsFromTheNetworkEndNoSequence(t *testing.T) {
	got := (alert.Notify | alert.NotifyTitled).Sequence("a\x1b\\b\ac\u202ed\n" + strings.Repeat("x", 1000))
	if n := strings.Count(got, "\x1b\\"); n != 2 || strings.ContainsAny(got, "\a\n\u202e") || len(got) > 400 {
		t.Errorf("got %q", got)
	}
}
