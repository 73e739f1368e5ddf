package session_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/session"
)

// looksAt has the person write in a document, too. It runs where they live.
func (d *delegate) looksAt(n int) {
	a := &delegate{
		Session: d.Document(n), name: fmt.Sprintf("%s at document %d", d.name, n), chance: d.chance, asks: d.asks,
		letters: alphabet{next: d.letters.next % owners}, record: record{struck: map[uint64][]rune{}}, silent: true,
	}
	a.seat = meeting.NewSeat(func(c meeting.Command) {
		a.asked = append(a.asked, c)
		a.record.sent(c)
		a.Send(c)
	})
	d.annex = a
}

// somewhere is where the person writes next.
func (d *delegate) somewhere() *delegate {
	if d.annex != nil && d.chance.IntN(2) == 0 {
		return d.annex
	}
	return d
}

// of is the meeting's server, as far as a document goes.
func (h *hubs) of(n int) *hubs {
	return &hubs{t: h.t, log: h.log, which: n}
}

// TestTwoDocumentsEndEqualWhateverTheNetworkDoes is the other test of meetings
// with everybody writing in two documents.
func TestTwoDocumentsEndEqualWhateverTheNetworkDoes(t *testing.T) {
	for seed := range *seeds / 20 {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { meetOverTwo(t, seed) })
		})
	}
}

func meetOverTwo(t *testing.T, seed uint64) {
	n := newNetwork(seed)
	chance := rand.New(rand.NewPCG(seed, 5))
	h := openCounted(t, n, hub.Limits{Snapshot: 60})
	if seed%5 == 2 {
		h.fail(rand.New(rand.NewPCG(seed, 6)))
	}
	var delegates, annexes []*delegate
	for i := range 2 + int(seed%3) {
		role := meeting.Delegate
		if i == 0 {
			role = meeting.Chair
		}
		delegates = append(delegates, sitAs(t, n, seed, i, role, collabtest.Weather{Delay: time.Duration(5+i*40) * time.Millisecond, Jitter: time.Duration(i*40) * time.Millisecond}))
	}
	openAnnex(t, h, delegates)
	for _, d := range delegates {
		d.do(func() { d.looksAt(2) })
		annexes = append(annexes, d.annex)
	}
	for begin := time.Now(); time.Since(begin) < active; {
		time.Sleep(time.Duration(200+chance.IntN(3000)) * time.Millisecond)
		n.Spoil(chance)
		if seed%2 == 0 && chance.IntN(3) == 0 {
			h.end(chance.IntN(2) == 0)
		}
	}
	h.fail(nil)
	for _, d := range delegates {
		d.do(func() { d.quiet = true })
	}
	ends := func(h *hubs, delegates []*delegate) {
		truth := settle(t, h, delegates)
		for _, d := range delegates {
			d.do(func() { compare(t, d, truth) })
		}
		account(t, h, delegates, truth)
	}
	ends(h, delegates)
	ends(h.of(2), annexes)
	asked := 0
	for i, d := range delegates {
		if got, want := annexes[i].seat.Me(), d.seat.Me(); got != want {
			t.Errorf("in the annex %v is %v", want, got)
		}
		asked += len(annexes[i].asked)
		d.leave()
	}
	if asked == 0 {
		t.Error("nobody wrote in the annex")
	}
	h.close()
}

// openAnnex has the first of the delegates, who chairs, open document 2, and
// waits until the log has it, which a disk that fails may delay.
func openAnnex(t *testing.T, h *hubs, delegates []*delegate) {
	chair := delegates[0]
	for {
		time.Sleep(time.Second)
		listed, joined := false, true
		for _, d := range delegates {
			d.do(func() { joined = joined && d.seat.Joined() })
		}
		if !joined {
			continue
		}
		chair.do(func() {
			if listed = len(chair.seat.Documents()) > 1; !listed && len(chair.seat.Asked()) == 0 {
				if err := chair.seat.OpenDocument("Annex A", counted, time.Now()); err != nil {
					t.Error(err)
				}
			}
		})
		if listed {
			return
		}
	}
}

