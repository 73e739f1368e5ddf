package cells

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Quirks are what a terminal was seen to do otherwise than any width that can be
// counted says. Text is shown so that they do not matter.
type Quirks uint8

const (
	// LooseMarks: a combining mark takes a cell of its own.
	LooseMarks Quirks = 1 << iota
	// LoosePictures: pictures of several code points take what nobody can tell.
	LoosePictures
)

// The code points that make one picture of several.
const (
	joiner          = '\u200d'
	pictureSelector = '\ufe0f'
)

// tame returns how a cluster of several code points is shown by a terminal with
// these quirks: letters with their marks composed where there is such a
// character, else without; pictures as their first.
func (q Quirks) tame(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	switch {
	case q&LoosePictures != 0 && strings.ContainsFunc(text, joinsPictures):
		return string(first)
	case q&LooseMarks != 0 && strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) }):
		if composed := norm.NFC.String(text); utf8.RuneCountInString(composed) == 1 {
			return composed
		}
		return string(first)
	}
	return text
}

func joinsPictures(r rune) bool {
	return r == joiner || r == pictureSelector || r >= 0x1f3fb && r <= 0x1f3ff
}

// A Probe is text whose width on a terminal tells how that counts.
type Probe int

// The probes, in the order in which they are to be written.
const (
	MarkProbe     Probe  = iota // a letter and a combining mark: 1, or 2 where marks are loose
	FamilyProbe                 // four pictures joined: 8 by code point, 2 by cluster
	HeartProbe                  // a sign made a picture: 1 by code point, 2 by cluster
	LineProbe                   // a drawn line: 2 where ambiguous widths are wide
	CyrillicProbe               // a letter: 2 likewise
	Probes        = iota        // how many there are
)

// Text is what to write.
func (p Probe) Text() string {
	return [Probes]string{"e\u0301", "👩\u200d👩\u200d👧\u200d👦", "❤\ufe0f", "─", "Ж"}[p]
}

// Read says how a terminal counts on which the probes took so many cells.
func Read(took [Probes]int) (w Widths, q Quirks) {
	if took[MarkProbe] != 1 {
		q |= LooseMarks
	}
	family, heart := took[FamilyProbe], took[HeartProbe]
	switch {
	case family == 2 && heart == 2:
		return ByCluster, q
	case family == 8 && heart == 1:
		return ByRune, q
	case family == 2:
		w = ByCluster
	}
	return w, q | LoosePictures
}
