// Package tuitest runs a terminal program against a terminal in memory and
// shows what a person would see. Use it inside a testing/synctest bubble: then
// no real time passes and nothing is left to chance.
package tuitest

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// A Screen is what the user would see, and the keys that the user has.
type Screen struct {
	program *tea.Program

	mu      sync.Mutex // guards term and written
	term    *vt.Emulator
	written int // bytes
}

// Run starts m on a screen of width by height cells and stops it when the test
// ends. The terminal has all colours and counts cells by grapheme cluster; m
// is told so as a terminal would tell it.
func Run(t testing.TB, m tea.Model, width, height int, more ...tea.ProgramOption) *Screen {
	t.Helper()
	s := &Screen{term: vt.NewEmulator(width, height)}
	go s.ignoreAnswers()
	options := append([]tea.ProgramOption{
		tea.WithInput(nil), tea.WithOutput(s),
		tea.WithWindowSize(width, height), tea.WithoutSignalHandler(),
		tea.WithColorProfile(colorprofile.TrueColor),
		tea.WithEnvironment([]string{"TERM=xterm-256color"}),
	}, more...)
	s.program = tea.NewProgram(m, options...)
	done := make(chan error, 1)
	go func() { _, err := s.program.Run(); done <- err }()
	t.Cleanup(func() {
		s.program.Quit()
		if err := <-done; err != nil {
			t.Error(err)
		}
		s.term.InputPipe().(io.Closer).Close() // the emulator's own Close races with Read
	})
	// Bubble Tea tells the size from a goroutine of its own: a key could come
	// first, and a program on a screen without a size leaves it unheard.
	s.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
	s.program.Send(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset})
	return s
}

// ignoreAnswers reads what the terminal would send back, until it is closed.
func (s *Screen) ignoreAnswers() {
	for b := make([]byte, 256); ; {
		if _, err := s.term.Read(b); err != nil {
			return
		}
	}
}

// Send sends any message, as the world outside the program does.
func (s *Screen) Send(msg tea.Msg) { s.program.Send(msg) }

// Press sends keys, one after the other.
func (s *Screen) Press(keys ...tea.Key) {
	for _, k := range keys {
		s.program.Send(tea.KeyPressMsg(k))
	}
}

// Release sends the release of a key, which few terminals report.
func (s *Screen) Release(k tea.Key) { s.program.Send(tea.KeyReleaseMsg(k)) }

// Type sends text letter by letter; a line break is the Enter key, a tab the
// Tab key.
func (s *Screen) Type(text string) {
	for _, c := range text {
		switch c {
		case '\n':
			s.Press(tea.Key{Code: tea.KeyEnter})
		case '\t':
			s.Press(tea.Key{Code: tea.KeyTab})
		default:
			s.Press(tea.Key{Code: c, Text: string(c)})
		}
	}
}

// Ctrl sends a letter with the Ctrl key.
func (s *Screen) Ctrl(letter rune) { s.Press(tea.Key{Code: letter, Mod: tea.ModCtrl}) }

// Paste sends text as a bracketed paste.
func (s *Screen) Paste(text string) { s.program.Send(tea.PasteMsg{Content: text}) }

// Resize gives the terminal another size.
func (s *Screen) Resize(width, height int) {
	synctest.Wait() // Bubble Tea's own word of the first size comes before
	s.mu.Lock()
	s.term.Resize(width, height)
	s.mu.Unlock()
	s.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Text lets the program draw and returns the screen, without trailing blanks
// and without empty lines at the end.
func (s *Screen) Text() string {
	s.draw()
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := strings.Split(s.term.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// Cursor lets the program draw and returns where the terminal's cursor is:
// column and row from 0.
func (s *Screen) Cursor() (x, y int, visible bool) {
	s.draw()
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.term.CursorPosition()
	return at.X, at.Y, !s.term.CursorHidden()
}

// A Look is how a cell looks, as far as tests ask for it.
type Look struct {
	Text                                     string
	Bold, Faint, Reverse, Underlined, Struck bool
	Coloured                                 bool // its letters or its ground are not the terminal's own
}

// Look lets the program draw and returns the look of a cell.
func (s *Screen) Look(x, y int) Look {
	s.draw()
	s.mu.Lock()
	defer s.mu.Unlock()
	cell := s.term.CellAt(x, y)
	if cell == nil {
		return Look{}
	}
	st := cell.Style
	return Look{
		Text: cell.Content,
		Bold: st.Attrs&uv.AttrBold != 0, Faint: st.Attrs&uv.AttrFaint != 0,
		Reverse: st.Attrs&uv.AttrReverse != 0, Struck: st.Attrs&uv.AttrStrikethrough != 0,
		Underlined: st.Underline != ansi.UnderlineNone,
		Coloured:   st.Fg != nil || st.Bg != nil,
	}
}

// draw waits until the program has nothing to do and has drawn: three frames,
// in which no real time passes.
func (s *Screen) draw() {
	time.Sleep(50 * time.Millisecond)
	synctest.Wait()
}

// Write is the program's output. A real terminal would turn \n into \r\n.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written += len(p)
	_, err := s.term.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}
