package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// eventually looks again and again until what is wanted has come. It bounds a
// hang, it is no measurement.
func eventually(t *testing.T, what string, has func() (ok bool, instead string)) {
	t.Helper()
	end := time.Now().Add(patienceWithPrograms)
	for {
		ok, instead := has()
		if ok {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("waited for %s; instead there is\n%s", what, instead)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// A tmux is a real terminal, without anybody before it.
type tmux struct {
	t    *testing.T
	sock string
	env  []string
}

func newTmux(t *testing.T) *tmux {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("tmux, which stands for a terminal, is not installed")
	}
	dir, err := os.MkdirTemp("", "tmux") // short: a socket's path has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	x := &tmux{t: t, sock: filepath.Join(dir, "s"), env: append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "XDG_DATA_HOME="+dir, "XDG_STATE_HOME="+dir, "TMUX=", "ACCESSIBLE=")}
	t.Cleanup(func() { _ = x.command("kill-server").Run() })
	return x
}

func (x *tmux) command(args ...string) *exec.Cmd {
	cmd := exec.Command("tmux", append([]string{"-S", x.sock, "-f", "/dev/null"}, args...)...)
	cmd.Env = x.env
	return cmd
}

func (x *tmux) must(args ...string) string {
	x.t.Helper()
	out, err := x.command(args...).CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// open runs a program in a terminal of 80 by 24 and keeps the terminal when it
// ends.
func (x *tmux) open(name string, args ...string) {
	x.t.Helper()
	command := "parley"
	for _, a := range args {
		command += " '" + a + "'"
	}
	x.must("new-session", "-d", "-s", name, "-x", "80", "-y", "24", command+"; echo ended with $?; exec cat")
}

func (x *tmux) keys(name string, keys ...string) {
	x.t.Helper()
	x.must(append([]string{"send-keys", "-t", name}, keys...)...)
}

// see waits until the screen matches, and returns the match.
func (x *tmux) see(name, pattern string) []string {
	x.t.Helper()
	re := regexp.MustCompile(pattern)
	var found []string
	eventually(x.t, fmt.Sprintf("%s on %s's screen", pattern, name), func() (bool, string) {
		screen := x.must("capture-pane", "-p", "-t", name)
		found = re.FindStringSubmatch(screen)
		return found != nil, screen
	})
	return found
}

func TestTwoScreensInRealTerminals(t *testing.T) {
	t.Parallel()
	x := newTmux(t)
	dir := t.TempDir()
	draft := filepath.Join(dir, "draft.md")
	if err := os.WriteFile(draft, []byte("that Member States should act;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{draft, "--text-only", "--name", "Chair", "--data", filepath.Join(dir, "meeting"), "--listen", fmt.Sprint("127.0.0.1:", port)}
	link := delegatesLink(t, dir, args...)
	x.open("host", append([]string{"host"}, args...)...)
	x.see("host", `that Member States should act;`)
	x.open("amina", "join", link, "--text-only", "--name", "Amina", "--delegation", "Kenya")
	x.see("amina", `that Member States should act;`)

	// the host begins to write, and both see it; then Amina does
	x.keys("host", "i")
	x.see("host", `WRITING`)
	x.keys("host", "-l", "The Assembly, ")
	x.see("host", `The Assembly, that Member States should act;`)
	x.see("amina", `The Assembly, that Member States should act;`)
	x.keys("amina", "i")
	x.keys("amina", "End")
	x.keys("amina", "-l", " Amina was here")
	x.see("amina", `act; Amina was here`)
	x.see("host", `act; Amina was here`)

	// a larger terminal shows the same, and leaving leaves the terminal as it was
	x.must("resize-window", "-t", "amina", "-x", "120", "-y", "40")
	x.see("amina", `act; Amina was here`)
	for _, name := range []string{"amina", "host"} {
		x.keys(name, "C-c")
		x.see(name, `LEAVE THE MEETING\?`)
		x.keys(name, "C-c") // marks the answer that leaves
		x.keys(name, "Enter")
		x.see(name, `ended with 0`)
	}
}

func TestTheFloorInRealTerminals(t *testing.T) {
	t.Parallel()
	x := newTmux(t)
	dir := t.TempDir()
	draft := filepath.Join(dir, "draft.md")
	if err := os.WriteFile(draft, []byte("that Member States should act;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{draft, "--text-only", "--mode", "chaired", "--name", "Chair", "--data", filepath.Join(dir, "meeting"), "--listen", fmt.Sprint("127.0.0.1:", port)}
	link := delegatesLink(t, dir, args...)
	x.open("host", append([]string{"host"}, args...)...)
	x.see("host", `that Member States should act;`)
	for name, delegation := range map[string]string{"amina": "Kenya", "caio": "Brazil"} {
		x.open(name, "join", link, "--text-only", "--name", name, "--delegation", delegation)
		x.see(name, `FLOOR free`)
	}
	x.keys("caio", "F2")
	x.see("caio", `you: next`)

	// Amina asks while she types, and what she types goes on
	x.keys("amina", "i")
	x.keys("amina", "-l", "In short, ")
	x.keys("amina", "C-r")
	x.see("amina", `you: 2nd`)
	x.keys("amina", "-l", "and well, ")
	x.see("host", `In short, and well, that Member States`)
	x.see("host", `(?s)QUEUE.*1 +Brazil.*2 +Kenya`)

	// the chair gives with one key, closes the list and passes
	x.keys("host", "g")
	x.see("caio", `FLOOR YOU 0:0`)
	x.see("amina", `You are next after Brazil\.`)
	x.keys("host", "l")
	x.see("amina", `list closed`)
	x.keys("host", "q", "p")
	x.see("amina", `FLOOR YOU 0:0`)
	x.see("caio", `FLOOR Kenya`)
	x.keys("amina", "C-r")
	x.see("caio", `FLOOR free`)
}

// delegatesLink opens and closes the meeting to learn its link, which stays the
// same.
func delegatesLink(t *testing.T, dir string, args ...string) string {
	t.Helper()
	p, err := start("host before", dir, append(os.Environ(), "XDG_STATE_HOME="+dir), append([]string{"host", "--linear"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	found, err := p.expect(`^(parley://\S+)$`)
	if err != nil {
		t.Fatal(err)
	}
	if code, err := p.finish(); code != 0 || err != nil {
		t.Fatalf("ended with %d, %v; it said:\n%s", code, err, p.out.all())
	}
	return found[1]
}

func TestATerminalThatCannotShowTheScreenGetsLines(t *testing.T) {
	t.Parallel()
	x := newTmux(t)
	dir := t.TempDir()
	for _, tt := range []struct{ name, setting, why string }{
		{"accessible", "ACCESSIBLE=1", "ACCESSIBLE is set"},
		{"dumb", "TERM=dumb", `this terminal \(TERM=dumb\) cannot show the screen`},
	} {
		port, err := freePortNumber()
		if err != nil {
			t.Fatal(err)
		}
		command := fmt.Sprintf("%s parley host --text-only --name Ada --listen 127.0.0.1:%d --data '%s'; echo ended with $?; exec cat", tt.setting, port, filepath.Join(dir, tt.name))
		x.must("new-session", "-d", "-s", tt.name, "-x", "200", "-y", "24", command)
		x.see(tt.name, `parley: `+tt.why+`, so the meeting goes on in lines`)
		x.see(tt.name, `(?m)^>$`)
		x.keys(tt.name, "dance", "Enter")
		x.see(tt.name, `"dance" is not a command here`)
		x.keys(tt.name, "quit", "Enter")
		x.see(tt.name, `ended with 0`)
	}
}

func TestAMeetingOutOfReachGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	x := newTmux(t)
	dir := t.TempDir()
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	link := delegatesLink(t, dir, "--text-only", "--data", "meeting", "--listen", fmt.Sprint("127.0.0.1:", port))
	x.open("amina", "join", link, "--text-only", "--name", "Amina", "--give-up", "1s")
	x.see("amina", `parley: nobody let us in: nothing is served at the link's address;`)
	x.see("amina", `ended with 1`)
}

func TestLeavingTheScreenSaysWhatWasNotReceived(t *testing.T) {
	t.Parallel()
	x := newTmux(t)
	dir := t.TempDir()
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	host, err := start("host", dir, x.env, "host", "--linear", "--text-only", "--data", "meeting", "--listen", fmt.Sprint("127.0.0.1:", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = host.kill(syscall.SIGKILL); <-host.done })
	found, err := host.expect(`^(parley://\S+)$`)
	if err != nil {
		t.Fatal(err)
	}
	x.open("amina", "join", found[1], "--text-only", "--name", "Amina")
	x.see("amina", `WRITING|READING`)
	if err := host.kill(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-host.done
	x.keys("amina", "i")
	x.keys("amina", "-l", "written for nobody")
	x.see("amina", `written for nobody`)
	x.keys("amina", "C-c")
	x.see("amina", `LEAVE THE MEETING\?`)
	x.keys("amina", "C-c", "Enter")
	x.see("amina", `parley: \d+ changes? or lines? of yours w(as|ere) not received by the server`)
	x.see("amina", `ended with 1`)
}

func TestATerminalThatIsGoneEndsTheMeetingInOrder(t *testing.T) {
	t.Parallel()
	x := newTmux(t)
	dir := t.TempDir()
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--text-only", "--name", "Chair", "--data", filepath.Join(dir, "meeting"), "--listen", fmt.Sprint("127.0.0.1:", port)}
	link := delegatesLink(t, dir, args...)
	x.open("host", append([]string{"host"}, args...)...)
	x.see("host", `WRITING|READING`)
	amina, err := start("amina", dir, append(os.Environ(), "XDG_STATE_HOME="+dir), "join", link, "--linear", "--text-only")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = amina.kill(syscall.SIGKILL); <-amina.done })
	host := strings.TrimSpace(x.must("display-message", "-p", "-t", "host", "#{pane_pid}"))
	pid, err := exec.Command("pgrep", "-P", host, "-x", "parley").Output() // of the terminal's shell
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{`^Joined`, `^Link lost: the host closed the meeting, or starts it again`} {
		if _, err := amina.expect(pattern); err != nil {
			t.Fatal(err)
		}
		_ = x.command("kill-session", "-t", "host").Run()
	}
	eventually(t, "the end of the host", func() (bool, string) {
		n, err := strconv.Atoi(strings.TrimSpace(string(pid)))
		return err == nil && syscall.Kill(n, 0) != nil, "process " + string(pid)
	})
}
