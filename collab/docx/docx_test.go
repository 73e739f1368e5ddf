package docx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/collab/docx"
	"parley/collab/paper"
)

func written(t interface{ Fatal(...any) }, d paper.Document, about ...docx.Table) []byte {
	var b bytes.Buffer
	if err := docx.Write(&b, d, about...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// someDocument draws a document such as a meeting makes.
func someDocument(t *rapid.T) paper.Document {
	var spans []paper.Span
	for range rapid.IntRange(0, 12).Draw(t, "spans") {
		s := paper.Span{Text: rapid.StringOfN(rapid.RuneFrom([]rune("ab \n\t<&>\"'[|]{é段🚀")), 0, 9, -1).Draw(t, "text")}
		if s.Kind = paper.Kind(rapid.IntRange(0, 2).Draw(t, "kind")); s.Kind != paper.Kept {
			s.By = rapid.SampledFrom([]string{"Kenya, for ATU", `Côte d'Ivoire <"&">`}).Draw(t, "by")
			s.At = time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC()
		}
		spans = append(spans, s)
	}
	d := paper.Of(spans)
	for i := range d.Paragraphs {
		d.Paragraphs[i].Agreed = rapid.Bool().Draw(t, "agreed")
		d.Paragraphs[i].Heading = rapid.Bool().Draw(t, "heading")
	}
	for i := range d.Paragraphs {
		if rapid.IntRange(0, 3).Draw(t, "comment") > 0 {
			continue
		}
		n := d.Paragraphs[i].Len()
		c := paper.Comment{Paragraph: i, By: "Brazil", At: time.Unix(1e9, 0).UTC(), Text: rapid.SampledFrom([]string{"Why?", "two\nlines", "a < b & c"}).Draw(t, "comment text")}
		c.From = rapid.IntRange(0, n).Draw(t, "from")
		c.To = rapid.IntRange(c.From, n).Draw(t, "to")
		d.Comments = append(d.Comments, c)
	}
	return d
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := someDocument(t)
		got, err := docx.Read(written(t, want))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v\nwant\n%+v", got, want)
		}
	})
}

// someTable is a table about a document.
func someTable() docx.Table {
	return docx.Table{Title: "Proposals & outcomes", Columns: []docx.Column{{Heading: "No.", Share: 1}, {Heading: "Wording", Share: 3}}, Rows: [][]docx.Cell{
		{docx.Words("P-1"), {{{Text: "States "}, {Mark: paper.Mark{Kind: paper.Deleted}, Text: "should"}, {Mark: paper.Mark{Kind: paper.Inserted}, Text: "shall"}}, {{Text: "Note: <why>"}}}},
		{docx.Words("P-2"), nil},
	}}
}

func TestATableBehindTheTextIsNoPartOfIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := someDocument(t)
		if got, err := docx.Read(written(t, want, someTable())); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v, %v\nwant\n%+v", got, err, want)
		}
	})
}

func TestTheSameDocumentMakesTheSameBytes(t *testing.T) {
	d := paper.Plain("one\ntwo")
	if !bytes.Equal(written(t, d), written(t, d)) {
		t.Error("two files of one document differ")
	}
}

// packed makes a Word file of a document part.
func packed(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// body makes the document part of what is in its body.
func body(s string) map[string]string {
	return map[string]string{"word/document.xml": `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="x"><w:body>` + s + `</w:body></w:document>`}
}

func TestWhatOtherProgramsWriteIsRead(t *testing.T) {
	for _, tt := range []struct{ name, body, original, clean string }{
		{"runs of one paragraph", `<w:p><w:r><w:t>a</w:t></w:r><w:r><w:t xml:space="preserve"> b</w:t></w:r></w:p>`, "a b", "a b"},
		{"paragraphs and properties", `<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>c</w:t></w:r></w:p><w:sectPr/>`, "a\tb\n\nc", "a\tb\n\nc"},
		{"a table", `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`, "a\nb", "a\nb"},
		{"a table of ours, and what a program puts behind it", `<w:p><w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tblPr><w:tblStyle w:val="ParleyTable"/></w:tblPr><w:tr><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/><w:sectPr/>`, "a", "a"},
		{"what a person writes behind a table of ours", `<w:p><w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tblPr><w:tblStyle w:val="ParleyTable"/></w:tblPr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/><w:p><w:r><w:t>c</w:t></w:r></w:p>`, "a\nc", "a\nc"},
		{"a line break", `<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:br w:type="page"/></w:r></w:p>`, "a\nb", "a\nb"},
		{"a moved paragraph", `<w:p><w:moveFrom w:id="1" w:author="A"><w:r><w:t>a</w:t></w:r></w:moveFrom></w:p><w:p><w:moveTo w:id="2" w:author="A"><w:r><w:t>a</w:t></w:r></w:moveTo></w:p>`, "a\n", "\na"},
		{"put in by one and taken out by another", `<w:p><w:r><w:t>a</w:t></w:r><w:ins w:id="1" w:author="A"><w:del w:id="2" w:author="B"><w:r><w:delText>b</w:delText></w:r></w:del></w:ins></w:p>`, "a", "a"},
		{"a deleted paragraph mark", `<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p><w:p><w:r><w:t>b</w:t></w:r></w:p>`, "a\nb", "ab"},
		{"how a paragraph was before", `<w:p><w:pPr><w:pPrChange w:id="1" w:author="A"><w:pPr><w:rPr><w:ins w:id="3" w:author="B"/></w:rPr></w:pPr></w:pPrChange></w:pPr><w:r><w:t>a</w:t></w:r></w:p><w:p/>`, "a\n", "a\n"},
		{"a field", `<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r></w:p>`, "7", "7"},
		{"a text box", `<w:p><w:r><w:t>a</w:t><mc:AlternateContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></mc:AlternateContent></w:r><w:r><w:t>b</w:t></w:r></w:p>`, "ab", "ab"},
		{"characters that a draft cannot have", "<w:p><w:r><w:t>a\u202eb\u200fc</w:t></w:r></w:p>", "abc", "abc"},
		{"another namespace", `<w:p><w:r><x:t xmlns:x="y">no</x:t><w:t>a</w:t></w:r></w:p>`, "a", "a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := docx.Read(packed(t, body(tt.body)))
			if err != nil {
				t.Fatal(err)
			}
			if d.Original() != tt.original || d.Clean() != tt.clean {
				t.Errorf("got %q and %q, want %q and %q", d.Original(), d.Clean(), tt.original, tt.clean)
			}
		})
	}
}

