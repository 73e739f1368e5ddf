package main

import (
	"parley/cmd/internal/manual"
	"parley/collab/meeting"
	"parley/tui/word"
)

// choices are what a shell completes behind the flags that take one of a few words.
func choices() manual.Choices {
	c := manual.Choices{"mode": {"chaired", "open"}, "lang": {"auto"}}
	for _, r := range meeting.Roles {
		c["role"] = append(c["role"], r.String())
	}
	for _, f := range formats {
		c["format"] = append(c["format"], f.name)
	}
	for _, l := range word.Languages() {
		c["lang"] = append(c["lang"], string(l))
	}
	return c
}
