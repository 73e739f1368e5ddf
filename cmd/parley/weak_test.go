package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	crypto "crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/logging"
	"github.com/pion/transport/v5/vnet"

	"parley/media/device"
	"parley/media/link"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
	"parley/media/sfu"
	"parley/media/voice"
)

// With -words a recogniser also tells how much is understood, which takes minutes:
// go test -run WeakLinks -v ./cmd/parley -words
var countWords = flag.Bool("words", false, "have a recogniser count the words that are understood over weak links")

var weakSeed = flag.Uint64("weakseed", 5, "of what weak links leave to chance")

// A weakLink is what lies between one person and the server. It is counted what is
// sent into it, with the headers of IP and UDP.
type weakLink struct {
	loss   float64       // of all packets, either way
	burst  time.Duration // loss comes in stretches of this length; 0: packet by packet
	kbit   float64       // either way, with a queue of a second; 0: no limit
	inside net.PacketConn
	server net.Addr

	mu       sync.Mutex // guards the fields below
	dice     *rand.Rand
	client   net.Addr
	outside  net.PacketConn
	up, down direction
}

// A direction is one way of a weak link.
type direction struct {
	bytes       int
	from, until time.Time // of the stretch in which all is lost
	free        time.Time // when the queue will be empty
}

// passes counts a packet, and says whether and when it leaves the link.
func (w *weakLink) passes(d *direction, size int) (wait time.Duration, ok bool) {
	now := time.Now()
	d.bytes += size + 28
	if w.kbit > 0 {
		d.free = later(d.free, now)
		if d.free.Sub(now) > time.Second {
			return 0, false
		}
		d.free = d.free.Add(time.Duration(float64(size+28) * 8 / w.kbit * float64(time.Millisecond)))
		wait = d.free.Sub(now)
	}
	if w.burst == 0 || w.loss == 0 {
		return wait, w.dice.Float64() >= w.loss
	}
	for !now.Before(d.until) {
		d.from = later(d.until, now.Add(-time.Minute)).Add(time.Duration(w.dice.ExpFloat64() * float64(w.burst) * (1 - w.loss) / w.loss))
		d.until = d.from.Add(w.burst)
	}
	return wait, now.Before(d.from)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// carry brings the packets of one direction to the other side until the link ends.
func (w *weakLink) carry(from net.PacketConn, d *direction, up bool) {
	for {
		buf := make([]byte, 1500)
		n, at, err := from.ReadFrom(buf)
		if err != nil {
			return
		}
		w.mu.Lock()
		if up {
			w.client = at
		}
		wait, ok := w.passes(d, n)
		w.mu.Unlock()
		if !ok {
			continue
		}
		time.AfterFunc(wait, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			if up {
				w.outside.WriteTo(buf[:n], w.server)
			} else {
				w.inside.WriteTo(buf[:n], w.client)
			}
		})
	}
}

// kilobits are those so far, up and down.
func (w *weakLink) kilobits() (up, down float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return float64(w.up.bytes) * 8 / 1000, float64(w.down.bytes) * 8 / 1000
}

// A weakWorld is a server and a network in virtual time.
type weakWorld struct {
	t           *testing.T
	wan         *vnet.Router
	hosts       int
	server      *sfu.Server
	fingerprint [32]byte
	trip        time.Duration
}

const weakServer = "10.0.0.2:7443"

// inWeakWorld runs a test in virtual time. Each hop takes a quarter of the round
// trip, so that a person behind a weak link has the whole of it.
func inWeakWorld(t *testing.T, trip time.Duration, test func(w *weakWorld)) {
	synctest.Test(t, func(t *testing.T) {
		wan, err := vnet.NewRouter(&vnet.RouterConfig{
			CIDR: "10.0.0.0/16", MinDelay: trip / 4, LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled},
		})
		must(t, err)
		w := &weakWorld{t: t, wan: wan, hosts: 1, trip: trip}
		at := w.place()
		must(t, wan.Start())
		t.Cleanup(func() {
			must(t, wan.Stop())
			time.Sleep(time.Minute) // what pion still has to end
		})
		conn, err := at.ListenPacket("udp4", weakServer)
		must(t, err)
		w.serve(conn)
		test(w)
	})
}

