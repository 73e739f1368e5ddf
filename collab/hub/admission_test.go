package hub_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

// link is a ticket of its own.
func link(role meeting.Role, nonce byte, h ticket.Holder) ticket.Ticket {
	return key.IssueTo(ticket.Payload{Meeting: id, Role: uint8(role), Nonce: [4]byte{nonce}}, h)
}

// knock comes to the waiting room and reads from then on.
func (h *house) knock(p as) (*client, meeting.Queued) {
	h.t.Helper()
	c := h.enter(p)
	c.read()
	return c, hear[meeting.Queued](c)
}

func (h *house) refused(p as) int {
	h.t.Helper()
	_, _, resp, err := h.dial(p.header())
	if err == nil {
		h.t.Fatalf("%s came in", p.Name)
	}
	return resp.StatusCode
}

func (h *house) guard(on bool) {
	h.t.Helper()
	if err := h.hub.Guard(context.Background(), id, on); err != nil {
		h.t.Fatal(err)
	}
}

func TestWhoWaitsHearsNothingAndIsLetInOnTheSameLine(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair := h.join(person("chair", meeting.Chair))
		h.guard(true)
		chair.heard()
		amina, place := h.knock(person("amina", meeting.Delegate))
		if place != (meeting.Queued{Place: 1, Of: 1}) {
			t.Errorf("got %+v", place)
		}
		lobby := hear[meeting.Lobby](chair)
		if len(lobby.People) != 1 || lobby.People[0].Name != "amina" || lobby.People[0].Role != meeting.Delegate {
			t.Fatalf("the chair was told of %+v", lobby)
		}
		amina.say(wire.PingFrame{Stamp: 1}, wire.RosterFrame{}, wire.TalkFrame{On: true}, wire.PointFrame{})
		amina.chat(1, "let me in")
		chair.chat(1, "amina must not hear this")
		for _, f := range amina.heard() {
			if pong, ok := f.(wire.PongFrame); !ok || pong.Present != 0 {
				t.Errorf("who waits heard %T %+v", f, f)
			}
		}
		if h.hub.MayHear(ticket.Payload{Meeting: id, Role: uint8(meeting.Delegate)}, [32]byte{'a'}) {
			t.Error("who waits may hear the sound")
		}
		chair.heard()
		chair.say(wire.AnswerFrame{Admit: true, Who: []uint32{lobby.People[0].Number}})
		w := hear[meeting.Welcome](amina)
		if w.Snapshot == nil || len(w.Snapshot.Chat) != 1 || w.You.Name != "amina" {
			t.Errorf("got %+v", w)
		}
		if !h.hub.MayHear(ticket.Payload{Meeting: id, Role: uint8(meeting.Delegate)}, [32]byte{'a'}) {
			t.Error("who was let in may not hear the sound")
		}
		if got := h.told(); len(got) != 1 || got[0] != "sweep" {
			t.Errorf("the sound was told %q", got)
		}
	})
}

func TestWhoWasLetInComesBackWithoutWaiting(t *testing.T) {
	inHouse(t, hub.Limits{Grace: time.Second}, func(t *testing.T, h *house) {
		chair := h.join(person("chair", meeting.Chair))
		ben := h.join(person("ben", meeting.Observer)) // before there was a waiting room
		h.guard(true)
		amina, _ := h.knock(person("amina", meeting.Observer))
		chair.say(wire.AnswerFrame{Admit: true})
		amina.welcome = hear[meeting.Welcome](amina)
		h.close()
		if h.open(); !h.waits(person("carla", meeting.Observer)) {
			t.Error("the waiting room was forgotten")
		}
		for name, c := range map[string]*client{"amina": amina, "ben": ben} {
			p := person(name, meeting.Observer)
			p.Pass = c.welcome.Pass
			if h.waits(p) {
				t.Errorf("%s waits again after the server started anew", name)
			}
			thief := person("thief", meeting.Observer)
			thief.Pass = c.welcome.Pass
			if !h.waits(thief) {
				t.Errorf("somebody else came in with the pass of %s", name)
			}
		}
	})
}

// waits reports whether somebody who comes is to wait, and has them go again.
func (h *house) waits(p as) bool {
	h.t.Helper()
	c := h.enter(p)
	c.read()
	f, err := c.next()
	if err != nil {
		h.t.Fatal(err)
	}
	c.say(wire.LeaveFrame{})
	c.leave()
	synctest.Wait()
	_, queued := f.(meeting.Queued)
	return queued
}

