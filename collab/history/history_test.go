package history_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/archive"
	"parley/collab/delta"
	"parley/collab/eventlog"
	"parley/collab/history"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// A letter is a code point of the draft and where it comes from: the naive
// record that a History is compared with.
type letter struct {
	r       rune
	by      text.Author
	version meeting.Version
	at      time.Time
}

// A meeting that is written down, with every version of its draft.
type written struct {
	t      *testing.T
	random *rand.Rand
	log    *eventlog.Memory
	state  *meeting.State
	past   archive.Past
	now    time.Time
	drafts [][]letter // by version
	did    []delta.Delta
	asked  map[text.Author]uint64
	edits  map[text.Author][]uint64
}

func newWritten(t *testing.T, seed uint64) *written {
	w := &written{t: t, random: rand.New(rand.NewPCG(seed, 9)), log: eventlog.NewMemory(), state: meeting.New(),
		now: time.UnixMilli(1_800_000_000_000).UTC(), drafts: [][]letter{nil}, did: []delta.Delta{{}}, asked: map[text.Author]uint64{}, edits: map[text.Author][]uint64{}}
	w.happen(meeting.Event{What: meeting.Opened{Title: "Res. 50", Text: "resolves\nthat…\n"}})
	w.happen(meeting.Event{What: meeting.Served{First: 1}})
	return w
}

func (w *written) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *written) happen(e meeting.Event) {
	w.t.Helper()
	e.Number, e.At = w.state.Head()+1, w.now
	entry, err := wire.EncodeEvent(e)
	w.must(err)
	_, err = w.log.Append(context.Background(), "m", e.Number-1, entry)
	w.must(err)
	before := w.state.Text()
	did, err := w.state.Did(e)
	w.must(err)
	w.must(w.past.Add(archive.Change{Number: e.Number, At: e.At, By: e.By}, did, before))
	if !did.Changes() {
		did = delta.Replace(before.Len(), 0, 0, "")
	}
	w.did = append(w.did, did)
	w.drafts = append(w.drafts, w.after(did, e))
}

// after does to the newest draft what the event did, letter by letter.
func (w *written) after(did delta.Delta, e meeting.Event) (draft []letter) {
	old := w.drafts[len(w.drafts)-1]
	for op := range did.Ops() {
		switch {
		case op.Keep > 0:
			draft, old = append(draft, old[:op.Keep]...), old[op.Keep:]
		case op.Delete > 0:
			old = old[op.Delete:]
		default:
			for _, r := range op.Insert {
				draft = append(draft, letter{r, 0, e.Number, e.At})
			}
		}
	}
	i := 0
	for span := range w.state.Text().Spans(0, w.state.Text().Len()) {
		for ; i < span.To; i++ {
			draft[i].by = span.By
		}
	}
	return draft
}

// live lets three people write on versions a little old, undo and chat.
func (w *written) live(events int) {
	w.t.Helper()
	seen := map[text.Author]meeting.Version{1: 2, 2: 2, 3: 2}
	for range events {
		w.now = w.now.Add(time.Duration(w.random.IntN(900)) * time.Millisecond)
		by := text.Author(1 + w.random.IntN(3))
		w.asked[by]++
		e := meeting.Event{By: by, Command: w.asked[by]}
		switch edits := w.edits[by]; {
		case w.random.IntN(8) == 0:
			e.What, e.Base = meeting.Said{Text: "hear, hear"}, w.state.Head()
		case w.random.IntN(5) == 0 && len(edits) > 0:
			e.What, e.Base = meeting.Undone{Of: []uint64{edits[len(edits)-1-w.random.IntN(min(8, len(edits)))]}}, w.state.Head()
			seen[by] = e.Base
		default:
			w.edit(&e, max(seen[by], w.state.Head()-min(w.state.Head(), uint64(w.random.IntN(5)))))
			seen[by] = e.Base
			w.edits[by] = append(w.edits[by], e.Command)
		}
		w.happen(e)
	}
}

// edit makes the event an edit of what its author sees: the log up to base and
// all own entries. Only when nothing own came after base is that a draft we have.
func (w *written) edit(e *meeting.Event, base meeting.Version) {
	for v := base + 1; v < uint64(len(w.drafts)); v++ {
		if w.did[v].Changes() {
			base = w.state.Head() // somebody's edit, perhaps one's own: half of the time look at the newest
			if w.random.IntN(2) == 0 && !w.own(e.By, v-1) {
				base = v - 1
			}
			break
		}
	}
	n := len(w.drafts[base])
	at := w.random.IntN(n + 1)
	d := delta.Replace(n, at, min(n-at, w.random.IntN(2)*w.random.IntN(6)), []string{"a", "ام", "中文", "é", "👩\u200d🚀", "\n", "the quick"}[w.random.IntN(7)])
	e.What, e.Base = meeting.Edited{Delta: d}, base
}

// own reports whether anything after the version is by that author.
func (w *written) own(by text.Author, v meeting.Version) (own bool) {
	w.must(w.log.Read(context.Background(), "m", v, func(n uint64, entry []byte) error {
		e, err := wire.DecodeEvent(n, entry)
		own = own || e.By == by
		return err
	}))
	return own
}

