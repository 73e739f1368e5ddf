package main

import (
	"bytes"
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
)

// A page is what a program printed, to be read while it prints more.
type page struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// serving is a parleyd that runs in this process.
type serving struct {
	links, log page
	stop       context.CancelFunc
	code       chan int
}

func start(t *testing.T, args ...string) *serving {
	ctx, stop := context.WithCancel(t.Context())
	s := &serving{stop: stop, code: make(chan int, 1)}
	ended := make(chan struct{})
	t.Cleanup(func() { stop(); <-ended })
	go func() { defer close(ended); s.code <- run(ctx, args, &s.links, &s.log) }()
	return s
}

var printed = regexp.MustCompile(`(?m)^meeting \S+ .*\nchair (\S+)\ndelegate (\S+)\n`)

// link waits for the links and returns the delegates'.
func (s *serving) link(t *testing.T) ticket.Link {
	t.Helper()
	for {
		if found := printed.FindStringSubmatch(s.links.String()); found != nil {
			link, err := ticket.ParseLink(found[2])
			if err != nil {
				t.Fatal(err)
			}
			return link
		}
		select {
		case code := <-s.code:
			t.Fatalf("ended with %d: %s", code, s.log.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// join enters as a client and returns the welcome.
func join(t *testing.T, link ticket.Link) meeting.Welcome {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	s := session.New(session.Config{Link: link, Name: "Amina", GiveUp: 20 * time.Second})
	go s.Run(ctx) // ends with ctx
	for n := range s.Notices() {
		switch n := n.(type) {
		case meeting.Welcome:
			return n
		case meeting.LinkChanged:
			if n.State == meeting.Ended {
				t.Fatal(n.Why)
			}
		}
	}
	t.Fatal("no welcome")
	return meeting.Welcome{}
}

func TestItServesUntilItIsAskedToEndAndGoesOnUnderTheSameLinks(t *testing.T) {
	dir := t.TempDir()
	s := start(t, "--listen", "127.0.0.1:0", "--data", dir, "--title", "Resolution 50")
	link := s.link(t)
	w := join(t, link)
	if w.Title != "Resolution 50" || w.You.Role != meeting.Delegate {
		t.Errorf("got welcome to %q as %v", w.Title, w.You.Role)
	}
	s.stop()
	if code := <-s.code; code != 0 {
		t.Fatalf("ended with %d: %s", code, s.log.String())
	}

	s = start(t, "--listen", link.Host, "--data", dir, "--title", "Another", "--draft", "not looked at")
	if again := s.link(t); again != link {
		t.Errorf("got link %v, want the same as before, %v", again, link)
	}
	if w := join(t, link); w.Title != "Resolution 50" {
		t.Errorf("the meeting went on as %q", w.Title)
	}
	if want := `the meetings go on with the titles and the drafts that they have; what was given for a new one was not used" flags="--title --draft"`; !strings.Contains(s.log.String(), want) {
		t.Errorf("got the log\n%s\nwant in it\n%s", s.log.String(), want)
	}
	s.stop()
	if code := <-s.code; code != 0 {
		t.Fatalf("ended with %d: %s", code, s.log.String())
	}
}

func TestALineThatIsCutEndsItInOrder(t *testing.T) {
	if signal.Ignored(syscall.SIGHUP) { // these tests themselves run under nohup
		heard := make(chan os.Signal, 1)
		signal.Notify(heard, syscall.SIGHUP)
		defer signal.Ignore(syscall.SIGHUP)
	}
	ctx, stop := untilAsked(t.Context())
	defer stop()
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Signal(syscall.SIGHUP)
	}
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(patience):
		t.Error("it goes on")
	}
}

func TestWithoutAHomeTheDirectoryMustBeGiven(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	var out, complaints page
	code := run(t.Context(), nil, &out, &complaints)
	if want := "parleyd: there is no place for the meeting, as neither HOME nor XDG_DATA_HOME is set: give a directory with --data\n"; code != 1 || complaints.String() != want {
		t.Errorf("got %d, %q, want 1, %q", code, complaints.String(), want)
	}
}

func TestWrongUsageIsASentence(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "nothere.md")
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"help serve", 2, `parleyd: there is no help about "serve": parleyd --help lists what there is help about`},
		{"completion bash twice", 2, `parleyd: "twice" is one word too many: parleyd completion bash`},
		{"man twice", 2, `parleyd: "twice" is one word too many: parleyd man [flags]`},
		{"completion csh", 2, `parleyd: there is no completion for "csh": bash, fish, powershell, zsh are the shells it can be written for`},
		{"open" + strings.Repeat(" a", 33), 2, `parleyd: "a" is one file too many: a meeting has 32 documents at most`},
		{"serve", 2, `parleyd: there is no command "serve": parleyd --help lists those there are`},
		{"--lisen :1", 2, "parleyd: unknown flag: --lisen: parleyd --help lists the flags"},
		{"--public a/b --listen 127.0.0.1:0 --data " + t.TempDir(), 2, `parleyd: --public "a/b": this is no address for a link: give HOST or HOST:PORT`},
		{"--domain localhost --listen 127.0.0.1:0 --data " + t.TempDir(), 2, `parleyd: --domain "localhost": this is no name for which an authority can vouch: give the name by which others reach this machine, such as meet.example.org`},
		{"--acme nonsense --domain meet.example.org --listen 127.0.0.1:0 --data " + t.TempDir(), 2, `parleyd: --acme "nonsense": this is no ACME directory: give its address, such as https://acme.example.org/directory`},
		{"--acme https://acme.example.org/", 2, "parleyd: --acme says who is to vouch for --domain: give that too, or leave both out"},
		{"--drain -3s", 2, "parleyd: --drain -3s is less than nothing: give a time such as 10s"},
		{"--metrics nowhere --listen 127.0.0.1:0 --data " + t.TempDir(), 2, `parleyd: --metrics "nowhere" cannot be listened on: listen tcp: address nowhere: missing port in address: give another HOST:PORT, such as 127.0.0.1:9464`},
		{"--people -1", 2, "parleyd: --people -1 lets nobody in: give 1 or more"},
		{"close", 2, "parleyd: the meeting's ID is missing: parleyd meetings lists them"},
		{"open --data " + nowhere, 1, "parleyd: " + nowhere + ": no parleyd is serving this directory: start one with parleyd --data, or say which with --data"},
		{"--log loud", 2, `parleyd: --log "loud" is none of debug, info, warn and error: give one of them`},
		{"--title " + strings.Repeat("x", 121), 2, "parleyd: --title has 121 characters and 120 are the most: give a shorter one"},
		{"--draft " + nowhere, 1, "parleyd: there is no file " + nowhere + ": give one that is there, or none to begin with an empty draft"},
		{"--data /proc/parley", 1, "parleyd: the meeting cannot be kept at /proc/parley (no such file or directory): give a directory that can be written with --data"},
		{"--listen nowhere --data " + t.TempDir(), 2, `parleyd: listen on "nowhere": this is no address to listen on: give HOST:PORT, or :PORT for every address of this machine`},
	} {
		var out, complaints page
		code := run(t.Context(), strings.Fields(tt.args), &out, &complaints)
		if got := strings.TrimSpace(complaints.String()); code != tt.code || got != tt.want || out.String() != "" {
			t.Errorf("%s: got %d, %q, want %d, %q; printed %q", tt.args, code, got, tt.code, tt.want, out.String())
		}
	}
}
