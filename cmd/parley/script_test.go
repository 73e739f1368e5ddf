package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"parley/collab/meeting"
	"parley/collab/ticket"
)

// TestMain lets the test binary be parley itself, for scripts and for the
// tests that start it.
func TestMain(m *testing.M) {
	testscript.Main(patient{m}, map[string]func(){"parley": main})
}

// Most of these tests wait for time to pass: for speech to be said, for a breath
// between announcements. So more of them run side by side than there are processors.
const sideBySide = 8

type patient struct{ *testing.M }

// Run runs the tests, as many at once as -parallel says or else sideBySide.
func (p patient) Run() int {
	flag.Parse()
	said := false
	flag.Visit(func(f *flag.Flag) { said = said || f.Name == "test.parallel" })
	if !said {
		_ = flag.Set("test.parallel", strconv.Itoa(sideBySide)) // a number it takes
	}
	return p.M.Run()
}

// TestScripts runs the scripts in testdata/script. Beside testscript's own
// commands they have, for programs that run side by side:
//
//	freeport VAR          puts a port that is free in TCP and UDP into VAR
//	start NAME ARGS...    starts parley ARGS, to be called NAME
//	send NAME LINE        types a line into it
//	expect NAME PATTERN   waits until it says what matches, after what it was expected to say before
//	lacks NAME PATTERN    wants nothing it has said to match
//	capture NAME VAR PATTERN   likewise, and puts the first group into VAR
//	kill9 NAME            kills it as a power cut would
//	interrupt NAME        does what Ctrl+C does
//	finish NAME [CODE]    ends its input and wants it to end with CODE, 0 if not given
//	ends NAME CODE        wants it to end by itself with CODE
//	misused ARGS...       runs parley and wants it to end as used wrongly
//	startsmall NAME ARGS...   starts it with a disk of 70 MB at disk; only where [mount]
//	fill NAME BYTES       writes a file of so many bytes to that disk; 0 takes it away
//	cut PATTERN           cuts the last ten bytes off the files
//	expired VAR LINK DATA   puts into VAR a link like LINK whose time is over
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Condition: func(name string) (bool, error) {
			switch name {
			case "mount":
				return canMount(), nil
			case "soundcard":
				_, err := os.Stat("/dev/snd")
				return err == nil, nil
			}
			return false, errors.New("the conditions are mount and soundcard")
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "xdg"))
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_RUNTIME_DIR", filepath.Join(env.WorkDir, "run"))
			for name, content := range unwelcome {
				if err := os.WriteFile(filepath.Join(env.WorkDir, name), content, 0o600); err != nil {
					return err
				}
			}
			env.Values[theStage{}] = &stage{programs: map[string]*program{}}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"freeport":   freePort,
			"start":      startProgram,
			"send":       sendLine,
			"expect":     expectLine,
			"lacks":      lacksLine,
			"capture":    captureLine,
			"kill9":      func(ts *testscript.TestScript, _ bool, args []string) { kill(ts, args, syscall.SIGKILL) },
			"interrupt":  func(ts *testscript.TestScript, _ bool, args []string) { kill(ts, args, syscall.SIGINT) },
			"finish":     finishProgram,
			"ends":       programEnds,
			"startsmall": startSmall,
			"fill":       fillDisk,
			"cut":        cutFiles,
			"expired":    expiredLink,
			"misused":    misuse,
		},
	})
}

// unwelcome are files for the scripts that cannot stand in them.
var unwelcome = map[string][]byte{
	"latin1.txt": []byte("r\xe9solution"),
	"huge.txt":   bytes.Repeat([]byte("abcdefg\n"), meeting.MaxText/8+1),
	"crlf.txt":   []byte("one\r\ntwo\r\n"),
	"noise.wav":  []byte("RIFF and nothing that belongs there"),
}

// A stage is where a script's programs run.
type stage struct {
	programs map[string]*program
	why      string // the script failed because of a program; empty: it did not
}

// theStage is the key under which a script keeps its stage.
type theStage struct{}

func on(ts *testscript.TestScript) *stage { return ts.Value(theStage{}).(*stage) }

// lastWords repeats, at the very end of a script's log, why it failed and what each
// program said last: of a long log the end is kept.
func (s *stage) lastWords(ts *testscript.TestScript) {
	if s.why == "" {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(s.programs)) {
		ts.Logf("[%s said last, ◂ is how far it was expected]\n%s", name, s.programs[name].out.tail(6))
	}
	ts.Logf("FAIL: %s", s.why)
}

