package hub

import (
	"net/http"
	"sync/atomic"
)

// Stats is what a hub has done so far.
type Stats struct {
	Meetings int // now: taken up and at rest
	Up       int // of them taken up
	People   int // connections in meetings now
	Waiting  int // people in waiting rooms now
	Looking  int // lines of people in meetings to other documents than the first

	Joined   uint64         // people let in who came with nothing
	Returned uint64         // people let in who came back after a lost line
	Refused  map[int]uint64 // by the status of the answer
	TooSlow  uint64         // readers cut because they did not keep up
	Garbled  uint64         // clients cut because they sent what is no message
	Events   uint64         // written to the log
}

// statuses are what refusals may be answered with.
var statuses = []int{
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
	http.StatusGone, http.StatusLocked, http.StatusUpgradeRequired, http.StatusTooManyRequests,
	http.StatusInternalServerError, http.StatusServiceUnavailable, http.StatusInsufficientStorage,
}

// counts are the numbers behind Stats. Anyone may add.
type counts struct {
	people, waiting                            atomic.Int64
	joined, returned, tooSlow, garbled, events atomic.Uint64
	refused                                    map[int]*atomic.Uint64 // of statuses; the map does not change
}

func newCounts() *counts {
	c := &counts{refused: map[int]*atomic.Uint64{}}
	for _, status := range statuses {
		c.refused[status] = &atomic.Uint64{}
	}
	return c
}

// Stats returns the numbers as they are now.
func (h *Hub) Stats() Stats {
	c, d := h.counts, h.lookers
	s := Stats{
		People: int(c.people.Load()), Waiting: int(c.waiting.Load()), Joined: c.joined.Load(), Returned: c.returned.Load(),
		TooSlow: c.tooSlow.Load() + d.tooSlow.Load(), Garbled: c.garbled.Load() + d.garbled.Load(), Events: c.events.Load() + d.events.Load(),
		Looking: int(d.people.Load()),
		Refused: map[int]uint64{},
	}
	for status, n := range c.refused {
		s.Refused[status] = n.Load()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	s.Up, s.Meetings = len(h.halls), len(h.offered)
	for id := range h.halls {
		if _, offered := h.offered[id]; !offered {
			s.Meetings++
		}
	}
	return s
}
