package wire_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// proceedings are all the kinds of events of the proceedings.
func proceedings() (all []meeting.What) {
	for _, a := range []floor.Act{
		floor.Ask{}, floor.Ask{Kind: floor.Order}, floor.Ask{On: "P-31", Note: "support, regional flexibility", For: "ATU"},
		floor.Withdraw{}, floor.Withdraw{Number: 7}, floor.Give{}, floor.Give{Number: 70_000}, floor.Pass{}, floor.End{}, floor.Move{Number: 3, To: 1},
		floor.List{}, floor.List{Open: true}, floor.Limit{}, floor.Limit{Per: 3 * time.Minute}, floor.Set{Mode: floor.Chaired}, floor.Set{},
		floor.Expire{}, floor.Leave{Person: 5},
	} {
		all = append(all, meeting.Floored{Act: a})
	}
	return append(all, meeting.Adjourned{On: true}, meeting.AgendaSet{Items: []string{"Opening", "Draft"}}, meeting.AgendaSet{}, meeting.ItemTaken{Item: 2},
		meeting.HandsAsked{Question: "Can you live with shall?"}, meeting.HandsEnded{}, meeting.HandShown{Choice: meeting.Abstain},
		meeting.Captioned{Text: "we can live with it"}, meeting.Captioned{Speaker: "Brazil", Text: "شكرا"},
		meeting.Stated{Erase: 3, Text: "Thank you, Chair.\n", Done: true},
		meeting.Prepared{Request: 4, Ready: true, Text: "Thank you, Chair.\nWe can accept."}, meeting.Prepared{Request: 4},
		meeting.Delivered{}, meeting.Delivered{Request: 4, By: floor.Member{Person: 5, Delegation: "Kenya"}, On: "P-31", Text: "Thank you."},
		meeting.DocumentOpened{Number: 2, Title: "Annex A"}, meeting.DocumentOpened{Title: "Annex A", Text: "one\ntwo\n"}, meeting.DocumentBefore{Number: 2}, meeting.DocumentClosed{Number: 1, On: true}, meeting.DocumentClosed{Number: 2},
		meeting.Confided{For: meeting.Audience{To: meeting.ToChair}, Text: "we need a break"},
		meeting.Confided{For: meeting.Audience{To: meeting.ToDelegation, Delegation: "Kenya", Vouched: true}, Text: "hold on"})
}

// full is a meeting in which everything is under way.
func full() meeting.Proceedings {
	kenya, brazil := floor.Member{Person: 5, Delegation: "Kenya", Vouched: true}, floor.Member{Person: 6, Delegation: "Brazil"}
	return meeting.Proceedings{
		Floor: floor.Floor{Mode: floor.Chaired, Closed: true, Limit: 3 * time.Minute, Last: 9,
			List: []floor.Request{{Number: 9, By: kenya, Kind: floor.Order, On: "P-31", Note: "a word", For: "ATU", At: noon, Used: 1500 * time.Millisecond, Back: true}},
			Turn: &floor.Turn{Request: floor.Request{Number: 4, By: brazil, At: noon}, Since: noon, Limit: 3 * time.Minute}},
		Agenda: []string{"Opening", "Draft"}, Item: 2,
		Hands:      meeting.Hands{Number: 4, Question: "Now?", Open: true, Shown: []meeting.Shown{{By: kenya, Choice: meeting.No}}},
		Captions:   []meeting.Caption{{Number: 5, At: noon, By: 7, Speaker: "Brazil", Text: "we can"}},
		Statements: []meeting.Statement{{Number: 6, At: noon, By: kenya, On: "P-31", Text: "Thank you.\nWe", Done: true}},
		Ready:      []meeting.Ready{{Request: 9, By: 5, Text: "Thank you."}, {Request: 4, By: 6}},
		Documents:  []meeting.Document{{Number: 2, Title: "Annex A", Opener: 5}, {Number: 3, Title: "Annex B"}},
		Before:     3,

		ClosedDocuments: []int{1, 3},
	}
}

