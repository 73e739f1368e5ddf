package link

import (
	"net"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The system is asked without the runtime being told. Nothing here waits; and a call that it is told
// of, when all was asleep, wakes its watchman, which then looks each 20 us for a millisecond and more whether
// the call is still under way.

// A taker takes datagrams out of a socket, with the times at which the system got them.
type taker struct {
	at      time.Time // when the last one came; zero: it was not taken here
	header  unix.Msghdr
	part    unix.Iovec
	sender  unix.RawSockaddrInet6 // room for one of IPv4, too
	control [64]byte              // room for a time
	known   unix.RawSockaddrInet6 // the sender of the one before
	from    *net.UDPAddr          // known, as an address
}

// duplicate returns a descriptor of its own for the socket of c, which tells when datagrams
// came.
func duplicate(c syscall.Conn) (fd int, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return -1, err
	}
	controlled := raw.Control(func(theirs uintptr) {
		if fd, err = unix.FcntlInt(theirs, unix.F_DUPFD_CLOEXEC, 0); err == nil {
			_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1) // without it, what comes counts as coming when it is taken
		}
	})
	if controlled != nil {
		return -1, controlled
	}
	return fd, err
}

// init has the taker point to its own memory.
func (t *taker) init() {
	t.header.Iov = &t.part
	t.header.SetIovlen(1)
	t.header.Name = (*byte)(unsafe.Pointer(&t.sender))
	t.header.Control = &t.control[0]
}

// take takes the next datagram. If there is none the error is EAGAIN; others are about
// datagrams that were sent.
func (t *taker) take(fd int, b []byte) (int, net.Addr, error) {
	if len(b) == 0 {
		return 0, nil, unix.EINVAL
	}
	t.part.Base = &b[0]
	t.part.SetLen(len(b))
	t.header.Namelen = unix.SizeofSockaddrInet6
	t.header.SetControllen(len(t.control))
	n, _, failed := unix.RawSyscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(&t.header)), unix.MSG_DONTWAIT)
	t.part.Base = nil
	if failed != 0 {
		return 0, nil, failed
	}
	now := time.Now()
	t.at = now.Add(-t.age(now))
	return int(n), t.who(), nil
}

// longest is how long a datagram may have waited to be taken.
const longest = time.Second

// age is how long before now the datagram came, by the clock of the day. One that was set
// meanwhile is nothing to go by.
func (t *taker) age(now time.Time) time.Duration {
	head := (*unix.Cmsghdr)(unsafe.Pointer(&t.control))
	if int(t.header.Controllen) < unix.CmsgLen(int(unsafe.Sizeof(unix.Timespec{}))) || head.Level != unix.SOL_SOCKET || head.Type != unix.SO_TIMESTAMPNS {
		return 0
	}
	at := (*unix.Timespec)(unsafe.Pointer(&t.control[unix.CmsgLen(0)]))
	if age := time.Duration(now.UnixNano() - at.Nano()); age > 0 && age < longest {
		return age
	}
	return 0
}

// who is who sent the datagram: mostly the same as before.
func (t *taker) who() net.Addr {
	if t.from != nil && t.sender == t.known {
		return t.from
	}
	t.known = t.sender
	if t.sender.Family == unix.AF_INET {
		v4 := (*unix.RawSockaddrInet4)(unsafe.Pointer(&t.sender))
		t.from = &net.UDPAddr{IP: net.IPv4(v4.Addr[0], v4.Addr[1], v4.Addr[2], v4.Addr[3]), Port: int(swapped(v4.Port))}
	} else {
		t.from = &net.UDPAddr{IP: append(net.IP(nil), t.sender.Addr[:]...), Port: int(swapped(t.sender.Port))}
	}
	return t.from
}

// swapped brings a port from the order of the network to that of the machine, or back.
func swapped(port uint16) uint16 {
	b := (*[2]byte)(unsafe.Pointer(&port))
	return uint16(b[0])<<8 | uint16(b[1])
}

// readable reports whether something waits in a socket.
func readable(fd int) bool {
	at := unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
	var now unix.Timespec
	n, _, failed := unix.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(&at)), 1, uintptr(unsafe.Pointer(&now)), 0, 0, 0)
	return failed == 0 && n > 0
}

// send sends a datagram.
func send(fd int, b []byte, to *net.UDPAddr) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	var v6 unix.RawSockaddrInet6
	at, size := unsafe.Pointer(&v6), uintptr(unix.SizeofSockaddrInet6)
	var v4 unix.RawSockaddrInet4
	if ip := to.IP.To4(); ip != nil {
		v4.Family, v4.Port = unix.AF_INET, swapped(uint16(to.Port))
		copy(v4.Addr[:], ip)
		at, size = unsafe.Pointer(&v4), unix.SizeofSockaddrInet4
	} else {
		v6.Family, v6.Port = unix.AF_INET6, swapped(uint16(to.Port))
		copy(v6.Addr[:], to.IP)
	}
	n, _, failed := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)),
		unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, uintptr(at), size)
	if failed != 0 {
		return 0, failed
	}
	return int(n), nil
}
