package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// spoken are the words that go through the meeting: five that the recogniser
// tells apart in espeak-ng's voice.
var spoken = []string{"national", "delegate", "twenty", "object", "broadband"}

// A hearing is a meeting of three programs: a host who serves, one who speaks
// and one who listens.
type hearing struct {
	t                       testing.TB
	dir                     string
	env                     []string
	link                    string
	host, speaker, listener *program
}

// hold opens a meeting and lets a speaker and a listener in, with these flags.
func hold(t *testing.T, env []string, speaker, listener []string) *hearing {
	h := holdHost(t, env)
	h.enter(h.link, h.link, speaker, listener)
	return h
}

// holdHost opens a meeting.
func holdHost(t *testing.T, env []string) *hearing {
	h := &hearing{t: t, dir: t.TempDir()}
	env = append(env, "XDG_DATA_HOME="+h.dir, "XDG_STATE_HOME="+h.dir)
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	h.host = h.start("host", env, "host", "--linear", "--text-only", "--listen", fmt.Sprint("127.0.0.1:", port), "--data", "meeting")
	h.env, h.link = env, h.hears(h.host, `^(parley://\S+)$`)[1]
	return h
}

// enter lets a speaker and a listener in, each by a link.
func (h *hearing) enter(speaks, listens string, speaker, listener []string) {
	env := h.env
	h.speaker = h.start("speaker", env, append([]string{"join", speaks, "--json", "--name", "Amina"}, speaker...)...)
	h.listener = h.start("listener", env, append([]string{"join", listens, "--json", "--name", "Ben"}, listener...)...)
	h.asks(h.speaker, "wait sound", `^\{"event":"wait","for":"sound"`)
	h.asks(h.listener, "wait sound", `^\{"event":"wait","for":"sound"`)
}

func (h *hearing) start(name string, env []string, args ...string) *program {
	h.t.Helper()
	p, err := start(name, h.dir, env, args...)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		_ = p.kill(syscall.SIGKILL)
		<-p.done
	})
	return p
}

func (h *hearing) hears(p *program, pattern string) []string {
	h.t.Helper()
	found, err := p.expect(pattern)
	if err != nil {
		h.t.Fatal(err)
	}
	return found
}

// asks types a line and waits for the answer.
func (h *hearing) asks(p *program, line, pattern string) []string {
	h.t.Helper()
	if err := p.send(line); err != nil {
		h.t.Fatal(err)
	}
	return h.hears(p, pattern)
}

// ends lets everybody leave.
func (h *hearing) ends() {
	h.t.Helper()
	for _, p := range []*program{h.speaker, h.listener, h.host} {
		if code, err := p.finish(); err != nil || code != 0 {
			h.t.Errorf("%s ended with %d, %v; it said:\n%s", p.name, code, err, p.out.all())
		}
	}
}

func TestSpeechIsHeardAtTheOtherEnd(t *testing.T) {
	t.Parallel()
	speech := sayWords(t)
	heard := filepath.Join(t.TempDir(), "heard.wav")
	h := hold(t, os.Environ(),
		[]string{"--mic", "file:" + speech, "--ear", "none"},
		[]string{"--mic", "none", "--ear", "file:" + heard})
	h.asks(h.speaker, "talk on", `"command":"talk","text":"on"`)
	h.asks(h.listener, "wait speech", `^\{"event":"wait","for":"speech"`)
	h.asks(h.speaker, "wait spoken", `^\{"event":"wait","for":"spoken"`)
	h.asks(h.speaker, "sleep 500ms\nstatus", `^\{"event":"status"`)
	h.checkStatus(h.asks(h.listener, "status", `(?:\{"event":"status".*\})`)[0])
	h.ends()
	compare(t, speech, heard)
}

// checkStatus wants the listener's figures to say what was heard.
func (h *hearing) checkStatus(line string) {
	h.t.Helper()
	var s struct {
		Sound bool
		Path  string
		Slots []struct {
			Speaker   uint32
			Name      string
			Frames    uint64
			Concealed uint64
		}
	}
	if err := json.Unmarshal([]byte(line), &s); err != nil {
		h.t.Fatalf("%v in %s", err, line)
	}
	var most uint64
	name := ""
	for _, slot := range s.Slots {
		if slot.Frames > most {
			most, name = slot.Frames, slot.Name
		}
	}
	if !s.Sound || s.Path != "udp" || most < 50 || name != "Amina" {
		h.t.Errorf("the listener's status does not say that Amina was heard: %s", line)
	}
}

func TestSpeechGoesFromCardToCard(t *testing.T) {
	t.Parallel()
	speech := sayWords(t)
	env := startPulse(t, "stage", "hall")
	heard := filepath.Join(t.TempDir(), "heard.wav")
	h := hold(t, env,
		[]string{"--mic", "Monitor of stage", "--ear", "none"},
		[]string{"--mic", "none", "--ear", "hall"})
	h.asks(h.speaker, "talk on", `"command":"talk","text":"on"`)
	attempt := func() error {
		record := exec.Command("parec", "--device=hall.monitor", "--file-format=wav", "--rate=48000", "--channels=1", heard)
		record.Env = env
		if err := record.Start(); err != nil {
			t.Fatal(err)
		}
		play := exec.Command("paplay", "--device=stage", speech)
		play.Env = env
		if out, err := play.CombinedOutput(); err != nil {
			t.Fatalf("play: %v\n%s", err, out)
		}
		h.asks(h.listener, "wait speech", `^\{"event":"wait","for":"speech"`)
		h.asks(h.listener, "sleep 700ms\nstatus", `^\{"event":"status"`)
		_ = record.Process.Signal(syscall.SIGINT)
		_ = record.Wait() // it may end as interrupted
		return likened(t, speech, heard)
	}
	if err := onMachineWithTime(t, attempt); err != nil {
		t.Error(err)
	}
	h.ends()
}

// onMachineWithTime repeats an attempt that failed while the machine kept this
// program waiting: a sound card waits for nobody, so what was not fetched in time
// is lost, whatever Parley does. A failure on a machine that had the time counts.
func onMachineWithTime(t *testing.T, attempt func() error) error {
	t.Helper()
	const often, mostHeldUp = 4, 40 * time.Millisecond // the sound server keeps about as much
	var err error
	for range often {
		stop := make(chan struct{})
		worst := make(chan time.Duration)
		go func() { worst <- heldUp(stop) }()
		err = attempt()
		close(stop)
		held := <-worst
		if err == nil || held < mostHeldUp {
			return err
		}
		t.Logf("again, as the machine was busy for up to %v: %v", held, err)
	}
	return err
}

// heldUp returns by how much the machine was late at most, until stop.
func heldUp(stop <-chan struct{}) (worst time.Duration) {
	const step = 5 * time.Millisecond
	for last := time.Now(); ; {
		select {
		case <-stop:
			return worst
		case <-time.After(step):
		}
		now := time.Now()
		worst = max(worst, now.Sub(last)-step)
		last = now
	}
}

// sayWords has espeak-ng say the words and returns the file.
func sayWords(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		t.Skip("espeak-ng, which speaks, is not installed")
	}
	file := filepath.Join(t.TempDir(), "said.wav")
	out, err := exec.Command("espeak-ng", "-v", "en-us", "-s", "130", "-g", "12", "-w", file, strings.Join(spoken, ". ")+".").CombinedOutput()
	if err != nil {
		t.Fatalf("espeak-ng: %v\n%s", err, out)
	}
	return file
}