var calm = collabtest.Weather{Delay: 5 * time.Millisecond}

func TestWhatWasLeftForADocumentAloneIsBroughtByTheNextRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1)
		h := openCounted(t, n, hub.Limits{})
		path := filepath.Join(t.TempDir(), "unsent")
		d := sitWith(t, n, 1, 0, calm, session.Config{Link: linkFor(meeting.Chair), Keep: path})
		d.do(func() { d.quiet = true })
		openAnnex(t, h, []*delegate{d})
		d.do(func() { d.looksAt(2) })
		time.Sleep(5 * time.Second)
		d.offline.Store(true)
		n.Cut()
		d.do(func() { d.annex.edit(time.Now(), 0, 0, "a word ") })
		time.Sleep(5 * time.Second)
		next := filepath.Join(t.TempDir(), "unsent")
		if err := os.Rename(killed(t, session.KeptOf(path, 2)), session.KeptOf(next, 2)); err != nil {
			t.Fatal(err)
		}
		person := d.seat.Me()
		d.leave()
		if strings.Contains(h.of(2).replay().Text().String(), "a word") {
			t.Fatal("it was there before")
		}

		k := enter(t, session.Config{Link: linkFor(meeting.Chair), Name: person.Name, Dial: n.dial(calm), Keep: next})
		time.Sleep(time.Minute)
		truth := h.of(2).replay()
		if got := truth.Text().String(); !strings.HasPrefix(got, "a word ") || len(truth.People()) != 1 || truth.People()[0] != person {
			t.Errorf("the document reads %q, by %v, want a word by %v", got, truth.People(), person)
		}
		var restored []meeting.Restored
		for _, in := range all[meeting.InDocument](k) {
			if r, ok := in.Notice.(meeting.Restored); ok && in.Document == 2 {
				restored = append(restored, r)
			}
		}
		if len(restored) != 1 || len(restored[0].Commands) != 1 {
			t.Errorf("the front is told %+v, want one command that is there again", restored)
		}
		if all := k.Documents(); len(all) != 1 || k.Document(2).Waiting() != 0 {
			t.Errorf("documents %v, %d commands waiting", all, k.Document(2).Waiting())
		}
		k.leave()
		if _, err := os.Stat(session.KeptOf(next, 2)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("all is answered, and the file is there: %v", err)
		}
		h.close()
	})
}

func TestADocumentThatTheMeetingDoesNotHaveEndsItsLineAndNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(1)
		h := openCounted(t, n, hub.Limits{})
		k := enter(t, session.Config{Name: "Amina", Dial: n.dial(calm)})
		k.Document(7)
		time.Sleep(5 * time.Second)
		told := all[meeting.InDocument](k)
		if len(told) == 0 {
			t.Fatal("nothing is told of it")
		}
		last, ok := told[len(told)-1].Notice.(meeting.LinkChanged)
		if !ok || last.State != meeting.Ended || !errors.Is(last.Why, meeting.NoDocument) {
			t.Errorf("last it tells %+v, want that its line has ended", told[len(told)-1])
		}
		if got := k.newestLink(); got.State != meeting.Up {
			t.Errorf("the meeting's line is %+v, want up", got)
		}
		k.leave()
		h.close()
	})
}

func TestADocumentThatIsAskedForAfterTheEndTakesNoFile(t *testing.T) {
	bubble(t, func(t *testing.T, n *network, s *server) {
		path := filepath.Join(t.TempDir(), "unsent")
		k := enter(t, session.Config{Dial: n.dial(calm), Keep: path})
		s.next().say(fresh(1))
		k.leave()
		k.Document(2)
		if _, err := os.Stat(session.KeptOf(path, 2) + ".lock"); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("it has the file of the document, which the next session needs: %v", err)
		}
	})
}
