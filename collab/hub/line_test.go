package hub_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"parley/collab/collabtest"
	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

func TestASlowReaderIsCutAndResumes(t *testing.T) {
	inHouse(t, hub.Limits{Waiting: 100_000}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		slow := h.enter(person("Boris", meeting.Delegate)) // does not read
		for range 200 {                                    // of 4 kB or more each
			amina.chat(2, noise())
		}
		if got := len(amina.heard()); got != 201 {
			t.Errorf("who reads got %d events, want 201: waited for who does not", got)
		}
		slow.read()
		slow.welcome = hear[meeting.Welcome](slow)
		last := slow.welcome.Head
		for {
			f, err := slow.next()
			if err != nil {
				t.Fatal(err)
			}
			if bye, ok := f.(wire.ByeFrame); ok {
				if bye.Reason != wire.TooSlow {
					t.Errorf("got goodbye %d, want TooSlow", bye.Reason)
				}
				break
			}
			last = f.(meeting.Happened).Event.Number
		}
		again := h.join(person("Boris", meeting.Delegate).resume(2, last))
		if missed := len(again.heard()); last+meeting.Version(missed) != again.welcome.Head || again.welcome.Head != 203 || missed < 100 {
			t.Errorf("got %d events after %d of %d", missed, last, again.welcome.Head)
		}
	})
}

func TestAReaderThatNeverReadsIsCutInTheEnd(t *testing.T) {
	inHouse(t, hub.Limits{Waiting: 10_000}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		h.enter(person("Boris", meeting.Delegate))
		for range 100 {
			amina.chat(2, noise())
		}
		amina.heard()
		time.Sleep(10 * time.Second)
		amina.say(wire.PingFrame{Stamp: 7})
		if got := hear[wire.PongFrame](amina); got.Present != 1 || got.Stamp != 7 {
			t.Errorf("got %+v, want 1 present", got)
		}
	})
}

func TestASilentLineIsCut(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		for n := range 10 {
			time.Sleep(10 * time.Second)
			amina.say(wire.PingFrame{Stamp: uint64(n + 1)})
		}
		if got := boris.over(); got != 0 {
			t.Errorf("got goodbye %d, want none", got)
		}
		if got := len(amina.heard()); got != 10 {
			t.Errorf("got %d frames, want 10 pongs", got)
		}
	})
}

func TestHostileMessages(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		encode := func(f any) []byte {
			b, err := wire.Append(nil, f)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		amina := h.join(person("Amina", meeting.Delegate))
		for name, b := range map[string][]byte{
			"nothing":         {},
			"noise":           []byte("GET / HTTP/1.1"),
			"a server's word": encode(meeting.Accepted{Command: 1, Number: 3}),
			"a cut command":   encode(wire.CommandFrame{Command: meeting.Command{Number: 1, Base: 2, Ask: meeting.Say{Text: "hello"}}})[:9],
			"an event's kind": {1, 0x80},
		} {
			c := h.join(person("Mallory "+name, meeting.Delegate))
			if err := c.ws.Write(context.Background(), websocket.MessageBinary, b); err != nil {
				t.Fatal(err)
			}
			if got := c.over(); got != wire.Garbled {
				t.Errorf("%s: got goodbye %d, want Garbled", name, got)
			}
		}
		text := h.join(person("Texter", meeting.Delegate))
		text.ws.Write(context.Background(), websocket.MessageText, encode(wire.PingFrame{}))
		if got := text.over(); got != wire.Garbled {
			t.Errorf("a text message: got goodbye %d, want Garbled", got)
		}
		huge := h.join(person("Huge", meeting.Delegate))
		go huge.ws.Write(context.Background(), websocket.MessageBinary, make([]byte, wire.MaxCommand+1))
		huge.over()
		amina.chat(2, "unmoved")
		same(t, what(amina.heard()), "3 Amina entered by 1", "4 accepted 1")
	})
}

func TestWhoSendsTooFastIsReadMoreSlowly(t *testing.T) {
	inHouse(t, hub.Limits{Rate: 10, Burst: 5}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		start := time.Now()
		go func() {
			for range 25 {
				amina.chat(2, "spam")
			}
		}()
		for n := 0; n < 25; {
			if f := hear[meeting.Happened](boris); f.Event.Command > 0 {
				n++
			}
		}
		if got := time.Since(start); got < 1900*time.Millisecond || got > 2200*time.Millisecond {
			t.Errorf("25 commands took %v, want 2 s: 5 at once and 10 a second, none refused", got)
		}
	})
}

