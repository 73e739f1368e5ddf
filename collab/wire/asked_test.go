package wire_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// asks are all that can be asked, empty.
var asks = []meeting.Ask{
	meeting.Edit{}, meeting.Edit{}, meeting.Edit{}, meeting.Undo{}, meeting.Say{}, meeting.Guard{}, meeting.Revoke{},
	meeting.Propose{}, meeting.Propose{}, meeting.Amend{}, meeting.Retract{}, meeting.React{}, meeting.Remark{}, meeting.Decide{}, meeting.Decide{},
	meeting.Undecide{}, meeting.AskObjections{}, meeting.Retain{}, meeting.Arrange{},
	meeting.Floored{}, meeting.Adjourned{}, meeting.AgendaSet{}, meeting.ItemTaken{}, meeting.HandsAsked{}, meeting.HandsEnded{}, meeting.HandShown{},
	meeting.Captioned{}, meeting.Stated{}, meeting.Prepared{}, meeting.Delivered{}, meeting.DocumentOpened{}, meeting.DocumentBefore{}, meeting.DocumentClosed{},
}

// acts are all that can be done at the floor, empty.
var acts = []floor.Act{
	floor.Ask{}, floor.Ask{}, floor.Withdraw{}, floor.Give{}, floor.Pass{}, floor.End{}, floor.Move{}, floor.List{}, floor.Limit{}, floor.Set{}, floor.Expire{}, floor.Leave{},
}

// TestWhateverIsAskedIsTakenOrRefused lets hostile clients, of every role, ask
// for whatever the wire lets through. A server runs all of that in the goroutine
// of the meeting, so nothing may make it fall over, and what it takes must come
// out of its log and of its snapshot again.
func TestWhateverIsAskedIsTakenOrRefused(t *testing.T) {
	taken := map[string]int{}
	for seed := range uint64(50) {
		chance := rand.New(rand.NewPCG(seed, 21))
		s := negotiated(t)
		s.happen(meeting.Event{By: 1, Command: 30, Base: s.state.Head(), What: meeting.Guarded{}})
		number := uint64(100)
		for range 250 {
			number++
			c := meeting.Command{Number: number, Base: s.state.Head(), Ask: some(asks[chance.IntN(len(asks))], chance)}
			if chance.IntN(8) == 0 {
				c.Base = meeting.Version(chance.IntN(int(s.state.Head()) + 2))
			}
			by := meeting.Person{Number: text.Author(1 + chance.IntN(3)), Session: meeting.Session{1}, Name: "Eve", Role: meeting.Role(chance.IntN(int(meeting.Captioner) + 1))}
			if edit, ok := c.Ask.(meeting.Edit); ok {
				n := s.state.Text().Len()
				at := chance.IntN(n + 1)
				edit.Delta = delta.Replace(n+chance.IntN(12)/11, at, chance.IntN(min(4, n-at)+1), []string{"", "x", "a\nb", "[", "|]"}[chance.IntN(5)])
				c.Ask = edit
			}
			if taken[reflect.TypeOf(c.Ask).Name()] += s.asked(seed, by, c); t.Failed() {
				return
			}
		}
		again, err := meeting.FromSnapshot(s.state.Full(s.state.Oldest()))
		if err != nil {
			t.Fatalf("seed %d: nobody could join: %v", seed, err)
		}
		if got, want := laidOpen(again), laidOpen(s.state); got != want {
			t.Errorf("seed %d: the snapshot has\n%s\nthe meeting\n%s", seed, got, want)
		}
	}
	for _, a := range asks {
		if name := reflect.TypeOf(a).Name(); taken[name] == 0 {
			t.Logf("no %s was taken", name)
		}
	}
}

// laidOpen is what lies over a meeting's draft, in words.
func laidOpen(s *meeting.State) string {
	r, window := s.Overlay().Record(), draft.Window{}
	if r.Window != nil {
		window, r.Window = *r.Window, nil
	}
	return fmt.Sprint(r, window)
}

// asked has the server take a command, as it comes over the wire, and returns 1
// if it was taken.
func (s *sitting) asked(seed uint64, by meeting.Person, c meeting.Command) (taken int) {
	s.t.Helper()
	defer func() {
		if why := recover(); why != nil {
			s.t.Errorf("seed %d: the server fell over %+v by %+v: %v", seed, c, by, why)
		}
	}()
	b, err := wire.Append(nil, wire.CommandFrame{Command: c})
	if err != nil {
		return 0
	}
	frame, err := wire.ParseAsked(b)
	if err != nil {
		return 0
	}
	c = frame.(wire.CommandFrame).Command
	what, err := meeting.What(nil), s.state.Check(by, c)
	if err == nil {
		what, err = s.state.Means(by, c, s.now)
	}
	if err != nil {
		if why := meeting.Refusal(0); !errors.As(err, &why) {
			s.t.Errorf("seed %d: %+v is refused with %v, which is no refusal", seed, c, err)
		}
		return 0
	}
	if known, _ := s.state.Person(by.Number); known != by {
		s.happen(meeting.Event{By: by.Number, What: meeting.Entered{Person: by}})
	}
	e := meeting.Event{Number: s.state.Head() + 1, At: s.now, By: by.Number, Command: c.Number, Base: c.Base, What: what}
	entry, err := wire.EncodeEvent(e)
	if err == nil {
		e, err = wire.DecodeEvent(e.Number, entry)
	}
	if err == nil {
		err = s.state.Apply(e)
	}
	if err != nil {
		s.t.Errorf("seed %d: %+v was taken and could not happen: %v", seed, c, err)
	}
	return 1
}

// some returns an ask with something in each of its fields.
func some(a meeting.Ask, chance *rand.Rand) meeting.Ask {
	v := reflect.New(reflect.TypeOf(a)).Elem()
	fill(v, chance)
	return v.Interface().(meeting.Ask)
}

func fill(v reflect.Value, chance *rand.Rand) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), chance)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), chance.IntN(4), 4))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), chance)
		}
	case reflect.Interface:
		if v.Type() == reflect.TypeFor[floor.Act]() {
			act := reflect.New(reflect.TypeOf(acts[chance.IntN(len(acts))])).Elem()
			fill(act, chance)
			v.Set(act)
		}
	case reflect.Int, reflect.Int64:
		v.SetInt([]int64{0, 1, 2, 3, 4, 7, -1, 1 << 22, 1 << 40}[chance.IntN(9)])
	case reflect.Uint8, reflect.Uint, reflect.Uint32, reflect.Uint64:
		v.SetUint([]uint64{0, 1, 2, 3, 4, 5, 9}[chance.IntN(7)])
	case reflect.Bool:
		v.SetBool(chance.IntN(2) == 0)
	case reflect.String:
		v.SetString([]string{"", "x", "resolves", "first [one]", "that…", "two words", "a new one", "[x | y]"}[chance.IntN(8)])
	}
}
