package hub

import (
	"sync"
	"time"

	"parley/collab/meeting"
)

// Limits bound what one person and one meeting may take. A zero field has its
// usual value.
type Limits struct {
	Connections int           // in one meeting at a time; 5,000
	People      int           // in all meetings at a time; 5,000
	Rate        float64       // commands a second from one connection; 200
	Burst       float64       // commands at once before Rate holds; 1,000
	Return      float64       // commands beyond that which a connection may bring packed, as from a time without a line; 12,000
	Returns     float64       // of those, in one meeting at once; as many come again as Rate says; 50,000
	Waiting     int           // bytes that may wait for one slow reader; 1 MiB
	Frames      int           // messages that may; 8,192
	Resume      int           // events that are sent again after a lost line; more become a snapshot; 5,000
	ResumeBytes int           // bytes of them; 4 MiB
	Need        int           // events a snapshot reaches back for somebody's unsent work; 100,000
	NeedBytes   int           // bytes of them in the log; 4 MiB
	Remember    int           // edits kept in memory though nobody connected needs them; meeting.Remembered
	Snapshot    int           // events after which a snapshot is saved; 4,096
	Silence     time.Duration // after which a line on which nothing came is cut; 45 s
	Quiet       time.Duration // after which a line on which nothing came is said to be lost, of those at the floor; 22 s
	Farewell    time.Duration // a client has to go after the goodbye; 5 s
	Grace       time.Duration // after which a person whose line was lost is gone; 20 s
	Idle        time.Duration // after which a meeting without people rests, if it was offered; 5 min
}

func (l Limits) orUsual() Limits {
	return Limits{
		Connections: or(l.Connections, 5000),
		People:      or(l.People, 5000),
		Rate:        or(l.Rate, 200),
		Burst:       or(l.Burst, 1000),
		Return:      or(l.Return, 12_000),
		Returns:     or(l.Returns, 50_000),
		Waiting:     or(l.Waiting, 1<<20),
		Frames:      or(l.Frames, 8192),
		Resume:      or(l.Resume, 5000),
		ResumeBytes: or(l.ResumeBytes, 4<<20),
		Need:        or(l.Need, 100_000),
		NeedBytes:   or(l.NeedBytes, 4<<20),
		Remember:    or(l.Remember, meeting.Remembered),
		Snapshot:    or(l.Snapshot, 4096),
		Silence:     or(l.Silence, 45*time.Second),
		Quiet:       or(l.Quiet, 22*time.Second),
		Farewell:    or(l.Farewell, 5*time.Second),
		Grace:       or(l.Grace, 20*time.Second),
		Idle:        or(l.Idle, 5*time.Minute),
	}
}

func or[T int | float64 | time.Duration](v, usual T) T {
	if v == 0 {
		return usual
	}
	return v
}

// A seldom lets something through once in a while.
type seldom struct {
	mu    sync.Mutex
	every time.Duration
	last  time.Time // guarded by mu
}

func (s *seldom) now(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.last.IsZero() && now.Sub(s.last) < s.every {
		return false
	}
	s.last = now
	return true
}
