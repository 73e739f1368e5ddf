package eventlog

import (
	"testing"

	"github.com/nats-io/nats-server/v2/server/pse"
)

// Fails where a newer nats-server reads something else.
func TestNatsServerDoesNotMeasureThisProcess(t *testing.T) {
	var cpu float64
	var resident, virtual int64
	if err := pse.ProcUsage(&cpu, &resident, &virtual); err == nil {
		t.Errorf("it does: %v %d %d", cpu, resident, virtual)
	}
}
