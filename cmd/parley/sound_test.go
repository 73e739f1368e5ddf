package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"parley/media/device"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// spoken are the words that go through the meeting: five that the recogniser
// tells apart in espeak-ng's voice.
var spoken = []string{"national", "delegate", "twenty", "object", "broadband"}

// grammar is what the recogniser may hear.
const grammar = `#JSGF V1.0;
grammar words;
public <s> = <w>+;
<w> = council | broadband | access | article | seven | twenty | delegate | amendment | agree | object | chairman | report | national | regional;
`

// A hearing is a meeting of three programs: a host who serves, one who speaks
// and one who listens.
type hearing struct {
	t                       *testing.T
	dir                     string
	host, speaker, listener *program
}

// hold opens a meeting and lets a speaker and a listener in, with these flags.
func hold(t *testing.T, env []string, speaker, listener []string) *hearing {
	h := &hearing{t: t, dir: t.TempDir()}
	env = append(env, "XDG_DATA_HOME="+h.dir)
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	h.host = h.start("host", env, "host", "--linear", "--text-only", "--listen", fmt.Sprint("127.0.0.1:", port), "--data", "meeting")
	link := h.hears(h.host, `^(parley://\S+)$`)[1]
	h.speaker = h.start("speaker", env, append([]string{"join", link, "--json", "--name", "Amina"}, speaker...)...)
	h.listener = h.start("listener", env, append([]string{"join", link, "--json", "--name", "Ben"}, listener...)...)
	h.asks(h.speaker, "wait sound", `^\{"event":"wait","for":"sound"`)
	h.asks(h.listener, "wait sound", `^\{"event":"wait","for":"sound"`)
	return h
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
	if !s.Sound || s.Path != "UDP" || most < 50 || name != "Amina" {
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
	h.ends()
	compare(t, speech, heard)
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

// compare wants the words in what was heard: those that a recogniser
// understands, and, in any case, the sound itself.
func compare(t *testing.T, speech, heard string) {
	t.Helper()
	said, got := samples(t, speech), samples(t, heard)
	const parts = 6 // a busy machine leaves holes, which shift what follows
	found := 0
	for i := range parts {
		part := said[i*len(said)/parts:][:len(said)/parts]
		at, likeness := pcmtest.Find(part, got)
		t.Logf("part %d of %d: likeness %.2f, %v after the first", i+1, parts, likeness, pcm.Duration(int64(at-i*len(said)/parts)))
		if likeness > 0.5 { // a codec for speech keeps the sound, not the wave
			found++
		}
	}
	if found < parts/2 {
		t.Errorf("got %d of %d parts of the speech", found, parts)
	}
	words, err := understand(t, heard)
	if err != nil {
		t.Logf("without a recogniser: %v", err)
		return
	}
	t.Logf("understood %q", words)
	if n := inOrder(words, spoken); n < 3 { // even of the file itself it sometimes misses one
		t.Errorf("understood %q, want %q", words, spoken)
	}
}

// samples are the whole of a WAV file.
func samples(t *testing.T, file string) (all []int16) {
	t.Helper()
	w, err := device.OpenWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for {
		var f pcm.Frame
		ok, err := w.Read(&f)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil || !ok {
			t.Fatalf("read %s: %v", file, err)
		}
		all = append(all, f[:]...)
	}
}

// understand has pocketsphinx write down the words in a file.
func understand(t *testing.T, file string) ([]string, error) {
	t.Helper()
	for _, program := range []string{"pocketsphinx_continuous", "sox"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, err
		}
	}
	dir := t.TempDir()
	wav, jsgf := filepath.Join(dir, "16k.wav"), filepath.Join(dir, "words.jsgf")
	if out, err := exec.Command("sox", file, "-r", "16000", "-c", "1", "-b", "16", wav).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("sox: %w: %s", err, out)
	}
	if err := os.WriteFile(jsgf, []byte(grammar), 0o600); err != nil {
		return nil, err
	}
	out, err := exec.Command("pocketsphinx_continuous", "-infile", wav, "-jsgf", jsgf).Output()
	if err != nil {
		return nil, fmt.Errorf("pocketsphinx: %w", err)
	}
	return strings.Fields(string(out)), nil
}

// inOrder is how many of want stand in got in their order.
func inOrder(got, want []string) int {
	n := make([]int, len(want)+1)
	for _, w := range got {
		for i, before := len(want)-1, 0; i >= 0; i-- {
			if before = slices.Max(n[:i+1]); want[i] == w {
				n[i+1] = max(n[i+1], before+1)
			}
		}
	}
	return slices.Max(n)
}

// startPulse starts a sound server of the test's own, with a null sink of each
// name, and returns the environment in which programs find it.
func startPulse(t *testing.T, sinks ...string) []string {
	t.Helper()
	for _, program := range []string{"pulseaudio", "pactl", "paplay", "parec"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + ", of the sound server, is not installed")
		}
	}
	dir, err := os.MkdirTemp("", "pulse") // short: a socket's path has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "native")
	env := slices.Concat(os.Environ(), []string{"HOME=" + dir, "XDG_RUNTIME_DIR=" + dir, "XDG_CONFIG_HOME=" + dir,
		"PULSE_RUNTIME_PATH=" + dir, "PULSE_STATE_PATH=" + dir, "PULSE_SERVER=unix:" + socket})
	args := []string{"-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes",
		"-L", "module-native-protocol-unix auth-anonymous=1 socket=" + socket}
	for _, s := range sinks {
		args = append(args, "-L", "module-null-sink sink_name="+s+" rate=48000 channels=1 sink_properties=device.description="+s)
	}
	said := newTranscript()
	pulse := exec.Command("pulseaudio", args...)
	pulse.Env, pulse.Stdout, pulse.Stderr = env, said, said
	if err := pulse.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = pulse.Wait(); close(ended) }()
	t.Cleanup(func() { _ = pulse.Process.Kill(); <-ended })
	eventually(t, "pulseaudio to answer", func() (bool, string) {
		ask := exec.Command("pactl", "list", "short", "sinks")
		ask.Env = env
		out, _ := ask.Output()
		return strings.Contains(string(out), sinks[len(sinks)-1]), said.all()
	})
	return env
}
