package paper_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/paper"
)

// marked reads spans from a line such as "that States {-should-}{+shall+} act",
// with @B behind the opening sign for those by B.
func marked(s string) (spans []paper.Span) {
	for s != "" {
		i := strings.IndexAny(s, "{")
		if i < 0 {
			return append(spans, paper.Span{Text: s})
		}
		spans = append(spans, paper.Span{Text: s[:i]})
		kind := map[byte]paper.Kind{'-': paper.Deleted, '+': paper.Inserted}[s[i+1]]
		end := strings.Index(s, s[i+1:i+2]+"}")
		body, by := s[i+2:end], "A"
		if strings.HasPrefix(body, "@B ") {
			body, by = body[3:], "B"
		}
		spans, s = append(spans, paper.Span{Mark: paper.Mark{Kind: kind, By: by}, Text: body}), s[end+2:]
	}
	return spans
}

// told writes spans as marked reads them.
func told(spans []paper.Span) string {
	var b strings.Builder
	for _, s := range spans {
		by := ""
		if s.By == "B" {
			by = "@B "
		}
		switch s.Kind {
		case paper.Deleted:
			b.WriteString("{-" + by + s.Text + "-}")
		case paper.Inserted:
			b.WriteString("{+" + by + s.Text + "+}")
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestAChangeIsToldInWholeWords(t *testing.T) {
	for _, tt := range []struct{ name, letters, words string }{
		{"letters of a word", "States sh{-ould-}{+all+} act", "States {-should-}{+shall+} act"},
		{"a word made longer", "access{+ible+} to all", "{-access-}{+accessible+} to all"},
		{"a new word", "States {+shall +}act", "States {+shall +}act"},
		{"two places in a word", "a{+b+}c{+d+}e f", "{-ace-}{+abcde+} f"},
		{"taken out and put in again", "that {-States-}{+@B States+} act", "that States act"},
		{"a clause with one word left", "{-the old clause here-}{+@B a new clause there+}", "{-the old-}{+@B a new+} clause {-here-}{+@B there+}"},
		{"words side by side by one", "States {-should-}{+shall+} {-try-}{+act+} now", "States {-should try-}{+shall act+} now"},
		{"words side by side by two", "States {-should-}{+shall+} {-@B try-}{+@B act+} now", "States {-should-}{+shall+} {-@B try-}{+@B act+} now"},
		{"a paragraph behind another", "one{+\nnew+}\ntwo", "one\n{+new\n+}two"},
		{"paragraphs by two", "one{+\nnew+}{+@B \nnewer+}\ntwo", "one\n{+new\n+}{+@B newer\n+}two"},
		{"a paragraph taken out", "one{-\nold-}\ntwo", "one\n{-old\n-}two"},
		{"a paragraph taken out by one and another put in by two", "one;\n{-two should go;-}{+@B three is new;+}\nfour", "one;\n{-two should go;\n-}{+@B three is new;\n+}four"},
		{"a paragraph written anew by two", "one;\n{-two should go;-}{+@B two shall go;+}\nfour", "one;\ntwo {-should-}{+@B shall+} go;\nfour"},
		{"a paragraph written anew by one", "one;\n{-two should go;-}{+three is new;+}\nfour", "one;\n{-two should go-}{+three is new+};\nfour"},
		{"punctuation", "act{-;-}{+,+}", "act{-;-}{+,+}"},
		{"nothing", "as it was", "as it was"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := told(paper.InWords(marked(tt.letters))); got != tt.words {
				t.Errorf("got  %q\nwant %q", got, tt.words)
			}
		})
	}
}

// someSpans draws stretches of several kinds.
func someSpans(t *rapid.T) []paper.Span {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) paper.Span {
		s := paper.Span{Text: rapid.StringOfN(rapid.RuneFrom([]rune("ab c.\n段é")), 0, 8, -1).Draw(t, "text")}
		if s.Kind = paper.Kind(rapid.IntRange(0, 2).Draw(t, "kind")); s.Kind != paper.Kept {
			s.By = rapid.SampledFrom([]string{"Kenya", "Brazil"}).Draw(t, "by")
		}
		return s
	}), 0, 12).Draw(t, "spans")
}

func TestWordsChangeNeitherTheTextBeforeNorTheTextAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spans := someSpans(t)
		before, words := paper.Of(spans), paper.Of(paper.InWords(spans))
		if got, want := words.Original(), before.Original(); got != want {
			t.Errorf("the original is %q, want %q", got, want)
		}
		if got, want := words.Clean(), before.Clean(); got != want {
			t.Errorf("the clean text is %q, want %q", got, want)
		}
	})
}

func TestADocumentIsItsSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := paper.Of(someSpans(t))
		if got, want := told(paper.Of(d.Spans()).Spans()), told(d.Spans()); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
