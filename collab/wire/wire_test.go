package wire_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/merge"
	"parley/collab/ticket"
	"parley/collab/wire"
)

var (
	noon  = time.UnixMilli(1_800_000_000_123).UTC()
	amina = meeting.Person{Number: 5, Session: meeting.Session{1, 2, 3}, Name: "Amina Odhiambo", Delegation: "Kenya", Role: meeting.Delegate, Fixes: ticket.FixesName}
	typed = delta.Replace(100_000, 41_000, 0, "e")
)

var events = []meeting.Event{
	{Number: 1, At: noon, What: meeting.Opened{Title: "Res. 50", Text: "resolves\nthat…\n"}},
	{Number: 2, At: noon, What: meeting.Served{First: 1}},
	{Number: 3, At: noon, By: 5, What: meeting.Entered{Person: amina}},
	{Number: 4, At: noon, By: 5, Command: 1, Base: 3, What: meeting.Edited{Delta: typed}},
	{Number: 5, At: noon, By: 5, Command: 2, Base: 4, What: meeting.Undone{Of: []uint64{1}}},
	{Number: 6, At: noon, By: 5, Command: 3, Base: 5, What: meeting.Said{Text: "شكرا"}},
	{Number: 7, At: noon, By: 1, Command: 1, Base: 6, What: meeting.Guarded{On: true}},
	{Number: 8, At: noon, By: 1, Command: 2, Base: 7, What: meeting.Removed{Person: 5, Session: amina.Session, Ticket: ticket.ID{1, 2, 3, 4, 5}, Name: "Amina"}},
	{Number: 9, At: noon, By: 1, Command: 3, Base: 8, What: meeting.Revoked{Ticket: ticket.ID{1, 2, 3, 4, 5}}},
	{Number: 10, At: noon, By: 5, Command: 4, Base: 9, What: meeting.Proposed{Wording: shall}},
	{Number: 11, At: noon, By: 5, Command: 5, Base: 9, What: meeting.Amended{Proposal: 1, Wording: shall}},
	{Number: 12, At: noon, By: 5, Command: 6, Base: 9, What: meeting.Retracted{Proposal: 1}},
	{Number: 13, At: noon, By: 6, Command: 1, Base: 9, What: meeting.Reacted{Proposal: 1, Stance: draft.Objecting}},
	{Number: 14, At: noon, By: 6, Command: 2, Base: 9, What: meeting.Remarked{Proposal: 1, Text: "until the afternoon"}},
	{Number: 15, At: noon, By: 6, Command: 3, Base: 9, What: meeting.Remarked{From: 3, To: 9, Text: "which States?"}},
	{Number: 16, At: noon, By: 1, Command: 4, Base: 9, What: meeting.Decided{Proposal: 1, Para: 12, Outcome: draft.Bracketed, Author: 5, Delta: typed}},
	{Number: 17, At: noon, By: 1, Command: 5, Base: 9, What: meeting.Decided{Para: 12, Outcome: draft.Agreed}},
	{Number: 18, At: noon, By: 1, Command: 6, Base: 9, What: meeting.Undecided{Proposal: 1, Author: 5, Of: 16}},
	{Number: 19, At: noon, By: 1, Command: 7, Base: 9, What: meeting.ObjectionsAsked{Proposal: 1}},
	{Number: 20, At: noon, What: meeting.ObjectionsOpen{Proposal: 1, Seen: 41, Of: 43}},
	{Number: 21, At: noon, By: 5, Command: 7, Base: 9, What: meeting.Retained{At: 17, Off: true}},
	{Number: 22, At: noon, By: 1, Command: 8, Base: 9, What: meeting.Arranged{Settings: draft.Settings{Profile: draft.UNRes, Writers: draft.Editors}}},
}

var shall = draft.Wording{Kind: draft.Change, Para: 12, Was: "States should", Text: "States shall", Joins: 5, Note: "aligns with Res. 37", For: "ATU"}