// place is one more machine.
func (w *weakWorld) place() *vnet.Net {
	w.hosts++
	n, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{fmt.Sprintf("10.0.0.%d", w.hosts)}})
	must(w.t, err)
	must(w.t, w.wan.AddNet(n))
	return n
}

// serve runs the server's sound until the test ends. Everybody may come in, to
// one meeting, by an ICE name that is the own fingerprint.
func (w *weakWorld) serve(conn net.PacketConn) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), crypto.Reader)
	must(w.t, err)
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(100 * time.Hour)}
	der, err := x509.CreateCertificate(crypto.Reader, &template, &template, key.Public(), key)
	must(w.t, err)
	w.fingerprint = sha256.Sum256(der)
	w.server, err = sfu.New(sfu.Config{
		Conn: conn, Certificate: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
		Admit: func(name string) (a sfu.Admission, err error) {
			a.Meeting, a.Password = "m", weakPassword
			var b []byte
			if _, err = fmt.Sscanf(name[:64], "%x", &b); err == nil {
				copy(a.Fingerprint[:], b)
			}
			return a, err
		},
	})
	must(w.t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.server.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		must(w.t, <-ended)
		conn.Close()
	})
}

const weakPassword = "a-password-of-more-than-22-characters"

// weaken puts a weak link in front of a person, who then dials address.
func (w *weakWorld) weaken(l *weakLink) (address string) {
	n := w.place()
	var err error
	l.dice = rand.New(rand.NewPCG(*weakSeed, uint64(w.hosts)))
	l.inside, err = n.ListenPacket("udp4", "0.0.0.0:5000")
	must(w.t, err)
	l.outside, err = n.ListenPacket("udp4", "0.0.0.0:5001")
	must(w.t, err)
	l.server, err = net.ResolveUDPAddr("udp4", weakServer)
	must(w.t, err)
	go l.carry(l.inside, &l.up, true)
	go l.carry(l.outside, &l.down, false)
	w.t.Cleanup(func() { l.inside.Close(); l.outside.Close() })
	return fmt.Sprintf("10.0.0.%d:5000", w.hosts)
}

// comes has a person come in, from a machine of their own.
func (w *weakWorld) comes(speaker uint32, address string, c voice.Config) (v *voice.Voice, leave func()) {
	id, err := link.NewIdentity()
	must(w.t, err)
	at := w.place()
	c.Dial = func(ctx context.Context, hear func(int, link.Packet)) (voice.Line, error) {
		l, err := link.Dial(ctx, link.Config{
			Server: address, Fingerprint: w.fingerprint, Identity: id, Net: at, OnPacket: hear,
			Name: func() (string, string) {
				return fmt.Sprintf("%x%s", id.Fingerprint(), crypto.Text()[:6]), weakPassword
			},
		})
		if err != nil {
			return nil, err
		}
		return l, nil
	}
	w.server.Allow("m", id.Fingerprint(), speaker, true)
	v, err = voice.Open(c)
	must(w.t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = v.Run(ctx) }()
	return v, func() { stop(); <-ended }
}

// weakSpeech is some minute of speech without pauses but for breath: words for a recogniser
// where there is a synthesiser, else sounds of the same kind.
func weakSpeech(t *testing.T) (sound []int16, words []string) {
	dice := rand.New(rand.NewPCG(1, 1))
	vocabulary := strings.Fields("council broadband access article seven twenty delegate amendment agree object chairman report national regional")
	for range 100 {
		words = append(words, vocabulary[dice.IntN(len(vocabulary))])
	}
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		return pcmtest.Speech(1, min(60, speechSeconds)*pcm.Rate), nil
	}
	file := filepath.Join(t.TempDir(), "said.wav")
	if out, err := exec.Command("espeak-ng", "-v", "en-us", "-s", "130", "-g", "6", "-w", file, strings.Join(words, " ")).CombinedOutput(); err != nil {
		t.Fatalf("espeak-ng: %v\n%s", err, out)
	}
	sound = samples(t, file)
	return sound[:min(len(sound), speechSeconds*pcm.Rate)], words
}

