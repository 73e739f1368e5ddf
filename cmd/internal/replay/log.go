package replay

import (
	"fmt"
	"runtime"
	"time"

	"parley/collab/archive"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// A server is what a hub does with the text of a meeting, without its sockets.
type server struct {
	state   *meeting.State
	entries [][]byte // the log
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
	e.Number = s.state.Head() + 1
	entry, err := wire.EncodeEvent(e)
	if err != nil {
		return err
	}
	if err := s.state.Apply(e); err != nil {
		return err
	}
	s.entries = append(s.entries, entry)
	return nil
}

// archive reads the log again and returns the snapshot as a hub saves it: the
// state and its past.
func (s *server) archive() ([]byte, error) {
	var past archive.Past
	state := meeting.New()
	for i, entry := range s.entries {
		e, err := wire.DecodeEvent(uint64(i+1), entry)
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

func (s *server) logBytes() (n int) {
	for _, e := range s.entries {
		n += len(e)
	}
	return n
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
