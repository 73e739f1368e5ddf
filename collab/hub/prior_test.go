package hub_test

import (
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
)

// fill makes the draft as long as it may be but for nine bytes.
func (c *client) fill() {
	c.t.Helper()
	n := 8
	for left := meeting.MaxText - 9; left > 0; {
		some := min(left, meeting.MaxInsert)
		c.edit(2, delta.Replace(n, n, 0, strings.Repeat("b", some)))
		n, left = n+some, left-some
	}
	time.Sleep(20 * time.Second) // so much is taken in slowly
	c.heard()
}

func TestAnEditMadeOnTopOfARefusedOneIsRefusedThoughItsLengthFits(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		boris.fill()
		amina.heard()
		// "one two\n" becomes "six two\n", for which there is no room, and then "two\n".
		amina.edit(2, delta.Replace(8, 0, 3, "six"))
		amina.edit(2, delta.Replace(8, 0, 4, ""))
		amina.edit(2, delta.Replace(4, 3, 0, "."))
		same(t, what(amina.heard()), "refused 1: larger than the limit",
			"refused 2: made on top of a change that was refused", "refused 3: made on top of a change that was refused")
		same(t, what(boris.heard()))
		// What she writes once she knows stands on the log alone.
		amina.edited = meeting.Command{}
		amina.edit(2, delta.Replace(8, 0, 1, ""))
		if got := what(amina.heard()); len(got) != 2 || !strings.HasSuffix(got[1], "accepted 4") {
			t.Errorf("got %q, want her to enter and command 4 accepted", got)
		}
	})
}

func TestAnUndoMadeOnTopOfARefusedEditIsRefused(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		amina.edit(2, delta.Replace(8, 0, 0, "a")) // the event after that of who she is: 4
		amina.heard()
		boris.fill()
		amina.heard()
		amina.edit(4, delta.Replace(9, 0, 4, "nine ten"))
		amina.say(commanded(3, 4, 2, meeting.Undo{Of: []uint64{1}}))
		amina.say(commanded(4, 4, 3, meeting.Edit{Delta: delta.Replace(12, 0, 1, "")}))
		same(t, what(amina.heard()), "refused 2: larger than the limit",
			"refused 3: made on top of a change that was refused", "refused 4: made on top of a change that was refused")
	})
}
