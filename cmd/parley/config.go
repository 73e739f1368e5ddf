package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley/cmd/internal/settings"
	"parley/tui/action"
	"parley/tui/app"
)

func configCommand(t terminal) *cobra.Command {
	var initial, asJSON bool
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show the settings that hold here, and where each comes from",
		Long: "Show the settings that hold here, and where each comes from. Flags go before variables of the\n" +
			"environment, variables before the file, the file before the defaults.",
		Example: "parley config\nparley config --init\nparley config path",
		Args:    exactly(0, ""),
		RunE: func(*cobra.Command, []string) error {
			if initial {
				return initConfig(settings.Path(os.Getenv), t)
			}
			s, _, err := readSettings(os.Getenv)
			if err != nil {
				return err
			}
			if asJSON {
				return configJSON(s, t)
			}
			return showConfig(s, t)
		},
	}
	cmd.Flags().BoolVar(&initial, "init", false, "write a file in which every setting is explained, where there is none")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	cmd.AddCommand(&cobra.Command{
		Use: "path", Short: "Say where the file with the settings is", Example: "parley config path", Args: exactly(0, ""),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(t.out, settings.Path(os.Getenv))
			return err
		},
	})
	return cmd
}

// readSettings reads the person's settings and checks the keys among them.
func readSettings(env func(string) string) (settings.Settings, action.Keymap, error) {
	s, err := settings.Read(settings.Path(env), env)
	if err != nil {
		return s, action.Keymap{}, usage{err}
	}
	keys := action.Keymap{NoLetters: !s.Is("keys.letters"), Of: s.Keys}
	var wrong action.KeyError
	if _, err := keys.On(app.Actions()); errors.As(err, &wrong) {
		return s, keys, usage{s.At(s.KeyLines[wrong.Action], wrong.Error())}
	}
	return s, keys, nil
}

// showConfig writes what holds as the file would have it, with where it comes
// from behind it.
func showConfig(s settings.Settings, t terminal) error {
	var b strings.Builder
	about := "# " + s.Path
	if !s.Found {
		about += " is not there; parley config --init writes it"
	}
	b.WriteString(about + "\n")
	table := ""
	for _, v := range s.Values() {
		name, key, within := strings.Cut(v.Key, ".")
		if !within {
			name, key = "", v.Key
		}
		if name != table {
			table = name
			fmt.Fprintf(&b, "\n[%s]\n", table)
		}
		fmt.Fprintf(&b, "%-30s # %s\n", key+" = "+v.Written(v.Text), v.From(filepath.Base(s.Path)))
	}
	for _, l := range keyLines() {
		if keys, own := s.Keys[l.Action]; own {
			fmt.Fprintf(&b, "%-30s # %s, line %d\n", l.Action+" = "+written(keys), filepath.Base(s.Path), s.KeyLines[l.Action])
		}
	}
	_, err := fmt.Fprint(t.out, b.String())
	return err
}

func written(keys []string) string {
	b, err := json.Marshal(append([]string{}, keys...)) // TOML writes a list of texts as JSON does
	if err != nil {
		return "[]"
	}
	return string(b)
}

func configJSON(s settings.Settings, t terminal) error {
	type one struct {
		Setting string `json:"setting"`
		Value   string `json:"value"`
		Source  string `json:"source"` // "default", "file" or the variable
		Line    int    `json:"line,omitempty"`
	}
	all := struct {
		Path     string              `json:"path"`
		Found    bool                `json:"found"`
		Settings []one               `json:"settings"`
		Keys     map[string][]string `json:"keys"`
	}{Path: s.Path, Found: s.Found, Keys: s.Keys}
	for _, v := range s.Values() {
		all.Settings = append(all.Settings, one{v.Key, v.Text, v.Source, v.Line})
	}
	return json.NewEncoder(t.out).Encode(all)
}

// initConfig writes the commented file.
func initConfig(path string, t terminal) error {
	if err := createConfig(path, settings.Commented(keyLines(), nil)); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.out, path)
	return err
}

// createConfig writes the file of settings; one that is there is left alone.
func createConfig(path, content string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the directory for the settings: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already, and was left as it is: move it away to have a new one", path)
	}
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	_, err = f.WriteString(content)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	return nil
}

// keyLines are the actions of the screen with their keys, in the table's order.
func keyLines() (lines []settings.KeyLine) {
	for _, a := range action.At(app.Actions(), action.Screen) {
		lines = append(lines, settings.KeyLine{Action: a.Name, Title: a.Title, Keys: a.Keys})
	}
	return lines
}

// keysTopic is the help about keys: every action of the screen by the name that
// the settings know it by.
func keysTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString("The keys of the screen. A line such as\n\n  palette = [\"ctrl+k\", \"f9\"]\n\nunder [keys] in the file that parley config path names gives an action other\n" +
		"keys; letters = false there switches off all letters as shortcuts. Arrows, Tab,\nEnter, Esc, Space and Ctrl+C keep their meaning: with them everything can be\nreached.\n\n")
	for _, l := range keyLines() {
		fmt.Fprintf(&b, "  %-22s %-20s %s\n", l.Action, action.KeyNames(l.Keys), l.Title)
	}
	return &cobra.Command{Use: "keys", Short: "The keys of the screen, and how to change them", Long: b.String()}
}
