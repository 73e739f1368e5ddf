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

// bracketed cuts out the signs of brackets, which are those of the paragraph,
// in their order. start is where the paragraph starts in the text.
func bracketed(spans []Span, start int, signs []draft.Sign, holders func(at int) []draft.Voice) (out []Span) {
	if len(signs) == 0 {
		return spans
	}
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
			for len(signs) > 0 && signs[0].At < place {
				signs = signs[1:]
			}
			if len(signs) > 0 && signs[0].At == place {
				out = appendSpan(out, Span{Kind: s.Kind, Text: rest[:i]})
				b := Span{Kind: s.Kind, Text: rest[i : i+1], Bracket: signs[0].Number}
				if b.Text == "[" {
					b.Holders = holders(place)
				}
				out = append(out, b)
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
