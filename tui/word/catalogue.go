package word

import (
	"fmt"
	"strconv"
	"strings"
)

// A catalogue is the words of one language.
type catalogue struct {
	words   map[string]string
	counted map[plural][]string
	form    func(n int) int // which form goes with a number
}

// plural is what is counted, in English.
type plural struct{ one, many string }

// forms are the rules for counting, by language: which of the forms of a word
// goes with a number (Unicode CLDR, cardinal numbers without decimals).
var forms = map[Language]func(int) int{
	"fr": func(n int) int { return index(n > 1) }, // 0 and 1 are one
	"es": func(n int) int { return index(n != 1) },
	"zh": func(int) int { return 0 },
	"ru": func(n int) int {
		switch one, ten := n%10, n%100; {
		case one == 1 && ten != 11:
			return 0
		case one >= 2 && one <= 4 && (ten < 12 || ten > 14):
			return 1
		}
		return 2
	},
	"ar": func(n int) int {
		switch rest := n % 100; {
		case n <= 2:
			return n
		case rest >= 3 && rest <= 10:
			return 3
		case rest >= 11:
			return 4
		}
		return 5
	},
}

func index(second bool) int {
	if second {
		return 1
	}
	return 0
}

// load reads the catalogue of a language.
func load(l Language) (*catalogue, error) {
	content, err := files.ReadFile(string(l) + ".po")
	if err != nil {
		return nil, fmt.Errorf("read the words in %s: %w", l, err)
	}
	c, err := parse(string(content))
	if err != nil {
		return nil, fmt.Errorf("read the words in %s: %w", l, err)
	}
	if c.form = forms[l]; c.form == nil {
		return nil, fmt.Errorf("read the words in %s: how is it counted?", l)
	}
	return c, nil
}

// parse reads a catalogue in the PO format of GNU gettext, which translators'
// tools know: msgid and msgstr, with msgid_plural and msgstr[n] for what is
// counted, strings in quotes over several lines, comments with #.
func parse(content string) (*catalogue, error) {
	c := &catalogue{words: map[string]string{}, counted: map[plural][]string{}}
	var e entry
	n := 0
	for line := range strings.Lines(content) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, quoted, _ := strings.Cut(line, " ")
		if strings.HasPrefix(line, `"`) {
			word, quoted = "", line
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, fmt.Errorf("line %d: not a text in quotes", n)
		}
		if word == "msgid" {
			e.into(c)
			e = entry{}
		}
		if !e.add(word, text) {
			return nil, fmt.Errorf("line %d: %q is out of place", n, word)
		}
	}
	e.into(c)
	return c, nil
}

// An entry is being read.
type entry struct {
	one, many string
	said      []string
	last      *string // what a text alone goes on with
}

func (e *entry) add(word, text string) bool {
	switch {
	case word == "msgid":
		e.one, e.last = text, &e.one
	case word == "msgid_plural":
		e.many, e.last = text, &e.many
	case strings.HasPrefix(word, "msgstr"):
		e.said = append(e.said, text)
		e.last = &e.said[len(e.said)-1]
	case word == "" && e.last != nil:
		*e.last += text
	default:
		return false
	}
	return true
}

// into puts the entry into the catalogue; the first of a file, with its header,
// has no English, and what is not translated yet is left out.
func (e *entry) into(c *catalogue) {
	switch {
	case e.one == "" || len(e.said) == 0 || e.said[0] == "":
	case e.many != "":
		c.counted[plural{e.one, e.many}] = e.said
	default:
		c.words[e.one] = e.said[0]
	}
}
