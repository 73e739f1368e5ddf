package sfu_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	"parley/media/plane/planetest"
	"parley/media/slot"
)

// cpu returns the processor time that this process has used.
func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// crowd connects listeners that read nothing once they are in, and waits until
// the server is done with them.
func crowd(b *testing.B, h *host, meeting string, n int) {
	b.Helper()
	connect(b, h, meeting, n)
	h.full(n)
}

// connect is crowd for a server that is elsewhere.
func connect(b *testing.B, h *host, meeting string, n int) {
	b.Helper()
	server, err := net.ResolveUDPAddr("udp4", h.address)
	if err != nil {
		b.Fatal(err)
	}
	var connecting sync.WaitGroup
	turn := make(chan struct{}, 16)
	for range n {
		connecting.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
			if err != nil {
				b.Error(err)
				return
			}
			conn.SetReadBuffer(1) // the system drops what comes
			c, fingerprint, err := planetest.Certificate()
			if err != nil {
				b.Error(err)
				return
			}
			name, password := prove(meeting, fingerprint, "x")
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			over, err := planetest.Dial(ctx, conn, server, name, password, c)
			if err != nil {
				b.Error(err)
				return
			}
			conn.SetReadDeadline(time.Unix(1, 0))
			b.Cleanup(func() { conn.Close(); over.Close() })
		})
	}
	connecting.Wait()
}

// BenchmarkForward measures the server's processor time for one packet to one
// listener, from the talker's socket to the listeners'. The talker's own time is
// in it, shared by all listeners, and so is what the system spends on their side.
// Packets of 60 ms are made of three that come, and those with copies of the last two
// besides.
func BenchmarkForward(b *testing.B) {
	for _, form := range []struct {
		name          string
		frames, depth int
	}{{"plain", 1, 0}, {"60ms", 3, 0}, {"60ms-copies", 3, 2}} {
		for _, listeners := range []int{1, 200, 600} {
			b.Run(fmt.Sprintf("%s/%d", form.name, listeners), func(b *testing.B) { forward(b, listeners, form.frames, form.depth) })
		}
	}
}

func forward(b *testing.B, listeners, frames, depth int) {
	h := loopback(b)
	crowd(b, h, "m", listeners)
	talker := arrives(b, h, "m", nil)
	h.Allow("m", talker.identity.Fingerprint(), 1, true)
	h.Wish("m", frames, depth)
	payload := make([]byte, 60)
	payload[0] = 9 << 3
	time.Sleep(100 * time.Millisecond)
	before, sent := cpu(), h.Stats().Forwarded
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		want := h.Stats().Forwarded + uint64(listeners)
		for k := range frames {
			if err := talker.link.Send(payload, 960, 30, i+k == 0); err != nil {
				b.Fatal(err)
			}
		}
		for limit := 0; h.Stats().Forwarded < want && limit < 1000; limit++ {
			time.Sleep(100 * time.Microsecond)
		}
		time.Sleep(time.Duration(frames) * 5 * time.Millisecond) // 200 a second is the bound
	}
	b.StopTimer()
	if n := h.Stats().Forwarded - sent; n > 0 {
		b.ReportMetric(float64((cpu()-before).Nanoseconds())/float64(n), "cpu-ns/packet")
	}
}

// BenchmarkJoin measures the processor time of one connection, both sides.
func BenchmarkJoin(b *testing.B) {
	h := loopback(b)
	before := cpu()
	crowd(b, h, "m", b.N)
	b.ReportMetric(float64((cpu()-before).Microseconds())/float64(b.N), "cpu-us/join")
}

// BenchmarkChoose measures what is done once per packet and not per listener.
func BenchmarkChoose(b *testing.B) {
	var c slot.Chooser
	var s slot.Stream
	now := time.Now()
	for i := 0; b.Loop(); i++ {
		now = now.Add(5 * time.Millisecond)
		if at, ok := c.Offer(now, slot.Talker(i%4), slot.None, 30); ok && at == 0 {
			s.Next(now, 1, uint16(i/4), uint32(i/4)*960, false, 960)
		}
	}
}