func TestTheRoster(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		var amina *client
		for i := range 60 {
			h.join(person(fmt.Sprintf("delegate %02d", 59-i), meeting.Delegate))
		}
		amina = h.join(person("Amina", meeting.Chair))
		amina.say(wire.TalkFrame{On: true})
		amina.say(wire.RosterFrame{From: 0})
		hear[meeting.Happened](amina) // she entered
		first := hear[meeting.Roster](amina)
		if first.Present != 61 || len(first.People) != meeting.RosterPage || first.People[0].Person.Name != "Amina" ||
			!first.People[0].Talking || first.People[1].Person.Name != "delegate 00" || first.People[1].Talking {
			t.Errorf("got page %d, %d, %+v", first.Present, len(first.People), first.People[:2])
		}
		amina.say(wire.RosterFrame{From: 50})
		if second := hear[meeting.Roster](amina); second.From != 50 || len(second.People) != 11 || second.People[10].Person.Name != "delegate 59" {
			t.Errorf("got %d people from %d", len(second.People), second.From)
		}
		amina.say(wire.RosterFrame{From: 1000})
		if third := hear[meeting.Roster](amina); third.From != 61 || len(third.People) != 0 || third.People == nil {
			t.Errorf("past the end: got %+v", third)
		}
		amina.say(wire.RosterFrame{Words: "GATE 5", From: 3})
		if found := hear[meeting.Roster](amina); found.Found != 10 || found.Present != 61 || found.Words != "GATE 5" || len(found.People) != 7 || found.People[0].Person.Name != "delegate 53" {
			t.Errorf("looked for: got %+v", found)
		}
		amina.say(wire.RosterFrame{Words: "nobody"})
		if found := hear[meeting.Roster](amina); found.Found != 0 || found.People == nil {
			t.Errorf("nobody looked for: got %+v", found)
		}
		h.join(person("Zoe", meeting.Delegate))
		h.join(person("Yan", meeting.Delegate))
		pushed := amina.heard()
		if len(pushed) != 1 || pushed[0].(meeting.Roster).Present != 63 || pushed[0].(meeting.Roster).People != nil {
			t.Errorf("got %+v, want the count once, as she looks at the roster", pushed)
		}
		time.Sleep(11 * time.Second)
		h.join(person("Xu", meeting.Delegate))
		if pushed := amina.heard(); len(pushed) != 0 {
			t.Errorf("got %+v, want nothing, as she does not look any more", pushed)
		}
	})
}

func TestCursors(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina, boris, olga := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate)), h.join(person("Olga", meeting.Observer))
		olga.say(wire.PointFrame{Base: 2, At: 1})  // no cursor of somebody who may not write
		amina.say(wire.PointFrame{Base: 9, At: 1}) // from a future that is not
		for at := range 8 {
			amina.say(wire.PointFrame{Base: 2, At: at, Anchor: at})
		}
		got := boris.heard()
		if n := len(got); n == 0 || n > 2 || got[n-1] != (meeting.Pointed{By: 1, Base: 2, At: 7, Anchor: 7}) {
			t.Errorf("got %+v, want few and the newest last", got)
		}
		if got := amina.heard(); len(got) != 0 {
			t.Errorf("she got her own %+v", got)
		}

		chen := h.join(person("Chen", meeting.Delegate))
		if got := hear[meeting.Pointed](chen); got.At != 7 {
			t.Errorf("a joiner got %+v", got)
		}
		amina.edit(2, delta.Replace(8, 7, 0, "x")) // out of date now
		amina.heard()
		dora := h.join(person("Dora", meeting.Delegate))
		if got := dora.heard(); len(got) != 0 {
			t.Errorf("a later joiner got %+v, want no cursor before she points again", got)
		}

		amina.leave()
		time.Sleep(25 * time.Second)
		left := what(dora.heard())
		if len(left) != 1 || left[0] != "meeting.Pointed" {
			t.Errorf("got %q, want that her cursor is gone", left)
		}
	})
}

func TestWhoRunsTheMeetingIsKnownToThoseWhoFollow(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chen, boris := h.join(person("Chen", meeting.Chair)), h.join(person("Boris", meeting.Delegate))
		chen.say(wire.PointFrame{Base: 2, At: 3, Anchor: 3})
		var entered, pointed bool
		for _, n := range boris.heard() {
			switch n := n.(type) {
			case meeting.Happened:
				e, ok := n.Event.What.(meeting.Entered)
				entered = entered || ok && e.Person.Name == "Chen"
			case meeting.Pointed:
				pointed = entered && n.At == 3
			}
		}
		if !pointed {
			t.Error("he did not hear first who Chen is, and then where")
		}
	})
}

