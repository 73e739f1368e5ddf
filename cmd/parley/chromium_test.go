package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"parley/collab/ticket"
	"parley/media/link"
	"parley/media/opus"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
	"parley/media/red"
	"parley/media/sfu"
	"parley/media/voice"
)

// A browsing is a meeting's sound with a page behind its door, for Chromium.
type browsing struct {
	t      *testing.T
	ticket ticket.Ticket
	sound  *sfu.Server
	relay  *relay // on Chromium's way
	print  [32]byte
	door   http.Handler // for offers
	web    *httptest.Server

	mu     sync.Mutex // guards the fields below
	stats  pageStats
	said   chan struct{} // closed and replaced when there are newer stats
	failed string
}

// pageStats is what the page says of itself: sums over its lines, since the
// beginning.
type pageStats struct {
	State                              string
	Packets, Lost, Sent                int
	Samples, Concealed, Silent, Energy float64
	Writes                             string // codecs
}

// browse serves a meeting and has Chromium join it with the file as its microphone.
func browse(t *testing.T, microphone string) *browsing {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	b := &browsing{t: t, said: make(chan struct{})}
	key := ticket.NewKey()
	b.ticket = key.Issue(ticket.Payload{Meeting: [8]byte{1}})
	certificate, err := ticket.LoadCertificate(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b.print = ticket.Fingerprint(certificate)
	udp, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	b.sound, err = sfu.New(sfu.Config{Conn: udp, Certificate: certificate, Admit: func(name string) (sfu.Admission, error) {
		_, fingerprint, password, err := key.CheckSound(name, time.Now())
		return sfu.Admission{Meeting: "m", Password: password, Fingerprint: fingerprint}, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.sound.Run(ctx) }()
	b.relay = newRelay(t, udp.LocalAddr().String(), 100*time.Millisecond)
	b.door = b.offers()
	b.web = httptest.NewServer(b.pages())
	t.Cleanup(func() {
		b.web.Close()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		udp.Close()
	})
	b.open(chromium, microphone)
	return b
}

// pages are the page, the door to which it brings its offer, and where it says
// how it is.
func (b *browsing) pages() http.Handler {
	pages := http.NewServeMux()
	pages.Handle("/", http.FileServer(http.Dir("testdata/chromium")))
	pages.Handle(sfu.Door, b.door)
	pages.Handle(sfu.Door+"/", b.door)
	pages.HandleFunc("POST /stats", func(_ http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.stats = pageStats{}
		if err := json.NewDecoder(r.Body).Decode(&b.stats); err != nil {
			b.failed = err.Error()
		}
		close(b.said)
		b.said = make(chan struct{})
	})
	pages.HandleFunc("POST /failed", func(_ http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		json.NewDecoder(r.Body).Decode(&b.failed)
		close(b.said)
		b.said = make(chan struct{})
	})
	return pages
}

// offers is the server's door for them, with everything that is behind it.
func (b *browsing) offers() http.Handler {
	return b.sound.Offers(sfu.Offers{
		Grant: func(token string, client sfu.Fingerprint) (string, error) {
			if token != b.ticket.OfferProof() {
				return "", errors.New("another token")
			}
			b.sound.Allow("m", client, 2, true)
			name, _ := b.prove(client)
			return name, nil
		},
		At: func(*http.Request) []netip.AddrPort {
			return []netip.AddrPort{netip.MustParseAddrPort(b.relay.address())}
		},
		Fingerprint: b.print,
	})
}

func (b *browsing) prove(client [32]byte) (name, password string) {
	var nonce [8]byte
	rand.Read(nonce[:]) // never returns an error
	return b.ticket.SoundProof(client, nonce)
}

// open starts Chromium, which ends with the test.
func (b *browsing) open(chromium, microphone string) {
	b.t.Helper()
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required", "--allow-loopback-in-peer-connection",
		"--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--use-file-for-fake-audio-capture="+microphone,
		"--user-data-dir="+b.t.TempDir(), b.web.URL+"/?token="+b.ticket.OfferProof())
	out := newTranscript()
	cmd.Stdout, cmd.Stderr = out, out
	cmd.WaitDelay = 5 * time.Second // its children may hold the output
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if b.t.Failed() {
			b.t.Logf("chromium said:\n%s", regexp.MustCompile("(?m)^.*(ALSA|alsa|bad M-I).*\n").ReplaceAllString(out.all(), ""))
		}
	})
}

// until waits until the page's statistics are as wanted, and returns them.
func (b *browsing) until(what string, ok func(pageStats) bool) pageStats {
	b.t.Helper()
	limit := time.After(2 * patienceWithPrograms)
	for {
		b.mu.Lock()
		stats, failed, said := b.stats, b.failed, b.said
		b.mu.Unlock()
		switch {
		case failed != "":
			b.t.Fatalf("the page failed: %s", failed)
		case ok(stats):
			return stats
		}
		select {
		case <-said:
		case <-limit:
			b.t.Fatalf("the page never came to %s: %+v", what, stats)
		}
	}
}

