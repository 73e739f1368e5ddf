package action

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Keymap is what a person changed about the keys. The zero Keymap changes
// nothing.
type Keymap struct {
	NoLetters bool                // a character alone is never a shortcut (WCAG 2.1.4)
	Of        map[string][]string // by the name of the action, in place of its own
}

// A KeyError reports a key of a Keymap that cannot be used.
type KeyError struct {
	Action string
	Why    string // stands behind the action's name
}

// Error says which action and why.
func (e KeyError) Error() string { return e.Action + " " + e.Why }

// lasting are the keys with which everything can be reached, and the one that
// leads out. They keep their meaning, whatever else a person changes.
var lasting = []string{"up", "down", "left", "right", "tab", "shift+tab", "enter", "esc", "space", "ctrl+c"}

// elsewhere are the keys that are another key in every old terminal, so that
// what is bound to them may never come.
var elsewhere = map[string]string{"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+[": "esc", "ctrl+h": "backspace", "ctrl+@": "ctrl+space"}

// On returns the table with the person's keys, or a KeyError. A key that is
// given to an action is taken from the others.
func (k Keymap) On(table []Action) ([]Action, error) {
	table = slices.Clone(table)
	for _, name := range slices.Sorted(maps.Keys(k.Of)) {
		i := slices.IndexFunc(table, func(a Action) bool { return a.Name == name })
		if i < 0 || table[i].Where&Screen == 0 {
			return nil, KeyError{name, "is no action of the screen: parley help keys lists them"}
		}
		keys, err := k.keys(table[i])
		if err != nil {
			return nil, err
		}
		stays := func(key string) bool { return slices.Contains(lasting, key) }
		table[i].Keys = union(keys, filter(table[i].Keys, stays))
		table[i].Also = filter(table[i].Also, stays)
	}
	for i, a := range table {
		if _, own := k.Of[a.Name]; own {
			continue
		}
		free := func(key string) bool { return !k.takes(table, a, key) }
		table[i].Keys, table[i].Also = filter(a.Keys, free), filter(a.Also, free)
	}
	if k.NoLetters {
		for i, a := range table {
			table[i].Keys, table[i].Also = filter(a.Keys, noLetter), filter(a.Also, noLetter)
		}
	}
	return table, k.clash(table)
}

// keys are the keys that the person gave to the action, as Bubble Tea names
// them.
func (k Keymap) keys(a Action) (keys []string, err error) {
	for _, written := range k.Of[a.Name] {
		key, err := ParseKey(written)
		if err != nil {
			return nil, KeyError{a.Name, err.Error()}
		}
		if slices.Contains(lasting, key) && !slices.Contains(a.Keys, key) {
			return nil, KeyError{a.Name, fmt.Sprintf("cannot have %s, which keeps its meaning so that everything can be reached", KeyName(key))}
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// takes reports whether another action that the person gave keys to has the key
// at a place of a.
func (k Keymap) takes(table []Action, a Action, key string) bool {
	for name := range k.Of {
		if b, ok := Named(table, name); ok && a.Where&b.Where != 0 && slices.Contains(b.Keys, key) {
			return true
		}
	}
	return false
}

// clash reports two actions that the person gave one key at one place.
func (k Keymap) clash(table []Action) error {
	for p := Reading; p < Linear; p <<= 1 {
		has := map[string]string{}
		for _, name := range slices.Sorted(maps.Keys(k.Of)) {
			a, _ := Named(table, name)
			for _, key := range a.KeysIn(p) {
				if other, taken := has[key]; taken {
					return KeyError{name, fmt.Sprintf("and %s both have %s", other, KeyName(key))}
				}
				has[key] = name
			}
		}
	}
	return nil
}

func filter(keys []string, keep func(string) bool) (kept []string) {
	for _, k := range keys {
		if keep(k) {
			kept = append(kept, k)
		}
	}
	return kept
}

func noLetter(key string) bool { return utf8.RuneCountInString(key) != 1 }

// mods are the modifiers, in the order in which they are written.
var mods = []string{"ctrl", "alt", "shift", "meta", "hyper", "super"}

// ParseKey reads a key as people write it (Ctrl+R, f2, PgDn, é) and returns it as
// Bubble Tea names it. The error stands behind the name of an action.
func ParseKey(written string) (string, error) {
	s := strings.TrimSpace(written)
	if written == " " {
		s = "space"
	}
	if utf8.RuneCountInString(s) == 1 {
		return s, nil
	}
	parts := strings.Split(strings.ToLower(s), "+")
	last := parts[len(parts)-1]
	if last == "" && len(parts) > 2 { // "ctrl++"
		parts, last = parts[:len(parts)-1], "+"
	}
	if known, ok := keyWords[last]; ok {
		last = known
	}
	if !named(last) && utf8.RuneCountInString(last) != 1 {
		return "", fmt.Errorf("has the key %q, which no keyboard has: write it as in ctrl+r, f2, pgup or x", written)
	}
	var key []string
	for _, mod := range mods {
		if slices.Contains(parts[:len(parts)-1], mod) {
			key = append(key, mod)
		}
	}
	if len(key) != len(parts)-1 {
		return "", fmt.Errorf("has the key %q, which no keyboard has: Ctrl, Alt and Shift come before it", written)
	}
	whole := strings.Join(append(key, last), "+")
	if other, is := elsewhere[whole]; is {
		return "", fmt.Errorf("cannot have %s, which is %s in most terminals", KeyName(whole), KeyName(other))
	}
	return whole, nil
}

// keyWords are other ways to write a key.
var keyWords = map[string]string{
	"escape": "esc", "return": "enter", "del": "delete", "ins": "insert", "pgdn": "pgdown", "pagedown": "pgdown", "pageup": "pgup", "bs": "backspace",
}

// named reports whether a key is called so: a function key, or one with a name.
func named(key string) bool {
	if _, ok := keyNames[key]; ok {
		return true
	}
	var n int
	_, err := fmt.Sscanf(key, "f%d", &n)
	return err == nil && n >= 1 && n <= 63 && key == fmt.Sprintf("f%d", n)
}
