package wire_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// A writer sits at a table with others; what is sent to it and by it waits.
type writer struct {
	*meeting.Seat
	sent []meeting.Command
	next int // of the log, to be heard
}

// A sitting is a server and some writers who act at random, each hearing and
// being heard late.
type sitting struct {
	t       *testing.T
	random  *rand.Rand
	now     time.Time
	state   *meeting.State
	log     []meeting.Event
	writers []*writer
}

func newSitting(t *testing.T, seed uint64) *sitting {
	s := &sitting{t: t, random: rand.New(rand.NewPCG(seed, 3)), now: noon, state: meeting.New()}
	s.happen(meeting.Event{What: meeting.Opened{Title: "Res. 50", Text: "resolves\nthat…\n"}})
	s.happen(meeting.Event{What: meeting.Served{First: 1}})
	for i := range 3 {
		p := meeting.Person{Number: text.Author(i + 1), Session: meeting.Session{byte(i + 1)}, Name: fmt.Sprint("Writer ", i+1), Role: meeting.Delegate}
		s.happen(meeting.Event{By: p.Number, What: meeting.Entered{Person: p}})
		w := &writer{next: len(s.log)}
		w.Seat = meeting.NewSeat(func(c meeting.Command) { w.sent = append(w.sent, c) })
		s.take(w, meeting.Welcome{You: p, Head: s.state.Head(), Snapshot: s.state.Snapshot(s.state.Head())})
		s.writers = append(s.writers, w)
	}
	return s
}

func (s *sitting) take(w *writer, n meeting.Notice) {
	s.t.Helper()
	if _, err := w.Take(n, s.now); err != nil {
		s.t.Fatal(err)
	}
}

func (s *sitting) happen(e meeting.Event) (meeting.Event, delta.Delta) {
	s.t.Helper()
	e.Number, e.At = s.state.Head()+1, s.now
	did, err := s.state.Did(e)
	if err != nil {
		s.t.Fatal(err)
	}
	s.log = append(s.log, e)
	return e, did
}

// act lets a writer do one thing.
func (s *sitting) act(w *writer) {
	s.t.Helper()
	s.now = s.now.Add(time.Duration(s.random.IntN(700)) * time.Millisecond)
	n := w.Text().Len()
	at := s.random.IntN(n + 1)
	var err error
	switch s.random.IntN(9) {
	case 0:
		err = w.Say("hear, hear", s.now)
	case 1:
		w.Undo(s.now)
	case 2:
		w.Redo(s.now)
	case 3, 4:
		err = w.Edit(delta.Replace(n, at, min(n-at, s.random.IntN(6)), ""), s.now)
	default:
		err = w.Edit(delta.Replace(n, at, 0, []string{"a", "ام", "中文", "é", "👩\u200d🚀", "\n"}[s.random.IntN(6)]), s.now)
	}
	if w.Tick(s.now); err != nil {
		s.t.Fatal(err)
	}
}

// hear lets a writer hear some of what it has missed.
func (s *sitting) hear(w *writer, most int) {
	s.t.Helper()
	for ; most > 0 && w.next < len(s.log); most-- {
		s.take(w, meeting.Happened{Event: s.log[w.next]})
		w.next++
	}
}

// oldest is the version that a snapshot must reach back to.
func (s *sitting) oldest() meeting.Version {
	oldest := s.state.Head()
	for _, w := range s.writers {
		oldest = min(oldest, w.Need())
		for _, c := range w.sent {
			oldest = min(oldest, c.Base)
		}
	}
	return oldest
}

