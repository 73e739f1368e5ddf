package wire_test

import (
	"errors"
	"reflect"
	"testing"

	"parley/collab/ticket"
	"parley/collab/wire"
)

func TestAPageOfTheLogIsReadAgain(t *testing.T) {
	for _, want := range []wire.LogPage{{}, {Entries: [][]byte{{1, 2}, {}, make([]byte, 300_000)}}} {
		b, err := want.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := wire.DecodeLogPage(b)
		if err != nil || len(got.Entries) != len(want.Entries) || len(want.Entries) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("got %d entries, %v, want %d", len(got.Entries), err, len(want.Entries))
		}
		if len(b) > 1000 {
			t.Errorf("a page of zeros takes %d bytes", len(b))
		}
	}
	q := wire.LogQuery{Asker: ticket.Holder{Name: "Amina", Delegation: "Kenya"}, After: 412, Document: 2}
	if got, err := wire.ParseLogQuery(q.Header()); err != nil || got != q {
		t.Errorf("got %+v, %v, want %+v", got, err, q)
	}
}

func FuzzDecodeLogPage(f *testing.F) {
	b, err := wire.LogPage{Entries: [][]byte{{1}, {2, 3}}}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := wire.DecodeLogPage(b); err != nil && !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("refused without ErrMalformed: %v", err)
		}
	})
}
