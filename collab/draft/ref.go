package draft

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"parley/collab/text"
)

// ErrNoRef reports words that name no paragraph.
var ErrNoRef = errors.New("neither a line, a label nor an id of a paragraph")

// A Page is a text, and of each of its lines the id and the label: what a person
// sees, in which the ids are those of the overlay. A line that is not in the log
// yet has the id 0.
type Page struct {
	Text   text.Text
	IDs    []ID
	Labels []string
	lines  []int32 // of the ids, from 1, by the id; 0: it is nowhere
}

// NewPage returns a page on which paragraphs are found at once.
func NewPage(t text.Text, ids []ID, labels []string) Page {
	p := Page{Text: t, IDs: ids, Labels: labels}
	most := ID(0)
	for _, id := range ids {
		most = max(most, id)
	}
	if int(most) > 64+16*len(ids) { // there were many more once
		return p
	}
	p.lines = make([]int32, most+1)
	for i, id := range ids {
		p.lines[id] = int32(i + 1)
	}
	p.lines[0] = 0
	return p
}

// Line returns the line that a word names: a number, a label (in any case) or
// an id. A leading "line" or "#" is no word for it. 0 is taken too, where
// top says so: the place in front of the first paragraph.
func (p Page) Line(ref string, top bool) (int, error) {
	ref = strings.TrimSpace(ref)
	if n, err := strconv.Atoi(ref); err == nil {
		if n == 0 && top {
			return 0, nil
		}
		return n, hasLine(p.Text, n)
	}
	for i, label := range p.Labels {
		if label != "" && strings.EqualFold(label, ref) {
			return i + 1, nil
		}
	}
	if id, ok := ParseID(ref); ok {
		for i, at := range p.IDs {
			if at == id {
				return i + 1, nil
			}
		}
		return 0, fmt.Errorf("%s: %w", id, ErrNoParagraph)
	}
	return 0, fmt.Errorf("%q is %w", text.CleanLine(ref, 40), ErrNoRef)
}

// ID returns the id of a line, counted from 1; 0 is none.
func (p Page) ID(line int) ID {
	if line < 1 || line > len(p.IDs) {
		return 0
	}
	return p.IDs[line-1]
}

// Label returns the label of a line, counted from 1, or "".
func (p Page) Label(line int) string {
	if line < 1 || line > len(p.Labels) {
		return ""
	}
	return p.Labels[line-1]
}

// LineOf returns the line of a paragraph, 0 if it is not there.
func (p Page) LineOf(id ID) int {
	if p.lines != nil {
		if int(id) < len(p.lines) {
			return int(p.lines[id])
		}
		return 0
	}
	for i, at := range p.IDs {
		if at == id && id != 0 {
			return i + 1
		}
	}
	return 0
}

// Base is Overlay.Base on this page.
func (p Page) Base(q *Proposal) Base {
	return (*Overlay)(nil).baseOn(p.Text, p.LineOf(q.Para), p.LineOf(q.After), q)
}
