// Package word is the words that people read and hear, in their language. The
// English words stand in the code, where they are said, and are what a
// catalogue, one file for each other language, finds its words by; what a
// catalogue lacks is said in English. The language is the whole process's: main
// chooses it once, before anything is said.
package word

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

//go:embed *.po*
var files embed.FS

// A Language is a language's tag, such as fr.
type Language string

// English is what the code says.
const English Language = "en"

// Languages are those there are words in.
func Languages() []Language {
	all := []Language{English}
	entries, err := files.ReadDir(".")
	if err != nil {
		return all
	}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".po"); ok {
			all = append(all, Language(name))
		}
	}
	return all
}

// now is the catalogue that is used; nil: English.
var now atomic.Pointer[catalogue]

// Use has everything said in the language from here on. One there are no words
// in is an error, and changes nothing.
func Use(l Language) error {
	if l == English {
		now.Store(nil)
		return nil
	}
	if !slices.Contains(Languages(), l) {
		return fmt.Errorf("there are no words in %q: the languages are %s", string(l), listed(Languages()))
	}
	c, err := load(l)
	if err != nil {
		return err
	}
	now.Store(c)
	return nil
}

func listed(all []Language) string {
	names := make([]string, len(all))
	for i, l := range all {
		names[i] = string(l)
	}
	return strings.Join(names, ", ")
}

// Preferred returns the language that an environment asks for in the order of
// POSIX and of GNU gettext: LANGUAGE (a list), LC_ALL, LC_MESSAGES, LANG.
// English where none that it asks for is there.
func Preferred(env func(string) string) Language {
	locale := ""
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale = env(name); locale != "" {
			break
		}
	}
	asked := []string{locale}
	if locale != "C" && locale != "POSIX" && locale != "" { // LANGUAGE counts for a locale only
		asked = append(strings.Split(env("LANGUAGE"), ":"), locale)
	}
	for _, tag := range asked {
		tag, _, _ = strings.Cut(strings.ToLower(tag), ".")
		tag, _, _ = strings.Cut(tag, "_")
		if l := Language(tag); slices.Contains(Languages(), l) {
			return l
		}
	}
	return English
}

// Say returns words in the language that is used. With args the words are a
// format as fmt has it.
func Say(english string, args ...any) string {
	words := english
	if c := now.Load(); c != nil {
		if own, ok := c.words[english]; ok {
			words = own
		}
	}
	if len(args) == 0 {
		return words
	}
	return fmt.Sprintf(words, args...)
}

// Err returns an error's words in the language that is used: of one that is a
// sentence with a format of its own (package phrase), or that the catalogue has
// as it is. Words of other programs stay as they are.
func Err(err error) string {
	var sentence interface {
		Error() string
		Phrase() (english string, args []any)
	}
	if errors.As(err, &sentence) && sentence.Error() == err.Error() {
		english, args := sentence.Phrase()
		return Say(english, args...)
	}
	return Say(err.Error())
}

// Count returns a number with what is counted: 1 line, 3 lines.
func Count(n int, one, many string) string {
	words := many
	if n == 1 {
		words = one
	}
	if c := now.Load(); c != nil {
		if forms, ok := c.counted[plural{one, many}]; ok {
			words = forms[min(c.form(n), len(forms)-1)]
		}
	}
	if strings.Contains(words, "%d") {
		return fmt.Sprintf(words, n)
	}
	return fmt.Sprintf("%d %s", n, words)
}

// Decimal returns a number with so many places behind the decimal mark of the language that is used: 1.5,
// 1,5.
func Decimal(f float64, places int) string {
	number := strconv.FormatFloat(f, 'f', places, 64)
	whole, tenths, found := strings.Cut(number, ".")
	if !found {
		return number
	}
	return whole + strings.Trim(Say("0.0"), "0") + tenths
}

// Mark names words that a table holds and Say says later, so that the test of
// the catalogues finds them. It returns them as they are.
func Mark(english string) string { return english }
