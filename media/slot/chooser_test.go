package slot_test

import (
	"testing"

	"pgregory.net/rapid"

	"parley/media/slot"
)

// speak offers a packet every 20 ms of [from, to) from each talker and returns
// where each was last heard, or -1.
func speak(c *slot.Chooser, from, to int, level uint8, talkers ...slot.Talker) []int {
	at := make([]int, len(talkers))
	for ms := from; ms < to; ms += 20 {
		for i, who := range talkers {
			at[i] = -1
			if s, ok := c.Offer(after(ms), who, slot.None, level); ok {
				at[i] = s
			}
		}
	}
	return at
}

func TestTheFirstTalkersGetTheSlotsInOrder(t *testing.T) {
	var c slot.Chooser
	got := speak(&c, 0, 100, 40, 11, 12, 13, 14)
	for i, want := range []int{0, 1, 2, -1} {
		if got[i] != want {
			t.Errorf("talker %d: got slot %d, want %d", 11+i, got[i], want)
		}
	}
}

func TestATalkerComesBackToItsSlot(t *testing.T) {
	var c slot.Chooser
	speak(&c, 0, 100, 40, 1, 2)
	speak(&c, 100, 3000, 40, 1)
	if got := speak(&c, 3000, 3100, 40, 2)[0]; got != 1 {
		t.Errorf("after a pause: got slot %d, want 1", got)
	}
}

func TestSilenceFreesASlotForAnother(t *testing.T) {
	var c slot.Chooser
	speak(&c, 0, 100, 40, 1, 2, 3)
	if got := speak(&c, 100, 600, 40, 2, 3, 5)[2]; got != -1 {
		t.Errorf("within the hang time: got slot %d, want none", got)
	}
	if got := speak(&c, 600, 1500, 40, 2, 3, 5)[2]; got != 3 {
		t.Errorf("after the hang time: got slot %d, want 3, which was free for longest", got)
	}
}

func TestOnlySomebodyClearlyLouderTakesASlot(t *testing.T) {
	var c slot.Chooser
	speak(&c, 0, 2000, 40, 1, 2)
	speak(&c, 0, 2000, 50, 4)
	for ms := 2000; ms < 4000; ms += 20 {
		speak(&c, ms, ms+20, 40, 1, 2)
		speak(&c, ms, ms+20, 50, 4)
		if got := speak(&c, ms, ms+20, 46, 5)[0]; got != -1 {
			t.Fatalf("4 dB louder at %d ms: got slot %d, want none", ms, got)
		}
	}
	if got := speak(&c, 4000, 4400, 30, 5)[0]; got != 2 {
		t.Errorf("20 dB louder: got slot %d, want that of the quietest, 2", got)
	}
}

func TestWhoeverJustGotASlotKeepsIt(t *testing.T) {
	var c slot.Chooser
	speak(&c, 0, 100, 60, 1, 2, 3)
	if got := speak(&c, 100, 200, 10, 5)[0]; got != -1 {
		t.Errorf("got slot %d, want none", got)
	}
}

func TestLeaveFreesTheSlotAtOnce(t *testing.T) {
	var c slot.Chooser
	speak(&c, 0, 100, 40, 1, 2, 3)
	if got := speak(&c, 100, 120, 40, 5)[0]; got != -1 {
		t.Errorf("got slot %d, want none", got)
	}
	c.Leave(3)
	if got := speak(&c, 120, 140, 40, 5)[0]; got < 0 {
		t.Error("got no slot")
	}
}

// Nobody is in two slots and no slot has two talkers within the hang time,
// except by a takeover.
func TestEveryTalkerHasAtMostOneSlot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c slot.Chooser
		slots := map[slot.Talker]int{}
		now := 0
		for range rapid.IntRange(1, 300).Draw(t, "packets") {
			now += rapid.IntRange(0, 400).Draw(t, "gap")
			who := slot.Talker(rapid.IntRange(1, 8).Draw(t, "talker"))
			s, ok := c.Offer(after(now), who, slot.Rank(rapid.IntRange(0, 3).Draw(t, "rank")), rapid.Uint8().Draw(t, "level"))
			delete(slots, who)
			if !ok {
				continue
			}
			if s < 0 || s >= slot.Count {
				t.Fatalf("slot %d", s)
			}
			for other, at := range slots {
				if at == s {
					delete(slots, other)
				}
			}
			slots[who] = s
		}
	})
}

