package editor

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/phrase"
	"parley/collab/text"
	"parley/tui/word"
)

// What the editor saved and cannot come into the draft.
var (
	ErrNotText  = errors.New(word.Mark("what the editor saved is not UTF-8 text"))
	ErrTooLarge = phrase.New("what the editor saved is larger than a draft may be, which is %d MB", meeting.MaxText>>20)
)

// A Visit is one text's visit to the editor. It belongs to one goroutine at a
// time, and has the methods that Bubble Tea asks of what it gives the terminal
// to.
type Visit struct {
	command Command
	title   string
	text    string
	stdin   *os.File
	stdout  io.Writer
	stderr  io.Writer

	file    string // where the text is
	written []byte // what was put there
	change  delta.Delta
	dropped int
}

// New returns the visit of a text. The editor sees it in a file that is named
// after the title.
func New(c Command, title, text string) *Visit { return &Visit{command: c, title: title, text: text} }

// SetStdin says what the editor reads. Only a file, which a terminal is, can be
// given: what stands between would take keys that are not the editor's.
func (v *Visit) SetStdin(r io.Reader) { v.stdin, _ = r.(*os.File) }

// SetStdout says where the editor draws.
func (v *Visit) SetStdout(w io.Writer) { v.stdout = w }

// SetStderr says where the editor complains.
func (v *Visit) SetStderr(w io.Writer) { v.stderr = w }

// Run takes the text to the editor, waits until the person is done, and works
// out what changed. The error says in words why nothing comes of it; what was
// written is in File then, unless that is empty.
func (v *Visit) Run() error {
	if err := v.write(); err != nil {
		return fmt.Errorf(word.Say("the draft could not be put into a file for the editor: %w"), err)
	}
	if err := v.edit(); err != nil {
		v.forgetUntouched()
		return err
	}
	saved, err := v.read()
	if err == nil {
		v.change, err = delta.Diff(v.text, saved)
	}
	return err
}

// Change returns what was changed in the editor, as a change of the text that
// New got, and whether that is anything.
func (v *Visit) Change() (delta.Delta, bool) { return v.change, v.change.Changes() }

// Dropped returns how many characters were left out of what was saved because
// they may not stand in a draft: control characters and marks of direction.
func (v *Visit) Dropped() int { return v.dropped }

// File returns where the text is; empty: nowhere.
func (v *Visit) File() string { return v.file }

// Forget deletes the file, once what is in it is kept elsewhere.
func (v *Visit) Forget() error {
	if v.file == "" {
		return nil
	}
	dir := filepath.Dir(v.file)
	v.file = ""
	return os.RemoveAll(dir) // with what the editor left beside it
}

// forgetUntouched deletes the file where nothing was saved in it.
func (v *Visit) forgetUntouched() {
	if now, err := os.ReadFile(v.file); err == nil && string(now) == string(v.written) {
		_ = v.Forget() // a file too much is no reason to say anything
	}
}

// write puts the text into a file that nobody else on this machine can read.
// Editors end a file's last line with a line break, so it has one.
func (v *Visit) write() error {
	dir, err := os.MkdirTemp("", "parley-")
	if err != nil {
		return err
	}
	v.written = []byte(v.text)
	if v.text != "" && !strings.HasSuffix(v.text, "\n") {
		v.written = append(v.written, '\n')
	}
	v.file = filepath.Join(dir, fileName(v.title))
	if err := os.WriteFile(v.file, v.written, 0o600); err != nil {
		_ = v.Forget() // the first error says it all
		return err
	}
	return nil
}

// edit runs the editor.
func (v *Visit) edit() error {
	name := v.command.Args[0]
	cmd := exec.Command(name, append(v.command.Args[1:len(v.command.Args):len(v.command.Args)], v.file)...)
	if v.stdin != nil {
		cmd.Stdin = v.stdin
	}
	cmd.Stdout, cmd.Stderr = v.stdout, v.stderr
	if away := v.command.Away; away != nil {
		away(true)
		defer away(false)
	}
	err := cmd.Run()
	name = filepath.Base(name)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit):
		return errors.New(word.Say("the editor %s ended with %v", name, exit))
	case errors.Is(err, exec.ErrNotFound):
		return errors.New(word.Say("the editor %s is not on this machine: set VISUAL or EDITOR to one that is", name))
	}
	return fmt.Errorf(word.Say("the editor %s could not be started: %w"), name, err)
}

// read returns the text as it was saved.
func (v *Visit) read() (string, error) {
	st, err := os.Stat(v.file)
	switch {
	case err != nil:
		v.file = ""
		return "", errors.New(word.Say("the editor left no file behind"))
	case st.Size() > meeting.MaxText+1: // the line break at the end is not the draft's
		return "", ErrTooLarge
	}
	b, err := os.ReadFile(v.file)
	if err != nil {
		return "", fmt.Errorf(word.Say("what the editor saved could not be read: %w"), err)
	}
	if !utf8.Valid(b) {
		return "", ErrNotText
	}
	return v.clean(string(b)), nil
}

// clean returns what of the saved text may stand in a draft, without what
// editors add on their own: a byte order mark, line breaks as on Windows, and
// one at the end.
func (v *Visit) clean(saved string) string {
	if !strings.HasPrefix(v.text, "\ufeff") {
		saved = strings.TrimPrefix(saved, "\ufeff")
	}
	saved = strings.ReplaceAll(saved, "\r\n", "\n")
	cleaned := text.Clean(saved)
	v.dropped = utf8.RuneCountInString(saved) - utf8.RuneCountInString(cleaned)
	if !strings.HasSuffix(v.text, "\n") {
		cleaned = strings.TrimSuffix(cleaned, "\n")
	}
	return cleaned
}

// nameLen is how many characters of the title a file's name has at most: with
// four bytes each that stays below the 255 bytes that file systems allow.
const nameLen = 60

// fileName is the title as the name of a file: letters and digits, and a dash
// for what is between.
func fileName(title string) string {
	parts := strings.FieldsFunc(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	name := []rune(strings.Join(parts, "-"))
	name = name[:min(len(name), nameLen)]
	if len(name) == 0 {
		name = []rune("draft")
	}
	return string(name) + ".md"
}