func TestAPlaceInTheWaitingRoomOutlivesTheLine(t *testing.T) {
	inHouse(t, hub.Limits{Grace: 20 * time.Second}, func(t *testing.T, h *house) {
		chair := h.join(person("chair", meeting.Chair))
		h.guard(true)
		amina, _ := h.knock(person("amina", meeting.Observer))
		ben, place := h.knock(person("ben", meeting.Observer))
		if place != (meeting.Queued{Place: 2, Of: 2}) {
			t.Errorf("ben has %+v", place)
		}
		time.Sleep(2 * time.Second)
		if place := hear[meeting.Queued](amina); place != (meeting.Queued{Place: 1, Of: 2}) {
			t.Errorf("amina has %+v when ben has come", place)
		}
		amina.leave()
		synctest.Wait()
		if amina, place = h.knock(person("amina", meeting.Observer)); place.Place != 1 {
			t.Errorf("amina has %+v after her line was lost", place)
		}
		ben.leave()
		synctest.Wait()
		chair.heard()
		chair.say(wire.AnswerFrame{Admit: true}) // ben too, who has no line just now
		hear[meeting.Welcome](amina)
		if h.waits(person("ben", meeting.Observer)) {
			t.Error("ben waits again although he was let in")
		}
		carla, _ := h.knock(person("carla", meeting.Observer))
		dora, _ := h.knock(person("dora", meeting.Observer))
		time.Sleep(2 * time.Second)
		chair.say(wire.AnswerFrame{Who: []uint32{3}})
		if why := carla.over(); why != wire.TurnedAway {
			t.Errorf("carla was sent away for reason %d", why)
		}
		if place := hear[meeting.Queued](dora); place != (meeting.Queued{Place: 1, Of: 1}) {
			t.Errorf("dora moved up to %+v", place)
		}
		h.guard(false)
		hear[meeting.Welcome](dora)
	})
}

func TestOnlyAChairLetsIn(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		ben := h.join(person("ben", meeting.Editor))
		h.guard(true)
		amina, _ := h.knock(person("amina", meeting.Observer))
		ben.say(wire.AnswerFrame{Admit: true})
		amina.say(wire.AnswerFrame{Admit: true})
		if got := amina.heard(); len(got) != 0 {
			t.Errorf("amina heard %v", got)
		}
		ben.heard()
		for _, ask := range []meeting.Ask{meeting.Guard{}, meeting.Remove{Person: 1}, meeting.Revoke{}} {
			ben.rule(1, ask)
			if got := hear[meeting.Refused](ben); got.Why != meeting.NotAllowed {
				t.Errorf("%T: got %v", ask, got.Why)
			}
		}
	})
}

func TestWhoWasRemovedDoesNotComeBackWithThatTicket(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		shared := link(meeting.Delegate, 1, ticket.Holder{})
		chair := h.join(person("chair", meeting.Chair))
		ben := h.join(person("ben", 0).with(shared))
		namesake := person("ben", 0).with(shared)
		namesake.Nonce[15], namesake.Sound = 9, [32]byte{9}
		other := h.join(namesake)
		chair.rule(2, meeting.Remove{Person: ben.welcome.You.Number})
		if why := ben.over(); why != wire.Removed {
			t.Errorf("ben was sent away for reason %d", why)
		}
		if got := h.told(); len(got) != 2 || got[0] != "gone 98" || got[1] != "sweep" {
			t.Errorf("the sound was told %q", got)
		}
		again := func() {
			t.Helper()
			fresh := person(" BEN ", 0).with(shared)
			fresh.Name = "Ben"
			for _, p := range []as{person("ben", 0).with(shared), fresh} {
				if got := h.refused(p); got != http.StatusForbidden {
					t.Errorf("got status %d", got)
				}
			}
			if h.hub.MayHear(shared.Payload, [32]byte{7}) {
				t.Error("somebody without a text line hears with the link of who was removed")
			}
			if h.waits(person("carla", 0).with(shared)) {
				t.Error("carla waits")
			}
		}
		again()
		namesake.Pass = other.welcome.Pass
		other.leave()
		if h.waits(namesake) {
			t.Error("the namesake waits")
		}
		h.close()
		h.open()
		again()
		if h.waits(namesake) {
			t.Error("the namesake waits after the server started anew")
		}
	})
}

func TestARevokedTicketOpensNoDoor(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		shared, kept := link(meeting.Delegate, 1, ticket.Holder{}), link(meeting.Delegate, 2, ticket.Holder{})
		chair := h.join(person("chair", meeting.Chair))
		ben := h.join(person("ben", 0).with(shared))
		h.join(person("carla", 0).with(kept))
		h.guard(true)
		dora, _ := h.knock(person("dora", 0).with(shared))
		chair.heard()
		chair.rule(2, meeting.Revoke{Ticket: shared.Payload.ID()})
		if why := ben.over(); why != wire.Revoked {
			t.Errorf("ben was sent away for reason %d", why)
		}
		if why := dora.over(); why != wire.Revoked {
			t.Errorf("dora was sent away for reason %d", why)
		}
		for range 2 {
			if got := h.refused(person("ella", 0).with(shared)); got != http.StatusLocked {
				t.Errorf("got status %d", got)
			}
			if h.hub.MayHear(shared.Payload, [32]byte{'b'}) {
				t.Error("the sound door is open")
			}
			h.close()
			h.open()
		}
	})
}

