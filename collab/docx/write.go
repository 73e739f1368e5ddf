package docx

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parley/collab/paper"
)

// unknown is the author of a change by nobody knows whom: Word wants one.
const unknown = "Unknown"

// Write writes the document as a Word file, with tables about it behind the
// text. The same document makes the same bytes.
func Write(w io.Writer, d paper.Document, about ...Table) error {
	z := zip.NewWriter(w)
	b := body{comments: slices.Clone(d.Comments)}
	b.write(d)
	for _, t := range about {
		t.write(&b.out)
	}
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{documentPart, documentHead + b.out.String() + documentTail},
		{"word/_rels/document.xml.rels", documentRelations},
		{"word/styles.xml", styles},
		{commentsPart, commentsHead + margin(b.comments) + commentsTail},
		{"docProps/core.xml", coreHead + escaped(d.Title) + coreTail},
	} {
		f, err := z.Create(part.name)
		if err == nil {
			_, err = io.WriteString(f, part.content)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	return z.Close()
}

// A body is what stands between the head and the tail of the document part.
type body struct {
	out      strings.Builder
	comments []paper.Comment // their places in here are their numbers
	changes  int
}

func (b *body) write(d paper.Document) {
	slices.SortStableFunc(b.comments, func(x, y paper.Comment) int {
		return cmp.Or(x.Paragraph-y.Paragraph, x.From-y.From)
	})
	next := 0
	for i, p := range d.Paragraphs {
		from := next
		for next < len(b.comments) && b.comments[next].Paragraph <= i {
			next++
		}
		if i == len(d.Paragraphs)-1 {
			next, p.End = len(b.comments), paper.Mark{}
		}
		b.paragraph(p, from, next)
	}
	if len(d.Paragraphs) == 0 {
		b.paragraph(paper.Paragraph{}, 0, len(b.comments))
	}
}

// paragraph writes a paragraph with the comments [first, last) in its margin.
func (b *body) paragraph(p paper.Paragraph, first, last int) {
	b.out.WriteString("<w:p>")
	b.properties(p)
	at, length := 0, p.Len()
	opened := first
	begin := func(to int) {
		for ; opened < last && min(b.comments[opened].From, length) <= to; opened++ {
			fmt.Fprintf(&b.out, `<w:commentRangeStart w:id="%d"/>`, opened)
		}
	}
	ended := map[int]bool{}
	end := func() {
		for i := first; i < opened; i++ {
			if !ended[i] && min(b.comments[i].To, length) <= at {
				ended[i] = true
				fmt.Fprintf(&b.out, `<w:commentRangeEnd w:id="%d"/><w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="%[1]d"/></w:r>`, i)
			}
		}
	}
	for _, s := range p.Spans {
		for r := []rune(s.Text); len(r) > 0; {
			begin(at)
			end()
			n := b.untilMark(first, last, at, len(r))
			b.run(s.Mark, string(r[:n]))
			at, r = at+n, r[n:]
		}
	}
	begin(length)
	end()
	b.out.WriteString("</w:p>\n")
}

// untilMark returns how many of n code points at a place may be written before
// a comment begins or ends.
func (b *body) untilMark(first, last, at, n int) int {
	for _, c := range b.comments[first:last] {
		for _, edge := range []int{c.From, c.To} {
			if edge > at && edge < at+n {
				n = edge - at
			}
		}
	}
	return n
}

// properties writes a paragraph's style, and what became of its mark.
func (b *body) properties(p paper.Paragraph) {
	style := ""
	switch {
	case p.Agreed && p.Heading:
		style = agreedHeadingStyle
	case p.Agreed:
		style = agreedStyle
	case p.Heading:
		style = headingStyle
	case p.End.Kind == paper.Kept:
		return
	}
	b.out.WriteString("<w:pPr>")
	if style != "" {
		b.out.WriteString(`<w:pStyle w:val="` + style + `"/>`)
	}
	if p.End.Kind != paper.Kept {
		b.out.WriteString("<w:rPr><" + b.change(p.End) + "/></w:rPr>")
	}
	b.out.WriteString("</w:pPr>")
}

// run writes a stretch of text.
func (b *body) run(m paper.Mark, text string) {
	tag := "w:t"
	if m.Kind == paper.Deleted {
		tag = "w:delText"
	}
	var run strings.Builder
	run.WriteString("<w:r>")
	for i, part := range strings.Split(text, "\t") {
		if i > 0 {
			run.WriteString("<w:tab/>")
		}
		if part != "" {
			run.WriteString("<" + tag + ` xml:space="preserve">` + escaped(part) + "</" + tag + ">")
		}
	}
	run.WriteString("</w:r>")
	if m.Kind == paper.Kept {
		b.out.WriteString(run.String())
		return
	}
	begin := b.change(m)
	b.out.WriteString("<" + begin + ">" + run.String() + "</" + begin[:len("w:ins")] + ">")
}

// change returns the beginning of the tag for a change.
func (b *body) change(m paper.Mark) string {
	b.changes++
	tag := "w:ins"
	if m.Kind == paper.Deleted {
		tag = "w:del"
	}
	return tag + ` w:id="` + strconv.Itoa(b.changes) + `"` + made(m.By, m.At)
}

// made are the attributes that say by whom and when.
func made(by string, at time.Time) string {
	s := ` w:author="` + escaped(cmp.Or(by, unknown)) + `"`
	if !at.IsZero() {
		s += ` w:date="` + at.UTC().Format(time.RFC3339) + `"`
	}
	return s
}

// margin returns the comments.
func margin(comments []paper.Comment) string {
	var out strings.Builder
	for i, c := range comments {
		first, _ := utf8.DecodeRuneInString(cmp.Or(c.By, unknown))
		fmt.Fprintf(&out, `<w:comment w:id="%d"%s w:initials="%s">`, i, made(c.By, c.At), escaped(string(first)))
		for line := range strings.SplitSeq(c.Text, "\n") {
			out.WriteString(`<w:p><w:pPr><w:pStyle w:val="CommentText"/></w:pPr><w:r><w:t xml:space="preserve">` + escaped(line) + "</w:t></w:r></w:p>")
		}
		out.WriteString("</w:comment>\n")
	}
	return out.String()
}

// escaped returns text as it may stand in XML. What XML cannot hold at all
// (U+FFFE and U+FFFF) becomes U+FFFD.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder returns no error
	return b.String()
}
