package docx

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"parley/collab/paper"
	"parley/collab/text"
)

// A reader gathers what a draft can have.
type reader struct {
	spans []paper.Span
	now   strings.Builder // the text of the span that is being read
	mark  paper.Mark      // of it
	size  int             // bytes of text so far
	lines int

	styles map[int]string // of the paragraphs that are agreed, or headings
	end    paper.Mark     // of the mark of the paragraph that is being read
	begun  bool           // a paragraph was read before this one
	table  int            // how many elements there are around a table of ours that is being left out, and it; 0: none is
	behind bool           // such a table was read: an empty paragraph behind it is no text
	at     spot

	notes map[string]*note // by their numbers
	order []*note
}

// A spot is a place in the text: code points into a paragraph.
type spot struct{ paragraph, offset int }

// A note is a comment, and where it stands.
type note struct {
	paper.Comment
	from, to spot
	placed   bool
	body     strings.Builder
}

// comment takes in the part with the comments.
func (r *reader) comment(t xml.Token, in []xml.StartElement) (skip bool, err error) {
	switch t := t.(type) {
	case xml.StartElement:
		switch {
		case !word(t.Name):
		case t.Name.Local == "comment":
			if len(r.order) == maxNotes {
				return false, fmt.Errorf("more than %d comments: %w", maxNotes, ErrTooBig)
			}
			n := &note{Comment: paper.Comment{By: text.CleanLine(attr(t, "author"), maxName), At: when(t)}}
			r.order = append(r.order, n)
			r.notes[attr(t, "id")] = n
		case t.Name.Local == "p" && len(r.order) > 0 && r.order[len(r.order)-1].body.Len() > 0:
			r.order[len(r.order)-1].body.WriteByte('\n')
		}
	case xml.CharData:
		if n := len(in); n > 0 && word(in[n-1].Name) && in[n-1].Name.Local == "t" && len(r.order) > 0 {
			if n := r.order[len(r.order)-1]; n.body.Len() < 4*maxNote {
				n.body.Write(t)
			}
		}
	}
	return false, nil
}

// word reports whether the name is one of WordprocessingML.
func word(n xml.Name) bool { return n.Space == namespace || n.Space == strict }

// leftOut are the elements of which nothing is text of the draft: pictures and
// the text in them, what is there twice for older programs, how things looked
// before, and what fields are made from.
var leftOut = []string{"drawing", "pict", "object", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "numberingChange",
	"instrText", "delInstrText", "footnotePr", "endnotePr"}

// body takes in the part with the text.
func (r *reader) body(t xml.Token, in []xml.StartElement) (skip bool, err error) {
	if r.table > 0 {
		if _, ends := t.(xml.EndElement); ends && len(in) == r.table-1 {
			r.table, r.behind = 0, true
		}
		return false, nil
	}
	switch t := t.(type) {
	case xml.StartElement:
		if !word(t.Name) {
			return t.Name.Local == "AlternateContent", nil
		}
		if slices.Contains(leftOut, t.Name.Local) {
			return true, nil
		}
		return false, r.begins(t, in)
	case xml.CharData:
		if n := len(in); n > 0 && word(in[n-1].Name) && (in[n-1].Name.Local == "t" || in[n-1].Name.Local == "delText") {
			return false, r.put(string(t), in)
		}
	}
	return false, nil
}

// begins takes in the beginning of an element of the text.
func (r *reader) begins(e xml.StartElement, in []xml.StartElement) error {
	switch e.Name.Local {
	case "p":
		return r.paragraph()
	case "tab":
		if within(in, "r") && !within(in, "pPr") {
			return r.put("\t", in)
		}
	case "br":
		if k := attr(e, "type"); k == "" || k == "textWrapping" {
			return r.put("\n", in)
		}
	case "cr":
		return r.put("\n", in)
	case "noBreakHyphen":
		return r.put("\u2011", in)
	case "tblStyle":
		if n := len(in); n > 1 && in[n-2].Name.Local == "tbl" && attr(e, "val") == tableStyle {
			r.table = n - 1
		}
	case "pStyle":
		if style := styleOf(attr(e, "val")); style != "" {
			if r.styles == nil {
				r.styles = map[int]string{}
			}
			r.styles[r.at.paragraph] = style
		}
	case "ins", "del", "moveFrom", "moveTo":
		if n := len(in); n > 1 && in[n-1].Name.Local == "rPr" && in[n-2].Name.Local == "pPr" {
			r.end = change(e)
		}
	case "commentRangeStart":
		if n := r.notes[attr(e, "id")]; n != nil && !n.placed {
			n.from, n.to, n.placed = r.at, r.at, true
		}
	case "commentRangeEnd":
		if n := r.notes[attr(e, "id")]; n != nil && n.placed {
			n.to = r.at
		}
	case "commentReference":
		if n := r.notes[attr(e, "id")]; n != nil && !n.placed {
			n.from, n.to, n.placed = r.at, r.at, true
		}
	}
	return nil
}

