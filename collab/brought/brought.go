// Package brought reads what people bring to a meeting: plain text, Markdown, a
// Word file, CriticMarkup or a plain diff. It says what kind a file is by what
// is in it, and what changes it asks for, paragraph by paragraph, so that they
// can be proposed. The package does no I/O.
package brought

import (
	"fmt"
	"unicode/utf8"

	"parley/collab/critic"
	"parley/collab/docx"
	"parley/collab/paper"
	"parley/collab/patch"
	"parley/collab/text"
)

// A File is what was brought. Of its two parts one is there.
type File struct {
	Kind     Kind
	Document paper.Document
	Patch    patch.Patch // of a Diff
	Remade   bool        // characters were left out, or line ends made the same, as drafts cannot have them
}

// A Kind is a kind of file.
type Kind uint8

// The kinds.
const (
	Text   Kind = iota // plain text, and Markdown
	Word               // a Word file
	Critic             // CriticMarkup
	Diff               // a plain diff
)

// String names the kind.
func (k Kind) String() string {
	return [...]string{"text", "a Word file", "CriticMarkup", "a plain diff"}[k]
}

// ErrNotUTF8 reports a file that is neither a Word file nor text in UTF-8.
var ErrNotUTF8 = fmt.Errorf("it is not text in UTF-8")

// Read reads a file. The error wraps what the package of its kind says, or is
// ErrNotUTF8.
func Read(b []byte) (f File, err error) {
	if docx.Begins(b) {
		f.Kind = Word
		f.Document, err = docx.Read(b)
		return f, err
	}
	if !utf8.Valid(b) {
		return f, ErrNotUTF8
	}
	s := text.Clean(string(b))
	f.Remade = s != string(b)
	switch {
	case patch.Is(s):
		f.Kind = Diff
		f.Patch, err = patch.Parse(s)
	case critic.Marked(s):
		f.Kind = Critic
		f.Document, err = critic.Parse(s)
	default:
		f.Document = paper.Plain(s)
	}
	return f, err
}
