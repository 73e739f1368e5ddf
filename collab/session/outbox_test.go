package session

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"parley/collab/meeting"
	"parley/collab/wire"
)

func say(number uint64) meeting.Command {
	return meeting.Command{Number: number, Base: meeting.Version(number) + 10, Ask: meeting.Say{Text: "aye"}}
}

// numbers takes out what goes next on a line.
func numbers(o *outbox, after uint64) (got []uint64) {
	for {
		b := o.next(after)
		if b == nil {
			return got
		}
		f, err := wire.ParseAsked(b)
		if err != nil {
			panic(err)
		}
		got = append(got, f.(wire.CommandFrame).Command.Number)
	}
}

func TestTheOutboxKeepsWhatIsNotAnswered(t *testing.T) {
	var o outbox
	for n := range uint64(9) {
		if err := o.put(say(n + 1)); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := numbers(&o, 0), []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9}; !slices.Equal(got, want) {
		t.Errorf("first: got %v, want %v", got, want)
	}
	o.refuse(5)
	if passed, found := o.confirm(1); !found || passed != nil {
		t.Errorf("confirming 1: got %v, %v", passed, found)
	}
	if passed, found := o.confirm(3); !found || !slices.Equal(passed, []uint64{2}) {
		t.Errorf("confirming 3: got %v, %v, want 2 passed over", passed, found)
	}
	if o.refuse(3) || o.refuse(77) || !o.has(4) || o.has(5) {
		t.Error("knows what is gone, or not what is there")
	}
	if all, underway := o.waiting(); all != 5 || underway != 5 {
		t.Errorf("%d waiting, %d under way, want 5 and 5", all, underway)
	}
	if got := o.oldestBase(); got != 14 {
		t.Errorf("oldest base %d, want 14", got)
	}
	o.rewind()
	if got, want := numbers(&o, 6), []uint64{7, 8, 9}; !slices.Equal(got, want) {
		t.Errorf("on a new line after 6: got %v, want %v", got, want)
	}
	o.confirm(9)
	if all, underway := o.waiting(); all != 0 || underway != 0 || o.bytes != 0 {
		t.Errorf("%d waiting, %d under way, %d bytes, want nothing", all, underway, o.bytes)
	}
}

func TestWhatTheOutboxDoesNotTake(t *testing.T) {
	big := say(2)
	big.Ask = meeting.Say{Text: noisy(wire.MaxCommand + 1)}
	for _, tt := range []struct {
		name string
		c    meeting.Command
		want meeting.Refusal
	}{
		{"a number used before", say(1), meeting.Malformed},
		{"nothing asked", meeting.Command{Number: 2}, meeting.Malformed},
		{"too large for the wire", big, meeting.TooBig},
	} {
		var o outbox
		o.put(say(1))
		if err := o.put(tt.c); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

// noisy is a text that no compression makes smaller than n bytes.
func noisy(n int) string {
	var b strings.Builder
	x := uint64(1)
	for b.Len() < 2*n {
		x = x*6364136223846793005 + 1442695040888963407
		b.WriteByte(33 + byte(x>>57)%90)
	}
	return b.String()
}

func TestAFullOutboxTakesNothingUntilItIsEmpty(t *testing.T) {
	var o outbox
	n := uint64(0)
	for {
		n++
		if err := o.put(say(n)); err != nil {
			break
		}
	}
	if n != maxWaiting+1 {
		t.Fatalf("full at %d, want %d", n, maxWaiting+1)
	}
	o.confirm(n - 2)
	if err := o.put(say(n + 1)); !errors.Is(err, meeting.TooFast) {
		t.Errorf("with one still waiting: got %v, want TooFast", err)
	}
	o.confirm(n - 1)
	if err := o.put(say(n + 2)); err != nil {
		t.Errorf("empty again: got %v", err)
	}
}

func TestAnOutboxTakesSoManyBytes(t *testing.T) {
	var o outbox
	line := noisy(wire.MaxCommand / 3)
	n := uint64(0)
	for {
		n++
		c := say(n)
		c.Ask = meeting.Say{Text: line}
		if err := o.put(c); err != nil {
			if !errors.Is(err, meeting.TooFast) {
				t.Fatal(err)
			}
			break
		}
	}
	if o.bytes > maxWaitingBytes || o.bytes < maxWaitingBytes-wire.MaxCommand {
		t.Errorf("full at %d bytes, want nearly %d", o.bytes, maxWaitingBytes)
	}
}
