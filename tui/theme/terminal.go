package theme

import (
	"strings"

	"github.com/charmbracelet/colorprofile"
)

// FromEnv reads what a program's environment (as os.Environ gives it) tells of
// its terminal: colours, NO_COLOR (https://no-color.org), and whether it shows
// UTF-8. Whether the ground is light, and how cells are counted, only the
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
	t := Terminal{Profile: colorprofile.Env(environ), ASCII: asciiOnly(get)}
	if get("NO_COLOR") != "" {
		t.Plain, t.Profile = true, min(t.Profile, colorprofile.ASCII)
	}
	return t
}

// asciiOnly follows the order in which POSIX looks for the locale. With no
// locale set at all (Windows, a bare container) the terminal is taken for a
// modern one.
func asciiOnly(get func(string) string) bool {
	switch term := get("TERM"); {
	case term == "dumb", strings.HasPrefix(term, "vt1"), strings.HasPrefix(term, "vt2"):
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(get(name)); v != "" {
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}
