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
// change is only known where the mark of Format says it. The error says in which
// line a mark is not closed.
func Parse(s string) (paper.Document, error) {
	var p parser
	for rest := s; rest != ""; {
		text, begin, behind := outside.read(rest)
		p.put(paper.Kept, text)
		if text != "" {
			p.from, p.to = p.at, p.at
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
	from, to spot // the change or highlight that ends here, as far as it is in one paragraph; at, if none does
	unsigned int  // how many of the last spans are a change of which it is not said who made it
}

// put takes in text.
func (p *parser) put(k paper.Kind, text string) {
	if text == "" {
		return
	}
	p.from = p.at
	if p.unsigned = 0; k != paper.Kept {
		p.unsigned = 1
	}
	p.spans = append(p.spans, paper.Span{Mark: paper.Mark{Kind: k}, Text: text})
	p.at = p.at.behind(text)
	first, more, broken := strings.Cut(text, "\n")
	if p.to = p.at; !broken {
		return
	}
	if first == "" { // it is about what is behind the line break
		p.from = spot{p.from.paragraph + 1, 0}
		first, _, _ = strings.Cut(more, "\n")
	}
	p.to = p.from.behind(first)
}

// behind is the place behind a text that begins at s.
func (s spot) behind(text string) spot {
	if n := strings.Count(text, "\n"); n > 0 {
		return spot{s.paragraph + n, utf8.RuneCountInString(text[strings.LastIndexByte(text, '\n')+1:])}
	}
	return spot{s.paragraph, s.offset + utf8.RuneCountInString(text)}
}

// mark takes in the mark that begins there, and returns what is behind it.
func (p *parser) mark(begin sign, s string) (rest string, err error) {
	if begin != comment {
		p.unsigned = 0
	}
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
	from, first := p.from, p.unsigned
	p.put(paper.Inserted, new)
	if p.unsigned += first; old != "" {
		p.from = from
		if p.to.paragraph != from.paragraph {
			p.to = from
		}
	}
	return rest, nil
}

// mostAuthor bounds the name of who made a change, in code points: a delegation,
// and for whom.
const mostAuthor = 160

// comment puts a comment beside what it is about: what of it is in its first
// paragraph. One that says who made the change before it is none.
func (p *parser) comment(text string) {
	who, signed := strings.CutPrefix(text, author)
	if signed && p.unsigned > 0 && who != "" && utf8.RuneCountInString(who) <= mostAuthor && !strings.Contains(who, "\n") {
		for i := range p.unsigned {
			p.spans[len(p.spans)-1-i].By = who
		}
		p.unsigned = 0
		return
	}
	if slashes := len(text) - len(strings.TrimLeft(text, `\`)); slashes > 0 && strings.HasPrefix(text[slashes:], author) {
		text = text[1:]
	}
	p.comments = append(p.comments, paper.Comment{Paragraph: p.from.paragraph, From: p.from.offset, To: p.to.offset, Text: text})
}
