package linear

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"parley/tui/word"
)

// An inDocument is a saying about one document of the meeting. A program is told
// which one where it is not the first; a person where it cannot be taken for the
// one that is meant anyway.
type inDocument struct {
	saying
	number int
	named  bool // in words, too
}

// here says that s is about the document that is dealt with.
func (f *front) here(s saying) inDocument {
	return inDocument{s, f.number, f.document != f.inView}
}

func (s inDocument) words() string {
	words := s.saying.words()
	if !s.named || words == "" {
		return words
	}
	lines := strings.Split(strings.TrimSuffix(words, "\n"), "\n")
	for i, line := range lines {
		lines[i] = word.Say("Document %d: %s", s.number, line)
	}
	return strings.Join(lines, "\n")
}

// inside adds to a JSON object, with its line's end, which document it is about.
func (s inDocument) inside(object []byte) []byte {
	object = bytes.TrimSuffix(bytes.TrimSpace(object), []byte("}"))
	return fmt.Appendf(object, ",\"document\":%d}\n", s.number)
}

// encode writes one saying as JSON.
func (o *output) encode(s saying) error {
	in, placed := s.(inDocument)
	if placed {
		s = in.saying
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return err
	}
	object := b.Bytes()
	if placed && in.number > 1 {
		object = in.inside(object)
	}
	_, err := spelled{o.w}.Write(object)
	return err
}