func TestACursorInATextLongPastIsShownToNobody(t *testing.T) {
	inHouse(t, hub.Limits{Burst: 1e6}, func(t *testing.T, h *house) {
		amina, boris := h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		boris.say(wire.PointFrame{Base: 2, At: 3, Anchor: 3})
		if got := hear[meeting.Pointed](amina); got.At != 3 {
			t.Errorf("got %+v", got)
		}
		for range meeting.PointsBack + 2 {
			amina.chat(2, "x")
		}
		synctest.Wait()
		amina.heard()
		boris.say(wire.PointFrame{Base: 2, At: 5, Anchor: 5})
		time.Sleep(time.Second)
		if got := amina.heard(); len(got) != 0 {
			t.Errorf("she got %+v, to find which she had to walk through all since", got)
		}
		chen := h.join(person("Chen", meeting.Delegate))
		if got := chen.heard(); len(got) != 0 {
			t.Errorf("a joiner got %+v", got)
		}
		boris.say(wire.PointFrame{Left: true})
		if got := hear[meeting.Pointed](amina); !got.Left {
			t.Errorf("got %+v, want that he points no more", got)
		}
	})
}

func TestTalk(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		olga := h.join(person("Olga", meeting.Observer))
		deaf := person("Deaf", meeting.Delegate)
		deaf.Sound = [32]byte{}
		textOnly := h.join(deaf)

		olga.say(wire.TalkFrame{On: true})
		textOnly.say(wire.TalkFrame{On: true})
		same(t, h.told())
		amina.say(wire.TalkFrame{On: true})
		same(t, h.told(), "talk 65 as 1 true")
		same(t, what(olga.heard()), "3 Amina entered by 1")
		amina.say(wire.TalkFrame{On: false}, wire.TalkFrame{On: true})
		same(t, h.told(), "talk 65 as 1 false", "talk 65 as 1 true")

		// A blip: back within the grace, and says again that she talks.
		amina.leave()
		time.Sleep(15 * time.Second)
		olga.say(wire.PingFrame{})
		amina = h.join(person("Amina", meeting.Delegate).resume(1, 3))
		amina.say(wire.TalkFrame{On: true})
		time.Sleep(8 * time.Second)
		same(t, h.told(), "talk 65 as 1 true")

		// A blip in which she turned it off: she says nothing.
		amina.leave()
		amina = h.join(person("Amina", meeting.Delegate).resume(1, 3))
		same(t, h.told())
		time.Sleep(7 * time.Second)
		same(t, h.told(), "talk 65 as 1 false")

		amina.say(wire.TalkFrame{On: true})
		same(t, h.told(), "talk 65 as 1 true")
		amina.leave()
		time.Sleep(18 * time.Second)
		same(t, h.told())
		time.Sleep(5 * time.Second)
		same(t, h.told(), "talk 65 as 1 false", "gone 65")

		// Who says that she leaves is gone at once.
		amina = h.join(person("Amina", meeting.Delegate).resume(1, 3))
		amina.say(wire.TalkFrame{On: true}, wire.LeaveFrame{})
		same(t, h.told(), "talk 65 as 1 true", "talk 65 as 1 false", "gone 65")
	})
}

func TestManyOverABadNetworkAllHearEverything(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.network.Weather(collabtest.Weather{Delay: 100 * time.Millisecond, Jitter: 300 * time.Millisecond, Rate: 20_000})
		people := make([]*client, 8)
		for i := range people {
			people[i] = h.join(person(fmt.Sprint("delegate ", i), meeting.Delegate))
		}
		for n := range 20 {
			for i, p := range people {
				p.chat(2, fmt.Sprint("line ", n, " of ", i))
			}
		}
		time.Sleep(20 * time.Second)
		synctest.Wait()
		const want = 8*20 + 8
		for i, p := range people {
			last := p.welcome.Head
			for _, f := range p.heard() {
				number := meeting.Version(0)
				switch f := f.(type) {
				case meeting.Happened:
					number = f.Event.Number
				case meeting.Accepted:
					number = f.Number
				}
				if last++; number != last {
					t.Fatalf("%d heard %d after %d", i, number, last-1)
				}
			}
			if last != want+2 {
				t.Errorf("%d heard up to %d, want %d", i, last, want+2)
			}
		}
	})
}

func TestWhoComesBackWithAnotherSoundIsSilentUntilItIsTurnedOn(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		amina.say(wire.TalkFrame{On: true})
		same(t, h.told(), "talk 65 as 1 true")
		amina.leave()
		synctest.Wait()
		other := person("Amina", meeting.Delegate).resume(1, 3)
		other.Sound = [32]byte{'B'} // the program was started again: its certificate is another
		amina = h.join(other)
		same(t, h.told(), "talk 65 as 1 false", "gone 65")
		time.Sleep(time.Minute / 2)
		same(t, h.told())
		amina.say(wire.TalkFrame{On: true})
		same(t, h.told(), "talk 66 as 1 true")
	})
}
