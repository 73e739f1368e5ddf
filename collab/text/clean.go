package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Shown reports whether a draft may hold the code point: everything but
// control characters other than line break and tab, the line and paragraph
// separators that editors disagree about, and the invisible characters that
// set or change direction (UAX #9: marks, embeddings, overrides, isolates),
// which make a text read differently from what it says.
func Shown(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return true
	case unicode.IsControl(r), r == 0x2028, r == 0x2029:
		return false
	case r == 0x061C, r == 0x200E, r == 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return false
	}
	return true
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// Clean returns what of s may stand in a draft: valid UTF-8, line ends as
// "\n", and only code points that are Shown.
func Clean(s string) string {
	if IsClean(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if !Shown(r) {
			return -1
		}
		return r
	}, lineEnds.Replace(strings.ToValidUTF8(s, "")))
}

// IsClean reports whether Clean would leave s as it is.
func IsClean(s string) bool {
	for _, r := range s {
		if !Shown(r) {
			return false
		}
	}
	return utf8.ValidString(s)
}

// CleanLine returns s as one line of at most max code points, for names,
// titles and chat: cleaned, line breaks and tabs as spaces, outer blanks off.
func CleanLine(s string, max int) string {
	s = strings.NewReplacer("\n", " ", "\t", " ").Replace(Clean(s))
	s = strings.TrimSpace(s)
	for i := range s {
		if max--; max < 0 {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}
