package serve

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/text"
	"parley/collab/wire"
)

// BenchmarkOpenALongMeeting opens a meeting of 300,000 events, typed by twenty
// people, from its directory as parleyd does: after it ended in order; after it
// was killed just before its next snapshot; without any snapshot. Then somebody
// joins it. The directory is made anew each time, in TMPDIR: on a disk that
// syncs it takes minutes, in memory a quarter of one.
func BenchmarkOpenALongMeeting(b *testing.B) {
	const events, tail = 300_000, 4096
	m := longMeeting{chance: rand.New(rand.NewPCG(1, 2)), dir: b.TempDir(), id: [8]byte{1}}
	m.write(b, events-tail)
	bare := m.copied(b)
	m.open(b)
	m.write(b, tail)
	killed := m.copied(b)
	m.open(b)
	indexes, err := filepath.Glob(filepath.Join(killed, "log", "jetstream", "*", "streams", "*", "msgs", "index.db"))
	if err != nil || len(indexes) == 0 {
		b.Fatal("no indexes", err)
	}
	for _, file := range indexes { // JetStream writes them when it ends in order
		if err := os.Remove(file); err != nil {
			b.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name string
		from string
	}{{"without a snapshot", bare}, {"with a snapshot and a tail, killed", killed}, {"with a snapshot of all", m.dir}} {
		b.Run(tt.name, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				again := longMeeting{dir: tt.from}
				again.dir = again.copied(b)
				b.StartTimer()
				again.open(b)
			}
		})
	}
	b.Run("somebody joins", m.join)
}

// copied returns another directory with the same meeting.
func (m *longMeeting) copied(b *testing.B) string {
	to := filepath.Join(b.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(m.dir)); err != nil {
		b.Fatal(err)
	}
	return to
}

// A longMeeting is a directory with a meeting, and how far it has come.
type longMeeting struct {
	dir    string
	id     [8]byte
	chance *rand.Rand
	head   meeting.Version
	length int
	at     time.Time
	places [20]int // where each person writes
	asked  [20]uint64
}

// write appends events to the log as a hub would.
func (m *longMeeting) write(b *testing.B, events int) {
	log, err := openLog(m.dir)
	if err != nil {
		b.Fatal(err)
	}
	defer log.Close()
	err = log.Read(b.Context(), hub.Name(m.id), m.head, func(number uint64, _ []byte) error { // a server's own
		m.head = number
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for range events {
		m.next(b, log)
	}
}

func (m *longMeeting) next(b *testing.B, log *eventlog.Jet) {
	e := meeting.Event{Number: m.head + 1, Base: m.head}
	switch who := m.chance.IntN(len(m.places)); {
	case m.head == 0:
		m.at = time.UnixMilli(1_800_000_000_000).UTC()
		e.What = meeting.Opened{Title: "Long", Text: "The Parties\n"}
		m.length = 12
	case m.head <= meeting.Version(len(m.places)):
		e.By = text.Author(m.head)
		e.What = meeting.Entered{Person: meeting.Person{Number: e.By, Name: "Somebody", Role: meeting.Delegate, Session: meeting.Session{byte(m.head)}}}
	default:
		m.asked[who]++
		e.By, e.Command = text.Author(who+1), m.asked[who]
		e.What = m.act(who)
	}
	m.at = m.at.Add(time.Duration(20+m.chance.IntN(300)) * time.Millisecond)
	e.At = m.at
	entry, err := wire.EncodeEvent(e)
	if err == nil {
		m.head, err = log.Append(context.Background(), hub.Name(m.id), m.head, entry)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// act is what one person does next: mostly they type on, now and then they
// rub out, go elsewhere, or chat.
func (m *longMeeting) act(who int) meeting.What {
	at := m.places[who]
	switch k := m.chance.IntN(100); {
	case k < 2:
		return meeting.Said{Text: "We can accept this wording."}
	case k < 20 && at > 5:
		n := 1 + m.chance.IntN(4)
		return m.edit(who, delta.Replace(m.length, at-n, n, ""), at-n)
	case k < 22:
		at = m.chance.IntN(m.length + 1)
	}
	word := "shall cooperate in "[m.chance.IntN(15):][:1+m.chance.IntN(3)]
	return m.edit(who, delta.Replace(m.length, at, 0, word), at+len(word))
}

// edit notes where everybody is after a change by one of them.
func (m *longMeeting) edit(who int, d delta.Delta, at int) meeting.What {
	for i, place := range m.places {
		m.places[i] = d.Map(place, delta.Before)
	}
	m.places[who], m.length = at, d.NewLen()
	return meeting.Edited{Delta: d}
}

// open opens the directory, and closes it again out of the count.
func (m *longMeeting) open(b *testing.B) {
	b.StartTimer()
	s, err := Open(b.Context(), Config{Data: m.dir, Listen: "127.0.0.1:0"})
	b.StopTimer()
	if err != nil || !s.Continued {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	stop()
	if err := s.Run(ctx); err != nil {
		b.Fatal(err)
	}
}

// join lets somebody in, and says what that took.
func (m *longMeeting) join(b *testing.B) {
	s, err := Open(b.Context(), Config{Data: m.dir, Listen: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	var bytes uint64
	for b.Loop() {
		client := session.New(session.Config{Link: s.OwnLink(meeting.Delegate), Name: "Amina"})
		inside, leave := context.WithCancel(ctx)
		left := make(chan error, 1)
		go func() { left <- client.Run(inside) }()
		for n := range client.Notices() {
			if w, ok := n.(meeting.Welcome); ok {
				if state, err := meeting.FromSnapshot(w.Snapshot); err != nil || state.Text().Len() == 0 {
					b.Fatal(err)
				}
				break
			}
		}
		bytes, _ = client.Traffic()
		leave()
		<-left
	}
	b.ReportMetric(float64(bytes), "bytes")
	stop()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
}