func TestAChairCannotShutOutThemselvesOrTheHost(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		host := h.join(person("host", meeting.Chair))
		other := link(meeting.Chair, 3, ticket.Holder{})
		chair := h.join(person("chair", 0).with(other))
		for _, tt := range []struct {
			ask  meeting.Ask
			want meeting.Refusal
		}{
			{meeting.Remove{Person: chair.welcome.You.Number}, meeting.NotYourself},
			{meeting.Revoke{Ticket: other.Payload.ID()}, meeting.NotYourself},
			{meeting.Remove{Person: host.welcome.You.Number}, meeting.NotTheHost},
			{meeting.Revoke{Ticket: hub.HostTicket(id).ID()}, meeting.NotTheHost},
			{meeting.Remove{Person: 4000}, meeting.Nobody},
		} {
			chair.rule(2, tt.ask)
			if got := hear[meeting.Refused](chair); got.Why != tt.want {
				t.Errorf("%+v: got %q, want %q", tt.ask, got.Why, tt.want)
			}
		}
	})
}

func TestALineEndsWithItsTicket(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		short := key.Issue(ticket.Payload{Meeting: id, Role: uint8(meeting.Delegate), Expires: time.Now().Add(time.Minute)})
		ben := h.join(person("ben", 0).with(short))
		time.Sleep(30 * time.Second)
		ben.say(wire.PingFrame{Stamp: 1})
		hear[wire.PongFrame](ben)
		if why := ben.over(); why != wire.Expired {
			t.Errorf("ben was sent away for reason %d", why)
		}
		if got := h.refused(person("ben", 0).with(short)); got != http.StatusGone {
			t.Errorf("got status %d", got)
		}
	})
}

func TestAFixedNameIsShownAsSuchAndNoOtherComesIn(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		fixed := link(meeting.Delegate, 1, ticket.Holder{Delegation: "Kenya"})
		p := person("amina", 0).with(fixed)
		if got := h.refused(p); got != http.StatusUnauthorized {
			t.Errorf("got status %d", got)
		}
		p.Delegation = "Kenya"
		if you := h.join(p).welcome.You; you.Fixes != ticket.FixesDelegation || you.Vouched() != "delegation by link" {
			t.Errorf("got %+v", you)
		}
	})
}

func TestWhatARoleMayDo(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		for role, want := range map[meeting.Role]struct{ chats, writes bool }{
			meeting.Observer: {false, false}, meeting.Captioner: {true, false}, meeting.Delegate: {true, true},
			meeting.Editor: {true, true}, meeting.Chair: {true, true},
		} {
			c := h.join(person(role.String(), role))
			base := c.welcome.Snapshot.Head
			c.chat(base, "a word")
			got := c.heard()
			if _, refused := got[len(got)-1].(meeting.Refused); refused == want.chats {
				t.Errorf("%v: chats %v, want %v", role, !refused, want.chats)
			}
			c.edit(base, delta.Replace(len("one two\n"), 0, 0, ""))
			if got = c.heard(); !want.writes && len(got) > 0 {
				if r, ok := got[len(got)-1].(meeting.Refused); !ok || r.Why != meeting.NotAllowed {
					t.Errorf("%v: got %+v, want it refused", role, got)
				}
			}
			c.say(wire.LeaveFrame{})
		}
	})
}

func (h *house) invite(with ticket.Ticket, i meeting.Invitation) (int, string) {
	h.t.Helper()
	header := wire.Wanted{Asker: with.Holder, Invitation: i}.Header()
	r, err := http.NewRequest(http.MethodPost, "http://"+address+"/v1/invite", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header = http.Header{"Parley-Invite": {header}, "Authorization": {with.TextProof(ticket.ForInvite(header))}}
	client := http.Client{Transport: &http.Transport{DialContext: h.dialer(), DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestAChairGetsALinkAndNobodyElse(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		i := meeting.Invitation{Role: meeting.Delegate, For: ticket.Holder{Name: "ben", Delegation: "Japan"}, Lasts: time.Hour}
		status, body := h.invite(key.Issue(hub.HostTicket(id)), i)
		made, err := ticket.ParseTicket(body)
		if status != http.StatusOK || err != nil {
			t.Fatalf("got status %d, %v", status, err)
		}
		p := person("ben", 0).with(made)
		p.Delegation = "Japan"
		if you := h.join(p).welcome.You; you.Role != meeting.Delegate || you.Vouched() != "by link" {
			t.Errorf("got %+v", you)
		}
		if status, _ := h.invite(link(meeting.Editor, 0, ticket.Holder{}), i); status != http.StatusForbidden {
			t.Errorf("an editor: got status %d", status)
		}
		forged := ticket.NewKey().Issue(hub.HostTicket(id))
		if status, _ := h.invite(forged, i); status != http.StatusUnauthorized {
			t.Errorf("a forged link: got status %d", status)
		}
		soon := key.Issue(ticket.Payload{Meeting: id, Role: uint8(meeting.Chair), Expires: time.Now().Add(time.Minute)})
		_, body = h.invite(soon, meeting.Invitation{Role: meeting.Chair})
		if made, err := ticket.ParseTicket(body); err != nil || !made.Payload.Expires.Equal(soon.Payload.Expires) {
			t.Errorf("a chair for a minute made a link until %v, %v", made.Payload.Expires, err)
		}
	})
}
