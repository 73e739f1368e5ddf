package hub_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/eventlog"
	"parley/collab/floor"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// member is a person of a delegation.
func member(name, delegation string, role meeting.Role) as {
	p := person(name, role)
	p.Delegation = delegation
	return p
}

// asks asks for something, on all that was heard.
func (c *client) asks(ask meeting.Ask) {
	c.t.Helper()
	c.rule(0, ask)
	synctest.Wait()
}

// act is an act at the floor.
func (c *client) act(a floor.Act) { c.t.Helper(); c.asks(meeting.Floored{Act: a}) }

// of returns those of the frames that are of a type.
func of[F any](frames []any) (all []F) {
	for _, f := range frames {
		if f, ok := f.(F); ok {
			all = append(all, f)
		}
	}
	return all
}

// acts returns the acts at the floor among the frames.
func acts(frames []any) (all []floor.Act) {
	for _, h := range of[meeting.Happened](frames) {
		if f, ok := h.Event.What.(meeting.Floored); ok {
			all = append(all, f.Act)
		}
	}
	return all
}

func TestTheTimeOfASpeakerEndsByItself(t *testing.T) {
	inHouse(t, hub.Limits{Silence: 24 * time.Hour}, func(t *testing.T, h *house) {
		chair, amina := h.join(person("chair", meeting.Chair)), h.join(member("amina", "Kenya", meeting.Delegate))
		chair.act(floor.Set{Mode: floor.Chaired})
		chair.act(floor.Limit{Per: 90 * time.Second})
		amina.act(floor.Ask{})
		chair.act(floor.Give{})
		given := time.Now()
		amina.say(wire.TalkFrame{On: true})
		chair.heard()
		amina.heard()
		if got := strings.Join(h.told(), ", "); got != "talk 97 as 2 true" {
			t.Errorf("the sound was told %s", got)
		}
		time.Sleep(time.Until(given.Add(89 * time.Second)))
		if got := acts(chair.heard()); len(got) != 1 || got[0] != (floor.Expire{}) { // heard lasts a second
			t.Errorf("after 90 s the chair heard %+v", got)
		}
		if got := strings.Join(h.told(), ", "); got != "talk 97 as 2 false" {
			t.Errorf("the sound was told %s", got)
		}
		amina.say(wire.TalkFrame{On: true})
		if got := h.told(); len(got) != 0 {
			t.Errorf("without the floor the sound was told %q", got)
		}
	})
}

func TestATurnEndsThoughTheServerWasAwayMeanwhile(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair := h.join(person("chair", meeting.Chair))
		chair.act(floor.Limit{Per: time.Minute})
		chair.act(floor.Ask{})
		chair.act(floor.Give{})
		h.close()
		time.Sleep(time.Hour)
		h.open()
		again := h.join(person("chair", meeting.Chair))
		time.Sleep(time.Second)
		synctest.Wait()
		frames := again.heard()
		if turn := again.welcome.Snapshot.Proceedings.Floor.Turn; turn != nil && len(acts(frames)) == 0 {
			t.Errorf("the turn goes on: %+v", turn)
		}
	})
}

// A line that is cut without a word is no event for the server's TCP. Nothing
// comes on it any more, though, and that is said of those at the floor.
func TestALineOnWhichNothingComesIsSaidToBeLost(t *testing.T) {
	inHouse(t, hub.Limits{Silence: time.Hour}, func(t *testing.T, h *house) {
		chair, amina := h.join(person("chair", meeting.Chair)), h.join(member("amina", "Kenya", meeting.Delegate))
		amina.act(floor.Ask{})
		heard := time.Now()
		time.Sleep(15 * time.Second)
		if got := of[meeting.Missing](chair.heard()); len(got) != 0 {
			t.Errorf("too early the chair was told %+v", got)
		}
		time.Sleep(8 * time.Second)
		got := of[meeting.Missing](chair.heard())
		if len(got) != 1 || len(got[0].People) != 1 || got[0].People[0].Person != 2 || got[0].People[0].Since.Sub(heard).Abs() > time.Second {
			t.Fatalf("the chair was told %+v", got)
		}
		amina.say(wire.PingFrame{Stamp: 1})
		time.Sleep(2 * time.Second)
		if got := of[meeting.Missing](chair.heard()); len(got) != 1 || len(got[0].People) != 0 {
			t.Errorf("when she was heard again the chair was told %+v", got)
		}
	})
}

