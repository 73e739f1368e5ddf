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
			if s, ok := c.Offer(after(ms), who, level); ok {
				at[i] = s
			}
		}
	}
	return at
}

func TestTheFirstTalkersGetTheSlotsInOrder(t *testing.T) {
	var c slot.Chooser
	got := speak(&c, 0, 100, 40, 11, 12, 13, 14, 15)
	for i, want := range []int{0, 1, 2, 3, -1} {
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
	speak(&c, 0, 100, 40, 1, 2, 3, 4)
	if got := speak(&c, 100, 600, 40, 2, 3, 4, 5)[3]; got != -1 {
		t.Errorf("within the hang time: got slot %d, want none", got)
	}
	if got := speak(&c, 600, 1500, 40, 2, 3, 4, 5)[3]; got != 0 {
		t.Errorf("after the hang time: got slot %d, want 0", got)
	}
}

func TestOnlySomebodyClearlyLouderTakesASlot(t *testing.T) {
	var c slot.Chooser
	speak(&c, 0, 2000, 40, 1, 2, 3)
	speak(&c, 0, 2000, 50, 4)
	for ms := 2000; ms < 4000; ms += 20 {
		speak(&c, ms, ms+20, 40, 1, 2, 3)
		speak(&c, ms, ms+20, 50, 4)
		if got := speak(&c, ms, ms+20, 46, 5)[0]; got != -1 {
			t.Fatalf("4 dB louder at %d ms: got slot %d, want none", ms, got)
		}
	}
	if got := speak(&c, 4000, 4400, 30, 5)[0]; got != 3 {
		t.Errorf("20 dB louder: got slot %d, want that of the quietest, 3", got)
	}
}

func TestWhoeverJustGotASlotKeepsIt(t *testing.T) {
	var c slot.Chooser
	speak(&c, 0, 100, 60, 1, 2, 3, 4)
	if got := speak(&c, 100, 200, 10, 5)[0]; got != -1 {
		t.Errorf("got slot %d, want none", got)
	}
}

func TestLeaveFreesTheSlotAtOnce(t *testing.T) {
	var c slot.Chooser
	speak(&c, 0, 100, 40, 1, 2, 3, 4)
	c.Leave(3)
	if got := speak(&c, 100, 120, 40, 5)[0]; got != 2 {
		t.Errorf("got slot %d, want 2", got)
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
			s, ok := c.Offer(after(now), who, rapid.Uint8().Draw(t, "level"))
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
