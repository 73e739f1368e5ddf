package session_test

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/collabtest"
	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/text"
	"parley/collab/wire"
)

const (
	people  = 5
	active  = 15 * time.Second // how long they type
	draft   = "The Parties shall cooperate.\nThe Parties may consult.\n\nDone at the seat.\n"
	healing = 5 * time.Minute // within which all must be quiet and equal
)

// seeds is how many meetings are tried: -args -seeds 5000 for a longer look.
var seeds = flag.Uint64("seeds", usualSeeds, "how many random meetings to hold")

// TestFiveClientsEndEqual lets five people type, delete, undo and chat at once
// over lines that delay, break and fall silent, then mends the lines, and
// expects one text.
func TestFiveClientsEndEqual(t *testing.T) {
	for seed := range *seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { meet(t, seed) })
		})
	}
}

// meet is one meeting. Every fourth only inserts, so that every letter can be
// counted; every tenth has its server restarted.
func meet(t *testing.T, seed uint64) {
	n := newNetwork(seed)
	chance := rand.New(rand.NewPCG(seed, 3))
	h := openHub(t, n)
	var delegates []*delegate
	come := func() {
		i := len(delegates)
		d := sit(t, n, seed, i, collabtest.Weather{
			Delay: time.Duration(5+i*i*15) * time.Millisecond, Jitter: time.Duration(i*40) * time.Millisecond,
		})
		delegates = append(delegates, d)
	}
	for range people - 1 {
		come()
	}
	begin := time.Now()
	for time.Since(begin) < active {
		if len(delegates) < people && time.Since(begin) > active/2 {
			come()
			delegates[people-1].late = true
		}
		time.Sleep(time.Duration(200+chance.IntN(3000)) * time.Millisecond)
		n.Spoil(chance)
		if seed%10 == 7 && chance.IntN(3) == 0 {
			h.restart()
		}
	}
	for _, d := range delegates {
		d.do(func() { d.quiet = true })
	}
	truth := settle(t, h, delegates)
	for _, d := range delegates {
		d.do(func() { compare(t, d, truth) })
	}
	account(t, h, delegates, seed%4 == 0)
	for _, d := range delegates {
		d.leave()
	}
	h.close()
}

// settle waits until everybody has everything, and returns the state that the
// log gives.
func settle(t *testing.T, h *hubs, delegates []*delegate) *meeting.State {
	deadline := time.Now().Add(healing)
	for {
		time.Sleep(time.Second)
		truth := h.replay()
		waiting := ""
		for i, d := range delegates {
			d.do(func() {
				if w, v := d.seat.Waiting(), d.seat.Version(); w > 0 || d.Waiting() > 0 || v != truth.Head() {
					waiting += fmt.Sprintf("\n%d: %d waiting in the seat, %d in the outbox, at version %d of %d, line %+v",
						i, w, d.Waiting(), v, truth.Head(), d.seat.Link())
				}
			})
		}
		if waiting == "" {
			return truth
		}
		if time.Now().After(deadline) {
			t.Fatalf("not quiet after %v:%s", healing, waiting)
		}
	}
}

func compare(t *testing.T, d *delegate, truth *meeting.State) {
	if got, want := d.seat.Text().String(), truth.Text().String(); got != want {
		t.Errorf("%s has another text:\n%q\nthe log says\n%q", d.name, got, want)
	}
	if got, want := authors(d.seat.Text()), authors(truth.Text()); got != want {
		t.Errorf("%s has other authors:\n%s\nthe log says\n%s", d.name, got, want)
	}
	if got, want := lines(d.seat.Chat()), lines(truth.Chat()); got != want {
		t.Errorf("%s has another chat:\n%s\nthe log says\n%s", d.name, got, want)
	}
	if d.refused > 0 {
		t.Errorf("%s was refused %d commands: %v", d.name, d.refused, d.refusals)
	}
	if d.broken != nil {
		t.Errorf("%s came apart: %v", d.name, d.broken)
	}
	if d.afresh > 0 && !d.late && !d.rejoins {
		t.Errorf("%s needed %d fresh copies, and has seen all from the beginning", d.name, d.afresh)
	}
}

// authors is who wrote what.
func authors(t text.Text) string {
	var b strings.Builder
	last, n := text.Author(0), 0
	for span := range t.Spans(0, t.Len()) {
		if span.By != last && n > 0 {
			fmt.Fprintf(&b, "%d:%d ", last, n)
			n = 0
		}
		last, n = span.By, n+len(span.Text)
	}
	fmt.Fprintf(&b, "%d:%d", last, n)
	return b.String()
}