// paper is what lies over a draft of 200 lines.
var paper = &draft.Record{
	IDs: func() (ids []draft.ID) {
		for i := range 201 {
			ids = append(ids, draft.ID(2*i+1-i%2))
		}
		return ids
	}(), Next: 500, Marked: 2,
	Gone: []draft.Gone{{By: 5, Number: 9, IDs: []draft.ID{3, 4, 5, 9}}},
	Proposals: []draft.Proposal{
		{Number: 1, Wording: shall, By: 5, Voice: "Kenya", Name: "Amina", At: noon, Made: 10, Amended: 1, Support: []draft.Voice{"Mali"}, Object: []draft.Voice{"Canada"},
			Sponsors: []draft.Voice{"Ghana"}, Comments: []draft.Comment{{By: 6, Voice: "Canada", At: noon, Text: "why?"}}, Outcome: draft.Accepted,
			Decided: draft.Decision{Version: 16, At: noon, By: 1, Left: "States shall"}, Became: 3},
		{Number: 2, Wording: draft.Wording{Kind: draft.Insert, Text: "new"}, By: 6, Voice: "Canada", Name: "Ben", At: noon, Made: 12},
	},
	Agreed:   []draft.AgreedPara{{ID: 7, Agreement: draft.Agreement{Version: 17, At: noon, By: 1}}},
	Marks:    []draft.Mark{{Number: 1, From: 2, To: 3, Words: "[", Holders: []draft.Voice{"Kenya"}}, {Number: 2, From: 5, To: 5, Words: "gone", Comment: draft.Comment{By: 5, Voice: "Kenya", At: noon, Text: "hm"}, LostBy: 5, LostIn: 9}},
	Window:   &draft.Window{Proposal: 1, Version: 19, By: 1, Asked: noon, Opened: noon, Until: noon, Seen: 41, Of: 43},
	Settings: draft.Settings{Profile: draft.ITUPP, Writers: draft.Editors},
}

