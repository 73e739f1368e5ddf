package device

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/gen2brain/malgo"

	"parley/media/device/pulsetest"
)

// TestTheAudioThreadNeverEntersGo counts how often a device calls Go: only before it has begun.
func TestTheAudioThreadNeverEntersGo(t *testing.T) {
	pulsetest.Start(t, "room")
	e := &Ear{}
	var calls atomic.Int64
	var err error
	e.card, err = openCard(malgo.Playback, "room", &e.feed, malgo.DeviceCallbacks{
		Data: func(out, in []byte, n uint32) { calls.Add(1); e.says(out, in, n) }, Stop: e.stop,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	before, asked := calls.Load(), e.asked.Load()
	for end := time.Now().Add(5 * time.Second); e.asked.Load() < asked+4800; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the device asks for nothing")
		}
	}
	if got := calls.Load() - before; got > 2 { // one may be under way while it begins
		t.Errorf("got %d calls into Go while %d samples were asked for", got, e.asked.Load()-asked)
	}
}
