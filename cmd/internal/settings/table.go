package settings

import "parley/tui/word"

// A Setting is one thing that a person can set. Flags go before the
// environment, the environment before the file, the file before the default.
type Setting struct {
	Key     string   // as in the file, with its table: "screen.borders"
	Env     string   // the variable that sets it
	Flag    string   // the flag that sets it, "" where there is none
	Default string   // its value where nobody set it
	Words   []string // all that it may be; nil: any text
	Switch  bool     // true or false
	Help    string   // one line for the file
}

// All are the settings, in the order of the file.
var All = []Setting{
	{Key: "name", Env: "PARLEY_NAME", Flag: "name", Help: "Your name as others see it. Empty: as this machine knows you."},
	{Key: "delegation", Env: "PARLEY_DELEGATION", Flag: "delegation", Help: "Whom you speak for, such as Kenya."},
	{Key: "language", Env: "PARLEY_LANG", Flag: "lang", Default: "auto", Words: languages(),
		Help: "The language of the screen and of what is said in lines. auto: as LANG has it, where there are words in it."},
	{Key: "linear", Env: "PARLEY_LINEAR", Flag: "linear", Switch: true, Default: "false",
		Help: "Commands on input and one event a line on output, in place of the screen. ACCESSIBLE=1 sets it too."},
	{Key: "text_only", Env: "PARLEY_TEXT_ONLY", Flag: "text-only", Switch: true, Default: "false", Help: "No sound, neither in nor out."},
	{Key: "mic", Env: "PARLEY_MIC", Flag: "mic", Help: "The microphone: a device's name, file:IN.wav, or none. Empty: the system's."},
	{Key: "ear", Env: "PARLEY_EAR", Flag: "ear", Help: "Where voices are heard: a device's name, file:OUT.wav, or none. Empty: the system's."},

	{Key: "screen.colours", Env: "PARLEY_COLOURS", Default: "auto", Words: []string{"auto", "none", "16", "256", "full"},
		Help: "How many colours are used at most. NO_COLOR sets none; then changes are marked with characters too."},
	{Key: "screen.ground", Env: "PARLEY_GROUND", Default: "auto", Words: []string{"auto", "light", "dark"},
		Help: "Whether the terminal's ground is light or dark, where it does not say."},
	{Key: "screen.borders", Env: "PARLEY_BORDERS", Default: "auto", Words: []string{"auto", "lines", "ascii"},
		Help: "Rules and marks as drawn lines, or in ASCII for terminals and fonts that lack them."},
	{Key: "screen.marks", Env: "PARLEY_MARKS", Default: "auto", Words: []string{"auto", "plain", "styled"},
		Help: "How changes are marked. plain: with {--taken out--} and {++put in++}, whatever the colours; styled: struck and underlined only; auto: plain without colours."},
	{Key: "screen.bidi", Env: "PARLEY_BIDI", Default: "auto", Words: []string{"auto", "terminal", "ours"},
		Help: "Who brings Arabic and Hebrew into the order in which they are drawn: the terminal, or Parley, which joins the letters too."},

	{Key: "screen.mouse", Env: "PARLEY_MOUSE", Switch: true, Default: "false",
		Help: "Whether clicks and the wheel are taken. With true the terminal's own selection needs Shift."},
	{Key: "screen.alert", Env: "PARLEY_ALERT", Default: "both", Words: []string{"off", "bell", "desktop", "both"},
		Help: "How you are called when it is your turn, or somebody waits for you: the bell, a notification, or both."},

	{Key: "keys.letters", Env: "PARLEY_LETTERS", Switch: true, Default: "true",
		Help: "Whether a letter alone may be a shortcut while reading. Speech input and tremor may want false."},
}

func languages() []string {
	words := []string{"auto"}
	for _, l := range word.Languages() {
		words = append(words, string(l))
	}
	return words
}

// Named returns the setting with the key.
func Named(key string) (Setting, bool) {
	for _, s := range All {
		if s.Key == key {
			return s, true
		}
	}
	return Setting{}, false
}