func frames() []any {
	all := []any{
		wire.CommandFrame{Command: meeting.Command{Number: 7, Base: 412, Ask: meeting.Edit{Delta: typed}}},
		wire.CommandFrame{Command: meeting.Command{Number: 8, Base: 412, Ask: meeting.Undo{Of: []uint64{7, 6}}}},
		wire.CommandFrame{Command: meeting.Command{Number: 9, Base: 412, Ask: meeting.Say{Text: "good"}}},
		wire.CommandFrame{Command: meeting.Command{Number: 10, Base: 412, Ask: meeting.Guard{On: true}}},
		wire.CommandFrame{Command: meeting.Command{Number: 11, Base: 412, Ask: meeting.Remove{Person: 5}}},
		wire.CommandFrame{Command: meeting.Command{Number: 12, Base: 412, Ask: meeting.Revoke{Ticket: ticket.ID{9}}}},
		wire.AnswerFrame{Admit: true, Who: []uint32{3, 70_000}},
		wire.AnswerFrame{},
		meeting.Queued{Place: 14, Of: 60},
		meeting.Lobby{Waiting: 60, People: []meeting.Caller{{Number: 3, Name: "Ben", Delegation: "Japan", Role: meeting.Editor, Fixes: ticket.FixesDelegation, Ticket: ticket.ID{7}, Since: noon}}},
		meeting.Lobby{},
		wire.PointFrame{Base: 412, At: 10, Anchor: 20},
		wire.TalkFrame{On: true},
		wire.RosterFrame{From: 50},
		wire.PingFrame{Stamp: 77, Seen: 412},
		wire.LeaveFrame{},
		wire.HasFrame{Version: 17},
		wire.InquiryFrame{Inquiry: meeting.Inquiry{Version: 7}},
		wire.InquiryFrame{Inquiry: meeting.Inquiry{Version: 17}},
		meeting.Receipts{Version: 17, Seen: 41, Of: 43, Behind: []meeting.Behind{{Voice: "Mali", Lost: 12 * time.Second}, {Voice: "Samoa", Has: 16}}},
		meeting.Welcome{You: amina, Title: "Res. 50", Head: 6, At: noon, Last: 3, Present: 2, Snapshot: &meeting.Snapshot{
			Title: "Res. 50", Head: 6, Next: 4097, People: []meeting.Person{amina},
			Chat:    []meeting.Line{{Number: 6, At: noon, By: 5, Text: "hello"}},
			Waiting: true, TextAt: 4, Text: []meeting.Piece{{By: 0, Text: strings.Repeat("resolves\n", 200)}, {By: 5, Text: "that"}},
			Entries: []merge.Numbered{
				{At: 5, Entry: merge.Entry{By: 5, Number: 1, Base: 3, Delta: typed}},
				{At: 6, Entry: merge.Entry{By: 5, Number: 2, Base: 3, Undo: []uint64{1}}}},
			Draft: paper,
		}},
		meeting.Welcome{You: amina, Title: "Res. 50", Head: 6, At: noon, Present: 1, Pass: meeting.Pass{6, 6}},
		meeting.Accepted{Command: 7, Number: 413, At: noon},
		meeting.Accepted{Command: 8, Number: 414, At: noon, Check: 0xfeedbeef},
		wire.CommandFrame{Command: meeting.Command{Number: 9, Base: 412, Ask: meeting.Edit{Delta: typed, Sweeping: true}}},
		meeting.Refused{Command: 7, Why: meeting.TooOld},
		meeting.Pointed{By: 5, Base: 412, At: 10, Anchor: 20, Left: true},
		meeting.Roster{Present: 3, From: 0, People: []meeting.Present{{Person: amina, Talking: true, Ticket: ticket.ID{1}}}},
		meeting.Roster{Present: 3},
		meeting.Roster{Present: 300, Words: "kenya", Found: 1, People: []meeting.Present{{Person: amina}}},
		wire.PongFrame{Stamp: 77, Present: 43},
		wire.ByeFrame{Reason: wire.Restarting, Wait: 1500 * time.Millisecond},
		wire.ByeFrame{Reason: wire.HostLeft},
	}
	for _, e := range events {
		all = append(all, meeting.Happened{Event: e})
		if ask := meeting.AskOf(e.What); ask != nil {
			all = append(all, wire.CommandFrame{Command: meeting.Command{Number: 70, Base: 412, Ask: ask}})
		}
	}
	return append(all, proceedingFrames()...)
}

// parse reads a message from either side; what one side sends the other may not.
func parse(b []byte) (any, error) {
	asked, err := wire.ParseAsked(b)
	said, otherErr := wire.ParseSaid(b)
	switch {
	case err == nil && otherErr == nil:
		return nil, errors.New("a message that both sides may send")
	case err == nil:
		return asked, nil
	}
	return said, otherErr
}

