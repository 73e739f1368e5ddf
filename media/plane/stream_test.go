package plane

import (
	"bytes"
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/stun/v4"

	"parley/media/pipe"
	"parley/media/plane/planetest"
)

// A caller is a client's end of a stream.
type caller struct {
	t     *testing.T
	pipe  *pipe.Pipe
	known bool
	over  chan struct{} // closed when Serve has returned
}

// calls connects a stream to a plane.
func calls(t *testing.T, p *Plane) *caller {
	t.Helper()
	near, far := net.Pipe()
	c := &caller{t: t, pipe: pipe.New(near), over: make(chan struct{})}
	go func() {
		defer close(c.over)
		p.Serve(far, func() { c.known = true })
	}()
	t.Cleanup(func() {
		c.pipe.Close()
		<-c.pipe.Done()
		<-c.over
	})
	return c
}

// answered reports whether a check is answered before the stream ends.
func (c *caller) answered(request *stun.Message) bool {
	c.t.Helper()
	c.pipe.Send(request.Raw)
	for buf := make([]byte, pipe.MaxDatagram); ; {
		n, err := c.pipe.Receive(buf)
		if err != nil {
			return false
		}
		m := stun.Message{Raw: buf[:n]}
		if m.Decode() == nil && m.Type == stun.BindingSuccess && m.TransactionID == request.TransactionID {
			return true
		}
	}
}

// cut reports whether the server has ended the stream.
func (c *caller) cut() bool {
	synctest.Wait()
	select {
	case <-c.over:
		return true
	default:
		return false
	}
}

func TestACheckOverAStreamIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := dry(t, 0)
		c := calls(t, r.plane)
		if !c.answered(planetest.Check("good", password)) {
			t.Error("there is no answer")
		}
		synctest.Wait()
		if !c.known || r.plane.Stats().Streams != 1 {
			t.Errorf("known: %v, %d streams", c.known, r.plane.Stats().Streams)
		}
		c.pipe.Close()
		<-c.over
		if got := r.plane.Stats(); got.Streams != 0 || len(r.plane.byAddr) != 0 {
			t.Errorf("after the end there are %d streams and %d places", got.Streams, len(r.plane.byAddr))
		}
	})
}

func TestAStreamWithoutAProofIsCut(t *testing.T) {
	for _, tt := range []struct {
		name string
		say  []byte
	}{
		{"a name without a proof", planetest.Check("bad", password).Raw},
		{"a wrong password", planetest.Check("good", "another of more than 22").Raw},
		{"sound", append([]byte{0x80, 111}, make([]byte, 60)...)},
		{"something else", []byte("GET / HTTP/1.1\r\n")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, _ := dry(t, 0)
				c := calls(t, r.plane)
				c.pipe.Send(tt.say)
				if !c.cut() || c.known {
					t.Errorf("cut: %v, known: %v", c.cut(), c.known)
				}
			})
		})
	}
	t.Run("nothing, for ten seconds", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, _ := dry(t, 0)
			c := calls(t, r.plane)
			time.Sleep(proofTime - time.Millisecond)
			if c.cut() {
				t.Error("it was cut too soon")
			}
			time.Sleep(time.Millisecond)
			if !c.cut() {
				t.Error("it was not cut")
			}
		})
	})
}

func TestAStreamIsOnePeers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := dry(t, 0)
		c := calls(t, r.plane)
		if !c.answered(planetest.Check("good1", password)) {
			t.Fatal("there is no answer")
		}
		c.pipe.Send(planetest.Check("good2", password).Raw)
		synctest.Wait()
		if r.plane.named("good2") != nil {
			t.Error("a second name came in over the same stream")
		}
	})
}

