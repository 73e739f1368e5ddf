package app_test

import (
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"parley/tui/app"
	"parley/tui/editor"
)

// visits is how often an editor has given the terminal back. It is not the
// bubble's: a bubble cannot wait for another program.
var visits atomic.Int64

// opensEditor lets the editor do its work. Bubble Tea waits half a second for
// its reader of keys before it gives the terminal away, and the bubble's time
// must stand still from then on.
func (b *bench) opensEditor() {
	before := visits.Load()
	b.Press(tea.Key{Code: tea.KeyF10})
	time.Sleep(600 * time.Millisecond)
	for turns := 0; visits.Load() == before; turns++ {
		if turns == 100_000_000 {
			b.t.Fatalf("no editor came and went; the screen is\n%s", b.Text())
		}
		runtime.Gosched()
	}
	time.Sleep(100 * time.Millisecond)
}

// withEditor lets a shell script be the person's editor; $0 is the file.
func withEditor(script string) func(*app.Config) {
	return func(c *app.Config) {
		c.Editor = editor.Command{Args: []string{"sh", "-c", script}, Away: func(on bool) {
			if !on {
				visits.Add(1)
			}
		}}
	}
}

func TestTheDraftGoesToAnEditorAndComesBack(t *testing.T) {
	inMeeting(t, "what was changed there is one step of undo", func(t *testing.T) {
		t.Setenv("TMPDIR", t.TempDir())
		b := join(t, 80, 24, withEditor(`sed -i 's/ad hoc group/drafting group/; s/report/account/' "$0"`))
		before := b.log.Text().String()
		b.opensEditor()
		b.shows("What you saved is in the draft.")
		b.shows("The drafting group")
		b.accept()
		b.shows("all received")
		if got := b.log.Text().String(); got != strings.ReplaceAll(strings.ReplaceAll(before, "ad hoc group", "drafting group"), "report", "account") {
			t.Errorf("the server has %q", got)
		}
		b.Ctrl('u')
		b.shows("The ad hoc group")
		b.accept()
		if got := b.log.Text().String(); got != before {
			t.Errorf("taken back, the server has %q", got)
		}
		if left, err := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 || err != nil {
			t.Errorf("there is still %v, %v", left, err)
		}
	})
	inMeeting(t, "what others wrote before it came back stays, and what was typed here goes out first", func(t *testing.T) {
		b := join(t, 80, 24, withEditor(`sed -i 's/MINE group/OUR group/' "$0"`))
		b.Type("i")
		for range len("The ad hoc ") {
			b.Press(tea.Key{Code: tea.KeyRight})
		}
		b.Type("MINE ")
		b.opensEditor()
		b.shows("The ad hoc OUR group")
		if len(b.told().sent) != 2 {
			t.Errorf("%d commands were sent, want the typing and then the change", len(b.told().sent))
		}
		b.shows("WRITING")
		b.accept()
	})
	inMeeting(t, "nothing changed, nothing sent", func(t *testing.T) {
		b := join(t, 80, 24, withEditor("true"))
		b.opensEditor()
		b.shows("Nothing was changed in the editor.")
		if len(b.told().sent) != 0 {
			t.Error("something was sent")
		}
	})
	inMeeting(t, "what cannot come into the draft is kept, and said where", func(t *testing.T) {
		short, err := os.MkdirTemp("", "kept")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(short)
		t.Setenv("TMPDIR", short)
		b := join(t, 100, 24, withEditor(`printf 'r\351sum\351' >"$0"`))
		b.opensEditor()
		b.shows("NOT IN THE DRAFT")
		b.shows("What the editor saved is not UTF-8 text. Nothing was sent.")
		b.shows("What you wrote is kept in the file")
		file := strings.TrimSpace(regexp.MustCompile(`/\S*\.md`).FindString(b.Text()))
		if got, err := os.ReadFile(file); string(got) != "r\xe9sum\xe9" {
			t.Errorf("%q has %q, %v", file, got, err)
		}
		b.Press(esc)
		b.hides("NOT IN THE DRAFT")
		if len(b.told().sent) != 0 {
			t.Error("something was sent")
		}
	})
	inMeeting(t, "an editor that ends badly", func(t *testing.T) {
		b := join(t, 80, 24, withEditor("exit 3"))
		b.opensEditor()
		b.shows("The editor sh ended with exit status 3. Nothing was sent.")
	})
	inMeeting(t, "control characters are left out, and that is said", func(t *testing.T) {
		b := join(t, 80, 24, withEditor(`printf '\033two\n' >"$0"`))
		b.opensEditor()
		b.shows("in the draft. 1 control character was left out.")
		b.accept()
	})
	inMeeting(t, "no editor is set", func(t *testing.T) {
		b := join(t, 80, 24, func(c *app.Config) { c.NoEditor = editor.ErrNone.Error() })
		b.Press(tea.Key{Code: tea.KeyF10})
		b.shows("Change the draft in my own editor, not now: no editor is set")
	})
}

// fills makes a long draft of a short one, and empties a long one.
const fills = `if grep -q "a long line" "$0"; then : >"$0"; else for i in $(seq 100); do echo "a long line $i"; done >>"$0"; fi`

func TestAnEditorThatEmptiesTheDraftIsAskedAbout(t *testing.T) {
	emptied := func(t *testing.T) (b *bench, long string) {
		t.Setenv("TMPDIR", t.TempDir())
		b = join(t, 100, 24, withEditor(fills))
		b.opensEditor()
		b.accept()
		long = b.log.Text().String()
		b.opensEditor()
		b.shows("DELETE MOST OF THE DRAFT?")
		b.shows("Nothing was sent yet.")
		if b.log.Text().String() != long {
			t.Fatal("it was sent unasked")
		}
		return b, long
	}
	inMeeting(t, "Enter leaves the draft as it is", func(t *testing.T) {
		b, long := emptied(t)
		b.Press(tea.Key{Code: tea.KeyEnter})
		b.shows("NOT IN THE DRAFT")
		b.shows("What you saved would have deleted most of the draft. Nothing was sent.")
		b.accept()
		if b.log.Text().String() != long {
			t.Error("the draft was changed")
		}
	})
	inMeeting(t, "so does what puts the question away", func(t *testing.T) {
		b, long := emptied(t)
		b.Ctrl('p')
		b.shows("ALL ACTIONS")
		b.shows("The draft stays as it is.")
		b.accept()
		if b.log.Text().String() != long {
			t.Error("the draft was changed")
		}
	})
	inMeeting(t, "the other answer deletes it", func(t *testing.T) {
		b, _ := emptied(t)
		b.Press(tea.Key{Code: tea.KeyDown})
		b.Press(tea.Key{Code: tea.KeyEnter})
		b.shows("What you saved is in the draft.")
		b.accept()
		if got := b.log.Text().Len(); got != 0 {
			t.Errorf("the draft has %d characters", got)
		}
	})
}
