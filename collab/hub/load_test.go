package hub_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// A paster writes at the end of the draft, having seen everything, and says so.
type paster struct {
	*client
	head   meeting.Version
	length int
	random *rand.Rand
}

func (h *house) paster(sent uint64) *paster {
	c := h.join(person("Amina", meeting.Delegate))
	c.sent = sent
	return &paster{c, c.welcome.Head, draftOf(h.t, c.welcome).Len(), rand.New(rand.NewPCG(1, 2))}
}

// asks sends an edit, made on top of that one of its own, and reports whether
// it was taken.
func (p *paster) asks(base meeting.Version, prior uint64, d delta.Delta) bool {
	p.t.Helper()
	p.sent++
	p.say(commanded(p.sent, base, prior, meeting.Edit{Delta: d, Sweeping: true}))
	for {
		f, err := p.next()
		if err != nil {
			p.t.Fatal(err)
		}
		switch f := f.(type) {
		case meeting.Accepted:
			p.head = f.Number
			return true
		case meeting.Refused:
			return false
		}
	}
}

// writes puts a text at the end.
func (p *paster) writes(s string, runes int) bool {
	if !p.asks(p.head, 0, delta.Replace(p.length, p.length, 0, s)) {
		return false
	}
	p.length += runes
	p.say(wire.PingFrame{Stamp: 1, Seen: p.head})
	return true
}

// pastes writes a megabyte that does not compress well, and takes it back.
func (p *paster) pastes() bool {
	const runes = 349_000
	var s strings.Builder
	for range runes {
		s.WriteRune(rune(0x3400 + p.random.IntN(0xD7A3-0x3400))) // han and hangul
	}
	if !p.writes(s.String(), runes) {
		return false
	}
	if !p.asks(p.head, 0, delta.New(delta.Op{Keep: p.length - runes}, delta.Op{Delete: runes})) {
		p.t.Fatal("a deletion is refused")
	}
	p.length -= runes
	return true
}

// types writes letters, so many that undo does not reach what was before.
func (p *paster) types() {
	for range meeting.UndoReach + 100 {
		if !p.writes("x", 1) {
			p.t.Fatal("a letter is refused")
		}
		time.Sleep(6 * time.Millisecond)
	}
	time.Sleep(2 * time.Second) // the hall looks once a second at what is needed
}

// comes returns the first that somebody new hears.
func (h *house) comes(name string) meeting.Welcome {
	h.t.Helper()
	c := h.enter(person(name, meeting.Delegate))
	c.read()
	f, err := c.next()
	if err != nil {
		h.t.Fatalf("nobody can come in: %v", err)
	}
	c.leave()
	return f.(meeting.Welcome)
}

func TestWhatTheLastEditsInsertIsBoundedAlsoByAServerThatWasStartedAgain(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		p := h.paster(0)
		taken := 0
		for range megabyteRounds {
			for p.pastes() {
				taken++
			}
			sent := p.sent
			h.close()
			h.open()
			h.comes("Boris")
			p = h.paster(sent)
		}
		if taken != 8 { // of a megabyte each
			t.Errorf("%d pastes were taken, want 8 before the first start and none after it", taken)
		}
		if !p.writes("an ordinary edit", 16) {
			t.Error("an ordinary edit is refused because of somebody's pastes")
		}
		if p.types(); !p.pastes() {
			t.Error("pastes long past still count")
		}
	})
}

func TestAnEditOfAVersionLongPastShutsNobodyOut(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		p := h.paster(0)
		first := p.head
		for range megabyteRounds {
			if !p.pastes() {
				t.Fatal("pastes long past still count")
			}
			for p.pastes() {
			}
			p.types()
		}
		mallory := h.join(person("Mallory", meeting.Delegate))
		mallory.edit(first, delta.Replace(8, 0, 0, "!"))
		time.Sleep(5 * time.Second)
		same(t, what(mallory.heard()), "refused 1: made on a version too old to merge")
		if n := len(h.comes("Boris").Snapshot.Entries); n > 2*meeting.UndoReach {
			t.Errorf("a welcome of %d entries", n)
		}
	})
}

// Two who always write at the same time leave no version that no edit reaches
// across, so that a snapshot would have to begin where they did.
func TestTwoWhoAlwaysWriteAtTheSameTimeShutNobodyOut(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		b := &paster{client: h.join(person("Boris", meeting.Delegate))}
		a := h.paster(0)
		size, length, refused := 64<<10, 8, 0
		heard, there := a.head, length // what both have heard, and how long the draft was then
		again := func(asked bool, base meeting.Version, d delta.Delta, p *paster) {
			if asked {
				return
			}
			if refused++; !p.asks(base, 0, d) {
				t.Fatal("what was made on the newest version is refused")
			}
		}
		for i := range 1700 {
			prior := a.sent
			if i == 0 {
				prior = 0
			}
			if !a.asks(heard, prior, delta.Replace(length, length, 0, strings.Repeat("a", size))) {
				size = 4000
				heard, there = max(a.head, b.head), length
				again(false, heard, delta.Replace(length, length, 0, strings.Repeat("a", size)), a)
			}
			added := a.sent
			again(b.asks(heard, 0, delta.Replace(there, 0, 0, "b")), a.head, delta.Replace(length+size, 0, 0, "b"), b)
			took := a.asks(heard, added, delta.Replace(length+size, length, size, ""))
			again(took, b.head, delta.Replace(length+1+size, length+1, size, ""), a)
			length++
			heard, there = b.head, length+size
			for _, p := range []*paster{a, b} {
				p.say(wire.PingFrame{Stamp: 1, Seen: heard})
			}
			time.Sleep(20 * time.Millisecond)
		}
		if refused < 2 || refused > 10 {
			t.Errorf("%d edits were refused, want those that were under way when it was too much", refused)
		}
		inserted := 0
		for _, e := range h.comes("Chen").Snapshot.Entries {
			inserted += e.Delta.Size().Inserted
		}
		if inserted > 14<<20 {
			t.Errorf("a welcome carries %d bytes of edits", inserted)
		}
		t.Logf("%d refused, a welcome carries %d bytes of edits", refused, inserted)
	})
}
