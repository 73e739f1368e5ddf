package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// An editor is open over one client's draft, in a real terminal, while another
// client changes the same paragraph: both changes are in the end.
func TestAnEditorIsOpenWhileAnotherWritesInTheSameParagraph(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		ready, open string   // what shows that the draft is there, and the key or word that opens the editor
		args        []string // of the client with the editor
		comes       string   // what it shows when the editor has ended
	}{
		{"on the screen", `that Member States should act;`, "F10", nil, `What you saved is in the draft`},
		{"in lines", `Joined\.`, "editor", []string{"--linear"}, `Line 2 now: that Member States shall act;`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x := newTmux(t)
			dir := t.TempDir()
			opened, proceed := filepath.Join(dir, "opened"), filepath.Join(dir, "proceed")
			script := filepath.Join(dir, "my editor")
			must(t, os.WriteFile(script, fmt.Appendf(nil, "#!/bin/sh\nset -e\ntrap '' INT\ntest \"$1\" = --wait\necho here >'%s'\nwhile ! test -e '%s'; do sleep 0.05; done\nsed -i s/should/shall/ \"$2\"\n", opened, proceed), 0o700))
			x.env = append(x.env, "VISUAL=", fmt.Sprintf("EDITOR='%s' --wait", script), "TMPDIR="+dir)
			draft := filepath.Join(dir, "draft.md")
			must(t, os.WriteFile(draft, []byte("The Assembly resolves\nthat Member States should act;\n"), 0o600))
			port, err := freePortNumber()
			must(t, err)
			host, err := start("host", dir, os.Environ(), "host", draft, "--linear", "--text-only", "--name", "Chair", "--data", filepath.Join(dir, "meeting"), "--listen", fmt.Sprint("127.0.0.1:", port))
			must(t, err)
			t.Cleanup(func() { _ = host.kill(syscall.SIGKILL); <-host.done })
			link, err := host.expect(`^(parley://\S+)$`)
			must(t, err)

			x.open("amina", append([]string{"join", link[1], "--text-only", "--name", "Amina"}, tt.args...)...)
			x.see("amina", tt.ready)
			if tt.args != nil { // a word
				x.keys("amina", tt.open, "Enter")
			} else {
				x.keys("amina", tt.open)
			}
			eventually(t, "the editor to open", func() (bool, string) {
				_, err := os.Stat(opened)
				return err == nil, x.must("capture-pane", "-p", "-t", "amina")
			})
			x.keys("amina", "C-c") // the editor's, which does not mind

			must(t, host.send("edit 2 act => act soon"))
			must(t, host.send("add 0 Title"))
			must(t, host.send("wait sent"))
			_, err = host.expect(`^Waited for: sent`)
			must(t, err)
			must(t, os.WriteFile(proceed, nil, 0o600))
			x.see("amina", tt.comes)
			_, err = host.expect(`that Member States shall act soon;`)
			must(t, err)
			must(t, host.send("read"))
			_, err = host.expect(`^Line 3\. that Member States shall act soon;`)
			must(t, err)
			if left, err := filepath.Glob(filepath.Join(dir, "parley-*", "*.md")); len(left) > 0 || err != nil {
				t.Errorf("the editor's file is still there: %s, %v", strings.Join(left, " "), err)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
