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
		return nil, fmt.Errorf("%s never said %s; it said:\n%s", p.name, pattern, p.out.all())
	}
	return found, nil
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