// next waits for two newer statistics, so that one of them is of now.
func (b *browsing) next() (stats pageStats) {
	for range 2 {
		b.mu.Lock()
		said := b.said
		b.mu.Unlock()
		select {
		case <-said:
		case <-time.After(patienceWithPrograms):
			b.t.Fatal("the page says nothing any more")
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stats
}

// config is how a terminal's sound dials.
func (b *browsing) config(identity *link.Identity, hear func(int, link.Packet)) link.Config {
	return link.Config{
		Server: b.relay.server.String(), Fingerprint: b.print, Identity: identity, OnPacket: hear,
		Name: func() (string, string) { return b.prove(identity.Fingerprint()) },
	}
}

// terminal runs a client's sound, which speaks and hears files, until the
// returned function is called.
func (b *browsing) terminal(mic, ear string) (v *voice.Voice, ends func()) {
	b.t.Helper()
	identity, err := link.NewIdentity()
	if err != nil {
		b.t.Fatal(err)
	}
	b.sound.Allow("m", identity.Fingerprint(), 1, true)
	v, err = voice.Open(voice.Config{Mic: "file:" + mic, Ear: "file:" + ear, Dial: func(ctx context.Context, hear func(int, link.Packet)) (voice.Line, error) {
		l, err := link.Dial(ctx, b.config(identity, hear))
		if err != nil {
			return nil, err
		}
		return l, nil
	}})
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- v.Run(ctx) }()
	ends = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			b.t.Error(err)
		}
	})
	b.t.Cleanup(ends)
	return v, ends
}

// reads has somebody read on without a pause, in packets of so many frames, until
// the returned function is called.
func (b *browsing) reads(frames int) (stop func()) {
	b.t.Helper()
	identity, err := link.NewIdentity()
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patienceWithPrograms)
	defer cancel()
	l, err := link.Dial(ctx, b.config(identity, func(int, link.Packet) {}))
	if err != nil {
		b.t.Fatal(err)
	}
	b.sound.Allow("m", identity.Fingerprint(), 3, true)
	packets := read(b.t, frames)
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(time.Duration(frames) * pcm.FrameTime)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-over:
				return
			case <-tick.C:
				_ = l.Send(packets[i%len(packets)], frames*pcm.FrameSize, 25, i == 0) // it may be over
			}
		}
	}()
	return func() { close(over); <-done; l.Close() }
}

// read returns ten seconds of speech in packets of so many frames.
func read(t *testing.T, frames int) (all [][]byte) {
	t.Helper()
	e, err := opus.NewEncoder()
	if err != nil {
		t.Fatal(err)
	}
	var joiner red.Joiner
	var f pcm.Frame
	buf := make([]byte, opus.MaxPacket)
	for speech := pcmtest.Speech(1, 10*pcm.Rate); len(speech) >= pcm.FrameSize; speech = speech[pcm.FrameSize:] {
		copy(f[:], speech)
		n, err := e.Encode(&f, buf)
		if err != nil || !joiner.Add(buf[:n]) {
			t.Fatalf("a frame of %d bytes: %v", n, err)
		}
		if joiner.Len() == frames {
			all = append(all, joiner.Take(nil))
		}
	}
	return all
}

// concealed is the share of what Chromium played between two statistics that it
// had to make up.
func concealed(before, after pageStats) float64 {
	return (after.Concealed - before.Concealed - after.Silent + before.Silent) / max(after.Samples-before.Samples-after.Silent+before.Silent, 1)
}

// What goes over the wire is plain WebRTC: Chromium hears what a terminal says, and
// is heard by it.
func TestChromiumHearsAndIsHeard(t *testing.T) {
	t.Parallel()
	speech := sayWords(t)
	dir, tries := t.TempDir(), 0
	b := browse(t, speech) // it says the words again and again
	b.until("a connection", func(s pageStats) bool { return s.State == "connected" && s.Sent > 50 })
	attempt := func() error {
		tries++
		heard := filepath.Join(dir, fmt.Sprint("heard", tries, ".wav"))
		v, ends := b.terminal(speech, heard)
		v.Talk(true)
		s := b.until("sound", func(s pageStats) bool { return s.Packets > 100 && s.Energy > 0.001 })
		if up, _ := b.relay.kinds(red.PayloadType); up == 0 {
			t.Errorf("chromium sends no RED, which it put first; it writes %s", s.Writes)
		}
		time.Sleep(8 * time.Second) // the words, at least once
		ends()
		return likened(t, speech, heard)
	}
	if err := onMachineWithTime(t, attempt); err != nil {
		t.Error(err)
	}
}

// Packets of 120 ms, and on a lossy way packets of 60 ms with copies, are decoded
// like any others.
func TestChromiumDecodesLongPacketsAndCopies(t *testing.T) {
	t.Parallel()
	b := browse(t, sayWords(t))
	b.until("a connection", func(s pageStats) bool { return s.State == "connected" })
	for _, tt := range []struct {
		name   string
		frames int
		loss   float64
		most   float64 // share concealed
	}{
		{"20 ms", 1, 0, 0.03},
		{"60 ms", 3, 0, 0.03},
		{"120 ms", 6, 0, 0.03},
		{"20 ms at 20 % loss, with what the server makes of it", 1, 0.2, 0.08},
	} {
		err := onMachineWithTime(t, func() error {
			b.relay.losing(tt.loss)
			defer b.relay.losing(0)
			stop := b.reads(tt.frames)
			defer stop()
			time.Sleep(3 * time.Second) // the delay settles
			if tt.loss > 0 {
				time.Sleep(7 * time.Second) // and the server has heard of the loss
			}
			before := b.next()
			time.Sleep(5 * time.Second)
			after := b.next()
			share := concealed(before, after)
			_, copies := b.relay.kinds(red.PayloadType)
			t.Logf("%s: %.2f %% of %.1f s made up, %d packets, %d lost, %d with copies so far", tt.name, 100*share,
				(after.Samples-before.Samples)/pcm.Rate, after.Packets-before.Packets, after.Lost-before.Lost, copies)
			switch {
			case after.Energy <= before.Energy || after.Packets == before.Packets:
				return fmt.Errorf("%s: nothing is heard: %+v", tt.name, after)
			case share > tt.most:
				return fmt.Errorf("%s: %.1f %% made up, want %.1f at most", tt.name, 100*share, 100*tt.most)
			case tt.loss > 0 && copies == 0:
				return fmt.Errorf("%s: nobody gets copies", tt.name)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
