package paper

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// InWords returns the same change, told in whole words: nobody reads letters.
// What was taken out and put in again alike is no change, and what one
// delegation did to words that stand side by side is one change. The text
// before and the text after are what they were.
func InWords(spans []Span) []Span {
	all := stretches(spans)
	grow(all)
	all = stretches(flat(all)) // those that touch are one now
	var parted []stretch
	before := "\n" // a text begins as a paragraph does
	for _, s := range all {
		if strings.HasSuffix(before, "\n") && s.exchanged() {
			parted = append(parted, s.paragraphs())
		} else {
			parted = append(parted, s.part()...)
		}
		before = s.kept
	}
	all = stretches(flat(parted))
	bridge(all)
	all = stretches(flat(all))
	turn(all)
	return flat(all)
}

// A stretch is a place where something changed, what was taken out there and
// what was put in, and the kept text behind it.
type stretch struct {
	deleted, inserted []Span
	kept              string
}

// changed reports whether something changed there: of the first stretch alone
// it may be that nothing did.
func (s stretch) changed() bool { return len(s.deleted)+len(s.inserted) > 0 }

// stretches parts the spans where kept text ends.
func stretches(spans []Span) []stretch {
	all := make([]stretch, 1)
	for _, s := range spans {
		last := &all[len(all)-1]
		switch {
		case s.Text == "":
			continue
		case s.Kind == Kept:
			last.kept += s.Text
			continue
		case last.kept != "":
			all = append(all, stretch{})
			last = &all[len(all)-1]
		}
		if s.Kind == Deleted {
			last.deleted = join(last.deleted, s)
		} else {
			last.inserted = join(last.inserted, s)
		}
	}
	return all
}

// flat puts the stretches together again.
func flat(all []stretch) []Span {
	var spans []Span
	for _, s := range all {
		for _, one := range s.deleted {
			spans = join(spans, one)
		}
		for _, one := range s.inserted {
			spans = join(spans, one)
		}
		spans = join(spans, Span{Text: s.kept})
	}
	return spans
}

// grow widens every change to the ends of the words that it cuts.
func grow(all []stretch) {
	for i := range all {
		s := &all[i]
		if !s.changed() {
			continue
		}
		if i > 0 && (letter(first(s.deleted)) || letter(first(s.inserted))) {
			before := &all[i-1]
			n := len(before.kept) - len(strings.TrimRightFunc(before.kept, letter))
			s.take(before.kept[len(before.kept)-n:], true)
			before.kept = before.kept[:len(before.kept)-n]
		}
		if letter(last(s.deleted)) || letter(last(s.inserted)) {
			rest := strings.TrimLeftFunc(s.kept, letter)
			s.take(s.kept[:len(s.kept)-len(rest)], false)
			s.kept = rest
		}
	}
}

// take makes kept text a part of both sides of the change, by those who made
// it.
func (s *stretch) take(kept string, front bool) {
	if kept == "" {
		return
	}
	out, in := s.marks(front)
	if front {
		s.deleted = append([]Span{{out, kept}}, s.deleted...)
		s.inserted = append([]Span{{in, kept}}, s.inserted...)
	} else {
		s.deleted = append(s.deleted, Span{out, kept})
		s.inserted = append(s.inserted, Span{in, kept})
	}
}

// marks are those of the change at its front or its end, for either side.
func (s stretch) marks(front bool) (out, in Mark) {
	end := func(side []Span) Mark {
		if front {
			return side[0].Mark
		}
		return side[len(side)-1].Mark
	}
	switch {
	case len(s.deleted) == 0:
		in = end(s.inserted)
		out = in
	case len(s.inserted) == 0:
		out = end(s.deleted)
		in = out
	default:
		out, in = end(s.deleted), end(s.inserted)
	}
	out.Kind, in.Kind = Deleted, Inserted
	return out, in
}

// bridge makes two changes by one delegation one where only a blank is between
// them: a clause that was replaced reads as one.
func bridge(all []stretch) {
	for i := range all[:len(all)-1] {
		s, next := &all[i], all[i+1]
		if s.kept == " " && s.changed() && s.alike(next) {
			s.take(s.kept, false)
			s.kept = ""
		}
	}
}

// alike reports whether the same delegation took out, and the same put in, in
// both places.
func (s stretch) alike(next stretch) bool {
	out, in := s.marks(false)
	for _, span := range slices.Concat(s.deleted, next.deleted) {
		if span.By != out.By {
			return false
		}
	}
	for _, span := range slices.Concat(s.inserted, next.inserted) {
		if span.By != in.By {
			return false
		}
	}
	return true
}

// turn moves a line break that was put in, or taken out, in front of a whole
// paragraph to its end, where it belongs to that paragraph.
func turn(all []stretch) {
	for i := range all {
		s := &all[i]
		side := s.inserted
		if len(side) == 0 {
			side = s.deleted
		}
		pure := len(s.deleted) == 0 || len(s.inserted) == 0
		breaks := !slices.ContainsFunc(side, func(s Span) bool { return !strings.HasPrefix(s.Text, "\n") })
		if !pure || len(side) == 0 || !breaks || !strings.HasPrefix(s.kept, "\n") || i == 0 {
			continue
		}
		for j := range side {
			side[j].Text = side[j].Text[1:] + "\n"
		}
		s.kept = s.kept[1:]
		all[i-1].kept += "\n"
	}
}

func first(side []Span) rune {
	if len(side) == 0 {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(side[0].Text)
	return r
}

func last(side []Span) rune {
	if len(side) == 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(side[len(side)-1].Text)
	return r
}

// letter reports whether a word may have it inside.
func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }
