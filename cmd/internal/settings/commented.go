package settings

import (
	"fmt"
	"strconv"
	"strings"
)

// A KeyLine is an action and its keys, for the commented file.
type KeyLine struct {
	Action, Title string
	Keys          []string
}

// Commented returns the file with every setting explained and left out, so that
// it changes nothing until a line is uncommented, but for those that are set.
func Commented(actions []KeyLine, set map[string]string) string {
	var b strings.Builder
	b.WriteString("# What Parley does unless a flag or the environment says otherwise.\n" +
		"# Flags go before variables, variables before this file. Take the # away to set something.\n" +
		"# parley config shows what holds now, and why.\n")
	table := ""
	for _, s := range All {
		name, key, within := strings.Cut(s.Key, ".")
		if !within {
			name, key = "", s.Key
		}
		if name != table {
			table = name
			fmt.Fprintf(&b, "\n[%s]\n", table)
		}
		fmt.Fprintf(&b, "\n# %s\n", s.Help)
		if s.Words != nil {
			fmt.Fprintf(&b, "# One of: %s. Variable: %s.\n", strings.Join(s.Words, ", "), s.Env)
		} else {
			fmt.Fprintf(&b, "# Variable: %s.\n", s.Env)
		}
		if own := set[s.Key]; own != "" {
			fmt.Fprintf(&b, "%s = %s\n", key, s.Written(own))
			continue
		}
		fmt.Fprintf(&b, "# %s = %s\n", key, s.Written(s.Default))
	}
	b.WriteString("\n# The keys of each action of the screen; the first is shown. Arrows, Tab, Enter, Esc, Space\n" +
		"# and Ctrl+C keep their meaning. A key given to one action is taken from the others.\n")
	for _, a := range actions {
		fmt.Fprintf(&b, "# %s = [%s]%s# %s\n", a.Action, list(a.Keys), strings.Repeat(" ", 2), a.Title)
	}
	return b.String()
}

// Written is a value as the file has it.
func (s Setting) Written(text string) string {
	if s.Switch {
		return text
	}
	return strconv.Quote(text)
}

func list(keys []string) string {
	quoted := make([]string, len(keys))
	for i, k := range keys {
		quoted[i] = strconv.Quote(k)
	}
	return strings.Join(quoted, ", ")
}
