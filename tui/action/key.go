package action

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/tui/word"
)

var keyNames = map[string]string{
	"esc": word.Mark("Esc"), "enter": word.Mark("Enter"), "tab": word.Mark("Tab"), "space": word.Mark("Space"), "backspace": word.Mark("Backspace"), "delete": word.Mark("Del"),
	"up": word.Mark("Up"), "down": word.Mark("Down"), "left": word.Mark("Left"), "right": word.Mark("Right"), "home": word.Mark("Home"), "end": word.Mark("End"),
	"pgup": word.Mark("PgUp"), "pgdown": word.Mark("PgDn"), "insert": word.Mark("Ins"),
	"shift": word.Mark("Shift"),
}

// KeyName returns how the key is written on the screen: Ctrl+T, F3, PgUp.
func KeyName(key string) string {
	if utf8.RuneCountInString(key) == 1 {
		return key // a letter alone is shown as it is typed
	}
	parts := strings.Split(key, "+")
	for i, p := range parts {
		if name := keyNames[p]; name != "" {
			parts[i] = word.Say(name)
		} else if p != "" {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "+")
}

// KeyNames returns the names of the keys, with commas between them.
func KeyNames(keys []string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = KeyName(k)
	}
	return strings.Join(names, ", ")
}

// unsafe are keys that some terminal never sends or takes for itself: those
// that are another key in old terminals (Ctrl+I is Tab, Ctrl+M Enter, Ctrl+J a
// line feed, Ctrl+[ Esc, Ctrl+H Backspace, Ctrl+@ NUL), flow control (Ctrl+S,
// Ctrl+Q), suspend (Ctrl+Z), the lead keys of tmux (Ctrl+B) and screen (Ctrl+A).
var unsafe = []string{
	"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+[", "ctrl+h", "ctrl+@", "ctrl+space",
	"ctrl+s", "ctrl+q", "ctrl+z", "ctrl+b", "ctrl+a",
}

// Unsafe says why the key must not be an action's key, or "" if it may be.
func Unsafe(key string) string {
	mods, last := "", key
	if i := strings.LastIndex(key, "+"); i > 0 {
		mods, last = key[:i], key[i+1:]
	}
	switch {
	case slices.Contains(unsafe, key):
		return "another key or the terminal's own in some terminals"
	case strings.Contains(mods, "alt"):
		return "not sent by default on macOS, and AltGr on Windows"
	case mods == "ctrl" && len(last) == 1 && last[0] >= '0' && last[0] <= '9':
		return "not sent by most terminals"
	case strings.Contains(mods, "ctrl+shift") && len(last) == 1:
		return "the terminal's own in most terminals"
	case len(key) == 1 && strings.Contains(`[]{}|\@#~0123456789`, key):
		return "not on every keyboard layout, or a number"
	}
	return ""
}

// Check reports the first thing wrong with a table: an action without name,
// title, help or place, a name given twice, a key given twice at one place, or a
// key that is not safe in every terminal.
func Check(table []Action) error {
	names := map[string]bool{}
	keys := map[Place]map[string]string{}
	for _, a := range table {
		switch {
		case a.Name == "" || a.Title == "" || a.Help == "" || a.Where == 0:
			return fmt.Errorf("action %q lacks a name, a title, help or a place", a.Name+a.Title)
		case names[a.Name]:
			return fmt.Errorf("action %q is there twice", a.Name)
		}
		names[a.Name] = true
		for _, k := range a.Keys {
			if why := Unsafe(k); why != "" {
				return fmt.Errorf("action %q has the key %s: %s", a.Name, KeyName(k), why)
			}
		}
		for p := Reading; p < Linear; p <<= 1 {
			if keys[p] == nil {
				keys[p] = map[string]string{}
			}
			for _, k := range a.AllKeysIn(p) {
				if other := keys[p][k]; other != "" {
					return fmt.Errorf("actions %q and %q share the key %s at %q", other, a.Name, KeyName(k), p)
				}
				keys[p][k] = a.Name
			}
		}
	}
	return nil
}
