package main

import (
	"os/user"
	"strings"
	"unicode/utf8"

	"parley/collab/meeting"
	"parley/collab/text"
)

// checkName returns a name or a delegation as others will see it.
func checkName(flag, name string) (string, error) {
	clean := text.CleanLine(name, len(name))
	if n := utf8.RuneCountInString(clean); n > meeting.MaxName {
		return "", wrongUsage("--%s has %d characters and %d are the most: give a shorter one", flag, n, meeting.MaxName)
	}
	if clean == "" && name != "" {
		return "", wrongUsage("--%s has nothing that can be shown: give it letters", flag)
	}
	return clean, nil
}

// ownName is the person's name as the system knows it: the full name, or the
// login.
func ownName() string {
	u, err := user.Current()
	if err != nil {
		return "Delegate"
	}
	full, _, _ := strings.Cut(u.Name, ",") // more fields may follow in the password file
	for _, name := range []string{full, u.Username} {
		if name = text.CleanLine(name, meeting.MaxName); name != "" {
			return name
		}
	}
	return "Delegate"
}
