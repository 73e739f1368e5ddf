package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"parley/collab/paper"
)

// What is read of a file at most. A file that was made to harm unpacks to a
// thousand times its size and nests for ever.
const (
	MaxFile  = 64 << 20 // bytes of the file as it is
	maxPart  = 32 << 20 // bytes of one of its parts, unpacked
	maxFiles = 10_000   // parts, pictures and all
	maxDepth = 500      // elements within each other
	maxText  = 8 << 20  // bytes of text, deleted text included
	maxLines = 200_000  // paragraphs and line breaks
	maxNotes = 10_000   // comments
	maxNote  = 2_000    // code points of one comment, and of a name of an author 64
	maxName  = 64
)

var (
	// ErrNotDocx reports bytes that are no Word file.
	ErrNotDocx = errors.New("it is no Word file (.docx)")
	// ErrTooBig reports a file that holds more than a draft can.
	ErrTooBig = errors.New("it holds more than a draft can")
)

// Read reads a Word file: the text of its paragraphs, those in tables too, its
// tracked changes and its comments. Numbers that Word makes by itself are not
// text. The error wraps ErrNotDocx or ErrTooBig.
func Read(b []byte) (paper.Document, error) {
	if len(b) > MaxFile {
		return paper.Document{}, fmt.Errorf("%d MB: %w", len(b)>>20, ErrTooBig)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return paper.Document{}, fmt.Errorf("%w: %w", ErrNotDocx, err)
	}
	if len(z.File) > maxFiles {
		return paper.Document{}, fmt.Errorf("%d parts: %w", len(z.File), ErrTooBig)
	}
	main, err := target(z, "", "officeDocument", documentPart)
	if err != nil {
		return paper.Document{}, err
	}
	margin, err := target(z, main, "comments", path.Join(path.Dir(main), "comments.xml"))
	if err != nil {
		return paper.Document{}, err
	}
	r := reader{notes: map[string]*note{}}
	if err := walk(z, margin, r.comment); err != nil && !errors.Is(err, errNoPart) {
		return paper.Document{}, err
	}
	if err := walk(z, main, r.body); err != nil {
		return paper.Document{}, err
	}
	return r.document(), nil
}

// errNoPart reports a part that the file does not have.
var errNoPart = fmt.Errorf("a part is missing: %w", ErrNotDocx)

// A visitor is given every element with those around it, from the outermost,
// its beginning and its end, and the text in it. It returns skip to leave out
// what is in an element.
type visitor func(t xml.Token, in []xml.StartElement) (skip bool, err error)

// walk reads a part.
func walk(z *zip.Reader, name string, visit visitor) error {
	f, err := z.Open(strings.TrimPrefix(name, "/"))
	if err != nil {
		return fmt.Errorf("%s: %w", name, errNoPart)
	}
	defer f.Close()
	in := &io.LimitedReader{R: f, N: maxPart}
	d := xml.NewDecoder(in)
	var around []xml.StartElement
	skipped := 0 // how many elements there were around the one that is left out; 0: none is
	for {
		t, err := d.Token()
		switch {
		case in.N == 0:
			return fmt.Errorf("%s unpacks to more than %d MB: %w", name, maxPart>>20, ErrTooBig)
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w: %w", name, ErrNotDocx, err)
		}
		skip := false
		if _, ends := t.(xml.EndElement); ends {
			around = around[:len(around)-1] // the decoder has seen that they match
			if skipped == len(around)+1 {
				skipped = 0
				continue
			}
		}
		if skipped == 0 {
			if skip, err = visit(t, around); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		switch t := t.(type) {
		case xml.Directive:
			return fmt.Errorf("%s has a document type of its own: %w", name, ErrNotDocx)
		case xml.StartElement:
			if len(around) == maxDepth {
				return fmt.Errorf("%s nests deeper than %d: %w", name, maxDepth, ErrTooBig)
			}
			if around = append(around, t.Copy()); skip {
				skipped = len(around)
			}
		}
	}
}

// target returns the part that another one names as being of a kind; usual if
// it names none.
func target(z *zip.Reader, from, kind, usual string) (string, error) {
	dir, base := path.Split(from)
	found := ""
	err := walk(z, path.Join(dir, "_rels", base+".rels"), func(t xml.Token, _ []xml.StartElement) (bool, error) {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" && path.Base(attr(e, "Type")) == kind && found == "" {
			if to := attr(e, "Target"); strings.HasPrefix(to, "/") {
				found = path.Clean(to)[1:]
			} else {
				found = path.Join(dir, to)
			}
		}
		return false, nil
	})
	if err != nil && !errors.Is(err, errNoPart) {
		return "", err
	}
	if found == "" {
		return usual, nil
	}
	return found, nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
