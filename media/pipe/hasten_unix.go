//go:build linux || darwin

package pipe

import "golang.org/x/sys/unix"

// holdLittle sets how much unsent the system holds for a socket (tcp(7) of
// Linux; the same name on macOS).
func holdLittle(fd uintptr) {
	unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, unsent)
}
