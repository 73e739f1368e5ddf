package meeting

import (
	"testing"

	"parley/collab/delta"
)

// Nobody looks at the text between these, so that it is read only at the end.
func TestTheTextIsRightWhenNobodyLookedInBetween(t *testing.T) {
	tb := newTable(t, "one two")
	a, b := tb.join("Amina", Delegate), tb.join("Boris", Delegate)
	edit := func(g *guest, at, deleted int, s string) {
		t.Helper()
		if err := g.EditWhole(delta.Replace(g.Len(), at, deleted, s), tb.now); err != nil {
			t.Fatal(err)
		}
	}
	edit(a, 3, 0, " and a half")
	edit(b, 7, 0, " three")
	a.arrive()
	b.arrive()
	a.hear()
	b.hear()
	edit(a, 0, 3, "ONE")
	if err := b.EditWhole(delta.Replace(3, 0, 0, "x"), tb.now); err == nil {
		t.Error("an edit of another text's length is taken")
	}
	if _, ok := b.Undo(tb.now); !ok {
		t.Error("there was nothing to undo")
	}
	for _, g := range tb.seats {
		if got := g.Len(); got != g.Text().Len() {
			t.Errorf("%s: a length of %d, and a text of %d", g.Me().Name, got, g.Text().Len())
		}
	}
	if got, want := a.Text().String(), "ONE and a half two three"; got != want {
		t.Errorf("Amina reads %q, want %q", got, want)
	}
	if got, want := b.Text().String(), "one and a half two"; got != want {
		t.Errorf("Boris reads %q, want %q", got, want)
	}
	if got, want := tb.settle(), "ONE and a half two"; got != want {
		t.Errorf("all read %q in the end, want %q", got, want)
	}
}
