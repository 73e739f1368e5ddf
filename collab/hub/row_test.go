package hub_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// A rowing log takes entries by the row. Its next row may end early: after so
// many entries it fails, and kept one more if it says nothing of it.
type rowing struct {
	*fallible
	rows      int
	endsAfter int // 0: it does not
	silently  int
}

var errDisk = errors.New("the disk is gone for a moment")

func (r *rowing) AppendRow(ctx context.Context, m string, after uint64, entries [][]byte) (int, error) {
	r.rows++
	for i, entry := range entries {
		if r.endsAfter > 0 && i == r.endsAfter {
			r.endsAfter = 0
			for _, more := range entries[i : i+r.silently] {
				r.fallible.Append(ctx, m, after+uint64(i), more)
			}
			return i, errDisk
		}
		if _, err := r.fallible.Append(ctx, m, after+uint64(i), entry); err != nil {
			return i, err
		}
	}
	return len(entries), nil
}

// bringsWord sends a word, letter by letter, as who had no line for a while: packed.
func (c *client) bringsWord(base meeting.Version, at int, word string) {
	c.t.Helper()
	var thin [][]byte
	for i, letter := range word {
		c.sent++
		prior := uint64(0)
		if c.edited.Base == base {
			prior = c.edited.Number
		}
		c.edited = meeting.Command{Number: c.sent, Base: base, Prior: prior, Ask: meeting.Edit{Delta: delta.Replace(8+i, at+i, 0, string(letter))}}
		b, err := wire.Append(nil, wire.CommandFrame{Command: c.edited})
		if err != nil {
			c.t.Fatal(err)
		}
		thin = append(thin, b)
	}
	message, ok := wire.AskTogether(thin)
	if !ok {
		c.t.Fatal("they are not sent together")
	}
	if err := c.ws.Write(context.Background(), websocket.MessageBinary, message); err != nil {
		c.t.Fatal(err)
	}
}

// inRows is inHouse with a log that takes rows.
func inRows(t *testing.T, test func(*testing.T, *house, *rowing)) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		log := &rowing{fallible: h.log}
		h.close()
		h.config.Log = log
		h.open()
		test(t, h, log)
	})
}

func TestEditsThatComeTogetherGoIntoTheLogTogether(t *testing.T) {
	inRows(t, func(t *testing.T, h *house, log *rowing) {
		amina, ben := h.join(person("Amina", meeting.Delegate)), h.join(person("Ben", meeting.Delegate))
		head := amina.welcome.Head
		word := strings.Repeat("letters ", 100)
		amina.bringsWord(head, 3, word)
		if got := accepted(amina.heard()); got != len(word) {
			t.Errorf("%d accepted, want %d", got, len(word))
		}
		if log.rows == 0 || log.rows > len(word)/8 {
			t.Errorf("written down in %d rows", log.rows)
		}
		if got := h.reads(ben, "one two\n"); got != "one"+word+" two\n" {
			t.Errorf("others read %.40q", got)
		}
	})
}

// reads returns what the client's draft became by what it heard.
func (h *house) reads(c *client, draft string) string {
	h.t.Helper()
	for _, f := range c.heard() {
		happened, ok := f.(meeting.Happened)
		if !ok {
			continue
		}
		edit, ok := happened.Event.What.(meeting.Edited)
		if !ok {
			continue
		}
		var err error
		if draft, err = edit.Delta.Apply(draft); err != nil {
			h.t.Fatal(err)
		}
	}
	return draft
}

func TestARowThatEndsEarlyIsTakenBack(t *testing.T) {
	for _, tt := range []struct {
		name     string
		silently int
		kept     int // letters
	}{{"nothing more was kept", 0, 6}, {"one more was kept", 1, 7}} {
		t.Run(tt.name, func(t *testing.T) {
			inRows(t, func(t *testing.T, h *house, log *rowing) {
				amina, ben := h.join(person("Amina", meeting.Delegate)), h.join(person("Ben", meeting.Delegate))
				head := amina.welcome.Head
				log.endsAfter, log.silently = 5, tt.silently
				amina.bringsWord(head, 3, "abcdefghijkl")
				if bye := amina.over(); bye != wire.Unkept {
					t.Errorf("the author was told %v, want that the disk fails", bye)
				}
				if got, want := h.reads(ben, "one two\n"), "one"+"abcdefghijkl"[:tt.kept]+" two\n"; got != want {
					t.Errorf("others read %q, want %q", got, want)
				}
				again := h.join(person("Amina", meeting.Delegate))
				state, err := meeting.FromSnapshot(again.welcome.Snapshot)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := state.Text().String(), "one"+"abcdefghijkl"[:tt.kept]+" two\n"; got != want {
					t.Errorf("the meeting has %q, want %q", got, want)
				}
				if got := again.welcome.Last; got != uint64(tt.kept) {
					t.Errorf("the last command taken is %d, want %d", got, tt.kept)
				}
				ben.chat(again.welcome.Head, "and on")
				if got := accepted(ben.heard()); got != 1 {
					t.Error("the meeting does not go on")
				}
				synctest.Wait()
			})
		})
	}
}
