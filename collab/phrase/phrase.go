// Package phrase is for sentences that are written where nobody knows which
// language the person reads: by the rules that client and server share. They are
// errors in English, and what a front needs to say them in another language.
package phrase

import "fmt"

// A Sentence is an error for a person to read. It has no full stop.
type Sentence struct {
	english string
	args    []any
}

// New returns a sentence; english is a format as fmt has it, and what a
// catalogue of words finds the sentence by. The words that go into it are as
// they are in every language: what was typed, numbers, names of commands.
func New(english string, args ...any) error { return &Sentence{english, args} }

func (s *Sentence) Error() string { return fmt.Sprintf(s.english, s.args...) }

// Phrase returns the sentence's format, and what goes into it.
func (s *Sentence) Phrase() (english string, args []any) { return s.english, s.args }
