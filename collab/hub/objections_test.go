package hub_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// ask sends a command about proposals.
func (c *client) ask(base meeting.Version, a meeting.Ask) {
	c.sent++
	c.say(wire.CommandFrame{Command: meeting.Command{Number: c.sent, Base: base, Ask: a}})
	synctest.Wait()
}

// has says that the client has the log up to a version.
func (c *client) has(v meeting.Version) {
	c.say(wire.PingFrame{}, wire.HasFrame{Version: v})
	synctest.Wait()
}

// decisions are what was heard of a proposal, with the time since the first.
func decisions(heard []any) (all []string) {
	for _, n := range heard {
		h, ok := n.(meeting.Happened)
		if !ok {
			continue
		}
		at := h.Event.At.Format("15:04:05")
		switch w := h.Event.What.(type) {
		case meeting.ObjectionsAsked:
			if w.Off {
				all = append(all, at+" off")
			} else {
				all = append(all, at+" asked")
			}
		case meeting.ObjectionsOpen:
			all = append(all, at+" open")
		case meeting.Decided:
			all = append(all, at+" "+w.Outcome.String())
		case meeting.Reacted:
			all = append(all, at+" "+[]string{"neutral", "supports", "objects"}[w.Stance])
		}
	}
	return all
}

// stay lets time pass in which the clients keep their lines, and have the log up
// to a version.
func stay(d time.Duration, upTo meeting.Version, clients ...*client) {
	for ; d > 0; d -= 5 * time.Second {
		for _, c := range clients {
			c.has(upTo)
		}
		time.Sleep(min(d, 5*time.Second))
	}
}

// proposes has the client propose other words for the first line.
func (c *client) proposes() {
	c.ask(2, meeting.Propose{Wording: draft.Wording{Kind: draft.Change, Para: 1, Was: "one two", Text: "one three"}})
}

func TestNothingIsAcceptedInADocumentThatIsClosedMeanwhile(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair := h.join(person("Chair", meeting.Chair))
		kenya := h.join(person("Kenya", meeting.Delegate))
		kenya.proposes()
		chair.ask(2, meeting.AskObjections{Proposal: 1})
		asked := chair.heard()
		head := asked[len(asked)-1].(meeting.Happened).Event.Number
		chair.has(head)
		kenya.has(head)
		stay(10*time.Second, 1, chair, kenya)
		chair.asks(meeting.DocumentClosed{Number: 1, On: true})
		stay(40*time.Second, 1, chair, kenya)
		got := decisions(chair.heard())
		if len(got) == 0 || strings.Contains(strings.Join(got, " "), "accepted") {
			t.Errorf("got %q, want the question taken back", got)
		}
	})
}

func TestAnyObjectionWaitsForReceiptsAndThenGivesTime(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair := h.join(person("Chair", meeting.Chair))
		kenya, mali := h.join(person("Kenya", meeting.Delegate)), h.join(person("Mali", meeting.Delegate))
		h.join(person("Observer", meeting.Observer)) // whose line holds nobody up
		kenya.proposes()
		chair.ask(2, meeting.AskObjections{Proposal: 1})
		asked := chair.heard()
		head := asked[len(asked)-1].(meeting.Happened).Event.Number
		chair.has(head)
		kenya.has(head)
		mali.has(head - 1)
		stay(30*time.Second, 1, chair, kenya, mali)
		same(t, decisions(asked), "00:00:00 asked")
		same(t, decisions(chair.heard()))
		chair.say(wire.InquiryFrame{Inquiry: meeting.Inquiry{}})
		if r := hear[meeting.Receipts](chair); r.Version != 1 || r.Of != 3 || r.Seen != 3 {
			t.Errorf("of the text itself all have a receipt: %+v", r)
		}
		mali.has(head)
		stay(40*time.Second, 1, chair, kenya, mali)
		same(t, decisions(chair.heard()), "00:00:33 open", "00:00:53 accepted")
		mali.heard()
		mali.say(wire.InquiryFrame{Inquiry: meeting.Inquiry{}})
		r := hear[meeting.Receipts](mali)
		if r.Seen != 0 || r.Of != 3 || len(r.Behind) != 3 || r.Behind[0].Voice != "Chair" {
			t.Errorf("of the text that was accepted nobody has a receipt yet: %+v", r)
		}
		mali.say(wire.InquiryFrame{Inquiry: meeting.Inquiry{Version: head}})
		if r := hear[meeting.Receipts](mali); r.Version != head || r.Seen != 3 {
			t.Errorf("of the proposal all have a receipt: %+v", r)
		}
	})
}

func TestWhoIsBehindIsWaitedForAMinuteAtMost(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair, kenya := h.join(person("Chair", meeting.Chair)), h.join(person("Kenya", meeting.Delegate))
		kenya.proposes()
		chair.ask(2, meeting.AskObjections{Proposal: 1})
		stay(58*time.Second, 3, chair, kenya)
		same(t, decisions(chair.heard()), "00:00:00 asked")
		stay(25*time.Second, 3, chair, kenya)
		heard := chair.heard()
		same(t, decisions(heard), "00:01:00 open", "00:01:20 accepted")
		for _, n := range heard {
			if e, ok := n.(meeting.Happened); ok && e.Event.What == (meeting.ObjectionsOpen{Proposal: 1, Of: 2}) {
				return
			}
		}
		t.Errorf("nobody was told that none of two has the text: %+v", heard)
	})
}

func TestAnObjectionEndsTheWindowAndNothingIsDecided(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair, kenya, mali := h.join(person("Chair", meeting.Chair)), h.join(person("Kenya", meeting.Delegate)), h.join(person("Mali", meeting.Delegate))
		kenya.proposes()
		chair.ask(2, meeting.AskObjections{Proposal: 1})
		for _, c := range []*client{chair, kenya, mali} {
			c.has(99)
		}
		time.Sleep(10 * time.Second)
		mali.ask(2, meeting.React{Proposal: 1, Stance: draft.Objecting})
		stay(time.Minute, 99, chair, kenya, mali)
		same(t, decisions(chair.heard()), "00:00:00 asked", "00:00:01 open", "00:00:10 objects")
	})
}

func TestAWindowGoesOnAfterTheServerStartsAgain(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair, kenya := h.join(person("Chair", meeting.Chair)), h.join(person("Kenya", meeting.Delegate))
		kenya.proposes()
		chair.ask(2, meeting.AskObjections{Proposal: 1})
		chair.heard()
		h.close()
		h.open()
		time.Sleep(61 * time.Second)
		chair = h.join(person("Chair", meeting.Chair).resume(1, 7))
		stay(25*time.Second, 1, chair)
		got := decisions(chair.heard())
		if len(got) != 2 || got[1][9:] != "accepted" {
			t.Errorf("after a restart: %q", got)
		}
	})
}

func TestWhereTheTextMovesUnderTheWindowItIsClosed(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		chair, kenya := h.join(person("Chair", meeting.Chair)), h.join(person("Kenya", meeting.Delegate))
		kenya.proposes()
		chair.ask(2, meeting.AskObjections{Proposal: 1})
		chair.has(99)
		kenya.has(99)
		time.Sleep(5 * time.Second)
		chair.edit(6, delta.Replace(8, 0, 0, "X"))
		stay(time.Minute, 99, chair, kenya)
		same(t, decisions(chair.heard()), "00:00:00 asked", "00:00:01 open", "00:00:21 off")
	})
}
