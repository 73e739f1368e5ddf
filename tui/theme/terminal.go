package theme

import (
	"strings"

	"github.com/charmbracelet/colorprofile"
)

// FromEnv reads what a program's environment (as os.Environ gives it) tells of
// its terminal: colours, NO_COLOR (https://no-color.org), whether it shows
// UTF-8, and whether it reorders text from right to left. Whether the ground is light, and how cells are counted, only the
// terminal itself can say.
func FromEnv(environ []string) Terminal {
	get := func(name string) string {
		for i := len(environ) - 1; i >= 0; i-- {
			if v, ok := strings.CutPrefix(environ[i], name+"="); ok {
				return v
			}
		}
		return ""
	}
	t := Terminal{Profile: colorprofile.Env(environ), ASCII: asciiOnly(get), Reorders: reorders(get), Mirrors: mirrors(get)}
	if get("NO_COLOR") != "" {
		t.Plain, t.Profile = true, min(t.Profile, colorprofile.ASCII)
	}
	if t.Profile <= colorprofile.ASCII || doubtful(get("TERM")) {
		t.Plain = true
	}
	return t
}

// Wishes are what a person wants in place of what is found out, in words;
// "auto" and "" leave it as it is.
type Wishes struct {
	Colours string // "none", "16", "256", "full"
	Ground  string // "light", "dark"
	Borders string // "lines", "ascii"
	Marks   string // "plain", "styled"
	Bidi    string // "terminal", "ours"
}

// Wanted returns the terminal as the person wants it to be taken.
func (t Terminal) Wanted(w Wishes) Terminal {
	switch w.Colours {
	case "none":
		t.Most, t.Plain = colorprofile.ASCII, true
	case "16":
		t.Most = colorprofile.ANSI
	case "256":
		t.Most = colorprofile.ANSI256
	case "full":
		t.Most = colorprofile.TrueColor
	}
	switch w.Ground {
	case "light", "dark":
		t.Light, t.Settled = w.Ground == "light", true
	}
	switch w.Borders {
	case "lines", "ascii":
		t.ASCII = w.Borders == "ascii"
	}
	switch w.Marks {
	case "plain", "styled":
		t.Plain = w.Marks == "plain"
	}
	switch w.Bidi {
	case "terminal", "ours":
		t.Reorders = w.Bidi == "terminal"
	}
	return t.WithProfile(t.Profile)
}

// WithProfile returns the terminal once it is known how many colours it has.
func (t Terminal) WithProfile(p colorprofile.Profile) Terminal {
	switch t.Most {
	case colorprofile.Unknown:
		t.Profile = p
	case colorprofile.TrueColor: // asked for, so they are there
		t.Profile = t.Most
	default:
		t.Profile = min(p, t.Most)
	}
	return t
}

// WithGround returns the terminal once it has said whether its ground is light.
func (t Terminal) WithGround(light bool) Terminal {
	if !t.Settled {
		t.Light = light
	}
	return t
}

// doubtful reports whether a terminal may show struck and underlined text as any
// other: the Linux console, PuTTY and the old ones.
func doubtful(term string) bool {
	for _, name := range []string{"linux", "putty", "vt1", "vt2", "ansi", "dumb"} {
		if strings.HasPrefix(term, name) {
			return true
		}
	}
	return false
}

// asciiOnly follows the order in which POSIX looks for the locale. With no
// locale set at all (Windows, a bare container) the terminal is taken for a
// modern one. The Linux console knows
// UTF-8, but its font is any of 256 or 512 glyphs, and often not lines.
func asciiOnly(get func(string) string) bool {
	switch term := get("TERM"); {
	case term == "dumb", term == "linux", strings.HasPrefix(term, "vt1"), strings.HasPrefix(term, "vt2"):
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(get(name)); v != "" {
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}

// mirrors knows the terminals that bring text into order and leave brackets as they are
// written.
func mirrors(get func(string) string) bool {
	return get("KONSOLE_VERSION") != "" || strings.HasPrefix(get("TERM"), "konsole")
}

// reorders knows the terminals that bring text from right to left into order
// themselves and cannot be told not to. Those that can (VTE, mintty) are told,
// except from within tmux and screen, which keep the word to themselves.
func reorders(get func(string) string) bool {
	term := get("TERM")
	switch {
	case get("TMUX") != "", get("STY") != "":
		return get("VTE_VERSION") != "" || get("KONSOLE_VERSION") != "" || get("KITTY_WINDOW_ID") != ""
	case get("KONSOLE_VERSION") != "", get("TERM_PROGRAM") == "Apple_Terminal":
		return true
	}
	for _, name := range []string{"konsole", "mlterm", "putty", "xterm-kitty"} {
		if strings.HasPrefix(term, name) {
			return true
		}
	}
	return false
}
