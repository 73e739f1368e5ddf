// Package redline shows a draft with what is proposed: paragraph by paragraph as
// spans of kept, added and deleted words, with the brackets numbered. It knows
// no colours; panes, speech and files each make their own of the spans.
package redline

import (
	"slices"
	"strings"
	"unicode/utf8"

	"parley/collab/draft"
)

// A Kind says what becomes of a span's words.
type Kind uint8

// The kinds of spans.
const (
	Kept Kind = iota
	Added
	Deleted
)

// A Span is a stretch of a paragraph.
type Span struct {
	Kind    Kind
	Text    string
	Bracket int           // the number of the bracket of which Text is a sign: "[", "|" or "]"; 0: words
	Holders []draft.Voice // who keeps the bracket, at its "["
}

// spansOf makes spans of the differences.
func spansOf(all []draft.Hunk) (spans []Span) {
	for _, h := range all {
		if h.Same {
			spans = appendSpan(spans, Span{Kind: Kept, Text: h.Old})
			continue
		}
		spans = appendSpan(spans, Span{Kind: Deleted, Text: h.Old})
		spans = appendSpan(spans, Span{Kind: Added, Text: h.New})
	}
	return spans
}

func appendSpan(spans []Span, s Span) []Span {
	if s.Text == "" {
		return spans
	}
	return append(spans, s)
}

// Words returns the spans of the two wordings: the smallest redline, with those
// changes put together that joins names (draft.Joined).
func Words(old, new string, joins uint64) []Span {
	return spansOf(draft.Joined(draft.Differences(old, new), joins))
}

// Old returns the words without the changes, New with them.
func Old(spans []Span) string { return without(spans, Added) }

// New returns the words with the changes.
func New(spans []Span) string { return without(spans, Deleted) }

func without(spans []Span, k Kind) string {
	var s strings.Builder
	for _, p := range spans {
		if p.Kind != k {
			s.WriteString(p.Text)
		}
	}
	return s.String()
}

// Changed reports whether the spans say anything new.
func Changed(spans []Span) bool {
	return slices.ContainsFunc(spans, func(s Span) bool { return s.Kind != Kept })
}

// bracketed cuts out the signs of brackets, which are numbered as the text has
// them. start is where the paragraph starts in it.
func bracketed(spans []Span, start int, signs map[int]sign) (out []Span) {
	at := start
	for _, s := range spans {
		if s.Kind == Added {
			out = append(out, s)
			continue
		}
		rest := s.Text
		for {
			i := strings.IndexAny(rest, "[]|")
			if i < 0 {
				break
			}
			place := at + utf8.RuneCountInString(rest[:i])
			if b, ok := signs[place]; ok {
				out = appendSpan(out, Span{Kind: s.Kind, Text: rest[:i]})
				out = append(out, Span{Kind: s.Kind, Text: rest[i : i+1], Bracket: b.number, Holders: b.holders})
			} else {
				out = appendSpan(out, Span{Kind: s.Kind, Text: rest[:i+1]})
			}
			at, rest = place+1, rest[i+1:]
		}
		at += utf8.RuneCountInString(rest)
		out = appendSpan(out, Span{Kind: s.Kind, Text: rest})
	}
	return out
}

// A sign is a sign of a bracket in the text.
type sign struct {
	number  int
	holders []draft.Voice
}
