package weaklink

import (
	"io"
	"math"
	"net"
	"testing"
	"time"
)

func TestADirectionLosesItsShare(t *testing.T) {
	for _, tt := range []struct {
		name    string
		weather Weather
		runs    float64 // of losses in a row, on average
	}{
		{"one by one", Weather{Loss: 0.2}, 1.25},
		{"in bursts of 120 ms", Weather{Loss: 0.2, Burst: 120 * time.Millisecond}, 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDirection(tt.weather, 1)
			const packets = 50000
			lost, runs, was := 0, 0, false
			at := time.Unix(0, 0)
			for range packets {
				_, arrives := d.send(at, 100)
				if !arrives {
					lost++
					if !was {
						runs++
					}
				}
				was = !arrives
				at = at.Add(20 * time.Millisecond)
			}
			if share := float64(lost) / packets; math.Abs(share-0.2) > 0.02 {
				t.Errorf("got %.3f lost, want 0.2", share)
			}
			if mean := float64(lost) / float64(runs); math.Abs(mean-tt.runs) > tt.runs/6 {
				t.Errorf("got %.2f lost in a row, want %.2f", mean, tt.runs)
			}
			if got := d.bytes.Load(); got != 100*packets {
				t.Errorf("got %d bytes", got)
			}
		})
	}
}

func TestASlowLinkQueuesAndThenDrops(t *testing.T) {
	d := newDirection(Weather{Kbit: 8, Delay: 50 * time.Millisecond}, 1)
	at := time.Unix(0, 0)
	due, ok := d.send(at, 100) // 100 ms on the link
	if got := due.Sub(at); !ok || got != 150*time.Millisecond {
		t.Errorf("the first: got %v, %v, want 150 ms", got, ok)
	}
	for range 5 {
		due, ok = d.send(at, 100)
	}
	if got := due.Sub(at); !ok || got != 650*time.Millisecond {
		t.Errorf("the sixth: got %v, %v, want 650 ms", got, ok)
	}
	if _, ok = d.send(at, 100); ok {
		t.Error("the seventh does not wait for more than half a second")
	}
}

func TestDatagramsAndConnectionsGoThrough(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	at := tcp.Addr().(*net.TCPAddr)
	udp, err := net.ListenUDP("udp", &net.UDPAddr{IP: at.IP, Port: at.Port})
	if err != nil {
		t.Skip("the port is taken")
	}
	defer udp.Close()
	go func() { // ends with the listener
		for {
			c, err := tcp.Accept()
			if err != nil {
				return
			}
			go io.Copy(c, c)
		}
	}()
	go func() { // ends with the socket
		buf := make([]byte, largest)
		for {
			n, from, err := udp.ReadFromUDP(buf)
			if err != nil {
				return
			}
			udp.WriteToUDP(buf[:n], from)
		}
	}()
	l, err := Open(at.String(), Weather{Delay: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, network := range []string{"udp", "tcp"} {
		c, err := net.Dial(network, l.Address())
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := c.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 10)
		n, err := c.Read(buf)
		if err != nil || string(buf[:n]) != "hello" {
			t.Fatalf("%s: got %q, %v", network, buf[:n], err)
		}
		if took := time.Since(began); took < 40*time.Millisecond {
			t.Errorf("%s: there and back in %v, want 40 ms at least", network, took)
		}
		c.Close()
	}
	if up, down := l.Bytes(); up != 5+udpHeaders+5+tcpHeaders+tcpHeaders/2 || down != up {
		t.Errorf("got %d and %d bytes", up, down)
	}
}
