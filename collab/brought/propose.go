package brought

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/draft"
)

// A Change is what a file asks for of one paragraph of a draft.
type Change struct {
	Kind draft.Kind // Change, Insert or Remove
	Line int        // of the draft, from 1; Insert: the one before, 0 is the top
	Was  string     // how it reads; empty in an Insert
	Text string     // how it shall read; empty in a Remove
	By   []string   // who made the change in the file, as far as it says so
	Note string     // what comments on it say
}

// ErrElsewhere reports a change to a paragraph that the draft does not have as
// the file has it.
var ErrElsewhere = fmt.Errorf("the file was made for another text")

// Changes returns what the file asks of a draft. A file with changes of its own
// (a Word file, CriticMarkup) asks for those, whatever else has become of the
// draft, as long as every paragraph that it changes is in the draft once as the
// file knows it. A text asks that the draft read as it does. The errors are
// ErrElsewhere and those of package patch.
func (f File) Changes(now string) ([]Change, error) {
	body, _ := strings.CutSuffix(now, "\n")
	lines := strings.Split(body, "\n")
	switch {
	case f.Kind == Diff:
		made, err := f.Patch.Apply(now)
		if err != nil {
			return nil, err
		}
		return compare(lines, strings.Split(strings.TrimSuffix(made, "\n"), "\n"))
	case !f.Document.Changed():
		return compare(lines, strings.Split(strings.TrimSuffix(f.Document.Clean(), "\n"), "\n"))
	}
	return f.marked(lines)
}

// maxLines is how many paragraphs a text may have that is compared with another.
const maxLines = 200_000

// ErrTooLong reports a text of too many paragraphs to be compared.
var ErrTooLong = fmt.Errorf("it has more than %d paragraphs", maxLines)

// compare returns what makes new of old, line by line: of lines that stand in
// each other's place the one becomes the other. An empty line is no paragraph
// that can be proposed.
func compare(old, new []string) (all []Change, err error) {
	if len(old) > maxLines || len(new) > maxLines {
		return nil, ErrTooLong
	}
	d, err := delta.DiffLines(old, new)
	if err != nil {
		return nil, err
	}
	i, j := 0, 0 // lines of either that are done
	gone := 0
	for op := range d.Ops() {
		switch {
		case op.Keep > 0:
			all = append(all, removals(old, i-gone, i)...)
			i, j, gone = i+op.Keep, j+op.Keep, 0
		case op.Delete > 0:
			i, gone = i+op.Delete, op.Delete
		default:
			n := utf8.RuneCountInString(op.Insert)
			both := min(gone, n)
			for k := range both {
				line := i - gone + k
				all = append(all, Change{Kind: draft.Change, Line: line + 1, Was: old[line], Text: new[j+k]})
			}
			all = append(all, removals(old, i-gone+both, i)...)
			for k := both; k < n; k++ {
				if new[j+k] != "" {
					all = append(all, Change{Kind: draft.Insert, Line: i, Text: new[j+k]})
				}
			}
			j, gone = j+n, 0
		}
	}
	return append(all, removals(old, i-gone, i)...), nil
}

func removals(old []string, from, to int) (all []Change) {
	for line := from; line < to; line++ {
		all = append(all, Change{Kind: draft.Remove, Line: line + 1, Was: old[line]})
	}
	return all
}