// A hearingTrial is what came of listening to a minute of speech.
type hearingTrial struct {
	slot            voice.SlotStatus
	concealed       float64
	kbitUp, kbitIn  float64 // of the weak person's link, while somebody speaks
	delay, longest  time.Duration
	file            string
	talker, hearer  voice.Status
	silentUp, quiet float64       // kbit/s in silence, up and down
	began           time.Duration // when talk was opened, after the recording had begun
}

// try has one person speak to another. The weak link is the hearer's or, if talks,
// the speaker's; what is heard goes to file.
func (w *weakWorld) try(l *weakLink, sound []int16, talks, complete bool, file string) (r hearingTrial) {
	address := w.weaken(l)
	ends := map[bool]string{true: address, false: weakServer}
	r.file = file
	loss := l.loss
	l.mu.Lock()
	l.loss = 0 // coming in is not what is tried
	l.mu.Unlock()
	start := time.Now()
	ear, earLeaves := w.comes(1, ends[!talks], voice.Config{Mic: "none", Ear: "file:" + r.file})
	clip := device.NewClip(append(append(slices.Clone(sound[:min(len(sound), 15*pcm.Rate)]), sound...), make([]int16, 5*pcm.Rate)...))
	mouth, mouthLeaves := w.comes(2, ends[talks], voice.Config{Clip: clip, Ear: "none"})
	time.Sleep(10 * time.Second)
	up, down := l.kilobits()
	time.Sleep(silenceSeconds * time.Second)
	upLater, downLater := l.kilobits()
	r.silentUp, r.quiet = (upLater-up)/silenceSeconds, (downLater-down)/silenceSeconds
	ear.Complete(complete)
	l.mu.Lock()
	l.loss = loss
	l.mu.Unlock()
	mouth.Talk(true)
	r.began = time.Since(start)
	time.Sleep(15 * time.Second) // to get used to it
	before := ear.Status()
	at := slices.IndexFunc(before.Slots[:], func(s voice.SlotStatus) bool { return s.Frames > 0 })
	at = max(at, 0)
	up, down = l.kilobits()
	looks := len(sound) / pcm.Rate * 10
	for range looks {
		time.Sleep(100 * time.Millisecond)
		d := ear.Status().Slots[at].MouthToEar
		r.longest = max(r.longest, d)
		r.delay += d / time.Duration(looks)
	}
	upLater, downLater = l.kilobits()
	span := float64(looks) / 10
	r.kbitUp, r.kbitIn = (upLater-up)/span, (downLater-down)/span
	r.talker, r.hearer = mouth.Status(), ear.Status()
	time.Sleep(8 * time.Second)
	r.slot = ear.Status().Slots[at]
	made, real := float64(r.slot.Concealed-before.Slots[at].Concealed), float64(r.slot.Frames-before.Slots[at].Frames)
	r.concealed = made / max(made+real, 1)
	mouthLeaves()
	earLeaves()
	return r
}

