package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
)

// A process is a parleyd with signals of its own.
type process struct {
	*exec.Cmd
	link ticket.Link
	said chan string // the rest of its log, when it has ended
}

func spawn(t *testing.T, before []string, args ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	line := append(append(before, self), args...)
	p := &process{Cmd: exec.Command(line[0], line[1:]...), said: make(chan string, 1)}
	p.Env = append(os.Environ(), asParleyd+"=1")
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	log, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill() })
	go func() { b, _ := io.ReadAll(log); p.said <- string(b) }()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if link, ok := strings.CutPrefix(lines.Text(), "delegate "); ok {
			p.link = parsed(t, link)
			return p
		}
	}
	t.Fatalf("no link: %s", <-p.said)
	return nil
}

func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := p.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

func TestATerminatedServerTellsItsPeopleWhenToComeBackAndIsThereForThem(t *testing.T) {
	dir := t.TempDir()
	p := spawn(t, nil, "--listen", "127.0.0.1:0", "--data", dir)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	s := session.New(session.Config{Link: p.link, Name: "Amina", GiveUp: 20 * time.Second})
	go s.Run(ctx) // ends with ctx
	await := func(what string, is func(meeting.Notice) bool) {
		t.Helper()
		late := time.After(30 * time.Second)
		for {
			select {
			case n, ok := <-s.Notices():
				if !ok {
					t.Fatalf("the session ended before %s", what)
				}
				if is(n) {
					return
				}
			case <-late:
				t.Fatalf("no %s", what)
			}
		}
	}
	welcome := func(n meeting.Notice) bool { _, ok := n.(meeting.Welcome); return ok }
	await("welcome", welcome)
	p.signal(t, syscall.SIGTERM)
	await("word of the restart", func(n meeting.Notice) bool {
		l, ok := n.(meeting.LinkChanged)
		return ok && l.State == meeting.Waiting && errors.Is(l.Why, session.ErrRestarting) && !errors.Is(l.Why, session.ErrHostLeft) && l.Next.After(time.Now())
	})
	if err := p.Wait(); err != nil {
		t.Errorf("SIGTERM: %v: %s", err, <-p.said)
	}
	again := spawn(t, nil, "--listen", p.link.Host, "--data", dir)
	if again.link != p.link {
		t.Error("started again with another link")
	}
	await("welcome after the restart", welcome)
	again.signal(t, syscall.SIGTERM)
	if err := again.Wait(); err != nil {
		t.Error(err)
	}
}

func TestUnderNohupALineThatIsCutEndsNothing(t *testing.T) {
	nohup, err := exec.LookPath("nohup")
	if err != nil {
		t.Fatal(err)
	}
	p := spawn(t, []string{nohup}, "--listen", "127.0.0.1:0", "--data", t.TempDir())
	p.signal(t, syscall.SIGHUP)
	join(t, p.link)
	p.signal(t, syscall.SIGTERM)
	if err := p.Wait(); err != nil {
		t.Error(err)
	}
}