func lines(chat []meeting.Line) string {
	var b strings.Builder
	for _, l := range chat {
		fmt.Fprintf(&b, "%d %d %s\n", l.Number, l.By, l.Text)
	}
	return b.String()
}

// account checks that the log has every command asked exactly once, as it was
// asked, and, where nobody deleted, that the text has every letter.
func account(t *testing.T, h *hubs, delegates []*delegate, onlyInserts bool) {
	typed := map[text.Author]int{}
	inLog := map[text.Author]map[uint64]meeting.What{}
	for _, e := range h.events() {
		if e.Command == 0 {
			continue
		}
		if inLog[e.By] == nil {
			inLog[e.By] = map[uint64]meeting.What{}
		}
		if _, twice := inLog[e.By][e.Command]; twice {
			t.Errorf("command %d of %d happened twice", e.Command, e.By)
		}
		inLog[e.By][e.Command] = e.What
		if edit, ok := e.What.(meeting.Edited); ok {
			typed[e.By] += inserted(edit.Delta)
		}
	}
	for _, d := range delegates {
		d.do(func() {
			me := d.seat.Me().Number
			for _, c := range d.asked {
				if got := inLog[me][c.Number]; fmt.Sprint(got) != fmt.Sprint(c.Happens()) {
					t.Errorf("command %d of %s: asked %v, the log has %v", c.Number, d.name, c.Happens(), got)
				}
			}
			if len(d.asked) != len(inLog[me]) {
				t.Errorf("%s asked %d commands, the log has %d", d.name, len(d.asked), len(inLog[me]))
			}
			if !onlyInserts {
				return
			}
			kept := 0
			for span := range d.seat.Text().Spans(0, d.seat.Text().Len()) {
				if span.By == me {
					kept += len(span.Text)
				}
			}
			if kept != typed[me] {
				t.Errorf("%s typed %d letters, the text has %d of them", d.name, typed[me], kept)
			}
		})
	}
}

func inserted(d delta.Delta) (n int) {
	for op := range d.Ops() {
		n += len(op.Insert)
	}
	return n
}

// A delegate is a seat and its session, and somebody who plays with them. All
// of it belongs to the goroutine in live; others ask through do.
type delegate struct {
	*session.Session
	name     string
	seat     *meeting.Seat
	chance   *rand.Rand
	late     bool // came in the middle
	inserts  bool // never deletes or undoes
	rejoins  bool // asks for a fresh copy now and then
	quiet    bool
	at       int // where the cursor is
	asked    []meeting.Command
	refused  int
	refusals []meeting.RefusedCommand
	broken   error
	afresh   int // how often the copy could not place what came
	asks     chan func()
	leave    func()
	offline  atomic.Bool // cannot dial
}

// sit lets person i come to the meeting.
func sit(t *testing.T, n *network, seed uint64, i int, w collabtest.Weather) *delegate {
	chance := rand.New(rand.NewPCG(seed, uint64(100+i)))
	d := &delegate{
		name: fmt.Sprintf("delegate %d", i), chance: chance, inserts: seed%4 == 0, rejoins: seed%3 == 1, asks: make(chan func()),
	}
	dial := n.dial(w)
	d.Session = session.New(session.Config{
		Link: link, Name: d.name, Rand: rand.New(rand.NewPCG(seed, uint64(200+i))).Float64,
		Dial: func(ctx context.Context, address string) (net.Conn, error) {
			if d.offline.Load() {
				return nil, errors.New("network is unreachable")
			}
			return dial(ctx, address)
		},
	})
	d.seat = meeting.NewSeat(func(c meeting.Command) {
		d.asked = append(d.asked, c)
		d.Send(c)
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	gone := make(chan bool)
	go func() { d.live(); close(gone) }()
	d.leave = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("%s: the session ended: %v", d.name, err)
		}
		<-gone
	}
	return d
}

// do runs f where the delegate lives.
func (d *delegate) do(f func()) {
	done := make(chan bool)
	d.asks <- func() { f(); close(done) }
	<-done
}

func (d *delegate) live() {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		act := time.After(time.Duration(20+d.chance.IntN(300)) * time.Millisecond)
		select {
		case n, ok := <-d.Notices():
			if !ok {
				return
			}
			d.take(n)
		case <-tick.C:
			d.seat.Tick(time.Now())
		case f := <-d.asks:
			f()
		case <-act:
			if !d.quiet && d.seat.Joined() {
				d.act()
			}
		}
	}
}

