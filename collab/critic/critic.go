// Package critic writes a draft with its changes as CriticMarkup, which can be
// pasted into an e-mail and read by anybody: {++put in++}, {--taken out--},
// {~~old~>new~~}, {==marked==}{>>comment<<}. It reads it, too. The package does
// no I/O.
//
// CriticMarkup (criticmarkup.com, Gabe Weatherhead and Erik Hess, 2013) has no
// way to write its own signs as text. Here a backslash in front of a sign makes
// it text; backslashes in front of a sign are doubled, and all others stand for
// themselves, so that a text without signs is written as it is.
//
// Nor can it say who made a change. Here that stands right behind it, as a
// comment that begins with @: {++shall++}{>>@Kenya, for ATU<<}.
package critic

import "strings"

// A sign begins or ends a mark, or stands between the halves of a replacement.
type sign string

const (
	insertion   sign = "{++"
	inserted    sign = "++}"
	deletion    sign = "{--"
	deleted     sign = "--}"
	replacement sign = "{~~"
	by          sign = "~>"
	replaced    sign = "~~}"
	comment     sign = "{>>"
	commented   sign = "<<}"
	highlight   sign = "{=="
	highlighted sign = "==}"
)

// A place is where in a text one is: only the signs that can end it there are
// signs, all others are text.
type place []sign

var (
	outside  = place{insertion, deletion, replacement, comment, highlight}
	insides  = map[sign]place{insertion: {inserted}, deletion: {deleted}, comment: {commented}, highlight: {highlighted}}
	oldHalf  = place{by}
	newHalf  = place{replaced}
	anySigns = "{+-~<="
)

// starts returns the sign with which s starts, and "" if it does with none.
func (p place) starts(s string) sign {
	if s == "" || !strings.Contains(anySigns, s[:1]) {
		return ""
	}
	for _, one := range p {
		if strings.HasPrefix(s, string(one)) {
			return one
		}
	}
	return ""
}

// read returns the text up to the next sign, as it was meant, the sign, and
// what is behind it. Without a sign it is all text.
func (p place) read(s string) (text string, found sign, rest string) {
	var sofar strings.Builder
	for i := 0; i < len(s); {
		slashes := 0
		for i+slashes < len(s) && s[i+slashes] == '\\' {
			slashes++
		}
		at := i + slashes
		switch found := p.starts(s[at:]); {
		case found == "" && slashes > 0:
			sofar.WriteString(s[i:at])
			i = at
		case found == "":
			sofar.WriteByte(s[i])
			i++
		case slashes%2 == 1:
			sofar.WriteString(s[i:i+slashes/2] + string(found))
			i = at + len(found)
		default:
			sofar.WriteString(s[i : i+slashes/2])
			return sofar.String(), found, s[at+len(found):]
		}
	}
	return sofar.String(), "", ""
}

// write returns the text so that read finds no sign in it. ends says that a
// sign follows.
func (p place) write(s string, ends bool) string {
	var b strings.Builder
	slashes := 0
	for i := 0; i < len(s); {
		found := p.starts(s[i:])
		switch {
		case s[i] == '\\':
			b.WriteByte('\\')
			slashes, i = slashes+1, i+1
			continue
		case found != "":
			b.WriteString(strings.Repeat(`\`, slashes+1) + string(found))
			i += len(found)
		default:
			b.WriteByte(s[i])
			i++
		}
		slashes = 0
	}
	if ends {
		b.WriteString(strings.Repeat(`\`, slashes))
	}
	return b.String()
}
