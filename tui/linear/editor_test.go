package linear_test

import (
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"parley/tui/editor"
	"parley/tui/linear"
)

// visits is how often an editor has given the terminal back. It is not the
// bubble's: a bubble cannot wait for another program.
var visits atomic.Int64

// withEditor lets a shell script be the person's editor; $0 is the file.
func withEditor(script string) func(*linear.Config) {
	return func(c *linear.Config) {
		c.Editor = editor.Command{Args: []string{"sh", "-c", script}, Away: func(on bool) {
			if !on {
				visits.Add(1)
			}
		}}
	}
}

// opensEditor lets the editor do its work.
func (r *room) opensEditor() {
	before := visits.Load()
	if _, err := io.WriteString(r.in, "editor\n"); err != nil {
		r.t.Fatal(err)
	}
	for visits.Load() == before {
		runtime.Gosched()
	}
	synctest.Wait()
}

func TestTheDraftGoesToAnEditorAndComesBack(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, withEditor(`grep -q shall "$0" || sed -i s/should/shall/ "$0"`)).welcome()
		r.said()
		r.opensEditor()
		r.hears("Line 3 now: that Member States shall act;")
		r.opensEditor()
		r.hears("Nothing was changed.")
		r.types("undo")
		r.hears("Taken back. Line 3 now: that Member States should act;")
		if got := r.log.Text().String(); got != draft {
			t.Errorf("the server has %q", got)
		}
		r.types("quit")
		if err := r.leaves(); err != nil {
			t.Error(err)
		}
	})
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 || err != nil {
		t.Errorf("there is still %v, %v", left, err)
	}
}

func TestWhatAnEditorSavedIsKeptWhereNothingComesOfIt(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, withEditor(`printf mine >"$0"; exit 3`)).welcome()
		r.said()
		r.opensEditor()
		said := strings.Join(r.said(), "\n")
		file, found := strings.CutPrefix(said, "Not done: what you wrote is kept in ")
		file, found2 := strings.CutSuffix(file, " and nothing was sent: the editor sh ended with exit status 3.")
		if !found || !found2 {
			t.Fatalf("got %q", said)
		}
		if got, err := os.ReadFile(file); string(got) != "mine" {
			t.Errorf("%q has %q, %v", file, got, err)
		}
		r.types("quit")
		if err := r.leaves(); !errors.Is(err, linear.ErrFailed) {
			t.Errorf("got %v, want %v", err, linear.ErrFailed)
		}
	})
}

func TestWithoutATerminalThereIsNoEditor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, func(c *linear.Config) { c.NoEditor = "an editor needs a terminal" }).welcome()
		r.said()
		r.types("editor", "quit")
		r.hears("Not done: not now: an editor needs a terminal.", "Left.")
		if err := r.leaves(); !errors.Is(err, linear.ErrFailed) {
			t.Errorf("got %v, want %v", err, linear.ErrFailed)
		}
	})
}

// fills makes a long draft of a short one, and empties a long one.
const fills = `if grep -q "a long line" "$0"; then : >"$0"; else for i in $(seq 100); do echo "a long line $i"; done >>"$0"; fi`

func TestAnEditorThatEmptiesTheDraftIsAskedAbout(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, withEditor(fills)).welcome()
		r.said()
		r.opensEditor()
		r.said()
		long := r.log.Text().String()
		r.opensEditor()
		said := strings.Join(r.said(), "\n")
		if !strings.Contains(said, "Not done: what you saved deletes 1546 of the draft's 1546 characters and waits in ") ||
			!strings.Contains(said, "type editor sweep to delete them, or editor keep to leave the draft as it is") || r.log.Text().String() != long {
			t.Fatalf("got %q with a draft of %d", said, r.log.Text().Len())
		}
		r.types("editor")
		r.hears("Not done: what you saved before still waits: type editor sweep to delete most of the draft, or editor keep to leave it as it is.")
		r.types("editor keep")
		said = strings.Join(r.said(), "\n")
		file, found := strings.CutPrefix(strings.TrimSuffix(said, "."), "The draft stays as it is. What you wrote is kept in ")
		if b, err := os.ReadFile(file); !found || err != nil || len(b) != 0 || r.log.Text().String() != long {
			t.Errorf("got %q, with %q in the file, %v", said, b, err)
		}
		r.types("editor sweep")
		r.hears("Not done: nothing that you saved in an editor waits.")
		r.opensEditor()
		r.said()
		r.types("editor sweep")
		if r.said(); r.log.Text().Len() != 0 {
			t.Errorf("the draft has %d characters though it was meant", r.log.Text().Len())
		}
		r.types("quit")
		if err := r.leaves(); !errors.Is(err, linear.ErrFailed) {
			t.Errorf("got %v, want %v", err, linear.ErrFailed)
		}
	})
}