// TestWeakLinks prints what the product reaches over weak links, everything real but
// the network and the time, against what it is meant to reach. A figure that is missed is printed as
// missed; only what is far from it fails.
func TestWeakLinks(t *testing.T) {
	sound, words := weakSpeech(t)
	all := 0
	for _, tt := range []struct {
		name      string
		link      *weakLink
		trip      time.Duration
		talks     bool // the weak link is the speaker's
		complete  bool
		concealed float64       // share at most
		kbit      float64       // at most, down if the listener's link is weak, else up
		delay     time.Duration // from mouth to ear at most
	}{
		{name: "good", link: &weakLink{}, trip: 20 * time.Millisecond, concealed: 0.001, kbit: 60, delay: 120 * time.Millisecond},
		{name: "10 % lost", link: &weakLink{loss: 0.1}, trip: 100 * time.Millisecond, concealed: 0.01, kbit: 40, delay: 400 * time.Millisecond},
		{name: "20 % lost", link: &weakLink{loss: 0.2}, trip: 100 * time.Millisecond, concealed: 0.02, kbit: 40, delay: 400 * time.Millisecond},
		{name: "30 % lost", link: &weakLink{loss: 0.3}, trip: 100 * time.Millisecond, concealed: 0.03, kbit: 40, delay: 400 * time.Millisecond},
		{name: "20 % lost in bursts of 120 ms", link: &weakLink{loss: 0.2, burst: 120 * time.Millisecond}, trip: 100 * time.Millisecond, concealed: 0.05, kbit: 40, delay: 400 * time.Millisecond},
		{name: "the speaker loses 10 %", link: &weakLink{loss: 0.1}, trip: 100 * time.Millisecond, talks: true, concealed: 0.02, kbit: 50, delay: 400 * time.Millisecond},
		{name: "32 kbit/s and 10 % lost, to hear", link: &weakLink{loss: 0.1, kbit: 32}, trip: 100 * time.Millisecond, concealed: 0.02, kbit: 32, delay: 400 * time.Millisecond},
		{name: "32 kbit/s and 10 % lost, to speak", link: &weakLink{loss: 0.1, kbit: 32}, trip: 100 * time.Millisecond, talks: true, concealed: 0.02, kbit: 32, delay: 400 * time.Millisecond},
		{name: "complete, 30 % lost, 300 ms", link: &weakLink{loss: 0.3}, trip: 300 * time.Millisecond, complete: true, concealed: 0, kbit: 100, delay: 3 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r hearingTrial
			file := filepath.Join(t.TempDir(), "heard.wav")
			inWeakWorld(t, tt.trip, func(w *weakWorld) { r = w.try(tt.link, sound, tt.talks, tt.complete, file) })
			kbit := r.kbitIn
			if tt.talks {
				kbit = r.kbitUp
			}
			judge := func(what string, got, most float64, unit string) {
				word := "met"
				if got > most {
					word = "MISSED"
				}
				t.Logf("%-12s %8.2f %s, wanted %.2f at most: %s", what, got, unit, most, word)
				if got > 2*most+1 {
					t.Errorf("%s is far from what is wanted", what)
				}
			}
			judge("made up", 100*r.concealed, 100*tt.concealed, "%")
			judge("rate", kbit, tt.kbit, "kbit/s")
			judge("delay", float64(r.delay.Milliseconds()), float64(tt.delay.Milliseconds()), "ms from mouth to ear")
			if least, most := 6000, 14000; !tt.talks && !tt.complete {
				if tt.link.loss == 0 {
					least, most = 32000, 32000
				}
				if got := r.talker.Bitrate; got < least || got > most {
					t.Errorf("the speaker's codec is at %d bit/s, want %d to %d: the weakest listener decides", got, least, most)
				}
			}
			judge("in silence", max(r.silentUp, r.quiet), 1.5, "kbit/s")
			t.Logf("at most %v late; %.1f kbit/s up, %.1f down; the speaker is %v with %v a packet at %d bit/s and %d copies; the listener gets %v a packet and wishes for %d bit/s; %+v",
				r.longest, r.kbitUp, r.kbitIn, r.talker.Step, r.talker.Packet, r.talker.Bitrate, r.talker.Copies, r.slot.Packet, r.hearer.Wish, r.slot)
			if tt.link.loss == 0 {
				heard := samples(t, r.file)
				at, likeness := pcmtest.Find(sound[pcm.Rate:3*pcm.Rate], heard[:min(len(heard), pcm.Samples(r.began)+10*pcm.Rate)]) // it is said once more later
				late := pcm.Duration(int64(at)) - time.Second - r.began
				t.Logf("measured     %8.2f ms from the speaker's file to the listener's (likeness %.2f)", float64(late.Microseconds())/1000, likeness)
				if (r.delay - late).Abs() > 20*time.Millisecond {
					t.Errorf("the program believes in %v", r.delay)
				}
			}
			if words == nil || !*countWords {
				return
			}
			heard, err := understand(t, r.file)
			if err != nil {
				t.Logf("without a recogniser: %v", err)
				return
			}
			got := inOrder(heard, words)
			if all == 0 {
				all = got
			}
			t.Logf("%d of %d words understood, %.0f %% of those of the good link", got, len(words), 100*float64(got)/float64(max(all, 1)))
		})
	}
}
