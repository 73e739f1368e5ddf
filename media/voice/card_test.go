package voice_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/media/voice"
)

func TestWithoutASoundCardTheLineStands(t *testing.T) {
	if _, err := os.Stat("/dev/snd"); err == nil {
		t.Skip("this machine has a sound card")
	}
	dir := t.TempDir()
	t.Setenv("PULSE_SERVER", "unix:"+filepath.Join(dir, "none"))
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("HOME", dir)
	v, err := voice.Open(voice.Config{Dial: newHall().dial})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { // ends when ctx does
		defer close(done)
		_ = v.Run(ctx)
	}()
	missing := func(d voice.Device) bool { return d.State == voice.Missing && d.Err != nil }
	for s := v.Status(); !missing(s.Mic) || !missing(s.Ear) || s.State != voice.Connected; s = v.Status() {
		select {
		case <-t.Context().Done():
			t.Fatalf("got %+v", s)
		case <-time.After(10 * time.Millisecond):
		}
	}
	cancel()
	<-done
}
