package replay_test

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"parley/cmd/internal/replay"
	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// The traces in testdata are recorded sessions of our own: two seats at which
// a generator of random numbers types, pastes and deletes in six scripts, over
// lines that deliver late. With -record they are recorded anew. No two insert
// at one place at the same time, as in the traces that others recorded: each
// only goes on behind letters of its own. So every order of the log gives the
// same text.
var record = flag.Bool("record", false, "record the traces in testdata anew")

// words are in Latin, Arabic, Chinese and Russian, with combining marks and
// emoji held together by joiners.
var words = []string{"shall ", "should ", "resolves\n", "اتصال ", "الدول الأعضاء ", "决议草案", "互联互通。\n", "доступ ", "союз\n",
	"e\u0301te\u0301 ", "n\u0303o ", "👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈 ", "दस्तावेज़ ", "1 "}

// A recorder is the seats and the log between them.
type recorder struct {
	t      *testing.T
	random *rand.Rand
	now    time.Time
	state  *meeting.State
	log    []meeting.Event
	of     []int // for each event of the log: its transaction
	seats  []*seat
	trace  replay.Trace
}

type seat struct {
	*meeting.Seat
	by    text.Author
	sent  []meeting.Command
	made  []int // transactions of the commands sent
	heard int
	seen  []int // its parents: its own last transaction, and the last heard
}

func newRecorder(t *testing.T, seed uint64, seats int) *recorder {
	r := &recorder{t: t, random: rand.New(rand.NewPCG(seed, 0)), now: time.UnixMilli(1_790_000_000_000).UTC(), state: meeting.New()}
	r.happen(meeting.Event{What: meeting.Opened{Title: "t"}}, -1)
	for i := range seats {
		p := meeting.Person{Number: text.Author(i + 1), Session: meeting.Session{byte(i + 1)}, Name: "n", Role: meeting.Delegate}
		s := &seat{by: p.Number, seen: []int{-1, -1}}
		s.Seat = meeting.NewSeat(func(c meeting.Command) { s.sent = append(s.sent, c) })
		r.must(s.Take(meeting.Welcome{You: p, Snapshot: r.state.Snapshot(1)}, r.now))
		s.heard = 1
		r.seats = append(r.seats, s)
	}
	return r
}

func (r *recorder) must(_ meeting.Change, err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *recorder) happen(e meeting.Event, txn int) {
	r.t.Helper()
	e.Number, e.At = r.state.Head()+1, r.now
	r.must(meeting.Change{}, r.state.Apply(e))
	r.log, r.of = append(r.log, e), append(r.of, txn)
}

// edit records an edit as a transaction of its own, and sends it.
func (r *recorder) edit(s *seat, p replay.Patch) {
	r.t.Helper()
	r.now = r.now.Add(time.Duration(40+r.random.IntN(200)) * time.Millisecond)
	txn := replay.Txn{Agent: int(s.by) - 1, Time: r.now, Patches: []replay.Patch{p}}
	for _, i := range s.seen {
		if i >= 0 {
			txn.Parents = append(txn.Parents, i)
		}
	}
	s.seen[0] = len(r.trace.Txns)
	s.made = append(s.made, len(r.trace.Txns))
	r.trace.Txns = append(r.trace.Txns, txn)
	r.must(meeting.Change{}, s.EditWhole(delta.Replace(s.Text().Len(), p.At, p.Deleted, p.Insert), r.now))
}

// own returns the places behind letters of the seat's own.
func (s *seat) own() (places []int) {
	for span := range s.Text().Spans(0, s.Text().Len()) {
		for i := span.From; span.By == s.by && i < span.To; i++ {
			places = append(places, i+1)
		}
	}
	return places
}

// act types a word, letter by letter or pasted, or deletes.
func (r *recorder) act(s *seat) {
	r.t.Helper()
	places, n := s.own(), s.Text().Len()
	switch kind := r.random.IntN(10); {
	case kind < 3 && n > 40: // anywhere, others' letters too
		at := r.random.IntN(n)
		for range min(n-at, 1+r.random.IntN(6)) {
			if len(places) <= 8 {
				return // keep some to go on behind
			}
			r.edit(s, replay.Patch{At: at, Deleted: 1})
			places = s.own()
		}
	case kind == 3 && len(places) > 0:
		r.edit(s, replay.Patch{At: places[r.random.IntN(len(places))], Insert: r.word() + r.word()})
	case len(places) > 0:
		at := places[r.random.IntN(len(places))]
		for _, letter := range r.word() {
			r.edit(s, replay.Patch{At: at, Insert: string(letter)})
			at++
		}
	}
}

func (r *recorder) word() string { return words[r.random.IntN(len(words))] }

// arrive lets the server take what a seat sent, and tells it some of the log.
func (r *recorder) arrive(s *seat, send bool, hear int) {
	r.t.Helper()
	for send && len(s.sent) > 0 {
		c := s.sent[0]
		r.happen(meeting.Event{By: s.by, Command: c.Number, Base: c.Base, What: c.Happens()}, s.made[0])
		s.sent, s.made = s.sent[1:], s.made[1:]
	}
	for ; hear > 0 && s.heard < len(r.log); hear-- {
		r.must(s.Take(meeting.Happened{Event: r.log[s.heard]}, r.now))
		if e := r.log[s.heard]; e.By != s.by {
			s.seen[1] = r.of[s.heard]
		}
		s.heard++
	}
}

// settle delivers everything.
func (r *recorder) settle() {
	for range 2 {
		for _, s := range r.seats {
			r.arrive(s, true, len(r.log)+len(s.sent))
		}
	}
}

func recorded(t *testing.T, seats int, edits int) *replay.Trace {
	r := newRecorder(t, uint64(seats), seats)
	for _, s := range r.seats { // one after the other: a paragraph of each one's own
		r.edit(s, replay.Patch{At: s.Text().Len(), Insert: "considering " + r.word() + "\n"})
		r.settle()
	}
	for len(r.trace.Txns) < edits {
		s := r.seats[r.random.IntN(len(r.seats))]
		r.act(s)
		r.arrive(s, r.random.IntN(3) > 0, r.random.IntN(30))
	}
	r.settle()
	r.trace.End = r.state.Text().String()
	for _, s := range r.seats {
		if s.Text().String() != r.trace.End {
			t.Fatal("the seats do not agree")
		}
	}
	r.trace.Kind = "concurrent"
	if seats == 1 {
		r.trace.Kind = "sequential"
		for i := range r.trace.Txns {
			r.trace.Txns[i].Parents = nil
		}
	}
	return &r.trace
}

func TestTheTracesAreAsTheyWereRecorded(t *testing.T) {
	for name, seats := range map[string]int{"sequential": 1, "concurrent": 2} {
		want := recorded(t, seats, 600)
		file := "testdata/" + name + ".json"
		if *record {
			b, err := json.Marshal(want)
			if err == nil {
				err = os.WriteFile(file, append(b, '\n'), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		got, err := replay.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		if got.End != want.End || len(got.Txns) != len(want.Txns) {
			t.Errorf("%s: what is recorded now differs: run with -record", name)
		}
		for _, letters := range []string{"ا", "决", "с", "\u0301", "\u200d", "द"} {
			if !slices.ContainsFunc(got.Txns, func(x replay.Txn) bool { return x.Patches[0].Insert == letters }) {
				t.Errorf("%s: nobody types %q", name, letters)
			}
		}
	}
}
