package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

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
