package hub

import "parley/collab/meeting"

// A told is an event as everybody in a meeting is told it. They hang together
// in the order of the log, and each reader has a place in the chain: so what
// waits for one who is slow costs the same whether one is or a thousand are, and
// is let go of when the last of them has passed it.
type told struct {
	frame   []byte
	private *aside // what some get in its stead; nil: nothing
	next    *told  // written by the hall, before anybody is told that there is one
	events  uint64 // told so far, with this one
	bytes   uint64 // of them, as Limits.Waiting counts
}

// overhead is what a short frame takes beside its bytes, in bytes.
const overhead = 64

// tell hangs a frame behind t.
func (t *told) tell(frame []byte) *told {
	t.next = &told{frame: frame, events: t.events + 1, bytes: t.bytes + uint64(len(frame)) + overhead}
	return t.next
}

// A letter is a message for one reader alone on its way to the writer.
type letter struct {
	frame   []byte
	welcome *meeting.Welcome // encoded by the writer, because a snapshot takes its time
	after   uint64           // goes when so many events have been told
	instead bool             // of the next event
	weight  int              // bytes as Limits.Waiting counts them, less those of the event: the welcome weighs nothing
}

// A mail is what waits for one reader. It belongs to whoever holds the lock of
// the attendee.
type mail struct {
	own    []letter
	at     *told // the last event that was taken, or told in another way
	newest *told // the last that is to be told
	free   *told // what a joiner gets at once, up to here, weighs nothing
	bytes  int   // the weight of own

	instead int // how many of own are told instead of an event
}

// begins has a joiner told the events behind at, of which those up to now weigh
// nothing.
func (m *mail) begins(at, now *told) { m.at, m.newest, m.free = at, now, now }

// hears has the reader told an event, the newest; own is the message to tell it
// by, nil for the one that all get.
func (m *mail) hears(event *told, own []byte) {
	if own != nil {
		l := letter{frame: own, after: event.events - 1, instead: true, weight: len(own) - len(event.frame)}
		m.own, m.bytes, m.instead = append(m.own, l), m.bytes+l.weight, m.instead+1
	}
	m.newest = event
}

// post puts a message for this reader alone behind everything that waits.
func (m *mail) post(frame []byte) {
	l := letter{frame: frame, weight: len(frame) + overhead}
	if m.newest != nil {
		l.after = m.newest.events
	}
	m.own, m.bytes = append(m.own, l), m.bytes+l.weight
}

// waiting returns what waits: its bytes and the messages.
func (m *mail) waiting() (bytes, messages int) {
	bytes, messages = m.bytes, len(m.own)-m.instead
	if m.newest == nil {
		return bytes, messages
	}
	from := m.at
	if from.events < m.free.events {
		from = m.free
	}
	return bytes + int(m.newest.bytes-from.bytes), messages + int(m.newest.events-from.events)
}

// empty reports whether nothing waits.
func (m *mail) empty() bool { return len(m.own) == 0 && m.at == m.newest }

// peek returns the message that is next, if there is one.
func (m *mail) peek() (l letter, ok bool) {
	switch {
	case len(m.own) > 0 && (m.at == nil || m.own[0].after <= m.at.events):
		return m.own[0], true
	case m.at != m.newest:
		return letter{frame: m.at.next.frame}, true
	}
	return letter{}, false
}

// pop takes the message out that peek returned.
func (m *mail) pop() {
	if len(m.own) == 0 || m.at != nil && m.own[0].after > m.at.events {
		m.at = m.at.next
		return
	}
	l := m.own[0]
	m.own[0] = letter{} // a slice keeps what is in front of it
	if m.own = m.own[1:]; len(m.own) == 0 {
		m.own = nil
	}
	m.bytes -= l.weight
	if l.instead {
		m.at, m.instead = m.at.next, m.instead-1
	}
}