func running(ts *testscript.TestScript, args []string, least int) *program {
	if len(args) < least {
		ts.Fatalf("too few arguments: %q", args)
	}
	p := on(ts).programs[args[0]]
	if p == nil {
		ts.Fatalf("there is no program %s", args[0])
	}
	return p
}

func freePort(ts *testscript.TestScript, _ bool, args []string) {
	port, err := freePortNumber()
	ts.Check(err)
	ts.Setenv(args[0], strconv.Itoa(port))
}

// freePortNumber returns a port that was free in TCP and UDP a moment ago.
func freePortNumber() (int, error) {
	for {
		tcp, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return 0, err
		}
		port := tcp.Addr().(*net.TCPAddr).Port
		udp, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
		tcp.Close()
		if err == nil {
			udp.Close()
			return port, nil
		}
	}
}

func startProgram(ts *testscript.TestScript, _ bool, args []string) {
	env := append(os.Environ(), "XDG_DATA_HOME="+ts.Getenv("XDG_DATA_HOME"), "XDG_STATE_HOME="+ts.Getenv("XDG_STATE_HOME"), "XDG_CONFIG_HOME="+ts.Getenv("XDG_CONFIG_HOME"), "HOME="+ts.Getenv("HOME"), "XDG_RUNTIME_DIR="+ts.Getenv("XDG_RUNTIME_DIR"))
	p, err := start(args[0], ts.MkAbs("."), env, args[1:]...)
	ts.Check(err)
	keep(ts, p)
}

// keep remembers a program under its name, and ends it with the script.
func keep(ts *testscript.TestScript, p *program) {
	s := on(ts)
	if len(s.programs) == 0 {
		ts.Defer(func() { s.lastWords(ts) }) // the first is done last
	}
	s.programs[p.name] = p
	ts.Defer(func() {
		_ = p.kill(syscall.SIGKILL)
		<-p.done
		ts.Logf("[%s said]\n%s", p.name, p.out.all())
	})
}

func sendLine(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(running(ts, args, 2).send(strings.Join(args[1:], " ")))
}

func expectLine(ts *testscript.TestScript, _ bool, args []string) {
	hears(ts, args, strings.Join(args[1:], " "))
}

// fails ends a script because of what a program did or did not do.
func fails(ts *testscript.TestScript, why string) {
	on(ts).why = why
	ts.Fatalf("%s", why)
}

// hears waits until a program says what matches.
func hears(ts *testscript.TestScript, args []string, pattern string) []string {
	found, err := running(ts, args, 2).expect(pattern)
	if silence := (*unsaid)(nil); errors.As(err, &silence) {
		fails(ts, silence.short())
	}
	ts.Check(err)
	return found
}

func lacksLine(ts *testscript.TestScript, _ bool, args []string) {
	p := running(ts, args, 2)
	pattern, err := regexp.Compile(strings.Join(args[1:], " "))
	ts.Check(err)
	if found := pattern.FindString(p.out.all()); found != "" {
		fails(ts, fmt.Sprintf("%s said %q", p.name, found))
	}
}

func captureLine(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("too few arguments: %q", args)
	}
	ts.Setenv(args[1], hears(ts, args, args[2])[1])
}

func kill(ts *testscript.TestScript, args []string, sig syscall.Signal) {
	p := running(ts, args, 1)
	ts.Check(p.kill(sig))
	if sig == syscall.SIGKILL {
		<-p.done
	}
}

func finishProgram(ts *testscript.TestScript, _ bool, args []string) {
	p := running(ts, args, 1)
	p.in.Close()
	code := "0"
	if len(args) > 1 {
		code = args[1]
	}
	programEnds(ts, false, []string{args[0], code})
}

func programEnds(ts *testscript.TestScript, _ bool, args []string) {
	p := running(ts, args, 2)
	got, err := p.wait()
	ts.Check(err)
	if strconv.Itoa(got) != args[1] {
		fails(ts, fmt.Sprintf("%s ended with %d, want %s", p.name, got, args[1]))
	}
}

// misuse runs parley and wants it to end with code 2: misused ARGS...
func misuse(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("parley", args...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitUsage {
		ts.Fatalf("got %v, want exit code %d", err, exitUsage)
	}
}

// expiredLink puts into VAR the link LINK as the server with that data
// directory would have issued it for a time that is over: expired VAR LINK DATA.
func expiredLink(ts *testscript.TestScript, _ bool, args []string) {
	link, err := ticket.ParseLink(args[1])
	ts.Check(err)
	key, err := ticket.LoadKey(ts.MkAbs(args[2]))
	ts.Check(err)
	link.Ticket.Payload.Expires = time.Now().Add(-time.Minute)
	link.Ticket = key.Issue(link.Ticket.Payload)
	ts.Setenv(args[0], link.String())
}
