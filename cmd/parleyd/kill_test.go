package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
)

// asParleyd says in the environment that this binary is parleyd itself.
const asParleyd = "PARLEY_TEST_IS_PARLEYD"

func TestMain(m *testing.M) {
	if os.Getenv(asParleyd) != "" {
		main()
	}
	os.Exit(m.Run())
}

// A daemon is a parleyd in a process of its own.
type daemon struct {
	cmd *exec.Cmd
	out page
	log page
}

func startDaemon(t *testing.T, args ...string) *daemon {
	t.Helper()
	d := &daemon{cmd: exec.Command(os.Args[0], args...)}
	d.start(t)
	return d
}

func (d *daemon) start(t *testing.T) {
	t.Helper()
	d.cmd.Env = append(os.Environ(), asParleyd+"=1")
	d.cmd.Stdout, d.cmd.Stderr = &d.out, &d.log
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kill)
}

// kill ends the process as the lack of power would.
func (d *daemon) kill() {
	_ = d.cmd.Process.Kill()
	_ = d.cmd.Wait()
}

const (
	writers  = 5
	stays    = 4           // kills that one client lives through: every further one would make it wait longer
	patience = time.Minute // bounds a hang, it is no measurement
)

// TestNothingAcknowledgedIsLostWhenTheServerIsKilled kills parleyd many times in
// a row while people write without a pause, and starts it again on the same
// directory. Every word has a name, so that one that is lost or doubled is
// found in the end.
func TestNothingAcknowledgedIsLostWhenTheServerIsKilled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "meeting")
	d := startDaemon(t, "--listen", "127.0.0.1:0", "--data", dir)
	link := linkOf(t, d)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	var left []*writer
	var here []*writer
	for n := range kills {
		if n%stays == 0 {
			left, here = append(left, leave(t, here)...), nil
			for i := range writers {
				here = append(here, arrive(t, fmt.Sprintf("w%d-%d", n/stays, i), link, chance.Uint64()))
			}
		}
		if n%6 != 5 { // else it is killed while it starts
			for _, w := range here {
				w.until(t, "it had an answer after kill "+fmt.Sprint(n), func() bool { return w.received > w.before })
			}
		}
		time.Sleep(time.Duration(chance.IntN(60)) * time.Millisecond)
		d.kill()
		for _, w := range here {
			w.do(func() { w.before = w.received })
		}
		d = startDaemon(t, "--listen", link.Host, "--data", dir)
	}
	left = append(left, leave(t, here)...)
	draft, head := read(t, link)
	reckon(t, left, draft)
	t.Logf("%d kills, %d events", kills, head)
	if log := d.log.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "level=WARN") {
		t.Errorf("the last to serve complains:\n%s", log)
	}
}

func linkOf(t *testing.T, d *daemon) ticket.Link {
	t.Helper()
	for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(5 * time.Millisecond) {
		if found := printed.FindStringSubmatch(d.out.String()); found != nil {
			link, err := ticket.ParseLink(found[2])
			if err != nil {
				t.Fatal(err)
			}
			return link
		}
	}
	t.Fatalf("no links; it said:\n%s", d.log.String())
	return ticket.Link{}
}

// reckon checks that the draft has every word that should stand in it once,
// and no other.
func reckon(t *testing.T, all []*writer, draft string) {
	t.Helper()
	found := map[string]int{}
	for word := range strings.FieldsSeq(draft) {
		found[word]++
	}
	words := 0
	for _, w := range all {
		for _, word := range w.stand {
			if words++; found[word] != 1 {
				t.Errorf("%s stands %d times in the draft, want once", word, found[word])
			}
			delete(found, word)
		}
	}
	for word, n := range found {
		t.Errorf("%s stands %d times in the draft, want it gone", word, n)
	}
	t.Logf("%d words stand", words)
}

// read returns the draft as somebody who joins gets it, and the last event's
// number.
func read(t *testing.T, link ticket.Link) (string, meeting.Version) {
	t.Helper()
	state, err := meeting.FromSnapshot(join(t, link).Snapshot)
	if err != nil {
		t.Fatal(err)
	}
	return state.Text().String(), state.Head()
}