// save saves a snapshot as a hub does.
func (w *written) save() {
	w.t.Helper()
	w.must(w.past.Seal())
	b, err := wire.EncodeSnapshot(w.state.Full(w.state.Head()))
	w.must(err)
	w.must(w.log.SaveSnapshot(context.Background(), "m", w.state.Head(), archive.Append(nil, b, &w.past)))
}

func (w *written) open() *history.History {
	w.t.Helper()
	h, err := history.Open(context.Background(), w.log, "m")
	w.must(err)
	if h.Head() != w.state.Head() {
		w.t.Fatalf("the history ends at %d, want %d", h.Head(), w.state.Head())
	}
	return h
}

func plain(draft []letter) string {
	var s strings.Builder
	for _, l := range draft {
		s.WriteRune(l.r)
	}
	return s.String()
}

// each runs a test on histories read from a whole log, from a snapshot alone,
// and from a snapshot and what came after.
func each(t *testing.T, test func(*testing.T, *written, *history.History)) {
	for seed := range uint64(6) {
		w := newWritten(t, seed)
		if seed%3 > 0 {
			w.live(120)
			w.save()
		}
		if seed%3 != 1 {
			w.live(160)
		}
		test(t, w, w.open())
	}
}

func TestTheTextAtEveryVersion(t *testing.T) {
	each(t, func(t *testing.T, w *written, h *history.History) {
		for v, draft := range w.drafts {
			got, err := h.Text(uint64(v))
			if err != nil || got.String() != plain(draft) {
				t.Fatalf("version %d: got %q, %v, want %q", v, got.String(), err, plain(draft))
			}
			for span := range got.Spans(0, got.Len()) {
				for i := span.From; i < span.To; i++ {
					if draft[i].by != span.By {
						t.Fatalf("version %d, place %d: got author %d, want %d", v, i, span.By, draft[i].by)
					}
				}
			}
		}
	})
}

func TestWhatHappenedBetweenTwoVersions(t *testing.T) {
	each(t, func(t *testing.T, w *written, h *history.History) {
		for range 200 {
			v, u := uint64(w.random.IntN(len(w.drafts))), uint64(w.random.IntN(len(w.drafts)))
			got, err := h.Between(v, u)
			if err != nil {
				t.Fatal(err)
			}
			if text, err := got.Apply(plain(w.drafts[v])); err != nil || text != plain(w.drafts[u]) {
				t.Fatalf("from %d to %d: got %v, which makes %q, %v", v, u, got, text, err)
			}
			if v > u {
				continue
			}
			want := delta.Replace(len(w.drafts[v]), 0, 0, "")
			for _, d := range w.did[v+1 : u+1] {
				if want, err = want.Compose(d); err != nil {
					t.Fatal(err)
				}
			}
			if !got.Equal(want) {
				t.Fatalf("from %d to %d: got %v, want %v", v, u, got, want)
			}
		}
	})
}

func TestWhoWroteWhatIsThere(t *testing.T) {
	each(t, func(t *testing.T, w *written, h *history.History) {
		for range 100 {
			v := w.random.IntN(len(w.drafts))
			draft := w.drafts[v]
			from := w.random.IntN(len(draft) + 1)
			to := from + w.random.IntN(len(draft)-from+1)
			got, err := h.Blame(uint64(v), from, to)
			if err != nil {
				t.Fatal(err)
			}
			var want []history.Span
			for i, l := range draft[from:to] {
				if n := len(want); n > 0 && want[n-1].Version == l.version && want[n-1].By == l.by {
					want[n-1].To++
					continue
				}
				want = append(want, history.Span{From: from + i, To: from + i + 1, By: l.by, Version: l.version, At: l.at})
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("version %d, [%d, %d):\ngot  %v\nwant %v", v, from, to, got, want)
			}
		}
	})
}

func TestWhatIsNotThereIsRefused(t *testing.T) {
	w := newWritten(t, 1)
	h := w.open()
	if _, err := h.Text(3); !errors.Is(err, history.ErrAhead) {
		t.Errorf("got %v, want ErrAhead", err)
	}
	if _, err := h.Between(1, 3); !errors.Is(err, history.ErrAhead) {
		t.Errorf("got %v, want ErrAhead", err)
	}
	if _, err := h.Blame(2, 0, 99); err == nil {
		t.Error("blamed what is behind the end")
	}
	if _, err := h.Blame(2, -1, 2); err == nil {
		t.Error("blamed what is before the beginning")
	}
	if got, err := h.Blame(0, 0, 0); err != nil || len(got) != 0 {
		t.Errorf("the empty text: got %v, %v", got, err)
	}
}

func TestASnapshotOfNoUseDoesNotHideTheHistory(t *testing.T) {
	w := newWritten(t, 2)
	w.live(20)
	w.must(w.log.SaveSnapshot(t.Context(), "m", 5, []byte("nonsense")))
	got, err := w.open().Text(7)
	if want := plain(w.drafts[7]); err != nil || got.String() != want {
		t.Errorf("got %q, %v, want %q", got.String(), err, want)
	}
}

func TestAHistoryDoesNotChangeWhileTheMeetingGoesOn(t *testing.T) {
	w := newWritten(t, 3)
	w.live(50)
	h := w.open()
	before := slices.Clone(w.drafts)
	w.live(50)
	if got, err := h.Text(h.Head()); err != nil || got.String() != plain(before[h.Head()]) {
		t.Errorf("got %q, %v, want %q", got.String(), err, plain(before[h.Head()]))
	}
}
