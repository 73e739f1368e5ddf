package pipe

import (
	"net"
	"syscall"
)

// unsent is how many bytes that were not sent yet the system may hold: what
// waits there cannot be dropped when it gets old. 4 kB are half a second of one
// voice.
const unsent = 4 << 10

// hasten asks the system to hold little of what is written. Where it cannot,
// sound is later on a line that is too slow, and no worse otherwise.
func hasten(conn net.Conn) {
	for {
		under, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		conn = under.NetConn()
	}
	tcp, ok := conn.(syscall.Conn)
	if !ok {
		return
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return
	}
	raw.Control(holdLittle) // best effort
}