func TestAPlaceIsKeptOverALostLineAndGivenUpByWhoLeaves(t *testing.T) {
	inHouse(t, hub.Limits{Silence: 24 * time.Hour, Quiet: 24 * time.Hour}, func(t *testing.T, h *house) {
		chair := h.join(person("chair", meeting.Chair))
		amina, ben := h.join(member("amina", "Kenya", meeting.Delegate)), h.join(member("ben", "Mali", meeting.Delegate))
		amina.act(floor.Ask{})
		ben.act(floor.Ask{})
		chair.heard()
		lost := time.Now()
		amina.leave()
		time.Sleep(12 * time.Second)
		got := of[meeting.Missing](chair.heard())
		if len(got) != 1 || len(got[0].People) != 1 || got[0].People[0].Person != 2 || got[0].People[0].Since.Sub(lost).Abs() > time.Second {
			t.Fatalf("the chair was told %+v", got)
		}
		time.Sleep(time.Hour) // long after her grace
		late := h.join(member("cyd", "Togo", meeting.Delegate))
		if got := of[meeting.Missing](late.heard()); len(got) != 1 || !got[0].People[0].Since.Equal(lost) {
			t.Errorf("a joiner was told %+v", got)
		}
		again := h.join(member("amina", "Kenya", meeting.Delegate).resume(2, 0))
		f := again.welcome.Snapshot.Proceedings.Floor
		if f.Place(again.welcome.You.Member()) != 1 {
			t.Errorf("the place is lost: %+v", f.List)
		}
		if got := of[meeting.Missing](chair.heard()); len(got) != 1 || len(got[0].People) != 0 {
			t.Errorf("the chair was told %+v", got)
		}
		ben.say(wire.LeaveFrame{})
		if got := acts(chair.heard()); len(got) != 1 || got[0] != (floor.Leave{Person: 3}) {
			t.Errorf("when Ben left the chair heard %+v", got)
		}
		ben.leave()
	})
}

func TestTheModeIsTheHostsToSet(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		if err := h.hub.SetMode(context.Background(), id, floor.Chaired); err != nil {
			t.Fatal(err)
		}
		amina := h.join(member("amina", "Kenya", meeting.Delegate))
		if got := amina.welcome.Snapshot.Proceedings.Floor.Mode; got != floor.Chaired {
			t.Errorf("got %v", got)
		}
		amina.say(wire.TalkFrame{On: true})
		if got := h.told(); len(got) != 0 {
			t.Errorf("the sound was told %q", got)
		}
	})
}

func TestTheMicrophoneOfWhoIsAwayClosesWithTheFloor(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair, amina := h.join(person("chair", meeting.Chair)), h.join(member("amina", "Kenya", meeting.Delegate))
		amina.say(wire.TalkFrame{On: true})
		h.told()
		amina.leave()
		chair.act(floor.Set{Mode: floor.Chaired})
		if got := strings.Join(h.told(), ", "); got != "talk 97 as 2 false" {
			t.Errorf("the sound was told %s", got)
		}
		h.join(member("amina", "Kenya", meeting.Delegate).resume(2, 0))
		if got := h.told(); len(got) != 0 {
			t.Errorf("when she came back the sound was told %q", got)
		}
	})
}

// raw returns all the bytes that come within a second to somebody who reads
// nothing else.
func raw(h *house, p as) []byte {
	h.t.Helper()
	c := h.enter(p)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var all []byte
	for {
		_, b, err := c.ws.Read(ctx)
		if err != nil {
			return all
		}
		all = append(all, b...)
	}
}

const secret = "We shall give way on paragraph three"

func TestALineToSomeReachesNobodyElse(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair, amina := h.join(person("chair", meeting.Chair)), h.join(member("amina", "Kenya", meeting.Delegate))
		grace, caio := h.join(member("grace", "Kenya", meeting.Delegate)), h.join(member("caio", "Brazil", meeting.Delegate))
		amina.chat(0, "hello")
		for _, c := range []*client{chair, amina, grace, caio} {
			c.heard()
		}
		before := caio.welcome.Head
		amina.asks(meeting.Confided{For: meeting.Audience{To: meeting.ToDelegation}, Text: secret})
		amina.asks(meeting.Confided{For: meeting.Audience{To: meeting.ToChair}, Text: "we need a break"})
		reads := func(who string, frames []any, want ...string) {
			t.Helper()
			var got []string
			for _, f := range of[meeting.Happened](frames) {
				switch w := f.Event.What.(type) {
				case meeting.Confided:
					got = append(got, w.Text)
				case meeting.Withheld:
					got = append(got, "-")
					if f.Event.By != 0 || f.Event.Command != 0 || f.Event.Base != 0 {
						t.Errorf("%s learns who wrote: %+v", who, f.Event)
					}
				}
			}
			same(t, got, want...)
		}
		reads("amina", amina.heard(), secret, "we need a break")
		reads("grace", grace.heard(), secret, "-")
		reads("chair", chair.heard(), "-", "we need a break")
		reads("caio", caio.heard(), "-", "-")

		// What is sent to those who come later, whole or after an event, is the same.
		words := [][]byte{[]byte(secret), []byte("we need a break")}
		for _, p := range []as{member("gert", "Brazil", meeting.Delegate), member("caio", "Brazil", meeting.Delegate).resume(4, before)} {
			if b := raw(h, p); len(b) == 0 || bytes.Contains(b, words[0]) || bytes.Contains(b, words[1]) {
				t.Errorf("%s got a line that is not theirs: %q", p.Name, b)
			}
		}
		if b := raw(h, member("grace", "Kenya", meeting.Delegate).resume(3, before)); !bytes.Contains(b, words[0]) || bytes.Contains(b, words[1]) {
			t.Errorf("grace missed a line of hers: %q", b)
		}
		fresh := h.join(member("gert", "Kenya", meeting.Delegate))
		if chat := fresh.welcome.Snapshot.Chat; len(chat) != 2 || chat[1].Text != secret {
			t.Errorf("a new member of the delegation has %+v", chat)
		}
		h.close() // and a server that takes the meeting up again is as discreet
		h.open()
		for _, p := range []as{member("dora", "Brazil", meeting.Delegate), member("caio", "Brazil", meeting.Delegate).resume(4, before)} {
			if b := raw(h, p); len(b) == 0 || bytes.Contains(b, words[0]) || bytes.Contains(b, words[1]) {
				t.Errorf("after a restart %s got a line that is not theirs: %q", p.Name, b)
			}
		}
	})
}

