package sfu_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"parley/media/link"
)

// through connects a person by way of a relay.
func through(t *testing.T, w *world, r *relay, meeting string) *person {
	t.Helper()
	around := *w.host
	around.address = r.address
	return arrives(t, &around, meeting, w.place())
}

func TestAClientWithANewAddressStaysConnected(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		a, b := through(t, w, r, "m"), arrives(t, w.host, "m", w.place())
		w.Allow("m", a.identity.Fingerprint(), 1, true)
		w.Allow("m", b.identity.Fingerprint(), 2, true)
		for i := range 3 {
			r.rebind()
			time.Sleep(3 * time.Second) // a check comes each 2 s
			a.says(fmt.Sprint("Up", i))
			b.hears(fmt.Sprint("Up", i))
			b.says(fmt.Sprint("Down", i))
			a.hears(fmt.Sprint("Down", i))
		}
		if err := a.link.Err(); err != nil {
			t.Error(err)
		}
		if got := w.Stats().Peers; got != 2 {
			t.Errorf("%d peers, want 2", got)
		}
	})
}

func TestALostConnectionIsNoticedOnBothSides(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		a := through(t, w, r, "m")
		r.losing(everything)
		a.ends(link.ErrLost, 15*time.Second)
		time.Sleep(time.Minute)
		if got := w.Stats(); got.Peers != 0 || got.Meetings != 0 {
			t.Errorf("%d peers and %d meetings are left", got.Peers, got.Meetings)
		}
	})
}

func TestAShortCutIsSurvived(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		a, b := through(t, w, r, "m"), arrives(t, w.host, "m", w.place())
		w.Allow("m", b.identity.Fingerprint(), 2, true)
		r.losing(everything)
		time.Sleep(7 * time.Second)
		r.losing(nil)
		time.Sleep(3 * time.Second)
		b.says("H")
		a.hears("H")
	})
}

func TestAServerThatStartedAnewIsNoticedSoon(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		n := w.place()
		address := "10.0.0.3:7443"
		first, err := n.ListenPacket("udp4", address)
		if err != nil {
			t.Fatal(err)
		}
		c := certificate(t)
		crashes := serve(t, first, address, c)
		a := arrives(t, crashes, "m", w.place())
		time.Sleep(10 * time.Second)
		first.Close() // it ends without a word
		second, err := n.ListenPacket("udp4", address)
		if err != nil {
			t.Fatal(err)
		}
		again := serve(t, second, address, c)
		a.ends(link.ErrLost, 3*time.Second)
		a.dial(again, "m", w.place())
	})
}

func TestConnectingOverALossyLink(t *testing.T) {
	for seed := range uint64(20) {
		inBubble(t, 100*time.Millisecond, func(t *testing.T, w *world) {
			r := w.relay()
			r.losing(randomly(seed, 0.25))
			p := newPerson(t)
			around := *w.host
			around.address = r.address
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			start := time.Now()
			l, err := link.Dial(ctx, p.config(&around, "m", w.place()))
			if err != nil {
				t.Fatalf("seed %d: after %v: %v", seed, time.Since(start), err)
			}
			t.Logf("seed %d: %v", seed, time.Since(start))
			l.Close()
		})
	}
}

func TestBothSidesKnowTheLossAndTheRoundTrip(t *testing.T) {
	inBubble(t, 50*time.Millisecond, func(t *testing.T, w *world) {
		r := w.relay()
		a, b := through(t, w, r, "m"), arrives(t, w.host, "m", w.place())
		w.Allow("m", a.identity.Fingerprint(), 1, true)
		w.Allow("m", b.identity.Fingerprint(), 2, true)
		seen := map[bool]int{}
		r.losing(func(up bool, packet []byte) bool { // of sound: a quarter up, a half down
			if !sound(packet) {
				return false
			}
			seen[up]++
			return up && seen[up]%4 == 0 || !up && seen[up]%2 == 0
		})
		for range 500 {
			a.says("H1")
			b.says("H2")
			time.Sleep(20 * time.Millisecond)
		}
		up := a.link.Stats().RemoteLoss
		down, ok := w.Listener("m", a.identity.Fingerprint())
		if !ok {
			t.Fatal("the server knows nothing of the listener")
		}
		r.mu.Lock()
		lostUp, lostDown, sentDown := r.lostUp, r.lostDown, seen[false]
		r.mu.Unlock()
		if want := float64(lostUp) / 500; math.Abs(up-want) > 0.1 {
			t.Errorf("the client believes in %.2f loss upwards, want %.2f", up, want)
		}
		if sentDown > 400 || sentDown < 200 { // 20 ms each until the server knows of the loss, then 60 ms
			t.Errorf("%d packets went down, want longer ones after the first report", sentDown)
		}
		if want := float64(lostDown) / float64(sentDown); math.Abs(down.Loss-want) > 0.1 {
			t.Errorf("the server believes in %.2f loss downwards, want %.2f", down.Loss, want)
		}
		if got := int(a.link.Stats().Lost); got < lostDown-5 || got > lostDown { // some are on their way
			t.Errorf("the client counts %d lost, want %d", got, lostDown)
		}
		const want = 200 * time.Millisecond // the relay doubles the way
		for side, got := range map[string]time.Duration{"client": a.link.Stats().RoundTrip, "server": down.RoundTrip} {
			if got < want-time.Millisecond || got > want+20*time.Millisecond {
				t.Errorf("the %s measures a round trip of %v, want %v", side, got, want)
			}
		}
	})
}

func TestMyOwnSpeechIsNoLoss(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a, b := arrives(t, w.host, "m", w.place()), arrives(t, w.host, "m", w.place())
		w.Allow("m", a.identity.Fingerprint(), 1, true)
		w.Allow("m", b.identity.Fingerprint(), 2, true)
		b.speaks("H1", 200*time.Millisecond)
		time.Sleep(2 * time.Second)
		a.speaks("H2", 3*time.Second) // in the same slot
		time.Sleep(2 * time.Second)
		b.speaks("H3", 200*time.Millisecond)
		a.hears("H3")
		time.Sleep(time.Second)
		if got := a.link.Stats(); got.Lost != 0 || got.Heard != 20 {
			t.Errorf("heard %d and lost %d, want 20 and 0", got.Heard, got.Lost)
		}
	})
}

func TestAFloodIsCutDown(t *testing.T) {
	inBubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		a, b := arrives(t, w.host, "m", w.place()), arrives(t, w.host, "m", w.place())
		w.Allow("m", a.identity.Fingerprint(), 1, true)
		for range 5000 { // 1000 packets a second
			a.says("H")
			time.Sleep(time.Millisecond)
		}
		if got := b.link.Stats().Heard; got > 1500 {
			t.Errorf("%d packets got through in 5 s, want 400 and 200 a second", got)
		}
		if got := w.Stats().Flooded; got < 3000 {
			t.Errorf("%d packets were dropped", got)
		}
	})
}
