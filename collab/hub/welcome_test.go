package hub_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// Some of those present have spoken, as they do; who only listens leaves no
// trace in what a newcomer is sent.
func TestTheWelcomeIsAsLongAmongAThousandAsAmongTen(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		sizes := map[int]int{}
		present := 0
		for _, many := range []int{10, 1000} {
			for ; present < many; present++ {
				c := h.join(person(fmt.Sprintf("%d at the table", present), meeting.Delegate))
				if present < 10 {
					c.chat(c.welcome.Head, "I support that.")
				}
			}
			c := h.enter(person(fmt.Sprintf("New among %d", many), meeting.Observer))
			_, b, err := c.ws.Read(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			f, err := new(wire.Hearing).Parse(b, 0)
			if w, ok := f.(meeting.Welcome); err != nil || !ok || w.Present != many+1 {
				t.Fatalf("got %T with %d present, %v, want a welcome with %d", f, w.Present, err, many+1)
			}
			sizes[many] = len(b)
			c.leave()
			time.Sleep(time.Second) // until it is gone
		}
		t.Logf("the welcome has %d bytes among 10 and %d among 1000", sizes[10], sizes[1000])
		if few, many := sizes[10], sizes[1000]; many > few*11/10 || few > many*11/10 || max(few, many) > 6000 {
			t.Errorf("%d bytes among 10 and %d among 1000, want less than 6000 and the same within a tenth", few, many)
		}
	})
}
