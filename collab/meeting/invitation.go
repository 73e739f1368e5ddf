package meeting

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"parley/collab/phrase"
	"parley/collab/text"
	"parley/collab/ticket"
)

// An Invitation is what a link is to be for.
type Invitation struct {
	Role  Role
	For   ticket.Holder // what the link fixes of who comes with it
	Lasts time.Duration // whole seconds; 0: for ever
}

// MaxLasts is how long a link may last that does not last for ever.
const MaxLasts = 10 * 366 * 24 * time.Hour

// ErrLasts reports a time that no link can last.
var ErrLasts = errors.New("a link lasts from a second to ten years, such as 30m, 24h or 7d")

// Check reports whether there can be such a link.
func (i Invitation) Check() error {
	if !i.Role.Valid() {
		return fmt.Errorf("make a link for %v: %w", i.Role, ErrMangledRole)
	}
	if i.Lasts < 0 || i.Lasts > MaxLasts || i.Lasts%time.Second != 0 {
		return ErrLasts
	}
	return i.For.Check()
}

// ErrMangledRole reports a role that there is not.
var ErrMangledRole = errors.New("there is no such role")

// ParseLasts reads how long a link lasts: as Go writes durations, and days as
// in 7d.
func ParseLasts(s string) (time.Duration, error) {
	plain, factor := s, time.Duration(1)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		plain, factor = days+"h", 24
	}
	d, err := time.ParseDuration(plain)
	if err != nil || d > MaxLasts/factor || (d*factor).Truncate(time.Second) <= 0 {
		return 0, phrase.New("%q is no time that a link can last: from 1s to 3660d, such as 30m, 24h or 7d", text.CleanLine(s, 40))
	}
	return (d * factor).Truncate(time.Second), nil
}

// ParseInvitation reads an invitation as a chair types it into the meeting:
// ROLE [--delegation X] [--name N] [--expires 24h]. Several words may follow a
// flag.
func ParseInvitation(s string) (Invitation, error) {
	words := strings.Fields(s)
	if len(words) == 0 {
		return Invitation{}, phrase.New("the role is missing: one of %s", RoleNames())
	}
	role, err := ParseRole(words[0])
	if err != nil {
		return Invitation{}, err
	}
	i, flag := Invitation{Role: role}, ""
	given := map[string][]string{}
	for _, w := range words[1:] {
		switch {
		case w == "--delegation" || w == "--name" || w == "--expires":
			flag = w
			given[flag] = nil
		case flag == "" || strings.HasPrefix(w, "--"):
			return Invitation{}, phrase.New("%q is none of --delegation, --name and --expires", text.CleanLine(w, 40))
		default:
			given[flag] = append(given[flag], w)
		}
	}
	for flag, words := range given {
		value := unquoted(strings.Join(words, " "))
		switch {
		case value == "":
			return Invitation{}, phrase.New("what follows %s is missing", flag)
		case flag == "--delegation":
			i.For.Delegation = value
		case flag == "--name":
			i.For.Name = value
		default:
			if i.Lasts, err = ParseLasts(value); err != nil {
				return Invitation{}, err
			}
		}
	}
	return i, i.Check()
}

func unquoted(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

// RoleNames lists the roles as they are typed.
func RoleNames() string {
	names := make([]string, len(Roles))
	for i, r := range Roles {
		names[i] = r.String()
	}
	return strings.Join(names, ", ")
}

// Says is what a link is for, in words: "a delegate, delegation Kenya, for 24h0m0s".
func (i Invitation) Says() string {
	words := i.Role.String()
	if i.For.Name != "" {
		words += ", name " + i.For.Name
	}
	if i.For.Delegation != "" {
		words += ", delegation " + i.For.Delegation
	}
	if i.Lasts > 0 {
		words += ", for " + strings.TrimSuffix(strings.TrimSuffix(i.Lasts.String(), "0s"), "0m")
	}
	return words
}
