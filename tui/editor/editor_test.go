package editor

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"parley/collab/meeting"
	"parley/collab/text"
)

func TestTheEditorIsTheOneThatTheEnvironmentNames(t *testing.T) {
	for _, tt := range []struct {
		name           string
		visual, editor string
		want           []string
		says           string // of the error
	}{
		{"one", "", "nano", []string{"nano"}, ""},
		{"VISUAL comes first", "vim", "ed", []string{"vim"}, ""},
		{"blanks are nothing", "  ", "ed", []string{"ed"}, ""},
		{"with arguments", "", "code --wait  -n", []string{"code", "--wait", "-n"}, ""},
		{"with quotes", "", `emacsclient -a '' "two words" x"y z"`, []string{"emacsclient", "-a", "", "two words", "xy z"}, ""},
		{"a blank kept by a backslash", "", `/opt/my\ editor`, []string{"/opt/my editor"}, ""},
		{"a path of Windows", "", `"C:\Program Files\edit.exe" -w`, []string{`C:\Program Files\edit.exe`, "-w"}, ""},
		{"none", "", "", nil, "set VISUAL or EDITOR"},
		{"a quote left open", "", `sed "s/a/b/`, nil, "EDITOR has a quote that is not closed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Find(func(name string) string { return map[string]string{"VISUAL": tt.visual, "EDITOR": tt.editor}[name] })
			if !slices.Equal(got.Args, tt.want) {
				t.Errorf("got %q, want %q", got.Args, tt.want)
			}
			if (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got error %v, want one with %q", err, tt.says)
			}
		})
	}
}

// visit lets a shell script be the editor; $0 is the file. The files go into a
// directory of the test's own.
func visit(t *testing.T, draft, script string) (*Visit, error) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the editors of these tests are shell scripts")
	}
	t.Setenv("TMPDIR", t.TempDir())
	v := New(Command{Args: []string{"sh", "-c", script}}, "Resolution 50", draft)
	return v, v.Run()
}

func TestWhatWasSavedComesBack(t *testing.T) {
	for _, tt := range []struct{ name, draft, script, want string }{
		{"a word", "that States should act;\n", `sed -i s/should/shall/ "$0"`, "that States shall act;\n"},
		{"nothing", "that States should act;", `true`, "that States should act;"},
		{"the line break that editors add", "one\ntwo", `printf 'one\n2\n' >"$0"`, "one\n2"},
		{"a line break more", "one\ntwo", `printf 'one\ntwo\n\n' >"$0"`, "one\ntwo\n"},
		{"a draft begun from nothing", "", `printf 'new\n' >"$0"`, "new"},
		{"everything deleted", "one\ntwo\n", `: >"$0"`, ""},
		{"lines as on Windows", "one\ntwo\n", `printf '\357\273\277one\r\ntwo\r\nthree\r\n' >"$0"`, "one\ntwo\nthree\n"},
		{"a file put in the place of the other", "one\n", `mv "$0" "$0~"; printf 'two\n' >"$0"`, "two\n"},
		{"scripts beyond the basic plane", "新しい段落 👩‍⚖️\n", `sed -i s/段落/条項/ "$0"`, "新しい条項 👩‍⚖️\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := visit(t, tt.draft, tt.script)
			if err != nil {
				t.Fatal(err)
			}
			d, changed := v.Change()
			got := tt.draft
			if changed {
				if got, err = d.Apply(tt.draft); err != nil {
					t.Fatal(err)
				}
			}
			if got != tt.want || changed != (tt.draft != tt.want) || v.Dropped() != 0 {
				t.Errorf("got %q, changed %v, %d dropped, want %q", got, changed, v.Dropped(), tt.want)
			}
			file := v.File()
			if err := v.Forget(); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(filepath.Dir(file)); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the file's directory is still there: %v", err)
			}
		})
	}
}

