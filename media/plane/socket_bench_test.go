package plane

import (
	"net"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/ipv4"
)

// BenchmarkSystem measures the processor time that the system takes for one
// packet of 92 bytes to one of 600 sockets of this machine, in the batches of
// the plane: what is left of a forwarded packet when there is nothing else.
func BenchmarkSystem(b *testing.B) {
	from, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	s := newSocket(from)
	var places []*place
	for range 600 {
		to, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			b.Fatal(err)
		}
		defer to.Close()
		to.SetReadBuffer(1)
		places = append(places, newPlace(spot{port: unmapped(to.LocalAddr().(*net.UDPAddr).AddrPort())}, noon))
	}
	messages := make([]ipv4.Message, batchSize)
	packet := make([]byte, 92)
	before, sent := used(), 0
	for b.Loop() {
		for at := 0; at < len(places); at += batchSize {
			part := places[at:min(at+batchSize, len(places))]
			for i, p := range part {
				messages[i].Buffers, messages[i].Addr = [][]byte{packet}, p.udp
			}
			s.writeAll(messages[:len(part)], part)
			sent += len(part)
		}
	}
	b.ReportMetric(float64((used()-before).Nanoseconds())/float64(sent), "cpu-ns/packet")
}

// used returns the processor time that this process has used.
func used() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
