package linear

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"parley/collab/text"
)

// A saying is one thing to tell: its exported fields are the JSON object, its
// words the line for people.
type saying interface {
	// words are what a person hears: the most important word first, no
	// decoration. More than one line only where a list was asked for.
	words() string
}

// An output writes sayings, one a line. It belongs to the front's goroutine.
type output struct {
	w      *bufio.Writer
	json   bool // sayings go out as JSON objects
	prompt bool // a person types at the other end
	due    bool // the prompt is to be put out: once for each line of input, not again behind each announcement
	asked  bool // the prompt stands at the end of the output
}

func newOutput(w io.Writer, asJSON, prompt bool) *output {
	return &output{w: bufio.NewWriter(w), json: asJSON, prompt: prompt && !asJSON}
}

// say writes one saying. Errors of the writer come out at flush.
func (o *output) say(s saying) {
	if o.json {
		_ = o.encode(s) // sayings are plain structs: only writing can go wrong, and flush tells
		return
	}
	if o.asked {
		_, _ = o.w.WriteString("\n")
		o.asked = false
	}
	for line := range strings.Lines(s.words()) {
		_, _ = o.w.WriteString(tame(line) + "\n")
	}
}

// A spelled is where JSON goes. What a terminal would act on, or show turned
// around, goes on as an escape that a program reads as the same character;
// encoding/json itself does that only for the lower controls.
type spelled struct{ w io.Writer }

// Write is io.Writer's. It gets whole objects.
func (s spelled) Write(b []byte) (int, error) {
	if text.IsClean(string(b)) {
		return s.w.Write(b)
	}
	var out strings.Builder
	for _, r := range string(b) {
		if text.Shown(r) {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, "\\u%04x", r)
		}
	}
	if _, err := io.WriteString(s.w, out.String()); err != nil {
		return 0, err
	}
	return len(b), nil
}

// ask puts out the prompt where a person types and it is due.
func (o *output) ask() {
	if o.prompt && o.due {
		_, _ = o.w.WriteString("> ")
		o.due, o.asked = false, true
	}
}

// answered notes that the person has ended the prompt's line.
func (o *output) answered() { o.due, o.asked = true, false }

// flush writes out what was said; an error means that nobody reads any more.
func (o *output) flush() error { return o.w.Flush() }

// tame makes a line harmless to a terminal: no control characters, no
// characters that turn the direction of text around.
func tame(line string) string {
	return strings.ReplaceAll(text.Clean(strings.TrimRight(line, "\n")), "\n", " ")
}
