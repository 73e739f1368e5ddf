package load

import (
	"bytes"
	"context"
	"encoding/hex"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A process is the server's, where it runs on this machine.
type process struct{ dir string } // its directory in /proc

// A usage is what a process has taken so far.
type usage struct {
	known bool
	cpu   time.Duration // of user and system
	rss   int64         // bytes in memory now
}

// serverOf finds the process that listens where the link leads, or returns nil:
// the server is on another machine, this system has no /proc, or the process
// may not be looked into. The kernel lists who listens by the number of the
// socket, and each process's open files by the same number (proc(5)).
func serverOf(ctx context.Context, address string) *process {
	host, portName, err := net.SplitHostPort(address)
	if err != nil {
		return nil
	}
	port, err := strconv.ParseUint(portName, 10, 16)
	if err != nil {
		return nil
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil
	}
	for _, ip := range ips {
		if ip = ip.Unmap(); !ours(ip) {
			continue
		}
		for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
			b, err := os.ReadFile(table)
			if err != nil {
				continue
			}
			if inode, ok := listener(b, netip.AddrPortFrom(ip, uint16(port))); ok {
				return ownerOf(inode)
			}
		}
	}
	return nil
}

// ours reports whether an address is one of this machine's.
func ours(ip netip.Addr) bool {
	if ip.IsLoopback() {
		return true
	}
	all, _ := net.InterfaceAddrs() // none: it is not
	return slices.ContainsFunc(all, func(a net.Addr) bool {
		n, ok := a.(*net.IPNet)
		return ok && n.IP.Equal(ip.AsSlice())
	})
}

// listener finds in the kernel's table of TCP sockets the one that listens at
// an address, or at all of them.
func listener(table []byte, at netip.AddrPort) (inode string, ok bool) {
	const local, state, number = 1, 3, 9
	const listens = "0A"
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		if len(f) <= number || f[state] != listens {
			continue
		}
		where, ok := kernelAddress(f[local])
		if ok && where.Port() == at.Port() && (where.Addr().Unmap() == at.Addr() || where.Addr().IsUnspecified()) {
			return f[number], true
		}
	}
	return "", false
}

// kernelAddress reads an address as /proc/net/tcp writes it: 32-bit words in
// the machine's own order, which is little-endian wherever this matters.
func kernelAddress(s string) (a netip.AddrPort, ok bool) {
	host, port, _ := strings.Cut(s, ":")
	b, err := hex.DecodeString(host)
	if err != nil || len(b)%4 != 0 {
		return a, false
	}
	for word := range slices.Chunk(b, 4) {
		slices.Reverse(word)
	}
	ip, ok := netip.AddrFromSlice(b)
	n, err := strconv.ParseUint(port, 16, 16)
	return netip.AddrPortFrom(ip, uint16(n)), ok && err == nil
}

// ownerOf finds the process that has a socket open.
func ownerOf(inode string) *process {
	open, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, fd := range open {
		if to, err := os.Readlink(fd); err == nil && to == "socket:["+inode+"]" {
			return &process{filepath.Dir(filepath.Dir(fd))}
		}
	}
	return nil
}

// clockTick is the unit of time in /proc/PID/stat. Linux shows programs 100 a
// second on every machine, whatever it counts itself in.
const clockTick = 10 * time.Millisecond

// usage returns what the process has taken so far.
func (p *process) usage() (u usage) {
	if p == nil {
		return u
	}
	stat, err := os.ReadFile(filepath.Join(p.dir, "stat"))
	if err != nil {
		return u
	}
	_, rest, found := bytes.Cut(stat, []byte(") ")) // the name before it may have anything in it
	f := strings.Fields(string(rest))
	const user, system, resident = 14 - 3, 15 - 3, 24 - 3 // counted from the third field
	if !found || len(f) <= resident {
		return u
	}
	a, err1 := strconv.ParseInt(f[user], 10, 64)
	b, err2 := strconv.ParseInt(f[system], 10, 64)
	pages, err3 := strconv.ParseInt(f[resident], 10, 64)
	return usage{
		known: err1 == nil && err2 == nil && err3 == nil,
		cpu:   time.Duration(a+b) * clockTick, rss: pages * int64(os.Getpagesize()),
	}
}
