package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAPortForMetricsThatIsTakenOpensNoMeeting(t *testing.T) {
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	at, data := other.Addr().String(), filepath.Join(t.TempDir(), "data")
	var out, complaints page
	code := run(t.Context(), []string{"--metrics", at, "--listen", "127.0.0.1:0", "--data", data}, &out, &complaints)
	want := `parleyd: --metrics "` + at + `": another program is using this port: give another HOST:PORT, such as 127.0.0.1:9464`
	if got := strings.TrimSpace(complaints.String()); code != 1 || got != want {
		t.Errorf("got %d, %q, want 1, %q", code, got, want)
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("there is a directory, of a meeting that was not to begin: %v", err)
	}
}
