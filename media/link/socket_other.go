//go:build !linux

package link

import "net"

// newSocket returns the connection as it is: its reader is woken by each datagram.
func newSocket(c net.PacketConn) net.PacketConn { return c }
