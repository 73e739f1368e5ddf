package delta

import (
	"fmt"
	"strings"
)

// mostLines is how many lines can be told apart: each is a code point beyond the
// surrogates to Diff.
const (
	firstLine = 0x10000
	mostLines = 0x110000 - firstLine
)

// DiffLines is Diff with whole lines for code points: what is kept and deleted is
// counted in lines, and what is inserted has a code point for each and is not the
// lines themselves. Of more than a million in both together it returns an error.
func DiffLines(older, newer []string) (Delta, error) {
	if n := len(older) + len(newer); n > mostLines {
		return Delta{}, fmt.Errorf("compare two texts: %d lines, more than %d", n, mostLines)
	}
	codes := map[string]rune{}
	code := func(lines []string) string {
		var b strings.Builder
		for _, l := range lines {
			r, known := codes[l]
			if !known {
				r = rune(firstLine + len(codes))
				codes[l] = r
			}
			b.WriteRune(r)
		}
		return b.String()
	}
	return Diff(code(older), code(newer))
}