func TestWhatMayNotStandInADraftIsCounted(t *testing.T) {
	v, err := visit(t, "one\n", `printf 'one\033 \342\200\256two\r\n' >"$0"`)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := v.Change()
	if got, err := d.Apply("one\n"); err != nil || got != "one two\n" || v.Dropped() != 2 {
		t.Errorf("got %q with %d dropped, %v", got, v.Dropped(), err)
	}
}

func TestNothingTypedIsLost(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		says         string
		kept         string // what the file has; empty: there is none
	}{
		{"it ended badly", `printf 'mine' >"$0"; exit 3`, "the editor sh ended with exit status 3", "mine"},
		{"it was killed", `printf 'mine' >"$0"; kill -9 $$`, "the editor sh ended with signal: killed", "mine"},
		{"it ended badly and nothing was saved", `exit 1`, "the editor sh ended with exit status 1", ""},
		{"not UTF-8", `printf 'r\351solution' >"$0"`, "is not UTF-8", "r\xe9solution"},
		{"too large", `yes 1234567 | head -c 8400000 >"$0"`, "larger than a draft may be, which is 8 MB", strings.Repeat("1234567\n", 1_050_000)},
		{"deleted", `rm "$0"`, "left no file behind", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := visit(t, "the draft\n", tt.script)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want an error with %q", err, tt.says)
			}
			if _, changed := v.Change(); changed {
				t.Error("there is a change nevertheless")
			}
			if (v.File() != "") != (tt.kept != "") {
				t.Fatalf("the file is %q", v.File())
			}
			if tt.kept == "" {
				return
			}
			if b, err := os.ReadFile(v.File()); err != nil || string(b) != tt.kept {
				t.Errorf("%d bytes are kept, %v, want %d", len(b), err, len(tt.kept))
			}
		})
	}
}

func TestAnEditorThatIsNotThere(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	v := New(Command{Args: []string{"no-such-editor"}}, "", "x")
	if err := v.Run(); err == nil || !strings.Contains(err.Error(), "the editor no-such-editor is not on this machine") || v.File() != "" {
		t.Errorf("got %v, with the file %q", err, v.File())
	}
}

func TestTheFileIsForItsOwnerAloneAndNamedAfterTheTitle(t *testing.T) {
	v, err := visit(t, "x", `ls -l "$0" >"$0.is"`)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(v.File() + ".is")
	if err != nil || !strings.HasPrefix(string(b), "-rw-------") {
		t.Errorf("got %s, %v", b, err)
	}
	for title, want := range map[string]string{
		"Resolution 50 (Rev. Kigali)": "Resolution-50-Rev-Kigali.md",
		"../../etc/passwd":            "etc-passwd.md",
		"決議 第50号":                     "決議-第50号.md",
		"-- ":                         "draft.md",
		strings.Repeat("x", 200):      strings.Repeat("x", 60) + ".md",
	} {
		if got := fileName(title); got != want {
			t.Errorf("%q is in the file %q, want %q", title, got, want)
		}
	}
}

func TestTheTerminalIsTheEditorsMeanwhile(t *testing.T) {
	var away []bool
	v := New(Command{Args: []string{"false"}, Away: func(on bool) { away = append(away, on) }}, "", "x")
	if err := v.Run(); err == nil || !slices.Equal(away, []bool{true, false}) {
		t.Errorf("got %v, told %v", err, away)
	}
}

// A draft that the editor saves as it is has not changed.
func FuzzWhatIsSavedAsItIsHasNotChanged(f *testing.F) {
	for _, s := range []string{"", "\n", "a", "a\n", "\ufeffa", "a\n\n", "é漢👩‍⚖️\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, draft string) {
		draft = text.Clean(draft)
		if len(draft) > meeting.MaxText {
			return
		}
		t.Setenv("TMPDIR", t.TempDir())
		v := New(Command{}, "", draft)
		if err := v.write(); err != nil {
			t.Fatal(err)
		}
		got, err := v.read()
		if err != nil || got != draft || v.dropped != 0 {
			t.Errorf("got %q, %v, %d dropped, want %q", got, err, v.dropped, draft)
		}
	})
}
