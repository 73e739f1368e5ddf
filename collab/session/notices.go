package session

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"parley/collab/meeting"
	"parley/collab/text"
)

// maxUnread bounds what waits for a slow front, in bytes of memory. Past it the
// line is let go until the front has caught up.
const maxUnread = 64 << 20

// mayHold is how many notices a front may have got and not yet taken in.
const mayHold = 32

// notices is the way from the line to the front: in order and without blocking
// the line. Of pointers, pages of the roster, states of the line and words on
// what is kept only the newest waits. The line pushes, the goroutine in pump hands out.
type notices struct {
	out   chan meeting.Notice
	as    func(meeting.Notice) meeting.Notice // how they are handed out; nil: as they are
	added chan struct{}                       // holds one token when there may be something new
	taken chan struct{}                       // likewise when something was handed out
	// awaits: a snapshot was asked for and not handed out yet.
	awaits atomic.Bool

	mu     sync.Mutex // guards everything below
	max    int
	queue  []unread
	first  int         // the number, counted from the beginning, of queue[0]
	newest map[any]int // by what replaces each other: the number of the one that waits
	cost   int
	ended  bool
	given  []meeting.Version // the last events handed out, at most mayHold
}

type unread struct {
	notice meeting.Notice // nil: a newer one of its kind has come
	cost   int
}

func newNotices() *notices {
	return &notices{
		out:    make(chan meeting.Notice),
		added:  make(chan struct{}, 1),
		taken:  make(chan struct{}, 1),
		newest: map[any]int{},
		max:    maxUnread,
	}
}

// kind returns what n replaces when it comes, nil for what is never replaced.
func kind(n meeting.Notice) any {
	type pointer text.Author
	type roster bool
	type link struct{}
	type kept struct{}
	type lobby struct{}
	type queued struct{}
	type missing struct{}
	switch n := n.(type) {
	case meeting.Pointed:
		return pointer(n.By)
	case meeting.Roster:
		return roster(n.People != nil)
	case meeting.LinkChanged:
		return link{}
	case meeting.Kept:
		return kept{}
	case meeting.Lobby:
		return lobby{}
	case meeting.Queued:
		return queued{}
	case meeting.Missing:
		return missing{}
	}
	return nil
}

// push adds a notice.
func (q *notices) push(n meeting.Notice) {
	u := unread{n, weigh(n)}
	q.mu.Lock()
	if k := kind(n); k != nil {
		if old, ok := q.newest[k]; ok && old >= q.first {
			q.cost -= q.queue[old-q.first].cost
			q.queue[old-q.first] = unread{}
		}
		q.newest[k] = q.first + len(q.queue)
	}
	q.queue = append(q.queue, u)
	q.cost += u.cost
	q.compact()
	q.mu.Unlock()
	signal(q.added)
}

// compact squeezes out what was replaced, once that is most of the queue.
func (q *notices) compact() {
	if len(q.queue) < 1024 || q.cost > len(q.queue)*smallest/2 {
		return
	}
	kept := make([]unread, 0, len(q.queue)/2)
	clear(q.newest)
	for _, u := range q.queue {
		if u.notice == nil {
			continue
		}
		if k := kind(u.notice); k != nil {
			q.newest[k] = q.first + len(kept)
		}
		kept = append(kept, u)
	}
	q.queue = kept
}

// overfull reports whether the front is so far behind that the line must wait.
func (q *notices) overfull() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.cost > q.max
}

// settled reports whether the front has caught up again.
func (q *notices) settled() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.cost < q.max/2
}

// finish lets pump end once everything is handed out.
func (q *notices) finish() {
	q.mu.Lock()
	q.ended = true
	q.mu.Unlock()
	signal(q.added)
}

// pump hands out notices until finish was called and all are gone, or ctx
// ends.
func (q *notices) pump(ctx context.Context) {
	for {
		n, ended := q.pop()
		if w, ok := n.(meeting.Welcome); ok && w.Snapshot != nil {
			q.awaits.Store(false)
		}
		switch {
		case n != nil:
			told := n
			if q.as != nil {
				told = q.as(n)
			}
			select {
			case q.out <- told:
				q.handed(n)
				signal(q.taken)
			case <-ctx.Done():
				return
			}
		case ended:
			return
		default:
			select {
			case <-q.added:
			case <-ctx.Done():
				return
			}
		}
	}
}

// handed notes what the front has got.
func (q *notices) handed(n meeting.Notice) {
	var number meeting.Version
	switch n := n.(type) {
	case meeting.Welcome:
		if n.Snapshot != nil {
			number = n.Snapshot.Head
		}
	case meeting.Happened:
		number = n.Event.Number
	case meeting.Accepted:
		number = n.Number
	}
	if number == 0 {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.given = append(q.given, number); len(q.given) > mayHold {
		q.given = slices.Delete(q.given, 0, 1)
	}
}

// read returns an event up to which the front has surely taken in everything:
// whatever it asks from now on is made on that or a later one. 0: not known.
func (q *notices) read() meeting.Version {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.given) == 0 {
		return 0
	}
	return slices.Min(q.given)
}

// shown returns the newest event that the front was handed, 0 if there is none.
func (q *notices) shown() meeting.Version {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.given) == 0 {
		return 0
	}
	return slices.Max(q.given)
}

// pop takes out the first notice, nil if there is none.
func (q *notices) pop() (n meeting.Notice, ended bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.queue) > 0 {
		u := q.queue[0]
		q.queue[0] = unread{}
		q.queue = q.queue[1:]
		q.first++
		if u.notice == nil {
			continue
		}
		q.cost -= u.cost
		if k := kind(u.notice); k != nil {
			delete(q.newest, k)
		}
		return u.notice, false
	}
	return nil, q.ended
}

// signalIf is signal, if there is reason to.
func signalIf(reason bool, c chan struct{}) {
	if reason {
		signal(c)
	}
}

// signal leaves a token in a channel that holds one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
