package weaklink

import (
	"net"
	"time"
)

// accept carries TCP connections. The system has accepted one at once, so that
// the round trip of the SYN is added to what comes first.
func (l *Link) accept() {
	for {
		near, err := l.tcp.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", l.server.String())
		if err != nil {
			near.Close()
			continue
		}
		if !l.keep(near, far) {
			return
		}
		began := time.Now()
		trip := 2 * l.up.weather.Delay
		l.parts.Go(func() { l.stream(l.up, l.down, far, near, began.Add(trip)) })
		l.parts.Go(func() { l.stream(l.down, l.up, near, far, began) })
	}
}

// keep remembers connections that are to be closed with the link.
func (l *Link) keep(all ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range all {
		if l.over {
			c.Close()
			continue
		}
		l.conns[c] = true
	}
	return !l.over
}

// A piece is bytes on their way.
type piece struct {
	due time.Time
	b   []byte
}

// stream carries bytes from one connection to the other, not before first.
func (l *Link) stream(there, back *direction, to, from net.Conn, first time.Time) {
	pieces := make(chan piece, 1024)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer to.Close()
		for p := range pieces {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.b); err != nil {
				from.Close()
			}
		}
	}()
	buf := make([]byte, segment)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			pieces <- piece{later(l.arrival(there, back, n), first), append([]byte(nil), buf[:n]...)}
		}
		if err != nil {
			break
		}
	}
	close(pieces)
	<-done
}

// arrival is when a segment arrives that TCP sends again and again until it does,
// each time after twice as long (RFC 6298).
func (l *Link) arrival(there, back *direction, n int) time.Time {
	now := time.Now()
	timeout := max(200*time.Millisecond, 3*there.weather.Delay)
	for {
		due, arrives := there.send(now, n+tcpHeaders)
		if arrives {
			back.bytes.Add(tcpHeaders / 2) // every second one is acknowledged by itself
			return due
		}
		now = now.Add(timeout)
		timeout *= 2
	}
}
