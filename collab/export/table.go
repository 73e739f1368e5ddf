package export

import (
	"fmt"
	"strings"
	"time"

	"parley/collab/docx"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/paper"
	"parley/collab/redline"
	"parley/collab/text"
)

// A Row is a proposal in the table of proposals and their outcomes.
type Row struct {
	Label   string // P-31
	Mark    string // MOD, or "change": as the meeting's profile says
	On      string // R1, or line 12
	From    string // Kenya with Mali for ATU
	With    []draft.Voice
	Words   []redline.Span
	Note    string
	Support []draft.Voice
	Object  []draft.Voice
	Outcome string
	Moved   string // what became of its base; empty: it fits the text
	Made    time.Time
	Decided draft.Decision
}

// table returns all proposals of a meeting, P-1 first.
func table(s *meeting.State) (rows []Row) {
	labels := s.Overlay().Labels(s.Text())
	for _, p := range s.Overlay().Proposals() {
		rows = append(rows, rowOf(s, labels, p))
	}
	return rows
}

// rowOf returns a proposal's row, where the lines of the draft have these labels.
func rowOf(s *meeting.State, labels []string, p *draft.Proposal) Row {
	o := s.Overlay()
	r := Row{Label: p.Label(), Mark: o.Settings.Profile.Mark(p.Kind), On: place(o, labels, p), From: p.From(), With: p.Sponsors, Words: words(p),
		Note: strings.TrimRight(p.Note, ". "), Support: p.Support, Object: p.Object, Outcome: p.Outcome.String(), Made: p.At, Decided: p.Decided}
	if base := o.Base(s.Text(), p); p.Outcome.Open() && base != draft.Same {
		r.Moved = base.String()
	}
	return r
}

// place says where a proposal is.
func place(o *draft.Overlay, labels []string, p *draft.Proposal) string {
	switch {
	case p.Kind == draft.Insert && p.Became != 0:
		return name(o, labels, p.Became)
	case p.Kind == draft.Insert && p.Para == 0:
		return "at the top"
	case p.Kind == draft.Move && p.After == 0:
		return name(o, labels, p.Para) + " to the top"
	case p.Kind == draft.Insert:
		return "behind " + name(o, labels, p.Para)
	case p.Kind == draft.Move:
		return name(o, labels, p.Para) + " behind " + name(o, labels, p.After)
	}
	return name(o, labels, p.Para)
}

// name is how a paragraph is called.
func name(o *draft.Overlay, labels []string, id draft.ID) string {
	line := o.Line(id)
	switch {
	case id == 0:
		return "the top"
	case line == 0:
		return "a paragraph that is gone"
	case labels[line-1] != "":
		return labels[line-1]
	}
	return fmt.Sprintf("line %d", line)
}

// upper makes the first letter, of ours, a capital.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// words are a proposal's wording as a redline of its own.
func words(p *draft.Proposal) []redline.Span {
	switch p.Kind {
	case draft.Insert:
		return []redline.Span{{Kind: redline.Added, Text: p.Text}}
	case draft.Remove:
		return []redline.Span{{Kind: redline.Deleted, Text: p.Was}}
	case draft.Move, draft.Keep:
		return []redline.Span{{Kind: redline.Kept, Text: p.Was}}
	}
	return redline.Words(p.Was, p.Text, p.Joins)
}

// stances say who supports and who objects.
func (r Row) stances() string {
	var parts []string
	if n := len(r.Support); n > 0 {
		parts = append(parts, fmt.Sprintf("support %d: %s", n, redline.English.Voices(r.Support)))
	}
	if n := len(r.Object); n > 0 {
		parts = append(parts, fmt.Sprintf("object %d: %s", n, redline.English.Voices(r.Object)))
	}
	s := strings.Join(parts, "; ")
	if s == "" {
		return ""
	}
	return upper(s)
}

// decided says what was decided, with which version and when.
func (r Row) decided() string {
	words := r.Outcome
	if r.Moved != "" {
		words += " (" + r.Moved + ")"
	}
	if r.Decided.Version != 0 {
		words += fmt.Sprintf(", version %d, %s", r.Decided.Version, day(r.Decided.At))
	}
	return words
}

// columns are those of the table, with their shares of the width of a page.
var columns = []docx.Column{{Heading: "No.", Share: 7}, {Heading: "What", Share: 13}, {Heading: "By", Share: 14}, {Heading: "Wording", Share: 38},
	{Heading: "Stances", Share: 13}, {Heading: "Outcome", Share: 15}}

// tableTitle stands above it.
const tableTitle = "Proposals and outcomes"

// looks are how a redline of its own looks on paper.
var looks = map[redline.Kind]paper.Kind{redline.Added: paper.Inserted, redline.Deleted: paper.Deleted}

// wordTable is the table for a Word file.
func wordTable(rows []Row) docx.Table {
	t := docx.Table{Title: tableTitle, Columns: columns}
	for _, r := range rows {
		wording := docx.Cell{nil}
		for _, s := range r.Words {
			wording[0] = append(wording[0], paper.Span{Mark: paper.Mark{Kind: looks[s.Kind]}, Text: s.Text})
		}
		if r.Note != "" {
			wording = append(wording, docx.Words("Note: "+r.Note)...)
		}
		t.Rows = append(t.Rows, []docx.Cell{docx.Words(r.Label), docx.Words(r.Mark + " " + r.On), docx.Words(r.From), wording, docx.Words(r.stances()), docx.Words(r.decided())})
	}
	return t
}

// markdownTable writes the proposals as a table of Markdown.
func markdownTable(rows []Row) string {
	var b strings.Builder
	for _, c := range columns {
		b.WriteString("| " + c.Heading + " ")
	}
	b.WriteString("|\n" + strings.Repeat("|---", len(columns)) + "|\n")
	for _, r := range rows {
		note := ""
		if r.Note != "" {
			note = "<br>Note: " + cell(r.Note)
		}
		fmt.Fprintf(&b, "| %s | %s %s | %s | %s%s | %s | %s |\n", r.Label, r.Mark, cell(r.On), cell(r.From), cell(redline.Plain(r.Words)), note, cell(r.stances()), cell(r.decided()))
	}
	return b.String()
}

// cell is what may stand in a cell of a table.
func cell(s string) string {
	return strings.ReplaceAll(plainMarkdown(text.CleanLine(s, len(s))), "|", `\|`)
}