func (d *delegate) take(n meeting.Notice) {
	c, err := d.seat.Take(n, time.Now())
	switch {
	case errors.Is(err, meeting.ErrResync):
		d.afresh++
		d.Resync(d.seat.Need())
	case err != nil:
		d.broken = err
	case c.Whole:
		d.at = min(d.at, d.seat.Text().Len())
	default:
		d.at = c.Text.Map(d.at, delta.Before)
	}
	r := d.seat.Refusals()
	d.refused += len(r)
	d.refusals = append(d.refusals, r...)
}

// act does one thing that a person may do.
func (d *delegate) act() {
	now := time.Now()
	switch k := d.chance.IntN(100); {
	case k < 55 || d.inserts && k < 85:
		d.typeWord(now)
	case k < 70:
		d.cross(now)
	case k < 80:
		if done, ok := d.seat.Undo(now); ok {
			d.at = done.Map(d.at, delta.Before)
		}
	case k < 85:
		if done, ok := d.seat.Redo(now); ok {
			d.at = done.Map(d.at, delta.Before)
		}
	case k < 90:
		d.seat.Say(fmt.Sprintf("line %d", len(d.asked)), now)
	case k < 91 && d.rejoins:
		d.Resync(d.seat.Version())
	case k < 95:
		d.at = d.chance.IntN(d.seat.Text().Len() + 1)
	default:
		if p, ok := d.seat.Pointer(d.at, d.at); ok {
			d.Point(p.Base, p.At, p.Anchor, false)
		}
	}
}

const letters = "abcdefghijklmnopqrstuvwxyz äé語🙂\n"

// typeWord types some letters at the cursor, or backwards in front of it.
func (d *delegate) typeWord(now time.Time) {
	all := []rune(letters)
	var b strings.Builder
	for range 1 + d.chance.IntN(5) {
		b.WriteRune(all[d.chance.IntN(len(all))])
	}
	d.edit(now, d.at, 0, b.String())
	if d.chance.IntN(4) > 0 {
		d.at += len([]rune(b.String()))
	}
}

// cross deletes a little at the cursor, and now and then replaces it.
func (d *delegate) cross(now time.Time) {
	n := min(1+d.chance.IntN(12), d.seat.Text().Len()-d.at)
	instead := ""
	if d.chance.IntN(3) == 0 {
		instead = "instead"
	}
	d.edit(now, d.at, n, instead)
}

func (d *delegate) edit(now time.Time, at, remove int, insert string) {
	if err := d.seat.Edit(delta.Replace(d.seat.Text().Len(), at, remove, insert), now); err != nil && d.broken == nil {
		d.broken = err
	}
}

// hubs is the server of a meeting, over its restarts on one log.
type hubs struct {
	t    *testing.T
	n    *network
	log  *eventlog.Memory
	stop func()
}

var meetingID = [8]byte{1}

func openHub(t *testing.T, n *network) *hubs {
	h := &hubs{t: t, n: n, log: eventlog.NewMemory()}
	h.start()
	return h
}

func (h *hubs) start() {
	server := hub.New(hub.Config{Log: h.log, Key: key})
	if _, err := server.Open(context.Background(), meetingID, "Talks", draft); err != nil {
		h.t.Fatal(err)
	}
	door := &http.Server{Handler: server, ErrorLog: log.New(io.Discard, "", 0)}
	l := tls.NewListener(h.n.Listen(address), &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13})
	served := make(chan bool)
	go func() { door.Serve(l); close(served) }()
	h.stop = func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		server.Close(ctx) // some are cut off and cannot hear it
		door.Close()
		<-served
	}
}

func (h *hubs) restart() {
	h.stop()
	time.Sleep(300 * time.Millisecond)
	h.start()
}

func (h *hubs) close() { h.stop() }

// events returns the whole log.
func (h *hubs) events() (all []meeting.Event) {
	err := h.log.Read(context.Background(), hub.Name(meetingID), 0, func(number uint64, entry []byte) error {
		e, err := wire.DecodeEvent(number, entry)
		all = append(all, e)
		return err
	})
	if err != nil {
		h.t.Fatalf("read the log: %v", err)
	}
	return all
}

// replay returns the state that the log gives.
func (h *hubs) replay() *meeting.State {
	s := meeting.New()
	for _, e := range h.events() {
		if err := s.Apply(e); err != nil {
			h.t.Fatalf("replay the log: %v", err)
		}
	}
	return s
}
