package session_test

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

type miniLog struct {
	mu     sync.Mutex
	events []meeting.Event
}

func (l *miniLog) all() []meeting.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]meeting.Event(nil), l.events...)
}

type mini struct {
	mu    sync.Mutex
	log   *miniLog
	state *meeting.State
	next  text.Author
	conns map[meeting.Session]*miniConn
	gone  bool
}

type miniConn struct {
	p   meeting.Person
	ws  *websocket.Conn
	out chan []byte
}

func newMini(l *miniLog) *mini {
	m := &mini{log: l, state: meeting.New(), conns: map[meeting.Session]*miniConn{}}
	for _, e := range l.all() {
		if err := m.state.Apply(e); err != nil {
			panic(err)
		}
	}
	if m.state.Head() == 0 {
		m.append(meeting.Event{What: meeting.Opened{Title: "T", Text: draft}})
	}
	m.next = m.state.NextPerson()
	m.append(meeting.Event{What: meeting.Served{First: m.next}})
	return m
}

func (m *mini) append(e meeting.Event) meeting.Event {
	e.Number = m.state.Head() + 1
	e.At = time.Now().UTC().Truncate(time.Millisecond)
	if err := m.state.Apply(e); err != nil {
		panic(err)
	}
	m.log.mu.Lock()
	m.log.events = append(m.log.events, e)
	m.log.mu.Unlock()
	return e
}

func enc(f any) []byte {
	b, err := wire.Append(nil, f)
	if err != nil {
		panic(err)
	}
	return b
}

func (m *mini) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, err := wire.ParseHello(r.Header.Get("Parley-Hello"))
	if err != nil {
		w.WriteHeader(400)
		return
	}
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer ws.CloseNow()
	ws.SetReadLimit(wire.MaxCommand)
	c := &miniConn{ws: ws, out: make(chan []byte, 100000)}
	m.join(c, h)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		for {
			select {
			case b := <-c.out:
				ws.Write(context.Background(), websocket.MessageBinary, b)
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		_, b, err := ws.Read(context.Background())
		if err != nil {
			break
		}
		f, err := wire.Parse(b)
		if err != nil {
			break
		}
		m.take(c, f)
	}
	m.mu.Lock()
	if m.conns[c.p.Session] == c {
		delete(m.conns, c.p.Session)
	}
	m.mu.Unlock()
}

func (m *mini) join(c *miniConn, h wire.Hello) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := h.Nonce.Session()
	p, ok := m.state.BySession(id)
	if !ok {
		p = meeting.Person{Number: m.next, Session: id, Name: h.Name, Role: meeting.Delegate}
		m.next++
	}
	c.p = p
	if old := m.conns[id]; old != nil {
		go old.ws.CloseNow()
	}
	m.conns[id] = c
	wel := meeting.Welcome{You: p, Title: "T", Head: m.state.Head(), Last: m.state.Last(p.Number), Present: len(m.conns)}
	if h.Resume == 0 || h.Resume > m.state.Head() || m.state.Head()-h.Resume > 200 {
		need := h.Need
		if need == 0 {
			need = m.state.Head()
		}
		wel.Snapshot = m.state.Snapshot(need)
	}
	c.out <- enc(wel)
	if wel.Snapshot == nil {
		for _, e := range m.log.all()[h.Resume:] {
			c.out <- enc(meeting.Happened{Event: e})
		}
	}
	if m.gone {
		go c.ws.CloseNow()
	}
}

func (m *mini) take(c *miniConn, f any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch f := f.(type) {
	case wire.PingFrame:
		c.out <- enc(wire.PongFrame{Stamp: f.Stamp, Present: len(m.conns)})
	case wire.PointFrame:
		for _, o := range m.conns {
			if o != c {
				o.out <- enc(meeting.Pointed{By: c.p.Number, Base: f.Base, At: f.At, Anchor: f.Anchor, Left: f.Left})
			}
		}
	case wire.CommandFrame:
		m.command(c, f.Command)
	}
}

func (m *mini) command(c *miniConn, cmd meeting.Command) {
	if m.gone || cmd.Number <= m.state.Last(c.p.Number) {
		return
	}
	if err := m.state.Check(c.p, cmd); err != nil {
		c.out <- enc(meeting.Refused{Command: cmd.Number, Why: err.(meeting.Refusal)})
		return
	}
	if _, ok := m.state.Person(c.p.Number); !ok {
		m.tell(nil, m.append(meeting.Event{What: meeting.Entered{Person: c.p}}), 0)
	}
	e := m.append(meeting.Event{By: c.p.Number, Command: cmd.Number, Base: cmd.Base, What: cmd.Happens()})
	m.tell(m.conns[c.p.Session], e, cmd.Number)
}

func (m *mini) tell(by *miniConn, e meeting.Event, command uint64) {
	for _, o := range m.conns {
		if o == by {
			o.out <- enc(meeting.Accepted{Command: command, Number: e.Number, At: e.At})
		} else {
			o.out <- enc(meeting.Happened{Event: e})
		}
	}
}

func (m *mini) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.gone = true
	for _, c := range m.conns {
		go c.ws.CloseNow()
	}
}
