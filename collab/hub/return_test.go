package hub_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// brings sends lines of chat as a session does that had no line for a while:
// packed, and without waiting for answers.
func (c *client) brings(n int) {
	c.t.Helper()
	const each = 4000
	var messages [][]byte
	for first := 0; first < n; first += each {
		var thin [][]byte
		for range min(each, n-first) {
			c.sent++
			b, err := wire.Append(nil, commanded(c.sent, 2, 0, meeting.Say{Text: "aye"}))
			if err != nil {
				c.t.Fatal(err)
			}
			thin = append(thin, b)
		}
		message, ok := wire.AskTogether(thin)
		if !ok {
			c.t.Fatal("they are not sent together")
		}
		messages = append(messages, message)
	}
	go func() {
		for _, m := range messages {
			if c.ws.Write(c.t.Context(), websocket.MessageBinary, m) != nil {
				return // the test is over
			}
		}
	}()
}

// accepted returns how many of its own commands a client heard to be taken.
func accepted(frames []any) (n int) {
	for _, f := range frames {
		if _, ok := f.(meeting.Accepted); ok {
			n++
		}
	}
	return n
}

// quarter is how long the disk takes for an entry, as measured.
const quarter = 250 * time.Microsecond

func TestADayWithoutALineIsInWithinThreeSeconds(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		h.log.each = quarter
		amina.brings(10_000)
		time.Sleep(2 * time.Second)
		if got := accepted(amina.heard()); got != 10_000 { // which takes another second
			t.Errorf("%d taken in 3 s, want all 10,000", got)
		}
	})
}

func TestAFloodIsTakenInAtThePaceOfAllAndHoldsUpNobody(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		mallory, amina, boris := h.join(person("Mallory", meeting.Delegate)), h.join(person("Amina", meeting.Delegate)), h.join(person("Boris", meeting.Delegate))
		h.log.each = time.Millisecond
		mallory.brings(60_000)
		for range 50 {
			time.Sleep(100 * time.Millisecond)
			begun := time.Now()
			amina.chat(2, "good")
			for {
				f, err := amina.next()
				if err != nil {
					t.Fatal(err)
				}
				if _, ok := f.(meeting.Accepted); ok {
					break
				}
			}
			if took := time.Since(begun); took > 10*time.Millisecond {
				t.Fatalf("a line beside a flood took %v", took)
			}
		}
		boris.brings(9_000) // somebody else who was away
		time.Sleep(24 * time.Second)
		synctest.Wait()
		if got := accepted(boris.heard()); got != 9_000 {
			t.Errorf("%d of 9,000 were taken beside a flood in 25 s, of which the disk takes 18", got)
		}
		// 1,000 at once, 12,000 as from a time without a line, 200 a second.
		if got, most := accepted(mallory.heard()), 1000+12_000+200*32; got > most {
			t.Errorf("%d of a flood were taken in, want at most %d", got, most)
		}
	})
}

func TestAFloodThatComesAgainAndAgainIsBounded(t *testing.T) {
	inHouse(t, hub.Limits{Rate: 100, Burst: 10, Return: 500, Returns: 1200}, func(t *testing.T, h *house) {
		taken := 0
		for i := range 10 {
			c := h.join(person(fmt.Sprint("Mallory ", i), meeting.Delegate))
			c.brings(2000)
			time.Sleep(time.Second)
			taken += accepted(c.heard())
			c.leave()
		}
		// Of their own each has 10, and 100 a second for 2 s; together 1,200, and 100 a second for 20 s.
		if most := 10*(10+200) + 1200 + 2000; taken > most || taken < most*3/4 {
			t.Errorf("%d were taken in, want nearly %d", taken, most)
		}
	})
}

func TestWhatComesOneByOneIsTakenAtItsPaceHoweverMuchIsLeftForThoseWhoReturn(t *testing.T) {
	inHouse(t, hub.Limits{Rate: 100, Burst: 10}, func(t *testing.T, h *house) {
		amina := h.join(person("Amina", meeting.Delegate))
		go func() {
			for i := range 1000 {
				m, err := wire.Append(nil, commanded(uint64(i+1), 2, 0, meeting.Say{Text: "aye"}))
				if err != nil || amina.ws.Write(t.Context(), websocket.MessageBinary, m) != nil {
					return
				}
			}
		}()
		time.Sleep(4 * time.Second)
		if got := accepted(amina.heard()); got < 450 || got > 510 {
			t.Errorf("%d taken in 5 s, want about 500", got)
		}
	})
}
