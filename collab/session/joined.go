package session

import (
	"net"
	"sync"
)

// A joined connection, told to hold, keeps what is written next until there is
// one write more, and then sends both as one.
type joined struct {
	net.Conn

	mu      sync.Mutex // guards the fields below
	holding bool
	held    []byte
}

// hold keeps the next write back.
func (j *joined) hold() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.holding = true
}

// Write is net.Conn's.
func (j *joined) Write(b []byte) (int, error) {
	j.mu.Lock()
	if j.holding {
		j.holding = false
		j.held = append(j.held, b...)
		j.mu.Unlock()
		return len(b), nil
	}
	held := j.held
	j.held = nil
	j.mu.Unlock()
	if held == nil {
		return j.Conn.Write(b)
	}
	n, err := j.Conn.Write(append(held, b...))
	return max(n-len(held), 0), err
}
