package draft

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/text"
)

var (
	// ErrNoLine reports a line number that the text does not have.
	ErrNoLine = errors.New("no such line")
	// ErrNotFound reports that the words to replace are not in the paragraph.
	ErrNotFound = errors.New("words not found")
	// ErrAmbiguous reports that the words to replace stand there more than once.
	ErrAmbiguous = errors.New("words found more than once")
)

// Replace returns the change that puts new where old stands in the paragraph.
// What old and new have in common at their ends is left alone, so that it
// keeps its author. old must stand there exactly once.
func Replace(t text.Text, line int, old, new string) (delta.Delta, error) {
	if err := hasLine(t, line); err != nil {
		return delta.Delta{}, err
	}
	if old == "" {
		return delta.Delta{}, fmt.Errorf("replace nothing in line %d: %w", line, ErrNotFound)
	}
	paragraph := t.Line(line - 1)
	switch first := strings.Index(paragraph, old); {
	case first < 0:
		return delta.Delta{}, fmt.Errorf("%q in line %d: %w", old, line, ErrNotFound)
	case strings.Contains(paragraph[first+1:], old):
		return delta.Delta{}, fmt.Errorf("%q in line %d: %w", old, line, ErrAmbiguous)
	default:
		old, new, same := trimEnds(old, new)
		at := t.LineStart(line-1) + utf8.RuneCountInString(paragraph[:first]) + same
		return delta.Replace(t.Len(), at, utf8.RuneCountInString(old), new), nil
	}
}

// trimEnds returns a and b without the code points they have in common at
// their ends, and how many those are at the start.
func trimEnds(a, b string) (string, string, int) {
	start := 0
	for a != "" && b != "" {
		x, n := utf8.DecodeRuneInString(a)
		y, m := utf8.DecodeRuneInString(b)
		if x != y || n != m {
			break
		}
		a, b, start = a[n:], b[m:], start+1
	}
	for a != "" && b != "" {
		x, n := utf8.DecodeLastRuneInString(a)
		y, m := utf8.DecodeLastRuneInString(b)
		if x != y || n != m {
			break
		}
		a, b = a[:len(a)-n], b[:len(b)-m]
	}
	return a, b, start
}

// Add returns the change that puts a new paragraph after the line; after line
// 0 is the top. An empty text becomes the paragraph.
func Add(t text.Text, after int, paragraph string) (delta.Delta, error) {
	paragraph = strings.TrimRight(paragraph, "\n")
	switch {
	case after == 0 && t.Len() == 0:
		return delta.Replace(0, 0, 0, paragraph), nil
	case after == 0:
		return delta.Replace(t.Len(), 0, 0, paragraph+"\n"), nil
	}
	if err := hasLine(t, after); err != nil {
		return delta.Delta{}, err
	}
	end := t.LineEnd(after - 1)
	return delta.Replace(t.Len(), end, 0, "\n"+paragraph), nil
}

// Delete returns the change that takes the whole paragraph out, its line break
// included.
func Delete(t text.Text, line int) (delta.Delta, error) {
	if err := hasLine(t, line); err != nil {
		return delta.Delta{}, err
	}
	from, to := t.LineStart(line-1), t.LineEnd(line-1)
	switch {
	case to < t.Len():
		to++ // its own line break
	case from > 0:
		from-- // the last line: the break before it
	}
	return delta.Replace(t.Len(), from, to-from, ""), nil
}

func hasLine(t text.Text, line int) error {
	if line < 1 || line > t.Lines() {
		return fmt.Errorf("line %d of %d: %w", line, t.Lines(), ErrNoLine)
	}
	return nil
}

// MoveLine returns the change that puts a paragraph behind another; behind line
// 0 is the top.
func MoveLine(t text.Text, line, after int) (delta.Delta, error) {
	if err := hasLine(t, line); err != nil {
		return delta.Delta{}, err
	}
	if after != 0 {
		if err := hasLine(t, after); err != nil {
			return delta.Delta{}, err
		}
	}
	if after == line || after == line-1 {
		return delta.Replace(t.Len(), 0, 0, ""), nil
	}
	words := t.Line(line - 1)
	out, err := Delete(t, line)
	if err != nil {
		return delta.Delta{}, err
	}
	if after > line {
		after--
	}
	short, err := Apply(t, out, 0)
	if err != nil {
		return delta.Delta{}, err
	}
	return out.Compose(insertLine(short, after, words))
}

// insertLine is Add that makes a line of its own in any case: also in an empty
// text, of which the one line stays.
func insertLine(t text.Text, after int, paragraph string) delta.Delta {
	if after == 0 {
		return delta.Replace(t.Len(), 0, 0, paragraph+"\n")
	}
	return delta.Replace(t.Len(), t.LineEnd(after-1), 0, "\n"+paragraph)
}