func proceedingFrames() (all []any) {
	for i, w := range proceedings() {
		n := meeting.Version(i + 10)
		all = append(all, meeting.Happened{Event: meeting.Event{Number: n, At: noon, By: 5, Command: 3, Base: 5, What: w}})
		if ask, ok := w.(meeting.Ask); ok {
			all = append(all, wire.CommandFrame{Command: meeting.Command{Number: 9, Base: n, Ask: ask}})
		}
	}
	return append(all, meeting.Happened{Event: meeting.Event{Number: 9, At: noon, What: meeting.Withheld{}}},
		meeting.Missing{}, meeting.Missing{People: []meeting.Lost{{Person: 5, Since: noon}}},
		meeting.Welcome{You: amina, Title: "Res. 50", Head: 6, At: noon, Clock: noon, Snapshot: &meeting.Snapshot{Title: "Res. 50", Head: 6, Proceedings: full(),
			Chat: []meeting.Line{{Number: 2, At: noon, By: 5, Text: "psst", For: meeting.Audience{To: meeting.ToDelegation, Delegation: "Kenya"}}}}})
}

func TestNoWordOfTheProceedingsIsTakenThatMustNotReachATerminal(t *testing.T) {
	long := strings.Repeat("a", 3000)
	for _, w := range []meeting.What{
		meeting.Floored{Act: floor.Ask{Note: "two\nlines"}},
		meeting.Floored{Act: floor.Ask{Note: long}},
		meeting.Floored{Act: floor.Ask{Kind: 9}},
		meeting.Floored{Act: floor.Set{Mode: 9}},
		meeting.Floored{Act: floor.Limit{Per: 100 * time.Hour}},
		meeting.Floored{Act: floor.Move{Number: 1, To: 1 << 20}},
		meeting.AgendaSet{Items: []string{"\x1b[2J"}},
		meeting.AgendaSet{Items: make([]string, 101)},
		meeting.ItemTaken{Item: 101},
		meeting.HandsAsked{Question: ""},
		meeting.HandShown{Choice: 3},
		meeting.Captioned{Text: "a\u202eb"},
		meeting.Captioned{Speaker: "\x07", Text: "a"},
		meeting.Stated{Text: "\x1b[31m"},
		meeting.Stated{Text: strings.Repeat("a", 10_000)},
		meeting.Confided{Text: "to all"},
		meeting.Confided{For: meeting.Audience{To: 3}, Text: "to nobody"},
		meeting.Confided{For: meeting.Audience{To: meeting.ToDelegation, Delegation: "\x1b"}, Text: "a"},
	} {
		b, err := wire.EncodeEvent(meeting.Event{Number: 1, At: noon, What: w})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := wire.DecodeEvent(1, b); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%T: got %+v, %v", w, got, err)
		}
	}
}

func TestAClientCannotAskForWhatOnlyTheServerSays(t *testing.T) {
	b, err := wire.Append(nil, wire.CommandFrame{Command: meeting.Command{Number: 1, Ask: withheld{meeting.HandsEnded{}}}})
	if err == nil {
		t.Fatalf("got %x", b)
	}
	for _, hostile := range [][]byte{{16, 0x85, 1, 0, 0, 60, 0xf5}, {16, 0x85, 1, 0, 0, 61, 0xf5}} {
		if f, err := wire.ParseAsked(hostile); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("got %+v, %v", f, err)
		}
	}
}

// withheld is an ask of a kind that there is not.
type withheld struct{ meeting.HandsEnded }

func TestAFullSnapshotKeepsTheProceedingsForAServer(t *testing.T) {
	s := &meeting.Snapshot{Title: "Res. 50", Head: 6, Proceedings: full(), People: []meeting.Person{amina},
		Chat: []meeting.Line{{Number: 2, At: noon, By: text.Author(5), Text: "psst", For: meeting.Audience{To: meeting.ToChair}}}}
	b, err := wire.EncodeSnapshot(s)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.DecodeSnapshot(b)
	if err != nil || !reflect.DeepEqual(got.Proceedings, s.Proceedings) || !reflect.DeepEqual(got.Chat, s.Chat) {
		t.Errorf("got %+v, %v, want %+v", got, err, s)
	}
}
