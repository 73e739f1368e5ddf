//go:build unix

package serve

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Await waits until something can be read from the connection, or it has ended.
// It takes little of a stack, so that waiting for words, which is what most lines
// do most of the time, costs little.
func (g *guest) Await() {
	if g.socket == nil {
		tcp, ok := g.Conn.(syscall.Conn)
		if !ok {
			return
		}
		raw, err := tcp.SyscallConn()
		if err != nil {
			return
		}
		g.socket = raw
	}
	_ = g.socket.Read(readable) // an error comes again with the reading
}

// readable reports whether something can be read, the end included.
func readable(fd uintptr) bool {
	polled := [1]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	n, err := unix.Poll(polled[:], 0)
	return n > 0 || err != nil
}
