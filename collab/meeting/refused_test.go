package meeting

import (
	"strings"
	"testing"

	"parley/collab/delta"
)

func TestWhatTheServerMustNotTake(t *testing.T) {
	tb := newTable(t, "one")
	a := tb.join("Amina", Delegate)
	for _, tt := range []struct {
		name string
		c    Command
		want error
	}{
		{"a delta of another length", Command{1, 3, Edit{Delta: delta.Replace(9, 0, 1, "")}, 0}, Malformed},
		{"a base that is not there yet", Command{1, 99, Edit{Delta: delta.Replace(3, 0, 1, "")}, 0}, Malformed},
		{"an escape sequence", Command{1, 3, Edit{Delta: delta.Replace(3, 0, 0, "\x1b[2J")}, 0}, Malformed},
		{"an insertion past the limit", Command{1, 3, Edit{Delta: delta.Replace(3, 0, 0, strings.Repeat("x", MaxInsert+1))}, 0}, TooBig},
		{"an undo of nothing", Command{1, 3, Undo{}, 0}, TooBig},
		{"an undo of what was never done", Command{1, 3, Undo{[]uint64{77}}, 0}, Malformed},
		{"an empty line", Command{1, 3, Say{""}, 0}, Malformed},
		{"a line past the limit", Command{1, 3, Say{strings.Repeat("x", MaxChat+1)}, 0}, TooBig},
		{"a command without an ask", Command{1, 3, nil, 0}, Malformed},
	} {
		if err := tb.state.Check(a.Me(), tt.c); err != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestAnUndoBringsBackNoMoreThanADraftMayHold(t *testing.T) {
	tb := newTable(t, "")
	a := tb.join("Amina", Delegate)
	var deletions []uint64
	n := uint64(0)
	ask := func(what Ask) error {
		n++
		c := Command{n, tb.state.Head(), what, 0}
		if err := tb.state.Check(a.Me(), c); err != nil {
			return err
		}
		tb.happen(Event{By: a.Me().Number, Command: n, Base: c.Base, What: c.Happens()})
		return nil
	}
	for range MaxText/MaxInsert + 2 {
		if err := ask(Edit{Delta: delta.Replace(0, 0, 0, strings.Repeat("a", MaxInsert))}); err != nil {
			t.Fatal(err)
		}
		if err := ask(Edit{Delta: delta.Replace(MaxInsert, 0, MaxInsert, ""), Sweeping: true}); err != nil {
			t.Fatal(err)
		}
		deletions = append(deletions, n)
	}
	if err := ask(Undo{deletions}); err != TooBig {
		t.Errorf("got %v for an undo that brings back %d MB", err, len(deletions))
	}
	n--
	if err := ask(Undo{deletions[:3]}); err != nil {
		t.Errorf("got %v for one that brings back 3 MB", err)
	}
}

func TestAnEditOfTooManyStepsIsRefused(t *testing.T) {
	tb := newTable(t, strings.Repeat("a", MaxSteps))
	a := tb.join("Amina", Delegate)
	var ops []delta.Op
	for range MaxSteps {
		ops = append(ops, delta.Op{Keep: 1}, delta.Op{Insert: "b"})
	}
	d := delta.New(ops...)
	if err := tb.state.Check(a.Me(), Command{1, 3, Edit{Delta: d}, 0}); err != TooBig {
		t.Errorf("the server: got %v, want TooBig", err)
	}
	if err := a.Edit(d, tb.now); err != TooBig {
		t.Errorf("the seat: got %v, want TooBig", err)
	}
}
