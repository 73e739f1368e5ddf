package link

import "sync"

// tasks are the goroutines of a link. The zero value is ready to use.
type tasks struct {
	mu      sync.Mutex // guards waiting
	waiting bool
	group   sync.WaitGroup
}

// start runs f on a goroutine, or not at all once somebody waits for the end:
// pion may still hand out tracks then.
func (t *tasks) start(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.waiting {
		t.group.Go(f)
	}
}

// wait returns when all goroutines have ended, and lets no more begin.
func (t *tasks) wait() {
	t.mu.Lock()
	t.waiting = true
	t.mu.Unlock()
	t.group.Wait()
}
