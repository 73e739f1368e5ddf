package wire_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/ticket"
	"parley/collab/wire"
)

func TestAQuestionAboutThePast(t *testing.T) {
	q := wire.PastQuery{Asker: ticket.Holder{Name: "Amina", Delegation: "Kenya"}, Nonce: meeting.Nonce{1}, Pass: meeting.Pass{2}, View: wire.Compared, From: 3, At: 1 << 40, Document: 32}
	if got, err := wire.ParsePastQuery(q.Header()); err != nil || got != q {
		t.Errorf("got %+v, %v, want %+v", got, err, q)
	}
	for _, bad := range []string{"", "!", strings.Repeat("A", 5000), wire.PastQuery{View: 9}.Header()} {
		if _, err := wire.ParsePastQuery(bad); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%.20q: got %v, want it refused", bad, err)
		}
	}
}

func aPast() wire.Past {
	return wire.Past{
		Title: "Res. 50", Head: 9, At: 7, People: []wire.Writer{{Number: 1, Name: "Amina"}},
		Text: []meeting.Piece{{By: 1, Text: "one "}, {Text: "two"}}, Before: []meeting.Piece{{Text: "two"}},
		Delta: delta.Replace(3, 0, 0, "one "), Blame: []wire.Blame{{Len: 7, By: 1, Version: 4, At: time.UnixMilli(5).UTC()}},
	}
}

func TestAPastThatDoesNotAddUpIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*wire.Past){
		"more is blamed than there is":   func(p *wire.Past) { p.Blame[0].Len++ },
		"nobody wrote nothing":           func(p *wire.Past) { p.Blame = append(p.Blame, wire.Blame{}) },
		"a change of another text":       func(p *wire.Past) { p.Delta = delta.Replace(4, 0, 0, "one") },
		"a change that makes another":    func(p *wire.Past) { p.Delta = delta.Replace(3, 0, 0, "one") },
		"a text that commands terminals": func(p *wire.Past) { p.Text[0].Text = "a\x1b[2J" },
	} {
		p := aPast()
		spoil(&p)
		b, err := wire.EncodePast(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := wire.DecodePast(b); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
	}
}

func FuzzDecodePast(f *testing.F) {
	b, err := wire.EncodePast(aPast())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := wire.DecodePast(b)
		if err != nil {
			return
		}
		again, err := wire.EncodePast(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := wire.DecodePast(again); err != nil {
			t.Errorf("what was read once cannot be read again: %v", err)
		}
	})
}

func FuzzParsePastQuery(f *testing.F) {
	f.Add(wire.PastQuery{View: wire.Blamed, At: 3}.Header())
	f.Fuzz(func(t *testing.T, s string) {
		if q, err := wire.ParsePastQuery(s); err == nil && q.View > wire.Blamed {
			t.Errorf("%q asks for view %d", s, q.View)
		}
	})
}
