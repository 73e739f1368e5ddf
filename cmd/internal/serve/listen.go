package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
)

var (
	// ErrPortInUse reports that another program has the port.
	ErrPortInUse = errors.New("another program is using this port")
	// ErrNoAddress reports what is not written as an address to listen on.
	ErrNoAddress = errors.New("this is no address to listen on")
	// ErrNotHere reports an address that this machine does not have.
	ErrNotHere = errors.New("this machine has no such address")
	// ErrNoPublic reports what cannot stand in a link.
	ErrNoPublic = errors.New("this is no address for a link")
	// ErrPortDenied reports a port that is kept for others.
	ErrPortDenied = errors.New("you may not use this port")
)

// checkListen reports whether an address is written as one.
func checkListen(address string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil && port != "" {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil || port == "" {
		return fmt.Errorf("listen on %q: %w", address, ErrNoAddress)
	}
	return nil
}

// manyPorts is how many free TCP ports are tried until one is free in UDP too.
const manyPorts = 16

// listen opens one port number for TCP and UDP.
func listen(address string) (tcp net.Listener, udp *net.UDPConn, err error) {
	_, port, _ := net.SplitHostPort(address) // it was checked
	tries := 1
	if n, err := strconv.Atoi(port); err == nil && n == 0 {
		tries = manyPorts
	}
	for range tries {
		if tcp, udp, err = listenOnce(address); !errors.Is(err, ErrPortInUse) {
			break
		}
	}
	return tcp, udp, err
}

// plain has the system send nothing of its own on a connection that is silent: people
// are asked for a sign of life by ourselves, sooner, and switching it on is four calls
// of the kernel for each who comes.
var plain = net.ListenConfig{KeepAlive: -1}

func listenOnce(address string) (net.Listener, *net.UDPConn, error) {
	tcp, err := plain.Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, nil, because(address, err)
	}
	at := tcp.Addr().(*net.TCPAddr)
	udp, err := net.ListenUDP("udp", &net.UDPAddr{IP: at.IP, Port: at.Port, Zone: at.Zone})
	if err != nil {
		tcp.Close()
		return nil, nil, because(at.String(), err)
	}
	return tcp, udp, nil
}

// because sorts what can go wrong while starting to listen.
func because(address string, err error) error {
	var dns *net.DNSError
	var bad *net.AddrError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("listen on %s: %w", address, ErrPortInUse)
	case errors.As(err, &dns), errors.As(err, &bad), errors.Is(err, syscall.EADDRNOTAVAIL), errors.Is(err, syscall.EAFNOSUPPORT):
		return fmt.Errorf("listen on %s: %w", address, ErrNotHere)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("listen on %s: %w", address, ErrPortDenied)
	}
	return fmt.Errorf("listen on %s: %w", address, err)
}

// Addr is where the server listens.
func (s *Server) Addr() *net.TCPAddr { return s.tcp.Addr().(*net.TCPAddr) }

// local is the address for a client on this machine.
func (s *Server) local() string {
	at := s.Addr()
	if at.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(at.Port))
	}
	return at.String()
}

// public is the address for links: as it was given, or the name for which an
// authority vouches, or the address listened on, or, if that is every address,
// one of this machine's.
func (s *Server) public() string {
	at := s.Addr()
	port := strconv.Itoa(at.Port)
	if p := s.named(); p != "" {
		if _, _, err := net.SplitHostPort(p); err == nil {
			return p
		}
		return net.JoinHostPort(p, port)
	}
	if !at.IP.IsUnspecified() {
		return at.String()
	}
	return net.JoinHostPort(reachable().String(), port)
}

// Guessed is the address in links where nobody said it and the server listens
// at every address of this machine, so that it may not be the one others need.
func (s *Server) Guessed() (host string, guessed bool) {
	return s.public(), s.named() == "" && s.Addr().IP.IsUnspecified()
}

// named is by what name others reach the server, as somebody said; empty: nobody did.
func (s *Server) named() string {
	return cmp.Or(s.config.Public, strings.ToLower(s.config.Domain.Name))
}

// reachable is this machine's address that others most likely reach it by: an
// address of version 4 before one of version 6, as both ends have the former.
func reachable() net.IP {
	addresses, _ := net.InterfaceAddrs() // none at all: loopback
	best := net.IPv4(127, 0, 0, 1)
	for _, a := range addresses {
		n, ok := a.(*net.IPNet)
		if !ok || !n.IP.IsGlobalUnicast() {
			continue
		}
		if n.IP.To4() != nil {
			return n.IP
		}
		if best.IsLoopback() {
			best = n.IP
		}
	}
	return best
}