func TestAPartMayHaveAnyName(t *testing.T) {
	parts := body(`<w:p><w:r><w:t>a</w:t></w:r><w:commentRangeStart w:id="7"/><w:r><w:t>b</w:t></w:r><w:commentRangeEnd w:id="7"/></w:p>`)
	parts["elsewhere/main.xml"] = parts["word/document.xml"]
	delete(parts, "word/document.xml")
	parts["_rels/.rels"] = `<Relationships><Relationship Type="http://x/officeDocument" Target="/elsewhere/main.xml"/></Relationships>`
	parts["elsewhere/_rels/main.xml.rels"] = `<Relationships><Relationship Type="http://x/comments" Target="notes.xml"/></Relationships>`
	parts["elsewhere/notes.xml"] = `<w:comments xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:comment w:id="7" w:author="B" w:date="nonsense"><w:p><w:r><w:t>Why?</w:t></w:r></w:p></w:comment></w:comments>`
	d, err := docx.Read(packed(t, parts))
	want := []paper.Comment{{From: 1, To: 2, By: "B", Text: "Why?"}}
	if err != nil || d.Clean() != "ab" || !reflect.DeepEqual(d.Comments, want) {
		t.Errorf("got %q, %+v, %v", d.Clean(), d.Comments, err)
	}
}

func TestAFileMadeToHarmIsRefused(t *testing.T) {
	deep := strings.Repeat("<w:r>", 100_000)
	for name, tt := range map[string]struct {
		file []byte
		want error
	}{
		"no zip":                     {[]byte("PK\x03\x04 and then nothing"), docx.ErrNotDocx},
		"a zip of other things":      {packed(t, map[string]string{"a.txt": "a"}), docx.ErrNotDocx},
		"no XML":                     {packed(t, map[string]string{"word/document.xml": "<w:document"}), docx.ErrNotDocx},
		"elements that do not match": {packed(t, map[string]string{"word/document.xml": "<a></b>"}), docx.ErrNotDocx},
		"nested for ever":            {packed(t, body(deep)), docx.ErrTooBig},
		"nested in a picture":        {packed(t, body("<w:drawing>"+deep)), docx.ErrTooBig},
		"entities":                   {packed(t, map[string]string{"word/document.xml": `<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>`}), docx.ErrNotDocx},
		"unpacks to much":            {packed(t, body(strings.Repeat(" ", 33<<20))), docx.ErrTooBig},
		"very many paragraphs":       {packed(t, body(strings.Repeat("<w:p/>", 300_000))), docx.ErrTooBig},
		"very much text":             {packed(t, body("<w:p><w:r><w:t>"+strings.Repeat("a", 9<<20)+"</w:t></w:r></w:p>")), docx.ErrTooBig},
	} {
		if _, err := docx.Read(tt.file); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	const p = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:pPr><w:rPr><w:ins w:author="A"/></w:rPr></w:pPr>` +
		`<w:commentRangeStart w:id="0"/><w:del w:author="B" w:date="2026-11-30T09:00:00Z"><w:r><w:delText>a</w:delText></w:r></w:del><w:commentRangeEnd w:id="0"/></w:p><w:p/></w:body></w:document>`
	f.Add(p, `<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0"><w:p><w:r><w:t>n</w:t></w:r></w:p></w:comment></w:comments>`)
	f.Fuzz(func(t *testing.T, document, comments string) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, content := range map[string]string{"word/document.xml": document, "word/comments.xml": comments} {
			if w, err := z.Create(name); err == nil {
				_, _ = w.Write([]byte(content)) // into memory
			}
		}
		z.Close()
		d, err := docx.Read(b.Bytes())
		if err != nil {
			if !errors.Is(err, docx.ErrNotDocx) && !errors.Is(err, docx.ErrTooBig) {
				t.Fatalf("refused for no reason of its own: %v", err)
			}
			return
		}
		again, err := docx.Read(written(t, d))
		if err != nil || again.Original() != d.Original() || again.Clean() != d.Clean() {
			t.Errorf("%q and %q are written as %q and %q, %v", d.Original(), d.Clean(), again.Original(), again.Clean(), err)
		}
	})
}

func FuzzReadBytes(f *testing.F) {
	f.Add(written(f, paper.Plain("a\nb")))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := docx.Read(b); err != nil && !errors.Is(err, docx.ErrNotDocx) && !errors.Is(err, docx.ErrTooBig) {
			t.Fatalf("refused for no reason of its own: %v", err)
		}
	})
}
