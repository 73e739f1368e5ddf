package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/cmd/internal/settings"
)

func read(t testing.TB, content string, environ ...string) (settings.Settings, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := settings.Read(path, env(environ))
	s.Path = "config.toml"
	if err != nil {
		err = errorString(strings.ReplaceAll(err.Error(), path, "config.toml"))
	}
	return s, err
}

type errorString string

func (e errorString) Error() string { return string(e) }

func env(environ []string) func(string) string {
	return func(name string) string {
		for _, v := range environ {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func TestTheEnvironmentGoesBeforeTheFileAndTheFileBeforeTheDefault(t *testing.T) {
	const file = "name = 'Amina'\ndelegation = \"Kenya\"\n\n[screen]\ncolours = 16\nborders = \"ascii\"\n\n[keys]\nletters = false\npalette = [\"f9\"]\nhelp = \"f10\"\n"
	for _, tt := range []struct {
		key     string
		environ []string
		want    string // the value, and where it comes from
	}{
		{"name", nil, "Amina config.toml, line 1"},
		{"name", []string{"PARLEY_NAME=Ben"}, "Ben PARLEY_NAME"},
		{"mic", nil, " default"},
		{"screen.colours", nil, "16 config.toml, line 5"},
		{"screen.colours", []string{"NO_COLOR=1"}, "none NO_COLOR"},
		{"screen.colours", []string{"NO_COLOR=1", "PARLEY_COLOURS=256"}, "256 PARLEY_COLOURS"},
		{"screen.ground", nil, "auto default"},
		{"linear", []string{"ACCESSIBLE=1"}, "true ACCESSIBLE"},
		{"linear", []string{"ACCESSIBLE=0"}, "false default"},
		{"keys.letters", nil, "false config.toml, line 9"},
	} {
		s, err := read(t, file, tt.environ...)
		if err != nil {
			t.Fatal(err)
		}
		if v := s.Value(tt.key); v.Text+" "+v.From(s.Path) != tt.want {
			t.Errorf("%s with %v: got %q, want %q", tt.key, tt.environ, v.Text+" "+v.From(s.Path), tt.want)
		}
		if got := strings.Join(s.Keys["palette"], " ") + strings.Join(s.Keys["help"], " "); got != "f9f10" || s.KeyLines["palette"] != 10 {
			t.Errorf("the keys are %v in the lines %v", s.Keys, s.KeyLines)
		}
	}
}

func TestWhatIsWrongIsOneSentenceWithItsLine(t *testing.T) {
	for _, tt := range []struct {
		content, environ, want string
	}{
		{"name = Amina\n", "", "config.toml, line 1: not as TOML has it: "},
		{"\n[screen]\ncolors = \"16\"\n", "", "config.toml, line 3: there is no setting screen.colors (did you mean screen.colours?): parley config lists them"},
		{"borders = \"ascii\"", "", "config.toml, line 1: there is no setting borders (did you mean screen.borders?)"},
		{"volume = 3", "", "config.toml, line 1: there is no setting volume: parley config lists them"},
		{"linear = \"yes\"", "", "config.toml, line 1: linear is true or false, without quotes"},
		{"name = true", "", "config.toml, line 1: name is a text in quotes"},
		{"[screen]\nground = \"dim\"", "", `config.toml, line 2: screen.ground is auto, light or dark, not "dim"`},
		{"[keys]\npalette = 4", "", `config.toml, line 2: keys.palette is a list of keys, such as ["ctrl+p", "f4"]`},
		{"", "PARLEY_GROUND=dim", `PARLEY_GROUND: screen.ground is auto, light or dark, not "dim"`},
	} {
		_, err := read(t, tt.content, tt.environ)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got %v, want %s", tt.content, err, tt.want)
		}
	}
}

func TestWithoutAFileTheDefaultsHold(t *testing.T) {
	s, err := settings.Read(filepath.Join(t.TempDir(), "none"), env(nil))
	if err != nil || s.Found {
		t.Fatalf("got %v, found %v", err, s.Found)
	}
	for _, v := range s.Values() {
		if v.Text != v.Default || v.Source != "default" {
			t.Errorf("%s is %q by %s", v.Key, v.Text, v.Source)
		}
	}
}

func TestTheCommentedFileChangesNothingAndEachOfItsLinesMayBeUncommented(t *testing.T) {
	commented := settings.Commented([]settings.KeyLine{{Action: "palette", Title: "All", Keys: []string{"ctrl+p", "\u037e"}}}, nil)
	s, err := read(t, commented)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range s.Values() {
		if v.Source != "default" {
			t.Errorf("%s is set", v.Key)
		}
	}
	var open strings.Builder
	for line := range strings.Lines(commented) {
		if rest, ok := strings.CutPrefix(line, "# "); ok && strings.Contains(rest, " = ") {
			line = rest
		}
		open.WriteString(line)
	}
	if s, err = read(t, open.String()); err != nil {
		t.Fatalf("%v in\n%s", err, open.String())
	}
	for _, v := range s.Values() {
		if v.Source != "file" || v.Text != v.Default {
			t.Errorf("%s is %q by %s, want its default by the file", v.Key, v.Text, v.Source)
		}
	}
}

func FuzzAnyFileIsReadOrToldWhatIsWrong(f *testing.F) {
	f.Add("name = 'x'\n[keys]\nhelp=['f1']")
	f.Add("[[keys]]\na=1")
	f.Add("a.b = {c = 1}")
	f.Fuzz(func(t *testing.T, content string) {
		if _, err := read(t, content); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}

func TestAnyTextIsReadOrToldWhatIsWrong(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		line := rapid.SampledFrom([]string{"name = ", "[keys]\nhelp = ", "[screen]\nground = ", "keys = ", "screen = "}).Draw(r, "key")
		value := rapid.SampledFrom([]string{"1", "[1]", "{a = 1}", "[]", "''", "true", "[[1]]", "1979-05-27", "\"\\u0000\"", ""}).Draw(r, "value")
		if _, err := read(t, line+value); err != nil && strings.Contains(err.Error(), "\n") {
			r.Errorf("%q: more than one line: %v", line+value, err)
		}
	})
}
