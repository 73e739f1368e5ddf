package serve

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"parley/collab/meeting"
	"parley/collab/text"
)

// CheckTitle returns a title as everybody will see it. The error is a sentence
// for the person.
func CheckTitle(title string) (string, error) {
	title = text.CleanLine(title, len(title))
	if n := utf8.RuneCountInString(title); n > meeting.MaxTitle {
		return "", fmt.Errorf("--title has %d characters and %d are the most: give a shorter one", n, meeting.MaxTitle)
	}
	return title, nil
}

// TitleOf is the title of a meeting about a file, "Meeting" if there is none or
// its name has nothing that can be read.
func TitleOf(file string) string {
	if file == "" {
		return "Meeting"
	}
	name := filepath.Base(file)
	clean := func(s string) string { return text.CleanLine(s, meeting.MaxTitle) }
	return cmp.Or(clean(strings.TrimSuffix(name, filepath.Ext(name))), clean(name), "Meeting")
}
