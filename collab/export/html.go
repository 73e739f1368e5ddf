package export

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"parley/collab/paper"
)

// HTML writes the redline as one page that needs nothing else, prints well and
// runs no script. Changes are told by underlining and striking, not by colour
// alone; who made each is said beside it where it is another than before.
func (d *Draft) HTML(w io.Writer) error {
	p := page{comments: slices.Clone(d.Comments)}
	slices.SortStableFunc(p.comments, func(a, b paper.Comment) int {
		return cmp.Or(a.Paragraph-b.Paragraph, a.To-b.To)
	})
	title := html.EscapeString(cmp.Or(d.Title, "Meeting"))
	fmt.Fprintf(&p.out, pageHead, title, title, html.EscapeString(d.compared()), legend)
	for i := 0; i < len(d.Paragraphs); i++ {
		p.paragraph(i, d.margin(i), d.Paragraphs[i], i == len(d.Paragraphs)-1)
	}
	p.out.WriteString("</main>\n")
	p.notes()
	p.table(d.Proposals)
	p.out.WriteString("</body>\n</html>\n")
	_, err := io.WriteString(w, p.out.String())
	return err
}

const pageHead = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%s</title>
<style>
body { font: 12pt/1.5 Georgia, "Times New Roman", serif; max-width: 44em; margin: 2em auto; padding: 0 1em; color: #000; background: #fff }
h1 { font-size: 1.4em; line-height: 1.2 }
h2 { font-size: 1.1em; margin-top: 2em }
.about, .legend { font-size: .85em; color: #333 }
main p { margin: .4em 0; min-height: 1.5em; white-space: pre-wrap; position: relative; padding-left: 5em; overflow-wrap: break-word }
main p::before { content: attr(data-line); position: absolute; left: 0; width: 5.2em; text-align: right; white-space: nowrap; color: #666; font-size: .8em }
.heading { font-weight: bold }
ins { text-decoration: underline; color: #00429d }
del { text-decoration: line-through; color: #9a4500 }
.who { font-size: .7em; vertical-align: super; color: #333 }
sup + sup::before { content: "," }
.agreed { float: right; font-size: .75em; border: 1px solid #666; padding: 0 .4em }
table { border-collapse: collapse; width: 100%%; font-size: .85em }
th, td { border: 1px solid #999; padding: .3em .5em; text-align: left; vertical-align: top }
tr { break-inside: avoid }
@page { margin: 2cm }
@media print { body { margin: 0; max-width: none } main p { break-inside: avoid } h2 { break-after: avoid } }
</style>
</head>
<body>
<h1>%s</h1>
<p class="about">%s</p>
%s<main>
`

const legend = `<p class="legend"><ins>Put in</ins>, <del>taken out</del>, with the delegation behind it. Square brackets are part of the text: not agreed.</p>
`

// compared says what is compared with what.
func (d *Draft) compared() string {
	if d.From == 1 {
		return fmt.Sprintf("Version %d of %s, with all changes since the meeting was opened on %s.", d.To, day(d.At), day(d.Opened))
	}
	return fmt.Sprintf("Version %d of %s, with all changes since version %d.", d.To, day(d.At), d.From)
}

// A page is an HTML page that is being written.
type page struct {
	out      strings.Builder
	comments []paper.Comment
	noted    int
	by       string // who made the change before, in this paragraph
}

// margin is what stands beside a paragraph that is in the draft: its label, and
// the number of its line.
func (d *Draft) margin(paragraph int) string {
	line := d.numbers[paragraph]
	if line == 0 {
		return ""
	}
	return strings.TrimSpace(d.labels[line-1] + " " + fmt.Sprint(line))
}

// paragraph writes a paragraph, with what stands in the margin beside it.
func (p *page) paragraph(number int, label string, par paper.Paragraph, last bool) {
	class := ""
	if par.Heading {
		class = ` class="heading"`
	}
	fmt.Fprintf(&p.out, `<p data-line="%s"%s>`, html.EscapeString(label), class)
	if par.Agreed {
		p.out.WriteString(`<span class="agreed">agreed ad ref</span>`)
	}
	at := 0
	p.by = ""
	for i, s := range par.Spans {
		p.span(s)
		at += len([]rune(s.Text))
		if next := i + 1; s.By != "" && (next == len(par.Spans) || par.Spans[next].By != s.By) {
			p.who(s.By)
		}
		p.upTo(number, at)
	}
	p.upTo(number, 1<<30)
	if !last && par.End.Kind != paper.Kept && (len(par.Spans) == 0 || par.Spans[len(par.Spans)-1].Mark != par.End) {
		p.span(paper.Span{Mark: par.End, Text: "¶"})
		p.who(par.End.By)
	}
	p.out.WriteString("</p>\n")
}

// taken reports whether a whole paragraph was taken out.
func taken(p paper.Paragraph) bool {
	for _, s := range p.Spans {
		if s.Kind != paper.Deleted {
			return false
		}
	}
	return p.End.Kind == paper.Deleted
}

func (p *page) span(s paper.Span) {
	tag := map[paper.Kind]string{paper.Inserted: "ins", paper.Deleted: "del"}[s.Kind]
	if tag == "" {
		p.out.WriteString(html.EscapeString(s.Text))
		return
	}
	when := ""
	if !s.At.IsZero() {
		when = ` datetime="` + s.At.Format("2006-01-02T15:04:05Z") + `" title="` + html.EscapeString(strings.TrimPrefix(s.By+", "+day(s.At), ", ")) + `"`
	}
	p.out.WriteString("<" + tag + when + ">" + html.EscapeString(s.Text) + "</" + tag + ">")
}

func (p *page) who(by string) {
	if by != "" {
		p.out.WriteString(`<span class="who"> ` + html.EscapeString(by) + ` </span>`)
	}
}

// upTo writes the numbers of the comments that end before the place.
func (p *page) upTo(paragraph, at int) {
	for p.noted < len(p.comments) {
		c := p.comments[p.noted]
		if c.Paragraph > paragraph || c.Paragraph == paragraph && c.To > at {
			return
		}
		p.noted++
		fmt.Fprintf(&p.out, `<sup><a href="#note%d">%[1]d</a></sup>`, p.noted)
	}
}

// notes writes the comments.
func (p *page) notes() {
	if len(p.comments) == 0 {
		return
	}
	p.out.WriteString("<h2>Notes</h2>\n<ol>\n")
	for i, c := range p.comments {
		who := ""
		if c.By != "" {
			who = "<strong>" + html.EscapeString(c.By) + ":</strong> "
		}
		fmt.Fprintf(&p.out, "<li id=\"note%d\">%s%s</li>\n", i+1, who, strings.ReplaceAll(html.EscapeString(c.Text), "\n", "<br>"))
	}
	p.out.WriteString("</ol>\n")
}

// table writes the proposals and their outcomes.
func (p *page) table(rows []Row) {
	if len(rows) == 0 {
		return
	}
	p.out.WriteString("<h2>" + tableTitle + "</h2>\n<table>\n<thead><tr>")
	for _, c := range columns {
		p.out.WriteString("<th>" + c.Heading + "</th>")
	}
	p.out.WriteString("</tr></thead>\n")
	for _, r := range rows {
		fmt.Fprintf(&p.out, "<tr><td>%s</td><td>%s %s</td><td>%s</td><td>", r.Label, html.EscapeString(r.Mark), html.EscapeString(r.On), html.EscapeString(r.From))
		for _, s := range r.Words {
			p.span(paper.Span{Mark: paper.Mark{Kind: looks[s.Kind]}, Text: s.Text})
		}
		if r.Note != "" {
			p.out.WriteString("<br>Note: " + html.EscapeString(r.Note))
		}
		fmt.Fprintf(&p.out, "</td><td>%s</td><td>%s</td></tr>\n", html.EscapeString(r.stances()), html.EscapeString(r.decided()))
	}
	p.out.WriteString("</table>\n")
}
