package draft

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/collab/phrase"
	"parley/collab/text"
)

// A Profile says how the paragraphs of a meeting's texts are labelled and what
// its proposals are called.
type Profile uint8

// The profiles. They travel: never renumber them.
const (
	Plain   Profile = iota // numbers of lines only
	ITUPP                  // a plenipotentiary conference of the ITU
	ITUWTSA                // an assembly or a development conference of the ITU
	UNRes                  // a resolution of the United Nations
)

var profileNames = [...]string{"plain", "itu-pp", "itu-wtsa", "un-res"}

func (p Profile) String() string {
	if int(p) < len(profileNames) {
		return profileNames[p]
	}
	return "profile " + strconv.Itoa(int(p))
}

// Valid reports whether p is one of the profiles.
func (p Profile) Valid() bool { return int(p) < len(profileNames) }

// ParseProfile reads the name of a profile.
func ParseProfile(s string) (Profile, error) {
	for i, name := range profileNames {
		if strings.EqualFold(s, name) {
			return Profile(i), nil
		}
	}
	return 0, phrase.New("%q is no profile: there are %s", text.CleanLine(s, 40), strings.Join(profileNames[:], ", "))
}

// Mark returns what the profile calls a proposal of that kind. ITU conferences
// write ADD, MOD, SUP and NOC; assemblies keep ADD and SUP for whole
// resolutions, so that within one everything is a MOD.
func (p Profile) Mark(k Kind) string {
	switch p {
	case ITUPP:
		return [...]string{Change: "MOD", Insert: "ADD", Remove: "SUP", Move: "MOD", Keep: "NOC"}[k]
	case ITUWTSA:
		if k == Keep {
			return "NOC"
		}
		return "MOD"
	}
	return k.String()
}

// Labels returns the label of each line, as the profile makes them; a line
// without one has "". Labels hold for one version of the text: they are shown,
// and never kept.
func (o *Overlay) Labels(t text.Text) []string { return LabelsOf(t, o.Settings.Profile) }

// LabelsOf is Labels for a text alone. In a preamble paragraphs are PP1, PP2
// and so on. The operative part has OP1 and so on at the United Nations; at the
// ITU the letter of its heading and the number of the paragraph: R2bis is
// paragraph 2bis of "resolves", D1 the first of "instructs the Director".
// A paragraph without a number of its own, behind one that has one, is that one
// bis, ter, quater.
func LabelsOf(t text.Text, p Profile) []string {
	labels := make([]string, t.Lines())
	if p == Plain {
		return labels
	}
	l := labeller{profile: p, used: map[string]int{}, given: map[string]bool{}}
	line := 0
	for _, s := range strings.Split(t.String(), "\n") {
		labels[line] = l.label(strings.TrimLeft(s, " \t["))
		line++
	}
	return labels
}

// A labeller goes through a text from the top.
type labeller struct {
	profile Profile
	prefix  string // of the section; "": outside of any
	number  int    // of the last paragraph in it
	latin   int    // how many followed that without a number
	used    map[string]int
	given   map[string]bool
	acts    bool // the operative part has begun
	pre     int  // paragraphs of the preamble
}

func (l *labeller) label(s string) string {
	if s == "" {
		return ""
	}
	if prefix, pre, ok := l.heading(s); ok {
		l.begin(prefix, pre)
		if !l.wordsBehind(s) {
			return ""
		}
	}
	if l.prefix == "" {
		return ""
	}
	return l.once(l.next(s))
}

// once makes a label that was given before another.
func (l *labeller) once(label string) string {
	for label != "" && l.given[label] {
		l.latin++
		label = l.prefix + strconv.Itoa(max(1, l.number)) + Latin(l.latin)
	}
	l.given[label] = true
	return label
}

// begin begins a section. The second of one letter is D2-, so that labels stay
// different.
func (l *labeller) begin(prefix string, pre bool) {
	l.acts = l.acts || !pre
	l.number, l.latin = 0, 0
	switch {
	case pre:
		l.prefix, l.number = "PP", l.pre
		return
	case l.profile == UNRes:
		if l.prefix != "OP" {
			l.prefix = "OP"
		}
		l.number = l.used["OP"]
		return
	}
	if l.used[prefix]++; l.used[prefix] > 1 {
		prefix += strconv.Itoa(l.used[prefix]) + "-"
	}
	l.prefix = prefix
}

// next returns the label of a paragraph in a section.
func (l *labeller) next(s string) string {
	item, _, numbered := itemOf(s)
	n, latin := numberOf(item)
	switch {
	case l.prefix == "PP":
		l.pre++
		l.number = l.pre
		return "PP" + strconv.Itoa(l.pre)
	case numbered && n > 0:
		l.number, l.latin = n, latinOf(latin)
		l.count()
		return l.prefix + strconv.Itoa(n) + latin
	case numbered: // a), b): of the paragraph before
		return l.prefix + strconv.Itoa(max(1, l.number)) + item
	case l.number > 0 && l.profile != UNRes:
		l.latin++
		return l.prefix + strconv.Itoa(l.number) + Latin(l.latin)
	}
	l.number++
	l.count()
	return l.prefix + strconv.Itoa(l.number)
}

func (l *labeller) count() {
	if l.profile == UNRes {
		l.used["OP"] = max(l.used["OP"], l.number)
	}
}

// latins are how paragraphs put in behind another are told apart.
var latins = [...]string{"", "bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies"}

// Latin returns bis for 1, ter for 2 and so on.
func Latin(n int) string {
	if n < len(latins) {
		return latins[n]
	}
	return "." + strconv.Itoa(n)
}

func latinOf(s string) int {
	for i, l := range latins {
		if l == s {
			return i
		}
	}
	return 0
}

// itemOf returns the number or letter with which a paragraph begins, and what
// follows: "2bis" of "2bis to invite", "a" of "a) that".
func itemOf(s string) (item, rest string, ok bool) {
	end := strings.IndexAny(s, " \t")
	if end <= 0 || end > 14 {
		return "", s, false
	}
	rest = strings.TrimLeft(s[end:], " \t")
	item = strings.Trim(s[:end], "().*_")
	closed := item != s[:end]
	if n, _ := numberOf(item); n > 0 {
		return item, rest, true
	}
	letters := utf8.RuneCountInString(item) <= 4 && strings.IndexFunc(item, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
	if !closed || item == "" || !letters {
		return "", s, false
	}
	return item, rest, true
}

// numberOf reads 2, 2bis and 2.1, of which the latter counts as 2 with ".1"
// behind it.
func numberOf(item string) (n int, latin string) {
	digits := 0
	for digits < len(item) && item[digits] >= '0' && item[digits] <= '9' {
		digits++
	}
	if digits == 0 || digits > 4 {
		return 0, ""
	}
	n, _ = strconv.Atoi(item[:digits])
	latin = item[digits:]
	for _, l := range latins {
		if latin == l {
			return n, latin
		}
	}
	if strings.HasPrefix(latin, ".") {
		return n, latin
	}
	return 0, ""
}
