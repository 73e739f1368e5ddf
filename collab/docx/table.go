package docx

import (
	"fmt"
	"strings"

	"parley/collab/paper"
)

// A Table stands behind the text, on a page of its own. It is about the text and
// no part of it: Read leaves it out.
type Table struct {
	Title   string
	Columns []Column
	Rows    [][]Cell // each as long as Columns
}

// A Column has a heading, and a share of the width of the page.
type Column struct {
	Heading string
	Share   int // of the sum of all
}

// A Cell has paragraphs of stretches: what was put in is underlined, what was
// taken out is struck. They are no tracked changes: nobody accepts them.
type Cell [][]paper.Span

// Words is the cell with one paragraph of plain words.
func Words(s string) Cell { return Cell{{{Text: s}}} }

// textWidth is the width of the text on a page, in twentieths of a point.
const textWidth = 11906 - 2*1418

// write writes the table; of one without rows nothing.
func (t Table) write(out *strings.Builder) {
	if len(t.Rows) == 0 {
		return
	}
	all := 0
	for _, c := range t.Columns {
		all += c.Share
	}
	out.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="` + tableStyle + `"/>` + fmt.Sprintf(`<w:tblW w:w="%d" w:type="dxa"/>`, textWidth) +
		`<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	widths := make([]int, len(t.Columns))
	heads := make([]Cell, len(t.Columns))
	for i, c := range t.Columns {
		widths[i], heads[i] = textWidth*c.Share/max(1, all), Words(c.Heading)
		fmt.Fprintf(out, `<w:gridCol w:w="%d"/>`, widths[i])
	}
	fmt.Fprintf(out, `</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="%d"/></w:tcPr>`+
		`<w:p><w:pPr><w:pStyle w:val="%s"/><w:pageBreakBefore/></w:pPr>`, textWidth, len(t.Columns), headingStyle)
	look(out, paper.Span{Text: t.Title}, false)
	out.WriteString("</w:p></w:tc></w:tr>\n")
	row(out, widths, heads, true)
	for _, cells := range t.Rows {
		row(out, widths, cells, false)
	}
	out.WriteString("</w:tbl>\n")
}

// row writes a row, that of the headings to stand on every page.
func row(out *strings.Builder, widths []int, cells []Cell, heading bool) {
	out.WriteString("<w:tr><w:trPr><w:cantSplit/>")
	if heading {
		out.WriteString("<w:tblHeader/>")
	}
	out.WriteString("</w:trPr>")
	for i, cell := range cells {
		fmt.Fprintf(out, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, widths[i])
		for _, paragraph := range cell {
			out.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + cellStyle + `"/></w:pPr>`)
			for _, s := range paragraph {
				look(out, s, heading)
			}
			out.WriteString("</w:p>")
		}
		if len(cell) == 0 {
			out.WriteString("<w:p/>") // a cell has one
		}
		out.WriteString("</w:tc>")
	}
	out.WriteString("</w:tr>\n")
}

// look writes a stretch that looks as what became of it.
func look(out *strings.Builder, s paper.Span, bold bool) {
	if s.Text == "" {
		return
	}
	how := map[paper.Kind]string{paper.Inserted: `<w:u w:val="single"/>`, paper.Deleted: "<w:strike/>"}[s.Kind]
	if bold {
		how = "<w:b/>" + how
	}
	if how != "" {
		how = "<w:rPr>" + how + "</w:rPr>"
	}
	out.WriteString(`<w:r>` + how + `<w:t xml:space="preserve">` + escaped(s.Text) + `</w:t></w:r>`)
}
