package wire_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// noise returns a string of n bytes that does not compress.
func noise(n int) string {
	b := make([]byte, n)
	x := uint64(1)
	for i := range b {
		x = x*6364136223846793005 + 1442695040888963407
		b[i] = 33 + byte(x>>57)%90
	}
	return string(b)
}

// on encodes a frame on one side of a limit.
func on(t *testing.T, frame any) []byte {
	t.Helper()
	b, err := wire.Append(nil, frame)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatAClientMaySend(t *testing.T) {
	undo := func(n int) any {
		return wire.CommandFrame{Command: meeting.Command{Number: 1, Ask: meeting.Undo{Of: make([]uint64, n)}}}
	}
	chat := func(n int) any {
		return wire.CommandFrame{Command: meeting.Command{Number: 1, Ask: meeting.Say{Text: strings.Repeat("я", n)}}}
	}
	edit := func(n int) any {
		return wire.CommandFrame{Command: meeting.Command{Number: 1, Ask: meeting.Edit{Delta: delta.Replace(0, 0, 0, noise(n))}}}
	}
	for _, tt := range []struct {
		limit        string
		within, past any
	}{
		{"entries of an undo", undo(meeting.MaxUndo), undo(meeting.MaxUndo + 1)},
		{"characters of a line", chat(meeting.MaxChat), chat(meeting.MaxChat + 1)},
		{"bytes of a message", edit(wire.MaxCommand - 100), edit(3 * wire.MaxCommand / 2)},
		{"the cursor's place", wire.PointFrame{At: meeting.MaxText}, wire.PointFrame{At: meeting.MaxText + 1}},
		{"the selection's place", wire.PointFrame{Anchor: meeting.MaxText}, wire.PointFrame{Anchor: meeting.MaxText + 1}},
		{"a command's number", wire.CommandFrame{Command: meeting.Command{Number: 1, Ask: meeting.Say{Text: "x"}}}, wire.CommandFrame{Command: meeting.Command{Ask: meeting.Say{Text: "x"}}}},
	} {
		if _, err := wire.ParseAsked(on(t, tt.within)); err != nil {
			t.Errorf("%s: at the limit: %v", tt.limit, err)
		}
		if _, err := wire.ParseAsked(on(t, tt.past)); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: past the limit: got %v, want it refused", tt.limit, err)
		}
	}
}

func TestWhatAServerMaySend(t *testing.T) {
	welcome := func(s meeting.Snapshot) any { return meeting.Welcome{You: amina, Snapshot: &s} }
	lines := func(n int) any {
		chat := make([]meeting.Line, n)
		for i := range chat {
			chat[i] = meeting.Line{Number: 1, At: noon, Text: "x"}
		}
		return welcome(meeting.Snapshot{Chat: chat})
	}
	draft := func(n int) any {
		return welcome(meeting.Snapshot{Text: []meeting.Piece{{Text: strings.Repeat("x", n)}}})
	}
	page := func(n int) any {
		people := make([]meeting.Present, n)
		for i := range people {
			people[i].Person = amina
		}
		return meeting.Roster{Present: n, People: people}
	}
	role := func(r meeting.Role) any { p := amina; p.Role = r; return meeting.Welcome{You: p} }
	for _, tt := range []struct {
		limit        string
		within, past any
	}{
		{"lines of chat in a snapshot", lines(meeting.ChatKept), lines(meeting.ChatKept + 1)},
		{"characters of a draft", draft(delta.MaxLen), draft(delta.MaxLen + 1)},
		{"people of a page", page(meeting.RosterPage), page(meeting.RosterPage + 1)},
		{"roles", role(meeting.Captioner), role(meeting.Captioner + 1)},
		{"callers told at once", lobby(meeting.LobbyPage), lobby(meeting.LobbyPage + 1)},
		{"a place in the waiting room", meeting.Queued{Place: 2, Of: 2}, meeting.Queued{Place: 3, Of: 2}},
		{"the cursor's place", meeting.Pointed{At: meeting.MaxText}, meeting.Pointed{At: meeting.MaxText + 1}},
	} {
		if _, err := wire.ParseSaid(on(t, tt.within)); err != nil {
			t.Errorf("%s: at the limit: %v", tt.limit, err)
		}
		if _, err := wire.ParseSaid(on(t, tt.past)); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: past the limit: got %v, want it refused", tt.limit, err)
		}
	}
	if _, err := wire.ParseSaid(make([]byte, wire.MaxFrame+1)); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("a message past MaxFrame: got %v", err)
	}
}

