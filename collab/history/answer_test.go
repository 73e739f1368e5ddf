package history_test

import (
	"errors"
	"reflect"
	"testing"

	"parley/collab/history"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// Whatever is asked, the answer is what the naive record says, also after it
// has travelled.
func TestAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *written, h *history.History) {
		for range 40 {
			v, u := uint64(1+w.random.IntN(len(w.drafts)-1)), uint64(1+w.random.IntN(len(w.drafts)-1))
			for _, q := range []wire.PastQuery{{View: wire.TextAt, At: v}, {View: wire.Blamed, At: v}, {View: wire.Compared, From: u, At: v}, {At: v}} {
				answers(t, w, h, q)
			}
		}
		answers(t, w, h, wire.PastQuery{View: wire.Blamed})
	})
}

func answers(t *testing.T, w *written, h *history.History, q wire.PastQuery) {
	t.Helper()
	p, err := h.Answer(q)
	w.must(err)
	b, err := wire.EncodePast(p)
	w.must(err)
	got, err := wire.DecodePast(b)
	if err != nil || !reflect.DeepEqual(got, p) {
		t.Fatalf("%+v became %+v, %v", p, got, err)
	}
	if q.At == 0 {
		q.At = h.Head()
	}
	draft := w.drafts[q.At]
	if q.View != wire.Changes && meeting.Whole(p.Text).String() != plain(draft) {
		t.Fatalf("version %d: got %q, want %q", q.At, meeting.Whole(p.Text).String(), plain(draft))
	}
	switch q.View {
	case wire.Compared:
		if after, err := p.Delta.Apply(plain(w.drafts[q.From])); err != nil || after != plain(draft) {
			t.Fatalf("from %d to %d: %v makes %q, %v", q.From, q.At, p.Delta, after, err)
		}
	case wire.Blamed:
		at := 0
		for _, b := range p.Blame {
			for _, l := range draft[at : at+b.Len] {
				if l.by != b.By || l.version != b.Version || !l.at.Equal(b.At) {
					t.Fatalf("version %d, place %d: got %+v, want %+v", q.At, at, b, l)
				}
			}
			at += b.Len
		}
	case wire.Changes:
		put := 0
		for i, b := range p.Bouts {
			if put += b.Put - b.Took; b.Last < b.First || i > 0 && b.First <= p.Bouts[i-1].Last {
				t.Fatalf("bout %d is %+v", i, b)
			}
		}
		if put != len(draft) {
			t.Fatalf("the bouts up to %d make %d letters, want %d", q.At, put, len(draft))
		}
	}
}

func TestNoAnswerAboutTheFuture(t *testing.T) {
	h := newWritten(t, 1).open()
	for _, q := range []wire.PastQuery{{View: wire.TextAt, At: 3}, {View: wire.Compared, From: 3, At: 1}} {
		if _, err := h.Answer(q); !errors.Is(err, history.ErrAhead) {
			t.Errorf("%+v: got %v, want ErrAhead", q, err)
		}
	}
}

func TestAnswersNameThePeopleTheySpeakOf(t *testing.T) {
	w := newWritten(t, 4)
	for n, name := range []string{"Amina", "Ben"} {
		w.happen(meeting.Event{By: text.Author(n + 1), What: meeting.Entered{Person: meeting.Person{
			Number: text.Author(n + 1), Session: meeting.Session{byte(n + 1)}, Name: name, Delegation: "Kenya", Role: meeting.Delegate}}})
	}
	w.asked[1]++
	e := meeting.Event{By: 1, Command: 1}
	w.edit(&e, w.state.Head())
	w.happen(e)
	p, err := w.open().Answer(wire.PastQuery{})
	w.must(err)
	if want := []wire.Writer{{Number: 1, Name: "Amina", Delegation: "Kenya"}}; !reflect.DeepEqual(p.People, want) {
		t.Errorf("got %v, want %v", p.People, want)
	}
}