func TestEveryFrameComesBackAsItWent(t *testing.T) {
	for _, want := range frames() {
		b, err := wire.Append(nil, want)
		if err != nil {
			t.Fatalf("%T: %v", want, err)
		}
		got, err := parse(b)
		if err != nil {
			t.Fatalf("%T: %v", want, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%T: got %+v, want %+v", want, got, want)
		}
	}
}

func TestEveryEventComesBackFromTheLog(t *testing.T) {
	for _, want := range events {
		b, err := wire.EncodeEvent(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := wire.DecodeEvent(want.Number, b)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		through, err := wire.Append(nil, wire.HappenedFrame{Number: want.Number, Entry: b})
		if err != nil {
			t.Fatal(err)
		}
		direct, err := wire.Append(nil, meeting.Happened{Event: want})
		if err != nil || !bytes.Equal(through, direct) {
			t.Errorf("event %d: the log's bytes and a fresh encoding differ on the wire", want.Number)
		}
	}
}

func TestWhatMustNotReachATerminalIsRefusedOrStripped(t *testing.T) {
	for _, hostile := range []meeting.Event{
		{Number: 1, What: meeting.Edited{Delta: delta.Replace(3, 0, 0, "\x1b[2J")}},
		{Number: 1, What: meeting.Edited{Delta: delta.Replace(3, 0, 0, "a\u202eb")}},
		{Number: 1, What: meeting.Opened{Title: "t", Text: "a\x07"}},
		{Number: 1, What: meeting.Said{Text: "two\nlines"}},
		{Number: 1, What: meeting.Said{Text: ""}},
		{Number: 1, What: meeting.Undone{}},
		{Number: 1, What: meeting.Entered{Person: meeting.Person{Number: 1, Name: "\x1b\x07"}}},
	} {
		b, err := wire.EncodeEvent(hostile)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := wire.DecodeEvent(1, b); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%+v: got %v, want it refused as malformed", hostile.What, err)
		}
	}
	named := amina
	named.Name = "Am\x1b[31mina\u202e"
	b, err := wire.EncodeEvent(meeting.Event{What: meeting.Entered{Person: named}})
	if err != nil {
		t.Fatal(err)
	}
	e, err := wire.DecodeEvent(1, b)
	if err != nil {
		t.Fatal(err)
	}
	if got := e.What.(meeting.Entered).Person.Name; got != "Am[31mina" {
		t.Errorf("got name %q, want it without escape and override", got)
	}
}

func TestABombIsRefused(t *testing.T) {
	b, err := wire.EncodeEvent(meeting.Event{What: meeting.Opened{Text: strings.Repeat("a", 80<<20)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wire.DecodeEvent(1, b); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("%d bytes that unfold to 80 MB: got %v, want them refused", len(b), err)
	}
}

func TestAClientsBombIsRefusedSooner(t *testing.T) {
	b, err := wire.Append(nil, wire.CommandFrame{Command: meeting.Command{Number: 1, Ask: meeting.Say{Text: strings.Repeat("a", 8<<20)}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wire.ParseAsked(b); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("%d bytes that unfold to 8 MB: got %v, want them refused", len(b), err)
	}
}

func TestWhatAClientsMessageUnfoldsToIsBounded(t *testing.T) {
	for _, tt := range []struct {
		bytes int
		fits  bool
	}{{3 << 20, true}, {5 << 20, false}} {
		b, err := wire.Append(nil, wire.CommandFrame{Command: meeting.Command{Number: 1,
			Ask: meeting.Edit{Delta: delta.Replace(0, 0, 0, strings.Repeat("a", tt.bytes))}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := wire.ParseAsked(b); (err == nil) != tt.fits || err != nil && !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("an edit of %d bytes, in %d: got %v, want it taken: %v", tt.bytes, len(b), err, tt.fits)
		}
	}
}

func TestHelloComesBack(t *testing.T) {
	want := wire.Hello{Protocol: 1, Nonce: meeting.Nonce{9}, Person: 7, Resume: 412, Need: 400, Name: "Amina", Delegation: "Kenya", Pass: meeting.Pass{4}, Sound: [32]byte{3}}
	got, err := wire.ParseHello(want.Header())
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	for _, bad := range []string{"", "!", "AA", strings.Repeat("A", 5000)} {
		if _, err := wire.ParseHello(bad); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("hello %.10q: got %v, want it refused", bad, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, frame := range frames() {
		b, err := wire.Append(nil, frame)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := parse(b)
		if err != nil {
			if !errors.Is(err, wire.ErrMalformed) {
				t.Fatalf("refused without ErrMalformed: %v", err)
			}
			return
		}
		if _, err := wire.Append(nil, frame); err != nil {
			t.Fatalf("what was parsed does not encode: %v", err)
		}
	})
}

func FuzzDecodeEvent(f *testing.F) {
	for _, e := range events {
		b, err := wire.EncodeEvent(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := wire.DecodeEvent(1, b); err == nil {
			meeting.New().Apply(e) //nolint:errcheck // must not panic, may refuse
		}
	})
}

func FuzzParseHello(f *testing.F) {
	f.Add(wire.Hello{Name: "x"}.Header())
	f.Fuzz(func(t *testing.T, s string) { wire.ParseHello(s) })
}
