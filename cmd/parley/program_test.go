package main

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patienceWithPrograms is how long a test waits for a program to say or do
// something before it fails. It bounds a hang, it is no measurement.
const patienceWithPrograms = 30 * time.Second

// A program is a parley that runs beside the test, with its input and output
// in the test's hands.
type program struct {
	name string
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *transcript
	done chan struct{} // closed when it has ended
}

// start runs a parley in a directory with an environment.
func start(name, dir string, env []string, args ...string) (*program, error) {
	p := &program{name: name, cmd: exec.Command("parley", args...), out: newTranscript(), done: make(chan struct{})}
	return p, p.run(dir, env)
}

// run starts the program's command.
func (p *program) run(dir string, env []string) (err error) {
	p.cmd.Dir, p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = dir, env, p.out, p.out
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait() // ProcessState has it
		p.out.end()
	}()
	return nil
}

// send types a line.
func (p *program) send(line string) error {
	_, err := io.WriteString(p.in, line+"\n")
	return err
}

// expect waits until what the program says, after what was expected before,
// matches, and returns the match with its groups.
func (p *program) expect(pattern string) ([]string, error) {
	re, err := regexp.Compile("(?m)" + pattern)
	if err != nil {
		return nil, err
	}
	found, ok := p.out.find(re, patienceWithPrograms)
	if !ok {
		return nil, &unsaid{p, pattern, p.state()}
	}
	return found, nil
}

// An unsaid is what a program was expected to say, and did not.
type unsaid struct {
	by      *program
	pattern string
	state   string // of the program by then
}

func (u *unsaid) Error() string {
	return fmt.Sprintf("%s; it said:\n%s", u.short(), u.by.out.all())
}

// short leaves out what was said instead.
func (u *unsaid) short() string {
	return fmt.Sprintf("%s never said %s; it %s", u.by.name, u.pattern, u.state)
}

func (p *program) state() string {
	select {
	case <-p.done:
		return "has ended: " + p.cmd.ProcessState.String()
	default:
		return "still runs"
	}
}

// tail is the last lines of what a program has said, of which the last that was
// expected is marked.
func (t *transcript) tail(lines int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := t.text.String()
	marked := strings.Split(all[:t.read]+"◂"+all[t.read:], "\n")
	return strings.Join(marked[max(0, len(marked)-lines):], "\n")
}

// finish ends the input and returns the exit code.
func (p *program) finish() (int, error) {
	p.in.Close()
	return p.wait()
}

func (p *program) wait() (int, error) {
	select {
	case <-p.done:
		return p.cmd.ProcessState.ExitCode(), nil
	case <-time.After(patienceWithPrograms):
		_ = p.kill(syscall.SIGQUIT) // its goroutines, for the log
		<-p.done
		return 0, fmt.Errorf("%s did not end; it said:\n%s", p.name, p.out.all())
	}
}

// kill sends a signal.
func (p *program) kill(sig syscall.Signal) error {
	err := p.cmd.Process.Signal(sig)
	if errors.Is(err, syscall.ESRCH) || err != nil && strings.Contains(err.Error(), "finished") {
		return nil
	}
	return err
}

// A transcript is what a program has said so far.
type transcript struct {
	mu    sync.Mutex
	text  strings.Builder
	read  int           // how much of it was expected already
	grown chan struct{} // closed and replaced when there is more
	ended bool
}

func newTranscript() *transcript { return &transcript{grown: make(chan struct{})} }

func (t *transcript) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text.Write(b)
	close(t.grown)
	t.grown = make(chan struct{})
	return len(b), nil
}

func (t *transcript) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	close(t.grown)
	t.grown = make(chan struct{})
}

func (t *transcript) all() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

// find waits for a match in whole lines not expected before.
func (t *transcript) find(re *regexp.Regexp, patience time.Duration) ([]string, bool) {
	late := time.After(patience)
	for {
		t.mu.Lock()
		rest := t.text.String()[t.read:]
		if !t.ended {
			rest = rest[:strings.LastIndexByte(rest, '\n')+1]
		}
		if at := re.FindStringSubmatchIndex(rest); at != nil {
			t.read += at[1]
			t.mu.Unlock()
			return re.FindStringSubmatch(rest), true
		}
		ended, grown := t.ended, t.grown
		t.mu.Unlock()
		if ended {
			return nil, false
		}
		select {
		case <-grown:
		case <-late:
			return nil, false
		}
	}
}
