package replay

import (
	"encoding/binary"
	"fmt"
	"iter"
	"runtime"
	"time"

	"parley/collab/archive"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// A server is what a hub does with the text of a meeting, without its sockets.
type server struct {
	state *meeting.State
	log   log
	entry []byte // of the event that happens, before it is in the log
}

// A log is entries one behind the other, each behind its length, in pages: as
// in a file, and in memory.
type log struct {
	pages [][]byte
	bytes int // of the entries alone
}

const pageSize = 256 << 10

func (l *log) append(entry []byte) {
	last := len(l.pages) - 1
	if need := binary.MaxVarintLen64 + len(entry); last < 0 || cap(l.pages[last])-len(l.pages[last]) < need {
		l.pages, last = append(l.pages, make([]byte, 0, max(pageSize, need))), last+1
	}
	page := binary.AppendUvarint(l.pages[last], uint64(len(entry)))
	l.pages[last] = append(page, entry...)
	l.bytes += len(entry)
}

// all yields the entries with their numbers.
func (l *log) all() iter.Seq2[uint64, []byte] {
	return func(yield func(uint64, []byte) bool) {
		number := uint64(0)
		for _, page := range l.pages {
			for len(page) > 0 {
				length, size := binary.Uvarint(page)
				end := size + int(length)
				if number++; !yield(number, page[size:end]) {
					return
				}
				page = page[end:]
			}
		}
	}
}

// open begins a meeting with the draft and the authors.
func open(draft string, authors int) (*server, error) {
	s := &server{state: meeting.New()}
	err := s.happen(meeting.Event{At: time.UnixMilli(0).UTC(), What: meeting.Opened{Title: "A trace", Text: draft}})
	if err == nil {
		err = s.happen(meeting.Event{At: time.UnixMilli(0).UTC(), What: meeting.Served{First: 1}})
	}
	for i := range authors {
		if err == nil {
			p := author(i)
			err = s.happen(meeting.Event{At: time.UnixMilli(0).UTC(), By: p.Number, What: meeting.Entered{Person: p}})
		}
	}
	return s, err
}

// author is the person who does what an agent of the trace did.
func author(agent int) meeting.Person {
	return meeting.Person{Number: text.Author(agent + 1), Session: meeting.Session{byte(agent), byte(agent >> 8), 1},
		Name: fmt.Sprint("Agent ", agent), Role: meeting.Delegate}
}

// happen writes the event down and applies it.
func (s *server) happen(e meeting.Event) error {
	var err error
	e.Number = s.state.Head() + 1
	if s.entry, err = wire.AppendEvent(s.entry[:0], e); err != nil {
		return err
	}
	if err = s.state.Apply(e); err != nil {
		return err
	}
	s.log.append(s.entry)
	return nil
}

// archive reads the log again and returns the snapshot as a hub saves it: the
// state and its past.
func (s *server) archive() ([]byte, error) {
	var past archive.Past
	state := meeting.New()
	for number, entry := range s.log.all() {
		e, err := wire.DecodeEvent(number, entry)
		if err != nil {
			return nil, err
		}
		before := state.Text()
		did, err := state.Did(e)
		if err == nil {
			err = past.Add(archive.Change{Number: e.Number, At: e.At, By: e.By}, did, before)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := past.Seal(); err != nil {
		return nil, err
	}
	inner, err := wire.EncodeSnapshot(state.Full(state.Head()))
	if err != nil {
		return nil, err
	}
	return archive.Append(nil, inner, &past), nil
}

// reopen opens the snapshot up to a text that can be read, and returns the
// fastest of some times, in ms, and the heap it takes, in MB.
func reopen(snapshot []byte) (string, float64, float64, error) {
	best := time.Hour
	for range 20 {
		began := time.Now()
		if _, _, err := reopenOnce(snapshot); err != nil {
			return "", 0, 0, err
		}
		best = min(best, time.Since(began))
	}
	before := heap()
	state, draft, err := reopenOnce(snapshot)
	taken := heap() - before
	runtime.KeepAlive(state)
	return draft, best.Seconds() * 1e3, float64(taken) / 1e6, err
}

func reopenOnce(snapshot []byte) (*meeting.State, string, error) {
	inner, _, err := archive.Parse(snapshot)
	if err != nil {
		return nil, "", err
	}
	snap, err := wire.DecodeSnapshot(inner)
	if err != nil {
		return nil, "", err
	}
	state, err := meeting.FromSnapshot(snap)
	if err != nil {
		return nil, "", err
	}
	return state, state.Text().String(), nil
}

// heap returns the bytes in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
