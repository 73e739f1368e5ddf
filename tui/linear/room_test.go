package linear_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/linear"
)

var (
	amina = meeting.Person{Number: 1, Session: meeting.Session{1}, Name: "Amina", Delegation: "Kenya", Role: meeting.Delegate}
	ben   = meeting.Person{Number: 2, Session: meeting.Session{2}, Name: "Ben", Role: meeting.Chair}
)

const draft = "The Assembly,\nresolves\nthat Member States should act;\n"

// A room is a meeting in memory in which amina sits at a linear front and ben
// acts as the test says. It is the server behind the front's line.
type room struct {
	t       *testing.T
	in      *io.PipeWriter
	out     output
	notices chan meeting.Notice
	whole   *room // of another document: the room of the meeting; nil: it is that
	number  int   // of another document
	ended   chan error

	mu      sync.Mutex // guards what follows
	log     *meeting.State
	silent  bool // commands are lost
	slow    bool // other documents do not come by themselves
	annexes map[int]*room
	talking bool
	seen    int   // by how many of three delegations a proposal is
	points  []int // where this person was told to be
	resyncs int
	people  []meeting.Present
	answers []string
}

// An output is what was said, to be read while more is being said.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

// enter runs a front in the room; change may change how.
func enter(t *testing.T, change func(*linear.Config)) *room {
	in, w := io.Pipe()
	r := &room{t: t, in: w, notices: make(chan meeting.Notice, 1000), ended: make(chan error, 1), log: meeting.New()}
	r.mustApply(meeting.Opened{Title: "Resolution 50", Text: draft}, meeting.Person{}, 0)
	r.mustApply(meeting.Entered{Person: ben}, meeting.Person{}, 0)
	c := linear.Config{In: in, Out: &r.out, Notices: r.notices, Line: r, Versions: func(context.Context, int, meeting.Version, meeting.Version) (text.Text, text.Text, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		return text.New(draft, 0), r.log.Text(), nil
	}}
	if change != nil {
		change(&c)
	}
	go func() { r.ended <- linear.Run(t.Context(), c) }()
	return r
}

// welcome lets amina in.
func (r *room) welcome() *room {
	r.notices <- meeting.LinkChanged{State: meeting.Dialling, Attempt: 1}
	r.notices <- meeting.Welcome{You: amina, Title: r.log.Title(), Head: r.log.Head(), Snapshot: r.log.Snapshot(r.log.Head()), Present: 2}
	r.notices <- meeting.LinkChanged{State: meeting.Up, RoundTrip: 80 * time.Millisecond}
	synctest.Wait()
	return r
}

func (r *room) mustApply(what meeting.What, by meeting.Person, command uint64) meeting.Event {
	e := meeting.Event{Number: r.log.Head() + 1, At: time.Now(), By: by.Number, Command: command, Base: r.log.Head(), What: what}
	if err := r.log.Apply(e); err != nil {
		r.t.Fatal(err)
	}
	return e
}

// tell puts a notice on the front's line.
func (r *room) tell(n meeting.Notice) {
	if r.whole != nil {
		r.whole.notices <- meeting.InDocument{Document: r.number, Notice: n}
		return
	}
	r.notices <- n
}

// ben does something, and amina hears of it.
func (r *room) ben(what meeting.What) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell(meeting.Happened{Event: r.mustApply(what, ben, r.log.Last(ben.Number)+1)})
}

// benWrites replaces deleted code points at at.
func (r *room) benWrites(at, deleted int, inserted string) {
	r.ben(meeting.Edited{Delta: delta.Replace(r.log.Text().Len(), at, deleted, inserted)})
}

// Send is the server taking a command of amina's.
func (r *room) Send(c meeting.Command) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.silent {
		return
	}
	var why meeting.Refusal
	if err := r.log.Check(amina, c); errors.As(err, &why) {
		r.tell(meeting.Refused{Command: c.Number, Why: why})
		return
	}
	what, err := r.log.Means(amina, c, time.Now())
	if errors.As(err, &why) {
		r.tell(meeting.Refused{Command: c.Number, Why: why})
		return
	}
	if d, opens := what.(meeting.DocumentOpened); opens {
		what = meeting.DocumentOpened{Number: len(r.log.Documents()) + 1, Title: d.Title}
	}
	e := meeting.Event{Number: r.log.Head() + 1, At: time.Now(), By: amina.Number, Command: c.Number, Base: c.Base, What: what}
	if err := r.log.Apply(e); err != nil {
		r.t.Error(err)
	}
	if told(what) {
		r.tell(meeting.Happened{Event: e})
		return
	}
	r.tell(meeting.Accepted{Command: c.Number, Number: e.Number, At: e.At})
}

// told reports whether who asked for it is told what came of it as the others are.
func told(what meeting.What) bool {
	switch what.(type) {
	case meeting.Prepared, meeting.DocumentOpened:
		return true
	}
	return meeting.Negotiates(what)
}

func (r *room) Answer(admit bool, who ...uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers = append(r.answers, fmt.Sprint(admit, " ", who))
}

func (r *room) Inquire(q meeting.Inquiry) {
	if q.Version > 0 {
		r.tell(meeting.Receipts{Version: q.Version, Seen: r.seen, Of: 3, Behind: []meeting.Behind{{Voice: "Mali", Lost: 12 * time.Second}}[:min(1, 3-r.seen)]})
		return
	}
	r.tell(meeting.Receipts{Version: 17, Seen: 41, Of: 43, Behind: []meeting.Behind{{Voice: "Mali", Lost: 12 * time.Second}, {Voice: "Samoa", Has: 16}}})
}

func (r *room) Point(_ meeting.Version, at, _ int, _ bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.points = append(r.points, at)
}

func (r *room) Talk(on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.talking = on
}

func (r *room) talks() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.talking
}

func (r *room) Resync(meeting.Version) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resyncs++
}

func (r *room) AskRoster(from int, words string) {
	all := slices.DeleteFunc(slices.Clone(r.people), func(p meeting.Present) bool {
		return !strings.Contains(strings.ToLower(p.Person.String()), strings.ToLower(words))
	})
	to := min(from+2, len(all))
	r.tell(meeting.Roster{Present: len(r.people), From: from, People: all[from:to], Words: words, Found: len(all)})
}

// types writes lines of input and lets the front settle.
func (r *room) types(lines ...string) {
	for _, line := range lines {
		if _, err := io.WriteString(r.in, line+"\n"); err != nil {
			r.t.Fatal(err)
		}
	}
	synctest.Wait()
}

// hears fails the test unless these lines, and no others, were said since the
// last time.
func (r *room) hears(want ...string) {
	r.t.Helper()
	if got := r.said(); !slices.Equal(got, want) {
		r.t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// later is hears once a breath has passed, in which announcements are gathered.
func (r *room) later(want ...string) {
	r.t.Helper()
	time.Sleep(2100 * time.Millisecond)
	r.hears(want...)
}

func (r *room) said() []string {
	synctest.Wait()
	r.out.mu.Lock()
	defer r.out.mu.Unlock()
	said := strings.TrimSuffix(r.out.text.String(), "\n")
	r.out.text.Reset()
	if said == "" {
		return nil
	}
	return strings.Split(said, "\n")
}

// leaves ends the input and returns how the run went.
func (r *room) leaves() error {
	r.in.Close()
	return <-r.ended
}

// meet runs a test in virtual time with amina in the room.
func meet(t *testing.T, change func(*linear.Config), test func(t *testing.T, r *room)) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, change).welcome()
		r.said()
		test(t, r)
		r.in.Close()
	})
}
