package meeting

import (
	"errors"
	"strings"
	"testing"

	"parley/collab/delta"
)

func TestMostOfTheTextIsDeletedOnlyOnPurpose(t *testing.T) {
	long := strings.Repeat("x", 2000)
	tb := newTable(t, long)
	a := tb.join("Amina", Delegate)
	most := delta.Replace(2000, 0, 1001, "")
	for _, tt := range []struct {
		name string
		ask  Edit
		want error
	}{
		{"more than half, unasked", Edit{Delta: most}, Unmeant},
		{"more than half, on purpose", Edit{Delta: most, Sweeping: true}, nil},
		{"half", Edit{Delta: delta.Replace(2000, 0, 1000, "")}, nil},
		{"more than half in two places", Edit{Delta: delta.New(delta.Op{Delete: 600}, delta.Op{Keep: 800}, delta.Op{Delete: 600})}, Unmeant},
		{"all of it replaced by something as long", Edit{Delta: delta.Replace(2000, 0, 2000, long)}, Unmeant},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tb.state.Check(a.Me(), Command{1, a.Version(), tt.ask, 0}); err != tt.want {
				t.Errorf("the server: got %v, want %v", err, tt.want)
			}
		})
	}
	if err := a.Edit(most, tb.now); err != Unmeant || a.Text().Len() != 2000 {
		t.Errorf("the seat: got %v, and %d code points", err, a.Text().Len())
	}
	if err := a.Sweep(most, tb.now); err != nil {
		t.Fatal(err)
	}
	if got := tb.settle(); got != long[:999] {
		t.Errorf("%d code points are left, want 999", len(got))
	}
}

func TestANoteMayBeEmptied(t *testing.T) {
	tb := newTable(t, strings.Repeat("x", 1000))
	a := tb.join("Amina", Delegate)
	a.deleted(0, 1000)
	if got := tb.settle(); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}

func TestManySmallDeletionsDoNotSweep(t *testing.T) {
	tb := newTable(t, strings.Repeat("x", 2000))
	a := tb.join("Amina", Delegate)
	for range 5 { // within one batch
		a.deleted(0, 300)
	}
	if got := tb.settle(); len(got) != 500 {
		t.Errorf("%d code points are left, want 500", len(got))
	}
	if refused := a.Refusals(); len(refused) > 0 {
		t.Errorf("refused: %v", refused)
	}
}

func TestADraftThatCameApartIsNoticed(t *testing.T) {
	tb := newTable(t, "one")
	a := tb.join("Amina", Delegate)
	a.typed(3, "!")
	a.arrive()
	ack := a.got[0].(Accepted)
	ack.Check ^= 1
	if _, err := a.Take(ack, tb.now); !errors.Is(err, ErrResync) {
		t.Errorf("got %v, want ErrResync", err)
	}
}

func TestADraftIsComparedOnlyWhenNothingIsPending(t *testing.T) {
	tb := newTable(t, "one")
	a := tb.join("Amina", Delegate)
	a.typed(3, "!")
	a.arrive()
	a.typed(4, "?")
	a.Flush(tb.now)
	a.hear() // the acceptance of the first, with the checksum without the second
	if got := tb.settle(); got != "one!?" {
		t.Errorf("got %q", got)
	}
}

func TestACommandIsTakenOnce(t *testing.T) {
	tb := newTable(t, "one two")
	a := tb.join("Amina", Delegate)
	if err := a.Say("hear, hear", tb.now); err != nil {
		t.Fatal(err)
	}
	tb.settle()
	for number, want := range map[uint64]error{0: Malformed, 1: Malformed, 2: nil} {
		if got := tb.state.Check(a.Me(), Command{Number: number, Base: tb.state.Head(), Ask: Say{"hear, hear"}}); got != want {
			t.Errorf("number %d after 1: got %v, want %v", number, got, want)
		}
	}
}

func TestOwnNumbersGoOnBehindTheLastOfAnEarlierRun(t *testing.T) {
	for _, tt := range []struct{ restored, last, want uint64 }{{0, 7, 8}, {9, 7, 10}} {
		tb := newTable(t, "one two")
		a := tb.join("Amina", Delegate)
		var sent []Command
		again := NewSeat(func(c Command) { sent = append(sent, c) })
		for _, n := range []Notice{
			Restored{Last: tt.restored},
			Welcome{You: a.Me(), Head: tb.state.Head(), Last: tt.last, Snapshot: tb.state.Snapshot(tb.state.Head())},
		} {
			if _, err := again.Take(n, tb.now); err != nil {
				t.Fatal(err)
			}
		}
		if err := again.Say("hear, hear", tb.now); err != nil {
			t.Fatal(err)
		}
		if got := sent[0].Number; got != tt.want {
			t.Errorf("after %d here and %d there: number %d, want %d", tt.restored, tt.last, got, tt.want)
		}
	}
}