// styleOf returns which of the styles that are known here an id names, or "". Other
// programs write ids anew, from the names, in letters of another size.
func styleOf(id string) string {
	for _, style := range []string{agreedStyle, headingStyle, agreedHeadingStyle} {
		if strings.EqualFold(id, style) {
			return style
		}
	}
	return ""
}

func within(in []xml.StartElement, name string) bool {
	return slices.ContainsFunc(in, func(e xml.StartElement) bool { return e.Name.Local == name })
}

// paragraph ends the paragraph before, with its mark, and begins one.
func (r *reader) paragraph() error {
	if r.behind { // a file ends with a paragraph
		return nil
	}
	end, begun := r.end, r.begun
	r.end, r.begun = paper.Mark{}, true
	if !begun {
		return nil
	}
	return r.add(end, "\n")
}

// put takes in text inside the elements around it.
func (r *reader) put(s string, in []xml.StartElement) error {
	m := paper.Mark{}
	for _, e := range in {
		if !word(e.Name) {
			continue
		}
		switch c := change(e); {
		case c.Kind == paper.Kept:
		case m.Kind == paper.Inserted && c.Kind == paper.Deleted:
			return nil // put in by one and taken out by another: nobody's text
		default:
			m = c
		}
	}
	return r.add(m, text.Clean(s))
}

// change returns what the element says became of what is in it.
func change(e xml.StartElement) paper.Mark {
	m := paper.Mark{}
	switch e.Name.Local {
	case "ins", "moveTo":
		m.Kind = paper.Inserted
	case "del", "moveFrom":
		m.Kind = paper.Deleted
	default:
		return m
	}
	m.By, m.At = text.CleanLine(attr(e, "author"), maxName), when(e)
	return m
}

// when returns the date of a change or a comment, the zero time if it says
// none that makes sense. Word writes local time and calls it UTC.
func when(e xml.StartElement) time.Time {
	at, err := time.Parse(time.RFC3339, attr(e, "date"))
	if err != nil || at.Year() < 1 {
		return time.Time{}
	}
	return at.UTC().Truncate(time.Second)
}

// add takes in text with its mark.
func (r *reader) add(m paper.Mark, s string) error {
	if s == "" {
		return nil
	}
	if r.behind {
		r.behind = false
		if err := r.paragraph(); err != nil {
			return err
		}
	}
	if r.mark != m {
		r.flush()
		r.mark = m
	}
	r.now.WriteString(s)
	r.size += len(s)
	n := strings.Count(s, "\n")
	if r.lines += n; r.size > maxText || r.lines >= maxLines {
		return fmt.Errorf("more than %d MB of text, or %d paragraphs: %w", maxText>>20, maxLines, ErrTooBig)
	}
	if n > 0 {
		r.at = spot{r.at.paragraph + n, utf8.RuneCountInString(s[strings.LastIndexByte(s, '\n')+1:])}
	} else {
		r.at.offset += utf8.RuneCountInString(s)
	}
	return nil
}

func (r *reader) flush() {
	if r.now.Len() > 0 {
		r.spans = append(r.spans, paper.Span{Mark: r.mark, Text: r.now.String()})
		r.now.Reset()
	}
}

// document returns what was read.
func (r *reader) document() paper.Document {
	r.flush()
	d := paper.Of(r.spans)
	for i, style := range r.styles {
		d.Paragraphs[i].Agreed = style != headingStyle
		d.Paragraphs[i].Heading = style != agreedStyle
	}
	for _, n := range r.order {
		c := n.Comment
		if c.Text = text.Clean(n.body.String()); utf8.RuneCountInString(c.Text) > maxNote {
			c.Text = string([]rune(c.Text)[:maxNote])
		}
		if c.Paragraph, c.From, c.To = n.from.paragraph, n.from.offset, n.to.offset; n.to.paragraph > n.from.paragraph {
			c.To = d.Paragraphs[c.Paragraph].Len() // a comment is of one paragraph: its first
		}
		if n.placed && c.Text != "" {
			d.Comments = append(d.Comments, c)
		}
	}
	return d
}
