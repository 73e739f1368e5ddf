package hub

import (
	"fmt"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// A plain mail is what a mail says it is, as one list.
type plainMail struct {
	queue []string
	sizes []int // what each weighs
}

func (p *plainMail) add(message string, weight int) {
	p.queue, p.sizes = append(p.queue, message), append(p.sizes, weight)
}

func TestMailKeepsItsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		newest, want, m := &told{}, plainMail{}, mail{}
		for i := range rapid.IntRange(0, 5).Draw(t, "before") {
			newest = newest.tell([]byte(fmt.Sprint("missed ", i)))
		}
		m.begins(newest, newest)
		for i := range rapid.IntRange(0, 60).Draw(t, "steps") {
			message := fmt.Sprint(i)
			weight := len(message) + overhead
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				m.post([]byte(message))
				want.add(message, weight)
			case 1:
				newest = newest.tell([]byte("what others are told"))
				m.hears(newest, []byte(message))
				want.add(message, weight)
			case 2:
				newest = newest.tell([]byte(message))
				m.hears(newest, nil)
				want.add(message, weight)
			default:
				l, ok := m.peek()
				if ok != (len(want.queue) > 0) {
					t.Fatalf("something waits: %v, want %v", ok, !ok)
				}
				if !ok {
					continue
				}
				if m.pop(); string(l.frame) != want.queue[0] {
					t.Fatalf("got %q, want %q", l.frame, want.queue[0])
				}
				want.queue, want.sizes = want.queue[1:], want.sizes[1:]
			}
			if m.empty() != (len(want.queue) == 0) {
				t.Fatalf("empty is %v with %d waiting", m.empty(), len(want.queue))
			}
			sum := 0
			for _, n := range want.sizes {
				sum += n
			}
			if bytes, messages := m.waiting(); bytes != sum || messages != len(want.queue) {
				t.Fatalf("%d bytes, %d messages, want %d and %d", bytes, messages, sum, len(want.queue))
			}
		}
	})
}

// A thousand people whose lines are dead cost what one of them does: they wait
// for the same messages.
func TestWhatWaitsForSlowReadersIsThereOnce(t *testing.T) {
	const events, each = 8000, 14 // a typed letter takes 14 bytes
	limits := Limits{}.orUsual()
	heap := func() int {
		for range 3 { // pools and finalizers of other tests take more than one
			runtime.GC()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	grown := func(readers int) int {
		r := newRecent(limits, 0)
		people := make([]*attendee, readers)
		for i := range people {
			people[i] = newAttendee(&Config{Limits: limits}, newCounts(), wire.Hello{}, ticket.Payload{})
			people[i].welcome(meeting.Welcome{}, r.newest(), r.newest())
		}
		before := heap()
		for range events {
			e := r.add(make([]byte, each), nil, r.at(), each)
			for _, a := range people {
				a.hear(e, nil, 1)
			}
		}
		after := heap()
		for _, a := range people {
			if _, messages := a.mail.waiting(); messages != events+1 || a.leaving {
				t.Fatalf("%d messages wait, want the welcome and %d; cut: %v", messages, events, a.leaving)
			}
		}
		runtime.KeepAlive(r)
		return after - before
	}
	one, thousand := grown(1), grown(1000)
	t.Logf("%d events wait: %d kB for one reader, %d kB for 1,000", events, one>>10, thousand>>10)
	if limit := limits.Waiting + 1<<20; thousand > limit { // where each kept a list of its own it was 300 times as much
		t.Errorf("%d bytes for a thousand slow readers, want at most %d; for one it is %d", thousand, limit, one)
	}
}
