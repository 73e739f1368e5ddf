//go:build unix

package docx_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/collab/paper"
)

// convertWithin is how long LibreOffice may take before the test fails. It
// bounds a hang, it is no measurement.
const convertWithin = 3 * time.Minute

// converted has LibreOffice read Word files and write them as flat OpenDocument,
// in one run, and returns what it wrote.
func converted(t *testing.T, files ...[]byte) [][]byte {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	dir := t.TempDir()
	args := []string{"--headless", "--norestore", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--convert-to", "fodt", "--outdir", filepath.Join(dir, "out")}
	for i, b := range files {
		name := filepath.Join(dir, fmt.Sprintf("%03d.docx", i))
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	ctx, cancel := context.WithTimeout(t.Context(), convertWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, soffice, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // soffice is a script that starts the program
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	var all [][]byte
	for i := range files {
		b, err := os.ReadFile(filepath.Join(dir, "out", fmt.Sprintf("%03d.fodt", i)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// A flat reads flat OpenDocument as LibreOffice writes it (ODF 1.3 part 3,
// 5.5): changes are regions of the text, told apart by their numbers.
type flat struct {
	changes  map[string]paper.Mark
	spans    []paper.Span
	active   paper.Mark
	begun    bool
	comments []paper.Comment
	region   string // the change that is being described
	inside   []string
	table    string // the words of the table, behind which nothing is text
	value    string // of the element that is being read
}

func opened(t *testing.T, b []byte) (doc paper.Document, table string) {
	t.Helper()
	f := flat{changes: map[string]paper.Mark{}}
	for d := xml.NewDecoder(strings.NewReader(string(b))); ; {
		token, err := d.Token()
		if err == io.EOF {
			doc = paper.Of(f.spans)
			doc.Comments = f.comments
			return doc, f.table
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			f.begin(e)
			f.inside, f.value = append(f.inside, e.Name.Local), ""
		case xml.EndElement:
			f.inside = f.inside[:len(f.inside)-1]
			f.end(e.Name.Local)
		case xml.CharData:
			f.value += string(e)
			if f.within("table") && !f.within("table-properties") {
				f.table += string(e)
			} else if f.within("text") && (f.within("p") || f.within("h")) && !f.within("annotation") {
				f.put(string(e))
			}
		}
	}
}

func (f *flat) within(name string) bool {
	return strings.Contains("/"+strings.Join(f.inside, "/")+"/", "/"+name+"/")
}

func (f *flat) put(s string) { f.spans = append(f.spans, paper.Span{Mark: f.active, Text: s}) }

func (f *flat) begin(e xml.StartElement) {
	attr := map[string]string{}
	for _, a := range e.Attr {
		attr[a.Name.Local] = a.Value
	}
	switch e.Name.Local {
	case "changed-region":
		f.region = attr["id"]
	case "insertion":
		f.changes[f.region] = paper.Mark{Kind: paper.Inserted}
	case "deletion":
		f.changes[f.region] = paper.Mark{Kind: paper.Deleted}
	case "change-start":
		f.active = f.changes[attr["change-id"]]
	case "change-end":
		f.active = paper.Mark{}
	case "annotation":
		f.comments = append(f.comments, paper.Comment{})
	case "tab":
		f.put("\t")
	case "s":
		n, err := strconv.Atoi(attr["c"])
		if err != nil {
			n = 1
		}
		f.put(strings.Repeat(" ", n))
	case "p", "h":
		if f.within("text") && !f.within("annotation") && !f.within("tracked-changes") && f.table == "" {
			if f.begun {
				f.put("\n")
			}
			f.begun = true
		}
	}
}

// end takes in what an element says of a change or a comment.
func (f *flat) end(name string) {
	at, _ := time.Parse("2006-01-02T15:04:05", f.value) // what is no date is none
	switch {
	case f.within("annotation"):
		c := &f.comments[len(f.comments)-1]
		switch name {
		case "creator":
			c.By = f.value
		case "date":
			c.At = at
		case "p":
			c.Text = strings.TrimPrefix(c.Text+"\n"+f.value, "\n")
		}
	case f.within("change-info"):
		m := f.changes[f.region]
		switch name {
		case "creator":
			m.By = f.value
		case "date":
			m.At = at
		}
		f.changes[f.region] = m
	}
}

// told writes stretches for a person who compares them.
func told(d paper.Document) string {
	var b strings.Builder
	for _, s := range d.Spans() {
		if s.Kind == paper.Kept {
			fmt.Fprintf(&b, "%q\n", s.Text)
			continue
		}
		fmt.Fprintf(&b, "%q %s by %s, %s\n", s.Text, s.Kind, s.By, s.At.Format(time.DateTime))
	}
	return b.String()
}

// sample is a draft with everything in it that a file can show.
func sample() paper.Document {
	at := time.Date(2026, 11, 30, 9, 5, 7, 0, time.UTC)
	change := func(k paper.Kind, by, text string) paper.Span {
		return paper.Span{Mark: paper.Mark{Kind: k, By: by, At: at}, Text: text}
	}
	d := paper.Of([]paper.Span{
		{Text: "resolves\nthat Member States "}, change(paper.Deleted, "Kenya, for ATU", "should"), change(paper.Inserted, "Kenya, for ATU", "shall"),
		{Text: " facilitate access [to affordable [broadband] connectivity];\n"},
		change(paper.Inserted, "Japan", "to invite academia to contribute,\n"),
		{Text: "to publish the report\tin the six official languages & <others>;\n"},
		change(paper.Deleted, "Canada", "to convene a workshop;\n"),
		{Text: "to report annually"}, change(paper.Inserted, "Côte d'Ivoire", ",\nand to publish the report"), {Text: "."},
		change(paper.Deleted, "Mali", "\nto meet again"),
	})
	d.Paragraphs[3].Agreed = true
	d.Comments = []paper.Comment{
		{Paragraph: 1, From: 49, To: 88, By: "Brazil", At: at, Text: "Bracket 1 is held by Brazil and Mexico."},
		{Paragraph: 2, From: 0, To: 9, By: "Japan", At: at, Text: "P-33: as in Resolution 37."},
	}
	return d
}

// timeless is the document without the times of its changes: LibreOffice takes
// changes of one author that follow each other within a minute as one.
func timeless(d paper.Document) paper.Document {
	spans := d.Spans()
	for i := range spans {
		spans[i].At = time.Time{}
	}
	return paper.Of(spans)
}

func TestLibreOfficeSeesTheChangesAsTheyWereMade(t *testing.T) {
	want := []paper.Document{sample(), paper.Plain(""), paper.Plain("one\n\n two  words")}
	for seed := range 30 {
		want = append(want, rapid.Custom(someDocument).Example(seed))
	}
	var files [][]byte
	for _, d := range want {
		files = append(files, written(t, d, someTable()))
	}
	for i, b := range converted(t, files...) {
		got, table := opened(t, b)
		if words := strings.Fields(table); strings.Join(words, " ") != "Proposals & outcomes No. Wording P-1 States shouldshall Note: <why> P-2" {
			t.Errorf("document %d: LibreOffice sees a table of %q", i, words)
		}
		if got.Clean() != want[i].Clean() || got.Original() != want[i].Original() {
			t.Errorf("document %d: with all accepted LibreOffice has\n%q, want\n%q; with all rejected\n%q, want\n%q", i, got.Clean(), want[i].Clean(), got.Original(), want[i].Original())
		}
		if i > 0 {
			got, want[i] = timeless(got), timeless(want[i])
		}
		if told(got) != told(want[i]) {
			t.Errorf("document %d: LibreOffice sees\n%s\nwant\n%s", i, told(got), told(want[i]))
		}
		if i > 0 {
			continue
		}
		for j, c := range want[i].Comments {
			if j >= len(got.Comments) || got.Comments[j].By != c.By || got.Comments[j].Text != c.Text || !got.Comments[j].At.Equal(c.At) {
				t.Errorf("comment %d of %+v, want %+v", j, got.Comments, c)
			}
		}
	}
}
