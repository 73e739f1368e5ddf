package hub_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// hushed returns what the sound was told to leave undone since the last call.
func (h *house) hushed() []string {
	synctest.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	told := h.hushes
	h.hushes = nil
	return told
}

func TestSoundWaitsForATextThatIsLate(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers time.Duration // after which the client says its first word; 0: never
		nudges  int64
		hushes  []string
	}{
		{"the text is there at once", 100 * time.Millisecond, 0, nil},
		{"after 0.7 s", 700 * time.Millisecond, 4, nil},
		{"after 2 s", 2 * time.Second, 13, []string{"900ms: A true", "2s: A false"}},
		{"never", 0, 16, []string{"900ms: A true", "6s: A false"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
				amina := h.join(person("Amina", meeting.Delegate))
				if tt.answers > 0 {
					time.Sleep(tt.answers)
					amina.say(wire.PingFrame{Stamp: 1})
				}
				time.Sleep(20 * time.Second)
				if got := h.hushed(); !slices.Equal(got, tt.hushes) {
					t.Errorf("the sound was told %q, want %q", got, tt.hushes)
				}
				if got := amina.nudged.Load(); got != tt.nudges {
					t.Errorf("nudged %d times, want %d", got, tt.nudges)
				}
			})
		})
	}
}

func TestSoundThatWaitedGoesOnWhenTheLineEnds(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		time.Sleep(time.Second)
		amina.leave()
		if got, want := h.hushed(), []string{"900ms: A true", "1s: A false"}; !slices.Equal(got, want) {
			t.Errorf("the sound was told %q, want %q", got, want)
		}
	})
}
