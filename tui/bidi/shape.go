package bidi

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// forms are how one Arabic letter is drawn: alone, joined to the letter before
// it, to the one behind it, to both. 0: it is not drawn so.
type forms struct{ isolated, final, initial, medial rune }

// joined finds the forms of a letter. Unicode has them as characters of their
// own (Arabic Presentation Forms A and B), each letter's in the same order, so
// what they decompose into says whose they are. Ligatures are not among them:
// one cell for two letters would leave the cursor no place between them.
var joined = sync.OnceValue(func() map[rune]forms {
	found := map[rune]forms{}
	order := map[rune]int{}
	for _, block := range [][2]rune{{0xfe80, 0xfef4}, {0xfb50, 0xfbb1}, {0xfbd3, 0xfbe9}, {0xfbfc, 0xfbff}} {
		for r := block[0]; r <= block[1]; r++ {
			letter, size := utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
			if size != len(norm.NFKC.String(string(r))) || letter == r {
				continue
			}
			f := found[letter]
			if r == 0xfbe8 || r == 0xfbe9 { // alef maksura has its last two here
				order[letter] = int(r-0xfbe8) + 2
			}
			*[]*rune{&f.isolated, &f.final, &f.initial, &f.medial}[min(order[letter], 3)] = r
			order[letter]++
			found[letter] = f
		}
	}
	return found
})

// The joiners, and the letter that only lengthens a word (tatweel).
const (
	nonJoiner = 0x200c
	joiner    = 0x200d
	tatweel   = 0x0640
)

// Shape returns the Arabic cluster as it is drawn between its neighbours in the
// order of the text; "" is none. What is not Arabic stays as it is.
func Shape(before, cluster, after string) string {
	letter, size := utf8.DecodeRuneInString(cluster)
	f, ok := joined()[letter]
	if !ok {
		return cluster
	}
	form := f.isolated
	from, to := joinsOn(before) && f.final != 0, joinsOn(cluster) && joinsBack(after)
	switch {
	case from && to && f.medial != 0:
		form = f.medial
	case from:
		form = f.final
	case to && f.initial != 0:
		form = f.initial
	}
	if form == 0 {
		return cluster
	}
	return string(form) + strings.Map(func(r rune) rune {
		if r == joiner || r == nonJoiner {
			return -1
		}
		return r
	}, cluster[size:])
}

// joinsOn reports whether the cluster joins to the letter behind it.
func joinsOn(cluster string) bool {
	if r, _ := utf8.DecodeLastRuneInString(cluster); r == nonJoiner || r == joiner {
		return r == joiner
	}
	r, _ := utf8.DecodeRuneInString(cluster)
	return r == tatweel || joined()[r].initial != 0
}

// joinsBack reports whether the cluster joins to the letter before it.
func joinsBack(cluster string) bool {
	r, _ := utf8.DecodeRuneInString(cluster)
	return r == tatweel || r == joiner || joined()[r].final != 0
}

// Arabic reports whether the cluster's letter is drawn joined to others.
func Arabic(cluster string) bool {
	r, _ := utf8.DecodeRuneInString(cluster)
	return mayRunLeft(r) && unicode.Is(unicode.Arabic, r)
}
