package meeting

import (
	"fmt"
	"strings"
	"testing"

	"parley/collab/delta"
)

func TestWhatAMeetingHolds(t *testing.T) {
	tb := newTable(t, strings.Repeat("x", MaxText-10))
	a := tb.join("Amina", Delegate)
	n := MaxText - 10
	for _, tt := range []struct {
		name string
		ask  Ask
		want error
	}{
		{"the draft at its limit", Edit{Delta: delta.Replace(n, 0, 0, strings.Repeat("y", 10))}, nil},
		{"the draft past it", Edit{Delta: delta.Replace(n, 0, 0, strings.Repeat("y", 11))}, TooBig},
		{"an undo of nothing", Undo{}, TooBig},
		{"an undo of too much", Undo{Of: make([]uint64, MaxUndo+1)}, TooBig},
		{"a line at its limit", Say{Text: strings.Repeat("я", MaxChat)}, nil},
		{"a line past it", Say{Text: strings.Repeat("я", MaxChat+1)}, TooBig},
	} {
		if got := tb.state.Check(a.Me(), Command{Number: 1, Base: tb.state.Head(), Ask: tt.ask}); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
	if err := a.Edit(delta.Replace(n, 0, 0, strings.Repeat("y", 11)), tb.now); err != TooBig {
		t.Errorf("typing past the draft's limit: got %v, want TooBig", err)
	}
}

func TestTheStateRemembersTheLastLinesOnly(t *testing.T) {
	tb := newTable(t, "")
	tb.join("Amina", Delegate)
	for i := range ChatKept + 7 {
		tb.happen(Event{By: 1, Command: uint64(i + 1), What: Said{fmt.Sprint(i)}})
	}
	if chat := tb.state.Chat(); len(chat) != ChatKept || chat[0].Text != "7" {
		t.Errorf("got %d lines from %q, want %d from 7", len(chat), chat[0].Text, ChatKept)
	}
}

func TestABatchIsSentWhenItIsLongWithoutWaiting(t *testing.T) {
	tb := newTable(t, "")
	a := tb.join("Amina", Delegate)
	for i := range maxBatch/1000 + 1 {
		if err := a.Edit(delta.Replace(1000*i, 1000*i, 0, strings.Repeat("x", 1000)), tb.now); err != nil {
			t.Fatal(err)
		}
	}
	if len(a.sent) != 1 {
		t.Errorf("%d commands sent at once, want what is past %d bytes", len(a.sent), maxBatch)
	}
}
