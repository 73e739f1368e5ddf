// Package settings is what a person can set once for all meetings: a file under
// the directory for configuration, variables of the environment, and what holds
// where neither says anything. It knows the table of settings and reads them;
// what they mean is for those who ask.
package settings

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/adrg/xdg"
)

// Path returns where the file is: what PARLEY_CONFIG says, else
// parley/config.toml under XDG_CONFIG_HOME or what the system has for it.
func Path(env func(string) string) string {
	return cmp.Or(env("PARLEY_CONFIG"), filepath.Join(xdg.ConfigHome, "parley", "config.toml"))
}

// A Value is what a setting is now, and by whose word.
type Value struct {
	Setting
	Text   string // as it is written
	Source string // "default", the name of the variable, or "file"
	Line   int    // in the file, from 1; 0 where it is not from there
}

// Settings are the values of all settings and the person's keys. The zero
// Settings have nothing; Read makes them.
type Settings struct {
	Path  string
	Found bool // the file is there
	// Keys are the keys that the file gives to actions, by the action's name,
	// and KeyLines the lines in which it does.
	Keys     map[string][]string
	KeyLines map[string]int
	values   []Value
}

// An Error reports a value that cannot be, and where it stands.
type Error struct {
	Where string // "FILE, line 3" or the name of the variable
	Why   string
}

// Error is one sentence: where, what, and what to do.
func (e Error) Error() string { return e.Where + ": " + e.Why }

// Read reads the file, where there is one, and the environment.
func Read(path string, env func(string) string) (Settings, error) {
	s := Settings{Path: path, Keys: map[string][]string{}, KeyLines: map[string]int{}}
	written := map[string]Value{}
	content, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return s, Error{path, "cannot be read: " + cause(err)}
	default:
		s.Found = true
		if written, err = s.parse(content); err != nil {
			return s, err
		}
	}
	for _, setting := range All {
		v := Value{setting, setting.Default, "default", 0}
		if w, ok := written[setting.Key]; ok {
			v = w
		}
		if text, name := setting.fromEnv(env); name != "" {
			v = Value{setting, text, name, 0}
			if why := setting.wrong(text); why != "" {
				return s, Error{name, why}
			}
		}
		s.values = append(s.values, v)
	}
	return s, nil
}

func cause(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// fromEnv returns what the environment says of the setting and which variable
// does, "" where none does.
func (s Setting) fromEnv(env func(string) string) (text, name string) {
	if v := env(s.Env); v != "" {
		return v, s.Env
	}
	switch s.Key {
	case "screen.colours":
		if env("NO_COLOR") != "" {
			return "none", "NO_COLOR"
		}
	case "linear":
		if a := strings.ToLower(env("ACCESSIBLE")); a != "" && a != "0" && a != "false" {
			return "true", "ACCESSIBLE"
		}
	}
	return "", ""
}

// wrong says why the text is no value of the setting, "" if it is one.
func (s Setting) wrong(text string) string {
	words := s.Words
	if s.Switch {
		words = []string{"true", "false"}
	}
	if words == nil || slices.Contains(words, text) {
		return ""
	}
	return fmt.Sprintf("%s is %s, not %q", s.Key, strings.Join(words[:len(words)-1], ", ")+" or "+words[len(words)-1], text)
}

// Values are all of them, in the order of the file.
func (s Settings) Values() []Value { return slices.Clone(s.values) }

// Value returns a setting's value; one that is not in the table is a bug of
// ours.
func (s Settings) Value(key string) Value {
	i := slices.IndexFunc(s.values, func(v Value) bool { return v.Key == key })
	if i < 0 {
		panic("no setting " + key)
	}
	return s.values[i]
}

// Text returns how a setting's value is written.
func (s Settings) Text(key string) string { return s.Value(key).Text }

// Is reports whether a switch is on.
func (s Settings) Is(key string) bool { return s.Text(key) == "true" }

// From says where the value comes from, for people.
func (v Value) From(path string) string {
	if v.Line > 0 {
		return fmt.Sprintf("%s, line %d", path, v.Line)
	}
	return v.Source
}
