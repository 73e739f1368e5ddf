package export

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"parley/collab/docx"
)

// Text writes the clean text alone, as it stands: what is only proposed is not
// in it.
func (d *Draft) Text(w io.Writer) error {
	_, err := io.WriteString(w, ended(d.now))
	return err
}

// Markdown writes the clean text as Markdown, with the title above it. Its
// paragraphs are parted by blank lines, as Markdown wants them; what they hold
// is left alone, so that a draft that was written in Markdown is what it was.
// Behind it is the table of the proposals.
func (d *Draft) Markdown(w io.Writer) error {
	var b strings.Builder
	text := d.now
	if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(first, "# ") {
		fmt.Fprintf(&b, "# %s\n\n", escapedMarkdown(d.Title))
	}
	fmt.Fprintf(&b, "%s\n\n", d.about())
	blank := true
	for line := range strings.SplitSeq(text, "\n") {
		if !blank && line != "" {
			b.WriteByte('\n')
		}
		blank = line == ""
		b.WriteString(line + "\n")
	}
	b.WriteByte('\n')
	if len(d.Proposals) > 0 {
		b.WriteString("## " + tableTitle + "\n\n" + markdownTable(d.Proposals))
	}
	_, err := io.WriteString(w, ended(strings.TrimRight(b.String(), "\n")))
	return err
}

// Word writes the changes as a Word file: tracked changes by the delegations,
// comments in the margin, and the table of the proposals behind the text.
func (d *Draft) Word(w io.Writer) error { return docx.Write(w, d.Document, wordTable(d.Proposals)) }

// about says in one line what is on the paper.
func (d *Draft) about() string {
	return fmt.Sprintf("Draft, version %d of %s.", d.To, day(d.At))
}

// day writes a moment as people do, in UTC.
func day(at time.Time) string { return at.UTC().Format("2 January 2006, 15:04") + " UTC" }

// ended is the text with a line break at its end, as files have it.
func ended(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

// escapedMarkdown is a line of ours in which nothing is markup.
func escapedMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_{}[]<>()#|!~&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return cmp.Or(b.String(), "Meeting")
}