func restored(t *testing.T, s *meeting.State, oldest meeting.Version) *meeting.State {
	t.Helper()
	b, err := wire.EncodeSnapshot(s.Full(oldest))
	if err != nil {
		t.Fatal(err)
	}
	snap, err := wire.DecodeSnapshot(b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := meeting.FromSnapshot(snap)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// same compares two states in everything that can be asked.
func same(t *testing.T, got, want *meeting.State) {
	t.Helper()
	spans := func(s *meeting.State) []text.Span { return slices.Collect(s.Text().Spans(0, s.Text().Len())) }
	switch {
	case got.Head() != want.Head(), got.Title() != want.Title(), got.NextPerson() != want.NextPerson():
		t.Fatalf("got %q at %d, next %d; want %q at %d, next %d", got.Title(), got.Head(), got.NextPerson(), want.Title(), want.Head(), want.NextPerson())
	case !slices.Equal(spans(got), spans(want)):
		t.Fatalf("got text %v, want %v", spans(got), spans(want))
	case !reflect.DeepEqual(got.People(), want.People()), !reflect.DeepEqual(got.Chat(), want.Chat()):
		t.Fatal("got other people or another chat")
	}
	for n := range text.Author(5) {
		if got.Last(n) != want.Last(n) {
			t.Fatalf("got command %d as the last of person %d, want %d", got.Last(n), n, want.Last(n))
		}
	}
}

func TestAStateFromItsSnapshotBehavesAsTheOneThatWasReplayed(t *testing.T) {
	for seed := range uint64(16) {
		s := newSitting(t, seed)
		again := restored(t, s.state, s.oldest())
		accepted := 0
		for step := range 1200 {
			w := s.writers[s.random.IntN(len(s.writers))]
			s.act(w)
			if s.random.IntN(3) == 0 {
				s.hear(w, s.random.IntN(12))
			}
			if s.random.IntN(3) == 0 {
				for _, c := range w.sent {
					want, got := s.state.Check(w.Me(), c), again.Check(w.Me(), c)
					if (want == nil) != (got == nil) {
						t.Fatalf("seed %d, step %d: command %d on %d: got %v, want %v", seed, step, c.Number, c.Base, got, want)
					}
					if want != nil {
						t.Fatalf("seed %d, step %d: command %d on %d: %v", seed, step, c.Number, c.Base, want)
					}
					e, did := s.happen(meeting.Event{By: w.Me().Number, Command: c.Number, Base: c.Base, What: c.Happens()})
					if gotDid, err := again.Did(e); err != nil || !gotDid.Equal(did) {
						t.Fatalf("seed %d, step %d: event %d did %v, %v; want %v", seed, step, e.Number, gotDid, err, did)
					}
					accepted++
				}
				w.sent = nil
			}
			if step%97 == 0 {
				same(t, again, s.state)
				again = restored(t, []*meeting.State{s.state, again}[s.random.IntN(2)], s.oldest())
			}
		}
		if same(t, again, s.state); accepted < 300 {
			t.Errorf("seed %d: only %d commands were tried", seed, accepted)
		}
	}
}

func TestWhatIsTooOldForASnapshotIsSaidToBeSo(t *testing.T) {
	s := newSitting(t, 1)
	w := s.writers[0]
	for i := range uint64(3000) {
		n := s.state.Text().Len()
		s.happen(meeting.Event{By: 1, Command: i + 1, Base: s.state.Head(), What: meeting.Edited{Delta: delta.Replace(n, n, 0, "x")}})
	}
	again := restored(t, s.state, s.state.Head())
	if again.Oldest() == s.state.Oldest() {
		t.Fatal("the snapshot has everything")
	}
	c := meeting.Command{Number: 4000, Base: again.Oldest() - 1, Ask: meeting.Edit{Delta: delta.Replace(1, 0, 0, "x")}}
	if got := again.Check(w.Me(), c); !errors.Is(got, meeting.TooOld) {
		t.Errorf("got %v, want %v", got, meeting.TooOld)
	}
}

func FuzzDecodeSnapshot(f *testing.F) {
	s := newSitting(&testing.T{}, 5)
	b, err := wire.EncodeSnapshot(s.state.Full(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		snap, err := wire.DecodeSnapshot(b)
		if err != nil {
			if !errors.Is(err, wire.ErrMalformed) {
				t.Fatalf("refused without ErrMalformed: %v", err)
			}
			return
		}
		seat := meeting.NewSeat(func(meeting.Command) {})
		now := time.UnixMilli(0)
		if _, err := seat.Take(meeting.Welcome{You: meeting.Person{Number: 1, Role: meeting.Chair}, Snapshot: snap}, now); err != nil {
			return // must not fall over, may refuse
		}
		seat.Table()
		if _, err := seat.Undo(now); seat.Text().Lines() != len(seat.Table().IDs) {
			t.Errorf("%d lines have %d ids, %v", seat.Text().Lines(), len(seat.Table().IDs), err)
		}
	})
}
