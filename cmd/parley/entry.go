package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"parley/cmd/internal/settings"
	"parley/collab/ticket"
	"parley/tui/action"
	"parley/tui/sound"
	"parley/tui/word"
)

// An entry is how a person enters a meeting: the flags that host and join have
// in common.
type entry struct {
	name, delegation string
	linear, json     bool
	textOnly         bool
	mic, ear         string
	lang             string
	mostData         string // as --data-cap has it
	dataCap          uint64 // bytes; 0: no limit
	settings         settings.Settings
	keys             action.Keymap
	asks             bool // before somebody's first meeting: it is one of theirs
}

// addFlags gives the command these flags.
func (e *entry) addFlags(cmd *cobra.Command) {
	e.addWho(cmd)
	f := cmd.Flags()
	f.BoolVar(&e.linear, "linear", false, "commands on input, one event a line on output, instead of the screen")
	f.BoolVar(&e.json, "json", false, "like --linear, with each event as a JSON object")
	f.BoolVar(&e.textOnly, "text-only", false, "no sound, neither in nor out")
	f.StringVar(&e.mostData, "data-cap", "none", "how much data text and sound may use, such as 50MB; then the meeting goes on as text only")
	f.StringVar(&e.mic, "mic", "", "the microphone: a device's name, file:IN.wav, or none (default: the system's)")
	f.StringVar(&e.ear, "ear", "", "where voices are heard: a device's name, file:OUT.wav, or none (default: the system's)")
}

// addWho gives the command the flags that say who it is.
func (e *entry) addWho(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&e.name, "name", "", "your name as others see it (default: as this machine knows you)")
	f.StringVar(&e.delegation, "delegation", "", "whom you speak for, such as Kenya")
	f.StringVar(&e.lang, "lang", "auto", "the language of what is shown and said: "+languages()+" (default: as LANG has it)")
}

// hold takes the name and the delegation that a link fixes, and says so where
// another was given.
func (e *entry) hold(h ticket.Holder, flags *pflag.FlagSet, t terminal) {
	for _, f := range []struct {
		flag, fixed string
		given       *string
	}{{"name", h.Name, &e.name}, {"delegation", h.Delegation, &e.delegation}} {
		if f.fixed == "" {
			continue
		}
		if flags.Changed(f.flag) && *f.given != f.fixed {
			t.tell("the link is made for %s %q: --%[1]s %[3]q was not used", f.flag, f.fixed, *f.given)
		}
		*f.given = f.fixed
	}
}

// prefer reads the person's settings and takes from them what no flag said.
func (e *entry) prefer(flags *pflag.FlagSet, env func(string) string) error {
	var err error
	if e.settings, e.keys, err = readSettings(env); err != nil {
		return err
	}
	for _, v := range e.settings.Values() {
		if v.Flag == "" || flags.Lookup(v.Flag) == nil || v.Source == "default" || flags.Changed(v.Flag) {
			continue
		}
		if err := flags.Lookup(v.Flag).Value.Set(v.Text); err != nil {
			return wrongUsage("%s: %w", v.From(e.settings.Path), err)
		}
	}
	return nil
}

// speak chooses the language. Programs are told in English whatever it is.
func (e *entry) speak(env func(string) string) error {
	l := word.Language(e.lang)
	switch {
	case e.json:
		l = word.English
	case e.lang == "auto":
		l = word.Preferred(env)
	}
	if err := word.Use(l); err != nil {
		return wrongUsage("--lang: %w", err)
	}
	return nil
}

func languages() string {
	var names []string
	for _, l := range word.Languages() {
		names = append(names, string(l))
	}
	return strings.Join(names, ", ")
}

// settle checks what was given and fills in what was not. It says on standard
// error when the screen cannot be shown.
func (e *entry) settle(cmd *cobra.Command, t terminal, fixed ticket.Holder) (err error) {
	if err = e.present(cmd.Flags(), t, fixed); err != nil {
		return err
	}
	if e.isFirst(cmd, t, fixed) {
		e.greet(cmd.Context(), t)
	}
	if err := checkDevices(e.mic, e.ear); err != nil {
		return err
	}
	if e.dataCap, err = sound.ParseAmount(e.mostData); err != nil {
		return wrongUsage("--data-cap %q: %w", e.mostData, err)
	}
	for flag, device := range map[string]string{"mic": e.mic, "ear": e.ear} {
		if e.textOnly && device != "" && device != "none" {
			return wrongUsage("--text-only and --%s do not go together: leave one out", flag)
		}
	}
	asked, why := e.linear || e.json, t.needsLines(os.Getenv)
	if e.settings.Value("linear").Source == "ACCESSIBLE" && !cmd.Flags().Changed("linear") {
		asked, why = e.json, "ACCESSIBLE is set"
	}
	e.linear = e.linear || e.json
	if !asked && why != "" {
		e.linear = true
		t.tell("%s, so the meeting goes on in lines: type help, and --linear does without this word", why)
	}
	return nil
}

// present says who comes in: as the flags, the settings and the link have it.
func (e *entry) present(flags *pflag.FlagSet, t terminal, fixed ticket.Holder) (err error) {
	if err = e.prefer(flags, os.Getenv); err != nil {
		return err
	}
	if err = e.speak(os.Getenv); err != nil {
		return err
	}
	e.hold(fixed, flags, t)
	if e.name == "" {
		e.name = ownName()
	}
	if e.name, err = checkName("name", e.name); err != nil {
		return err
	}
	e.delegation, err = checkName("delegation", e.delegation)
	return err
}

// checkDevices checks how a microphone and an ear were asked for.
func checkDevices(mic, ear string) error {
	for flag, device := range map[string]string{"mic": mic, "ear": ear} {
		if file, isFile := strings.CutPrefix(device, "file:"); isFile && file == "" {
			return wrongUsage("--%s file: lacks the file's name: write --%[1]s file:NAME.wav", flag)
		}
	}
	return nil
}
