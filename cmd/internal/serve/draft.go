package serve

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"

	"parley/collab/brought"
	"parley/collab/critic"
	"parley/collab/docx"
	"parley/collab/meeting"
	"parley/collab/patch"
)

// A Beginning is a file that is brought to a meeting as its draft.
type Beginning struct {
	Draft   string       // of a file with changes of its own the text before them
	File    brought.File // with these changes, to be proposed
	Remarks []string     // what of the file is not in the draft; sentences for the person
}

// DraftOf returns how to read a file that is brought to a meeting: once, and
// only when it is asked for. read is given what was read; nil where nobody
// wants to know.
func DraftOf(file string, read func(Beginning)) func() (string, error) {
	return sync.OnceValues(func() (string, error) {
		b, err := ReadDraft(file)
		if none := noFile(""); errors.As(err, &none) {
			err = fmt.Errorf("%w, or none to begin with an empty draft", err)
		}
		if err == nil && read != nil {
			read(b)
		}
		return b.Draft, err
	})
}

// ReadDraft reads the file that is brought to a meeting as its draft: text,
// Markdown, a Word file, CriticMarkup or a plain diff that makes a new text. The
// errors are sentences for the person.
func ReadDraft(file string) (b Beginning, err error) {
	if b.File, err = ReadFile(file); err != nil {
		return Beginning{}, err
	}
	if b.File.Kind == brought.Diff {
		if b.Draft, err = b.File.Patch.Apply(""); err != nil {
			return Beginning{}, fmt.Errorf("%s is a plain diff of a text that is elsewhere: host that text, and bring the diff with parley import", file)
		}
		b.File = brought.File{} // it is the draft, and asks for nothing more
		return b, nil
	}
	if b.File.Remade {
		b.Remarks = append(b.Remarks, fmt.Sprintf("line ends of %s were made the same and invisible characters left out, as drafts cannot have them", file))
	}
	b.Draft = b.File.Document.Original()
	if len(b.Draft) > meeting.MaxText {
		return Beginning{}, fmt.Errorf("%s cannot be the draft: it is larger than %d MB; give a smaller file", file, meeting.MaxText>>20)
	}
	return b, nil
}

// A noFile is the name of a file that is not there.
type noFile string

func (f noFile) Error() string {
	return fmt.Sprintf("there is no file %s: give one that is there", string(f))
}

// ReadFile reads a file that is brought to a meeting, whatever it is. The errors
// are sentences for the person.
func ReadFile(file string) (brought.File, error) {
	b, err := readFile(file)
	if err != nil {
		var where *fs.PathError
		if errors.As(err, &where) {
			err = where.Err
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return brought.File{}, noFile(file)
		case errors.Is(err, fs.ErrPermission):
			return brought.File{}, fmt.Errorf("%s may not be read by you: give another file, or change its permissions", file)
		}
		return brought.File{}, fmt.Errorf("%s cannot be the draft: %w", file, err)
	}
	f, err := brought.Read(b)
	switch {
	case errors.Is(err, brought.ErrNotUTF8):
		err = fmt.Errorf("%s is not text in UTF-8: save it as plain text in UTF-8 and try again", file)
	case errors.Is(err, docx.ErrNotDocx):
		err = fmt.Errorf("%s cannot be read as a Word file: save it as .docx again, or as plain text", file)
	case errors.Is(err, docx.ErrTooBig):
		err = fmt.Errorf("%s cannot be the draft: %w; give a smaller file", file, err)
	case errors.Is(err, critic.ErrUnclosed):
		err = fmt.Errorf("%s: %w: close it, or put a backslash in front of the sign if it is text", file, err)
	case errors.Is(err, patch.ErrMalformed), errors.Is(err, patch.ErrSeveral):
		err = fmt.Errorf("%s cannot be read: %w", file, err)
	}
	return f, err
}

// readFile reads as much as a draft may have; of a Word file, in which there
// are pictures, more.
func readFile(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case st.IsDir():
		return nil, errors.New("it is a directory; give a text file")
	}
	b, err := io.ReadAll(io.LimitReader(f, meeting.MaxText+1))
	if err == nil && docx.Begins(b) {
		var rest []byte
		rest, err = io.ReadAll(io.LimitReader(f, docx.MaxFile))
		return append(b, rest...), err
	}
	if err == nil && len(b) > meeting.MaxText {
		err = fmt.Errorf("it is larger than %d MB; give a smaller file", meeting.MaxText>>20)
	}
	return b, err
}
