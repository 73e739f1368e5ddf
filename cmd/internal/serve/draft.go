package serve

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"unicode/utf8"

	"parley/collab/meeting"
	"parley/collab/text"
)

// DraftOf returns how to read a file that is brought to a meeting: once, and
// only when it is asked for. remade is called when ReadDraft says that the
// draft is not quite the file; nil where nobody wants to know.
func DraftOf(file string, remade func()) func() (string, error) {
	return sync.OnceValues(func() (string, error) {
		draft, changed, err := ReadDraft(file)
		if changed && remade != nil {
			remade()
		}
		return draft, err
	})
}

// ReadDraft reads the file that is brought to a meeting as its draft. changed says that
// characters were left out or line ends made the same, as drafts cannot have
// them. The errors are sentences for the person.
func ReadDraft(file string) (draft string, changed bool, err error) {
	b, err := readDraft(file)
	if err != nil {
		var where *fs.PathError
		if errors.As(err, &where) {
			err = where.Err
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return "", false, fmt.Errorf("there is no file %s: give one that is there, or none to begin with an empty draft", file)
		case errors.Is(err, fs.ErrPermission):
			return "", false, fmt.Errorf("%s may not be read by you: give another file, or change its permissions", file)
		}
		return "", false, fmt.Errorf("%s cannot be the draft: %w", file, err)
	}
	if !utf8.Valid(b) {
		return "", false, fmt.Errorf("%s is not text in UTF-8: save it as plain text in UTF-8 and try again", file)
	}
	draft = text.Clean(string(b))
	return draft, draft != string(b), nil
}

func readDraft(file string) ([]byte, error) {
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
	if err == nil && len(b) > meeting.MaxText {
		err = fmt.Errorf("it is larger than %d MB; give a smaller file", meeting.MaxText>>20)
	}
	return b, err
}