// say offers one packet.
func say(c *slot.Chooser, ms int, who slot.Talker, rank slot.Rank, level uint8) int {
	if at, ok := c.Offer(after(ms), who, rank, level); ok {
		return at
	}
	return -1
}

func TestTheFloorHasItsSlots(t *testing.T) {
	c := slot.Chooser{Floor: true}
	speak(&c, 0, 100, 20, 1) // the loudest of the others
	for _, tt := range []struct {
		who  slot.Talker
		rank slot.Rank
		want int
	}{{8, slot.Holder, 0}, {9, slot.Chair, 1}, {1, slot.None, 2}, {3, slot.None, -1}} {
		if got := say(&c, 100, tt.who, tt.rank, 60); got != tt.want {
			t.Errorf("talker %d of rank %d: got slot %d, want %d", tt.who, tt.rank, got, tt.want)
		}
	}
}

func TestWhoGetsTheFloorWhileTalkingMovesToItsSlot(t *testing.T) {
	var c slot.Chooser
	speak(&c, 0, 100, 40, 1, 2, 3)
	c.Floor = true
	if got := say(&c, 100, 2, slot.Holder, 40); got != 0 {
		t.Errorf("the new holder is in slot %d, want 0", got)
	}
	if got := say(&c, 101, 1, slot.None, 40); got == 0 {
		t.Error("whoever was in slot 0 is still there")
	}
}

func TestAnInterpreterIsHeardBesideTheHolder(t *testing.T) {
	c := slot.Chooser{Floor: true}
	say(&c, 0, 8, slot.Holder, 40)
	if got := say(&c, 10, 7, slot.Floor, 60); got != 1 {
		t.Errorf("got slot %d, want 1", got)
	}
	if got := say(&c, 20, 9, slot.Chair, 60); got != 1 {
		t.Errorf("the chair got slot %d, want 1", got)
	}
	if got := say(&c, 30, 7, slot.Floor, 60); got < 2 {
		t.Errorf("the interpreter got slot %d, want 2 or 3", got)
	}
}

func TestWithHolderAndChairOnlyOneMoreIsHeard(t *testing.T) {
	c := slot.Chooser{Floor: true}
	speak(&c, 0, 2000, 30, 1)
	speak(&c, 0, 2000, 40, 2)
	say(&c, 2000, 8, slot.Holder, 60)
	say(&c, 2000, 9, slot.Chair, 60)
	if got := []int{say(&c, 2001, 1, slot.None, 30), say(&c, 2001, 2, slot.None, 40)}; got[0] != 2 || got[1] != -1 {
		t.Errorf("the others are in slots %v, want 2 and none", got)
	}
}

func TestThreeHundredOpenMicrophonesTakeThreeSlots(t *testing.T) {
	var c slot.Chooser
	heard, moves := 0, 0
	last := map[int]slot.Talker{}
	for ms := 0; ms < 10_000; ms += 20 {
		for who := range slot.Talker(300) {
			at, ok := c.Offer(after(ms), who, slot.None, uint8(40+(int(who)*7+ms/20*13)%12)) // all about as loud
			if !ok {
				continue
			}
			heard++
			if last[at] != who {
				moves++
			}
			last[at] = who
		}
	}
	t.Logf("of 150,000 packets of 300 microphones in 10 s %d are forwarded, with %d changes", heard, moves)
	if want := 3 * 500; heard > want || heard < want-50 {
		t.Errorf("%d packets are forwarded, want those of three talkers, %d", heard, want)
	}
	if moves > 6 {
		t.Errorf("the slots changed hands %d times among equals", moves)
	}
}
