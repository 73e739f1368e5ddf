package critic

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"parley/collab/paper"
)

// ErrUnclosed reports a mark that begins and does not end.
var ErrUnclosed = errors.New("a mark is not closed")

// Parse reads CriticMarkup in UTF-8. A comment right behind a change or a highlight is
// in the margin of that, any other of the place where it stands. Who made a
// change is not known; it may stand in the comment. The error says in which
// line a mark is not closed.
func Parse(s string) (paper.Document, error) {
	var p parser
	for rest := s; rest != ""; {
		text, begin, behind := outside.read(rest)
		p.put(paper.Kept, text)
		if text != "" {
			p.from = p.at
		}
		if begin == "" {
			break
		}
		var err error
		if rest, err = p.mark(begin, behind); err != nil {
			return paper.Document{}, fmt.Errorf("line %d: %w", 1+strings.Count(s[:len(s)-len(behind)], "\n"), err)
		}
	}
	d := paper.Of(p.spans)
	d.Comments = p.comments
	return d, nil
}

// Marked reports whether a text has a mark of CriticMarkup that is closed: so
// it is not mere text.
func Marked(s string) bool {
	for {
		_, begin, rest := outside.read(s)
		if begin == "" {
			return false
		}
		end := replaced
		if begin != replacement {
			end = insides[begin][0]
		}
		if strings.Contains(rest, string(end)) {
			return true
		}
		s = rest
	}
}

// A spot is a place in the document: code points into a paragraph.
type spot struct{ paragraph, offset int }

type parser struct {
	spans    []paper.Span
	comments []paper.Comment
	at       spot // behind what was read
	from     spot // where the change or highlight began that ends here; at, if none does
}

// put takes in text.
func (p *parser) put(k paper.Kind, text string) {
	if text == "" {
		return
	}
	p.from = p.at
	p.spans = append(p.spans, paper.Span{Mark: paper.Mark{Kind: k}, Text: text})
	if n := strings.Count(text, "\n"); n > 0 {
		p.at = spot{p.at.paragraph + n, utf8.RuneCountInString(text[strings.LastIndexByte(text, '\n')+1:])}
		return
	}
	p.at.offset += utf8.RuneCountInString(text)
}

// mark takes in the mark that begins there, and returns what is behind it.
func (p *parser) mark(begin sign, s string) (rest string, err error) {
	if begin == replacement {
		return p.replacement(s)
	}
	in := insides[begin]
	text, end, rest := in.read(s)
	if end == "" {
		return "", fmt.Errorf("%s has no %s behind it: %w", begin, in[0], ErrUnclosed)
	}
	switch begin {
	case insertion:
		p.put(paper.Inserted, text)
	case deletion:
		p.put(paper.Deleted, text)
	case highlight:
		p.put(paper.Kept, text)
	default:
		p.comment(text)
	}
	return rest, nil
}

func (p *parser) replacement(s string) (rest string, err error) {
	old, end, rest := oldHalf.read(s)
	if end == "" {
		return "", fmt.Errorf("%s has no %s behind it: %w", replacement, by, ErrUnclosed)
	}
	new, end, rest := newHalf.read(rest)
	if end == "" {
		return "", fmt.Errorf("%s has no %s behind it: %w", replacement, replaced, ErrUnclosed)
	}
	p.put(paper.Deleted, old)
	from := p.from
	p.put(paper.Inserted, new)
	p.from = from
	return rest, nil
}

// comment puts a comment beside what it is about: what of it is in its last
// paragraph.
func (p *parser) comment(text string) {
	from := p.from
	if from.paragraph < p.at.paragraph {
		from = spot{p.at.paragraph, 0}
	}
	p.comments = append(p.comments, paper.Comment{Paragraph: p.at.paragraph, From: from.offset, To: p.at.offset, Text: text})
}
