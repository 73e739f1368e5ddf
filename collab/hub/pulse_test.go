package hub_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/floor"
	"parley/collab/hub"
	"parley/collab/meeting"
)

// While people only read, nothing of a meeting is due.
func TestAMeetingInWhichPeopleOnlyReadIsLookedAtSeldom(t *testing.T) {
	inHouse(t, hub.Limits{Silence: 3 * time.Hour}, func(t *testing.T, h *house) {
		h.close()
		var mu sync.Mutex // guards the two below
		var last time.Time
		moments := 0
		h.config.Now = func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			now := time.Now()
			if !now.Equal(last) {
				last = now
				moments++
			}
			return now
		}
		looks := func(d time.Duration) int {
			synctest.Wait()
			mu.Lock()
			before := moments
			mu.Unlock()
			time.Sleep(d)
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			return moments - before
		}
		h.open()
		amina := h.join(person("Amina", meeting.Delegate))
		time.Sleep(time.Minute)
		if got := looks(10 * time.Minute); got > 60 {
			t.Errorf("it was looked at %d times in ten minutes, want once in 10 s", got)
		}
		amina.act(floor.Ask{})
		if got := looks(time.Minute); got < 59 {
			t.Errorf("while somebody waits for the floor it was looked at %d times in a minute, want once a second", got)
		}
	})
}
