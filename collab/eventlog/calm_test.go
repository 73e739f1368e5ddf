package eventlog

import (
	"runtime"
	"strings"
	"testing"
)

// Fails where a newer nats-server keeps its clocks elsewhere.
func TestAnOpenLogHasNoClockThatTicksTenTimesASecond(t *testing.T) {
	j := open(t, t.TempDir())
	fill(t, j, "m", "a")
	all := make([]byte, 1<<20)
	all = all[:runtime.Stack(all, true)]
	if !strings.Contains(string(all), "eventlog.runClock") {
		t.Error("the log has no clock")
	}
	if strings.Contains(string(all), "ats.Register") {
		t.Error("JetStream's own clock runs beside it")
	}
}