func TestAStreamThatFloodsOrBabblesIsCut(t *testing.T) {
	for _, tt := range []struct {
		name  string
		say   []byte
		times int
	}{
		{"babble", bytes.Repeat([]byte{99}, 30), 1},
		{"flood", append([]byte{0x80, 111}, make([]byte, 60)...), packetBurst + 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, _ := dry(t, 0)
				c := calls(t, r.plane)
				if !c.answered(planetest.Check("good", password)) {
					t.Fatal("there is no answer")
				}
				for range tt.times {
					c.pipe.Send(tt.say)
					synctest.Wait()
				}
				time.Sleep(2 * time.Second) // what was to be said to it, and is not read, takes one
				if !c.cut() {
					t.Error("it was not cut")
				}
			})
		})
	}
}

func TestAStreamThatFallsSilentIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := dry(t, 0)
		c := calls(t, r.plane)
		c.answered(planetest.Check("good", password))
		time.Sleep(consent + 2*time.Second)
		if !c.cut() {
			t.Error("it was not cut")
		}
	})
}

// Trying UDP must not take the sound away from a stream that works.
func TestAPeerOnAStreamMovesToUDPOnlyWhenItsClientNominatesThat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, l := dry(t, 0)
		c := calls(t, r.plane)
		c.answered(planetest.Check("good", password))
		peer := r.plane.named("good")
		k, err := keysFrom(make([]byte, 2*(keyLen+saltLen)))
		if err != nil {
			t.Fatal(err)
		}
		peer.keys.Store(k)

		if n := knocks(r, l, time.Now(), "good", password, here); n != 1 {
			t.Errorf("%d answers to a try, want 1", n)
		}
		if peer.at.Load().stream == nil {
			t.Error("the try moved the peer")
		}
		nomination := planetest.Check("good", password, stun.RawAttribute{Type: stun.AttrUseCandidate})
		r.handle(time.Now(), nomination.Raw, spot{port: here})
		if n := len(l.answers(here)); n != 2 {
			t.Errorf("%d answers to the nomination, want the response and a check", n)
		}
		if at := peer.at.Load(); at.spot != (spot{port: here}) {
			t.Errorf("it is at %v", at.port)
		}
		time.Sleep(moving + time.Second)
		again := planetest.Check("good", password, stun.RawAttribute{Type: stun.AttrUseCandidate})
		r.handle(time.Now(), again.Raw, spot{port: here})
		if n := len(l.answers(here)); n != 1 {
			t.Errorf("%d answers to a nomination of where it has long been, want the response", n)
		}
		c.answered(planetest.Check("good", password))
		if peer.at.Load().stream == nil {
			t.Error("it cannot go back to the stream")
		}
		c.pipe.Close()
		<-c.over
		knocks(r, l, time.Now(), "good", password, here)
		if peer.at.Load().stream != nil {
			t.Error("it stays at a stream that has ended")
		}
	})
}

func TestTheEndOfRunEndsTheStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := dry(t, 0)
		r.plane.endStreams()
		near, far := net.Pipe()
		r.plane.Serve(far, nil)
		if _, err := near.Write([]byte{1}); err == nil {
			t.Error("a stream is served after the end")
		}
	})
}

// FuzzStream gives a plane any bytes over a stream that has a peer, and one
// that has none.
func FuzzStream(f *testing.F) {
	f.Add([]byte{0, 1, 99}, true)
	f.Add([]byte{0x16, 3, 1, 0, 5}, false)
	framed := func(b []byte) []byte { return append([]byte{byte(len(b) >> 8), byte(len(b))}, b...) }
	f.Add(framed(planetest.Check("good", password).Raw), false)
	f.Add(framed(append([]byte{22, 254, 253}, make([]byte, 60)...)), true)
	f.Fuzz(func(t *testing.T, b []byte, known bool) {
		r, _ := dry(t, 0)
		near, far := net.Pipe()
		ctx, over := context.WithCancel(context.Background())
		go func() { defer over(); r.plane.Serve(far, nil) }()
		if known {
			b = append(framed(planetest.Check("good", password).Raw), b...)
		}
		go func() { near.Write(b); near.Close() }()
		<-ctx.Done()
		for _, p := range r.plane.peers() {
			p.Close()
		}
	})
}