func TestAHelloHasALimit(t *testing.T) {
	long := wire.Hello{Protocol: wire.Protocol, Name: strings.Repeat("x", 3000)}
	if _, err := wire.ParseHello(long.Header()); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("got %v, want it refused", err)
	}
	named := wire.Hello{Protocol: wire.Protocol, Name: strings.Repeat("я", 2*meeting.MaxName)}
	if got, err := wire.ParseHello(named.Header()); err != nil || got.Name != strings.Repeat("я", meeting.MaxName) {
		t.Errorf("got the name %q, %v, want %d characters of it", got.Name, err, meeting.MaxName)
	}
}

func lobby(n int) meeting.Lobby {
	l := meeting.Lobby{Waiting: n}
	for range n {
		l.People = append(l.People, meeting.Caller{Number: 1, Name: "Amina"})
	}
	return l
}

func wanted(role meeting.Role, h ticket.Holder, lasts time.Duration) wire.Wanted {
	return wire.Wanted{Asker: ticket.Holder{Name: "Chair"}, Invitation: meeting.Invitation{Role: role, For: h, Lasts: lasts}}
}

func TestAWishForATicketIsBounded(t *testing.T) {
	want := wanted(meeting.Captioner, ticket.Holder{Delegation: "Kenya"}, 24*time.Hour)
	if got, err := wire.ParseWanted(want.Header()); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	for _, bad := range []string{
		"", "!", strings.Repeat("A", 5000),
		wanted(meeting.Captioner+1, ticket.Holder{}, 0).Header(),
		wanted(0, ticket.Holder{}, meeting.MaxLasts+time.Second).Header(),
		wanted(0, ticket.Holder{Name: "a\x1b[2J"}, 0).Header(),
		wanted(0, ticket.Holder{Name: strings.Repeat("a", meeting.MaxName+1)}, 0).Header(),
	} {
		if _, err := wire.ParseWanted(bad); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%.20q: got %v, want it refused", bad, err)
		}
	}
}

func FuzzParseWanted(f *testing.F) {
	f.Add(wanted(meeting.Chair, ticket.Holder{Name: "x"}, 0).Header())
	f.Fuzz(func(t *testing.T, s string) {
		if w, err := wire.ParseWanted(s); err == nil && w.For.Check() != nil {
			t.Errorf("%q asks for a ticket that cannot be made", s)
		}
	})
}

func TestACommandThatStandsOnALaterOneIsNone(t *testing.T) {
	for name, ask := range map[string]meeting.Ask{
		"an edit": meeting.Edit{Delta: delta.Replace(3, 0, 0, "x")},
		"an undo": meeting.Undo{Of: []uint64{1}},
		"a line":  meeting.Say{Text: "one"},
	} {
		for prior, fine := range map[uint64]bool{0: true, 1: true, 2: true, 4: false, 1 << 63: false} {
			c := meeting.Command{Number: 3, Base: 1, Prior: prior, Ask: ask}
			b, err := wire.Append(nil, wire.CommandFrame{Command: c})
			var f any
			if err == nil {
				f, err = wire.ParseAsked(b)
			}
			if got, _ := f.(wire.CommandFrame); (err == nil) != fine || fine && got.Command.Prior != prior {
				t.Errorf("%s, number 3 on top of %d: got one on top of %d, %v", name, prior, got.Command.Prior, err)
			}
		}
	}
}