func TestAPreparedStatementReachesItsAuthorAndTheChair(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair, amina := h.join(person("chair", meeting.Chair)), h.join(member("amina", "Kenya", meeting.Delegate))
		caio := h.join(member("caio", "Brazil", meeting.Delegate))
		amina.act(floor.Ask{})
		for _, c := range []*client{chair, amina, caio} {
			c.heard()
		}
		before := caio.welcome.Head
		amina.asks(meeting.Prepared{Text: secret})
		reads := func(who string, frames []any, want meeting.What) {
			t.Helper()
			got := of[meeting.Happened](frames)
			if len(got) != 1 || got[0].Event.What != want {
				t.Errorf("%s: got %+v, want %+v", who, got, want)
			}
		}
		reads("amina", amina.heard(), meeting.Prepared{Request: 1, Ready: true, Text: secret})
		reads("chair", chair.heard(), meeting.Prepared{Request: 1, Ready: true, Text: secret})
		reads("caio", caio.heard(), meeting.Prepared{Request: 1, Ready: true})
		for _, p := range []as{member("dora", "Brazil", meeting.Delegate), member("caio", "Brazil", meeting.Delegate).resume(3, before)} {
			if b := raw(h, p); len(b) == 0 || bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s got words that were not said yet: %q", p.Name, b)
			}
		}
		dora := h.join(member("dora", "Brazil", meeting.Delegate))
		chair.act(floor.Give{})
		dora.heard()
		chair.asks(meeting.Delivered{})
		reads("dora", dora.heard(), meeting.Delivered{Request: 1, By: floor.Member{Person: 2, Delegation: "Kenya"}, Text: secret})
	})
}

func TestWhoOnlySaysToBeOfADelegationReadsNothingOfThoseWhoseLinkSaysSo(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		p := member("amina", "Kenya", meeting.Delegate)
		amina := h.join(p.with(link(meeting.Delegate, 1, ticket.Holder{Delegation: "Kenya"})))
		spy := h.join(member("spy", "Kenya", meeting.Delegate))
		amina.asks(meeting.Confided{For: meeting.Audience{To: meeting.ToDelegation}, Text: secret})
		for _, f := range of[meeting.Happened](spy.heard()) {
			if _, reads := f.Event.What.(meeting.Confided); reads {
				t.Error("the spy reads it")
			}
		}
	})
}

func TestTheSoundIsToldWhoHasTheFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		h := &house{t: t, log: &fallible{Memory: eventlog.NewMemory()}, network: collabtest.New(1)}
		h.config = hub.Config{Log: h.log, Key: key, Rank: func(_ string, sound [32]byte, r hub.Rank) {
			h.mu.Lock()
			defer h.mu.Unlock()
			told = append(told, fmt.Sprintf("%c %d", sound[0], r))
		}}
		h.open()
		defer h.close()
		heard := func(want ...string) {
			t.Helper()
			synctest.Wait()
			h.mu.Lock()
			defer h.mu.Unlock()
			slices.Sort(told)
			same(t, told, want...)
			told = nil
		}
		chair, amina := h.join(person("boss", meeting.Chair)), h.join(member("amina", "Kenya", meeting.Delegate))
		h.join(member("grace", "Kenya", meeting.Delegate))
		heard()
		chair.act(floor.Set{Mode: floor.Chaired})
		heard("b 2")
		amina.act(floor.Ask{})
		chair.act(floor.Give{})
		heard("a 3", "g 1")
		amina.leave()
		again := h.join(member("amina", "Kenya", meeting.Delegate).resume(2, 0))
		heard()
		again.sent = amina.sent
		again.act(floor.End{})
		heard("a 0", "g 0")
		chair.act(floor.Set{Mode: floor.Open})
		heard("b 0")
	})
}
