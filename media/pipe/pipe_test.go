package pipe_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"parley/media/pipe"
)

// sound is a datagram that looks like RTP, check one that looks like STUN.
func sound(n byte) []byte { return []byte{0x80, 111, n} }
func check(n byte) []byte { return []byte{0x00, 0x01, n} }

func TestDatagramsComeOutAsTheyWentIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		from, to := pipe.New(a), pipe.New(b)
		buf := make([]byte, pipe.MaxDatagram)
		for _, want := range [][]byte{check(1), sound(2), bytes.Repeat([]byte{7}, pipe.MaxDatagram)} {
			if !from.Send(want) {
				t.Errorf("%d bytes were not taken", len(want))
			}
			n, err := to.Receive(buf)
			if err != nil || !bytes.Equal(buf[:n], want) {
				t.Errorf("got %x, %v, want %x", buf[:n], err, want)
			}
		}
		for _, size := range []int{0, pipe.MaxDatagram + 1} {
			if from.Send(make([]byte, size)) {
				t.Errorf("%d bytes were taken", size)
			}
		}
		from.Close()
		if _, err := to.Receive(buf); !errors.Is(err, io.EOF) {
			t.Errorf("after the end: %v", err)
		}
		to.Close()
	})
}

func TestWhoReadsSlowlyMissesOldSoundAndNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		from, to := pipe.New(a), pipe.New(b)
		from.Send(check(0))
		synctest.Wait() // it is in the writer's hands, and nobody reads
		for n := range byte(10) {
			from.Send(sound(n))
		}
		from.Send(check(1))
		time.Sleep(time.Second)
		from.Send(sound(99))
		var got [][]byte
		buf := make([]byte, pipe.MaxDatagram)
		for range 3 {
			n, err := to.Receive(buf)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, bytes.Clone(buf[:n]))
		}
		for i, want := range [][]byte{check(0), check(1), sound(99)} {
			if !bytes.Equal(got[i], want) {
				t.Errorf("datagram %d: got %x, want %x", i, got[i], want)
			}
		}
		if got := from.Dropped(); got != 10 {
			t.Errorf("%d were dropped, want 10", got)
		}
		from.Close()
		to.Close()
	})
}

func TestAFullPipeDropsTheOldestSoundFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		from, to := pipe.New(a), pipe.New(b)
		from.Send(check(0))
		synctest.Wait()
		from.Send(check(1))
		for n := range byte(100) {
			from.Send(sound(n))
		}
		buf := make([]byte, pipe.MaxDatagram)
		for _, want := range [][]byte{check(0), check(1), sound(100 - 63)} {
			n, err := to.Receive(buf)
			if err != nil || !bytes.Equal(buf[:n], want) {
				t.Fatalf("got %x, %v, want %x", buf[:n], err, want)
			}
		}
		from.Close()
		to.Close()
	})
}

func TestWhoNeverReadsIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		from := pipe.New(a)
		began := time.Now()
		from.Send(check(0))
		<-from.Done()
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it was cut after %v, want 10s", took)
		}
		if from.Send(check(1)) {
			t.Error("a pipe that has ended takes something")
		}
		b.Close()
	})
}

func TestAGoodbyeStillGoesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		from, to := pipe.New(a), pipe.New(b)
		from.Send(sound(1))
		from.Close()
		buf := make([]byte, pipe.MaxDatagram)
		if n, err := to.Receive(buf); err != nil || !bytes.Equal(buf[:n], sound(1)) {
			t.Errorf("got %x, %v", buf[:n], err)
		}
		to.Close()
	})
}

// A cut connection brings bytes in pieces, as TCP and WebSockets may.
type cut struct {
	net.Conn
	pieces [][]byte
}

func (c *cut) Read(b []byte) (int, error) {
	for len(c.pieces) > 0 && len(c.pieces[0]) == 0 {
		c.pieces = c.pieces[1:]
	}
	if len(c.pieces) == 0 {
		return 0, io.EOF
	}
	n := copy(b, c.pieces[0])
	c.pieces[0] = c.pieces[0][n:]
	return n, nil
}

func (c *cut) Close() error                     { return nil }
func (c *cut) SetWriteDeadline(time.Time) error { return nil }

// FuzzReceive gives a pipe bytes in two pieces, which is how they come out of
// TCP and out of the messages of a WebSocket, and compares what is received
// with what the bytes say.
func FuzzReceive(f *testing.F) {
	f.Add([]byte{0, 3, 1, 2, 3, 0, 0, 0, 1, 9}, 4)
	f.Add([]byte{0x05, 0xdd}, 1)
	f.Add([]byte{0x16, 0x03, 0x01}, 0)
	f.Fuzz(func(t *testing.T, raw []byte, at int) {
		at = max(0, min(at, len(raw)))
		p := pipe.New(&cut{pieces: [][]byte{bytes.Clone(raw[:at]), bytes.Clone(raw[at:])}})
		defer p.Close()
		buf := make([]byte, pipe.MaxDatagram)
		for rest := raw; ; {
			n, err := p.Receive(buf)
			for len(rest) >= 2 && rest[0] == 0 && rest[1] == 0 {
				rest = rest[2:]
			}
			whole := len(rest) >= 2 && int(binary.BigEndian.Uint16(rest)) <= min(pipe.MaxDatagram, len(rest)-2)
			if (err == nil) != whole {
				t.Fatalf("%x: got %v", rest, err)
			}
			if err != nil {
				return
			}
			if want := rest[2 : 2+binary.BigEndian.Uint16(rest)]; !bytes.Equal(buf[:n], want) {
				t.Fatalf("got %x, want %x", buf[:n], want)
			}
			rest = rest[2+n:]
		}
	})
}
