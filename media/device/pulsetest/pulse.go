// Package pulsetest gives a test a sound system of its own: a PulseAudio server
// with null sinks, where no sound card is needed. Only tests import it.
package pulsetest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Start runs a sound server with one null sink for each name, points this process
// and its children to it by PULSE_SERVER, and waits until it answers. What is
// played into the sink NAME can be recorded from the microphone "Monitor of
// NAME". The first sink is the default speaker. The server ends with the test, or by
// kill. Where PulseAudio is not installed, the test is skipped.
func Start(t *testing.T, sinks ...string) (kill func()) {
	t.Helper()
	program, err := exec.LookPath("pulseaudio")
	if err != nil {
		t.Skip("pulseaudio is not installed")
	}
	dir, err := os.MkdirTemp("", "pulse") // short: a socket's path has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	for _, name := range []string{"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH"} {
		t.Setenv(name, dir)
	}
	socket := filepath.Join(dir, "native")
	args := []string{"-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes"}
	for _, s := range sinks {
		args = append(args, "-L", strings.Join(module(Sink{s, 48000, 1}), " "))
	}
	// The door comes last, so that who gets in finds everything there.
	args = append(args, "-L", "module-native-protocol-unix auth-anonymous=1 socket="+socket)
	var said bytes.Buffer
	pulse := exec.Command(program, args...)
	pulse.Stderr = &said
	if err := pulse.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { // ends when the server does
		defer close(ended)
		_ = pulse.Wait()
	}()
	kill = func() {
		_ = pulse.Process.Kill() // it may have ended by itself
		<-ended
	}
	t.Cleanup(kill)
	server = pulse.Process
	t.Setenv("PULSE_SERVER", "unix:"+socket)
	for {
		if c, err := net.Dial("unix", socket); err == nil {
			c.Close()
			return kill
		}
		select {
		case <-ended:
			t.Fatalf("pulseaudio ended\n%s", said.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// server is the one that Start started last.
var server *os.Process

// Hold stops the server of the test for a while, as a machine does that is too busy for it.
func Hold(t *testing.T, d time.Duration) {
	t.Helper()
	if err := server.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(d)
	if err := server.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
}

// A Sink is a null sink with a rate in samples a second and a number of
// channels of its own.
type Sink struct {
	Name     string
	Rate     int
	Channels int
}

// module is what loads the sink.
func module(s Sink) []string {
	return []string{"module-null-sink", "sink_name=" + s.Name, fmt.Sprint("rate=", s.Rate), fmt.Sprint("channels=", s.Channels), "sink_properties=device.description=" + s.Name}
}

// Plug adds a sink to the server of the test, as if a sound card were plugged in,
// and returns how to take it out again.
func Plug(t *testing.T, s Sink) (unplug func()) {
	t.Helper()
	number := strings.TrimSpace(control(t, append([]string{"load-module"}, module(s)...)...))
	return func() {
		t.Helper()
		control(t, "unload-module", number)
	}
}

// control asks the server for something and returns its answer.
func control(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("pactl", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("pactl %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