// A writer is a client that writes without a pause. All of it belongs to the
// goroutine in live; others ask through do.
type writer struct {
	name     string
	line     *session.Session
	seat     *meeting.Seat
	chance   *rand.Rand
	stand    []string // words of its own that should be in the draft
	words    int
	received int
	before   int // received when the server was last killed
	quiet    bool
	broken   error
	asks     chan func()
	ended    chan error
	stop     context.CancelFunc
}

func arrive(t *testing.T, name string, link ticket.Link, seed uint64) *writer {
	w := &writer{name: name, chance: rand.New(rand.NewPCG(seed, 0)), asks: make(chan func()), ended: make(chan error, 1)}
	w.line = session.New(session.Config{Link: link, Name: name, Dial: answered, Rand: func() float64 { return 0 }})
	w.seat = meeting.NewSeat(w.line.Send)
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	t.Cleanup(stop)
	go func() { w.ended <- w.line.Run(ctx) }()
	go w.live()
	return w
}

// answered calls until somebody answers: the test waits for the server, and
// not for the pause after a call that nobody took.
func answered(ctx context.Context, address string) (net.Conn, error) {
	for {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err == nil || ctx.Err() != nil {
			return c, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (w *writer) live() {
	hand := time.NewTicker(8 * time.Millisecond)
	defer hand.Stop()
	notices := w.line.Notices()
	for {
		select {
		case n, ok := <-notices:
			if !ok {
				close(w.asks)
				return
			}
			w.take(n)
		case <-hand.C:
			if !w.quiet && w.seat.Joined() && w.seat.Waiting() < 200 {
				w.write()
			}
		case f := <-w.asks:
			f()
		}
	}
}

func (w *writer) take(n meeting.Notice) {
	_, err := w.seat.Take(n, time.Now())
	switch {
	case errors.Is(err, meeting.ErrResync):
		w.line.Resync(w.seat.Need())
	case err != nil:
		w.broken = err
	}
	if _, ok := n.(meeting.Accepted); ok {
		w.received++
	}
	if r := w.seat.Refusals(); len(r) > 0 {
		w.broken = fmt.Errorf("refused: %v", r)
	}
}

// write puts a word somewhere, or strikes one of its own out.
func (w *writer) write() {
	draft := []rune(w.seat.Text().String())
	if n := len(w.stand); n > 0 && w.chance.IntN(6) == 0 {
		i := w.chance.IntN(n)
		word := w.stand[i] + "\n"
		w.stand = append(w.stand[:i:i], w.stand[i+1:]...)
		at := len([]rune(string(draft)[:strings.Index(string(draft), word)]))
		w.edit(delta.Replace(len(draft), at, len([]rune(word)), ""))
		return
	}
	at := w.chance.IntN(len(draft) + 1)
	for at > 0 && draft[at-1] != '\n' {
		at--
	}
	w.words++
	word := fmt.Sprintf("%s-%d", w.name, w.words)
	w.stand = append(w.stand, word)
	w.edit(delta.Replace(len(draft), at, 0, word+"\n"))
}

func (w *writer) edit(d delta.Delta) {
	if err := w.seat.EditWhole(d, time.Now()); err != nil && w.broken == nil {
		w.broken = err
	}
}

// do runs f where the writer lives.
func (w *writer) do(f func()) {
	done := make(chan bool)
	w.asks <- func() { f(); close(done) }
	<-done
}

// until waits for something to become true of the writer.
func (w *writer) until(t *testing.T, what string, f func() bool) {
	t.Helper()
	for late := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		ok := false
		var link meeting.LinkChanged
		w.do(func() { ok, link = f(), w.seat.Link() })
		if ok {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("%s waited in vain until %s: %+v", w.name, what, link)
		}
	}
}

// leave waits until everything of the writers is received, and lets them go.
func leave(t *testing.T, all []*writer) []*writer {
	t.Helper()
	for _, w := range all {
		w.do(func() { w.quiet = true })
	}
	for _, w := range all {
		w.until(t, "all was received", func() bool { return w.seat.Waiting() == 0 && w.line.Waiting() == 0 })
		w.stop()
		if err := <-w.ended; err != nil || w.broken != nil {
			t.Errorf("%s: %v, %v", w.name, err, w.broken)
		}
	}
	return all
}
