package main

import (
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"parley/cmd/internal/serve"
	"parley/collab/meeting"
)

// papers are the files that a meeting is opened with: the first becomes its
// draft, each further one a document of its own.
type papers []string

// addFlag adds the flag that names them.
func (p *papers) addFlag(f *pflag.FlagSet) {
	f.StringArrayVar((*[]string)(p), "draft", nil, "the file that becomes the draft of a meeting that is opened; given again, one more document of it")
}

// check says what is wrong with how many they are.
func (p papers) check() error {
	if len(p) > meeting.MaxDocuments {
		return wrongUsage("%q is one file too many: a meeting has %d documents at most", p[meeting.MaxDocuments], meeting.MaxDocuments)
	}
	return nil
}

// title is what the meeting is called if nobody says otherwise.
func (p papers) title() string {
	if len(p) == 0 {
		return serve.TitleOf("")
	}
	return serve.TitleOf(p[0])
}

// begin has the server open its first meeting with them. What of a file is not
// in its document is told.
func (p papers) begin(c *serve.Config, tell io.Writer) {
	for i, file := range p {
		read := serve.DraftOf(file, func(b serve.Beginning) { remark(tell, file, b) })
		if i == 0 {
			c.Draft = read
			continue
		}
		c.Documents = append(c.Documents, serve.Document{Title: serve.TitleOf(file), Text: read})
	}
}

// into reads them into the order to open a meeting, as begin does.
func (p papers) into(o *serve.Opening, tell io.Writer) error {
	for i, file := range p {
		b, err := serve.ReadDraft(file)
		if err != nil {
			return err
		}
		remark(tell, file, b)
		if i == 0 {
			o.Draft = b.Draft
			continue
		}
		o.Documents = append(o.Documents, serve.Enclosure{Title: serve.TitleOf(file), Text: b.Draft})
	}
	return nil
}

// remark tells what of a file is not in the document made of it: nobody here has
// a seat from which to propose the changes that are marked in it.
func remark(tell io.Writer, file string, b serve.Beginning) {
	for _, r := range b.Remarks {
		_, _ = fmt.Fprintln(tell, "parleyd: "+r) // nobody is left to tell if it fails
	}
	if b.File.Document.Changed() {
		_, _ = fmt.Fprintf(tell, "parleyd: %s is the document as it was before the changes marked in it: propose them with parley import %[1]s LINK\n", file)
	}
}
