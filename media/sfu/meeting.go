package sfu

import (
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parley/media/plane"
	"parley/media/slot"
)

// A meeting is those who hear each other.
type meeting struct {
	name  string
	began time.Time

	mu      sync.Mutex // guards the fields below
	allowed map[Fingerprint]permission
	ranks   map[Fingerprint]slot.Rank // of those who have one
	members map[Fingerprint]*member
	hushed  map[Fingerprint]struct{} // to whom nothing is to be sent now
	chooser slot.Chooser
	streams [slot.Count]slot.Stream
	mouths  [slot.Count]atomic.Int32 // how long the voice that was last in a slot takes to us, as wish.mouth has it

	// These belong to whoever holds Server.turn.
	runs    [slot.Count]run
	lanes   [slot.Count][len(lengths)]*lane // nil where nobody ever listened
	frame   float64                         // bytes of a frame of speech here, on average; 0: not known
	obeys   bool                            // who spoke last makes frames smaller if told to
	alarm   *time.Timer                     // for what has to go although nothing comes
	alarmAt time.Time                       // when it goes off; zero: it is not set

	// listeners is members as a list, replaced whenever it changes: the reader
	// walks it without the lock.
	listeners atomic.Pointer[[]*member]
}

// A permission is the hub's word about one person.
type permission struct {
	speaker uint32
	on      bool
}

// A member is one person's connection.
type member struct {
	meeting *meeting
	peer    *plane.Peer
	talker  slot.Talker

	may    permission  // guarded by meeting.mu
	rank   slot.Rank   // guarded by meeting.mu
	hushed atomic.Bool // written under meeting.mu

	// What follows belongs to whoever holds Server.turn. start is where the
	// numbers of each slot begin for this listener.
	views    [slot.Count]slot.View
	shapes   [slot.Count]shape // in which it gets each slot now
	wants    shape             // in which it is to get them
	code     atomic.Uint32     // of wants, for the figures
	takesRED bool              // it can read RED
	opus     uint8             // the payload type of Opus, to it and from it
	ours     atomic.Bool       // it is our own client
	wish     wish
	ladder   ladder
	budget   budget
	rise     rise
	bears    atomic.Int32 // what a talker's codec may take for it, in bit/s
	advised  atomic.Int32 // what it was told last that those bear who hear it; 0: nothing
	account  account
	room     room  // for sound on the link to it
	flow     flow  // over that link
	wayMilli int64 // of the last packet whose arrival it told, in milliseconds on two clocks
	start    [slot.Count]uint16
	*said    // nil before its first packet

	sent      [slot.Count]tally // what was sent to it
	reception reception         // what came from it
	opinion   opinion           // what it says it got
}

// A said is what is remembered of what a member says. Most only listen.
type said struct {
	past    past      // what it said last and nobody heard
	missing missing   // what it said and did not come
	voiced  time.Time // when it last spoke
	ends    uint32    // when, by its clock, its newest packet ends
	after   uint16    // the number after it
}

// newMember makes the member with a number that no other has.
func newMember(m *meeting, p *plane.Peer, number uint64) *member {
	l := &member{meeting: m, peer: p, talker: slot.Talker(number), wish: noWish, opus: slot.PayloadType, budget: budget{left: firstSaved}}
	l.bears.Store(int32(rises[0]))
	for i := range l.start {
		l.start[i] = uint16(1 + rand.N(1<<15-1))
	}
	return l
}

func newMeeting(name string) *meeting {
	m := &meeting{
		name: name, began: time.Now(), allowed: make(map[Fingerprint]permission), ranks: make(map[Fingerprint]slot.Rank),
		members: make(map[Fingerprint]*member), hushed: make(map[Fingerprint]struct{}),
	}
	m.list()
	return m
}

// list publishes the members. The caller holds m.mu, or owns m alone.
func (m *meeting) list() {
	all := slices.AppendSeq(make([]*member, 0, len(m.members)), maps.Values(m.members))
	m.listeners.Store(&all)
}

// listening returns the members. The list must not be changed.
func (m *meeting) listening() []*member { return *m.listeners.Load() }

// join adds a member, and returns the one it replaces, if any.
func (m *meeting) join(l *member) (before *member) {
	m.mu.Lock()
	defer m.mu.Unlock()
	who := l.peer.Fingerprint()
	before = m.members[who]
	if before != nil {
		m.chooser.Leave(before.talker)
	}
	l.may, l.rank = m.allowed[who], m.ranks[who]
	_, hushed := m.hushed[who]
	l.hushed.Store(hushed)
	m.members[who] = l
	if before != nil {
		m.list()
	} else {
		// Behind what others see of the list, which list makes anew.
		all := append(m.listening(), l)
		m.listeners.Store(&all)
	}
	return before
}

// leave removes a member, unless it has been replaced already.
func (m *meeting) leave(l *member) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.chooser.Leave(l.talker)
	if who := l.peer.Fingerprint(); m.members[who] == l {
		delete(m.members, who)
		m.list()
	}
}

// allow sets a person's permission.
func (m *meeting) allow(who Fingerprint, speaker uint32, on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	may := permission{speaker, on}
	if on {
		m.allowed[who] = may
	} else {
		delete(m.allowed, who)
	}
	if l := m.members[who]; l != nil {
		l.may = may
		if !on {
			m.chooser.Leave(l.talker)
		}
	}
}

// drop forgets a person and returns its connection, if it has one.
func (m *meeting) drop(who Fingerprint) *member {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.allowed, who)
	delete(m.hushed, who)
	m.setRank(who, slot.None)
	l := m.members[who]
	if l != nil {
		l.may = permission{}
		m.chooser.Leave(l.talker)
		delete(m.members, who)
		m.list()
	}
	return l
}

// member returns a person's connection, or nil.
func (m *meeting) member(who Fingerprint) *member {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.members[who]
}

// empty reports whether nobody is there or expected.
func (m *meeting) empty() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.members)+len(m.allowed)+len(m.ranks)+len(m.hushed) == 0
}
