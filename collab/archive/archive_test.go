package archive_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/archive"
	"parley/collab/delta"
	"parley/collab/text"
)

// letters are of several scripts, with a combining mark and a joiner, and of
// one to four bytes.
var letters = []rune("abc de\nжшé́ابم中文👩\u200d🚀")

// A story is a text that changes, with every version kept.
type story struct {
	past     archive.Past
	texts    map[uint64]text.Text // by the number of the change that made it
	numbers  []uint64
	t        text.Text
	changes  []archive.Change
	now      time.Time
	random   *rand.Rand
	sealEach int
}

func newStory(seed uint64) *story {
	return &story{texts: map[uint64]text.Text{0: {}}, now: time.UnixMilli(1_800_000_000_000).UTC(), random: rand.New(rand.NewPCG(seed, 1)), sealEach: 1 << 30}
}

// change makes d happen.
func (s *story) change(t *testing.T, d delta.Delta, by text.Author) {
	t.Helper()
	number := uint64(1 + s.random.IntN(3))
	if n := len(s.numbers); n > 0 {
		number += s.numbers[n-1]
	}
	s.now = s.now.Add(time.Duration(s.random.IntN(3)) * 200 * time.Millisecond)
	c := archive.Change{Number: number, At: s.now, By: by}
	if err := s.past.Add(c, d, s.t); err != nil {
		t.Fatal(err)
	}
	if !d.Changes() {
		return
	}
	s.t = apply(s.t, d, by)
	s.texts[number], s.numbers, s.changes = s.t, append(s.numbers, number), append(s.changes, c)
	if len(s.numbers)%s.sealEach == 0 {
		if err := s.past.Seal(); err != nil {
			t.Fatal(err)
		}
	}
}

func apply(t text.Text, d delta.Delta, by text.Author) text.Text {
	at := 0
	for op := range d.Ops() {
		switch {
		case op.Keep > 0:
			at += op.Keep
		case op.Delete > 0:
			t = t.Splice(at, op.Delete, "", by)
		default:
			before := t.Len()
			t = t.Splice(at, 0, op.Insert, by)
			at += t.Len() - before
		}
	}
	return t
}

func (s *story) word() string {
	w := make([]rune, 1+s.random.IntN(6))
	for i := range w {
		w[i] = letters[s.random.IntN(len(letters))]
	}
	return string(w)
}

// live lets people type, take back, delete, replace and paste.
func (s *story) live(t *testing.T, changes int) {
	for len(s.numbers) < changes {
		by, n := text.Author(1+s.random.IntN(3)), s.t.Len()
		switch at := s.random.IntN(n + 1); s.random.IntN(6) {
		case 0, 1: // type
			for range 1 + s.random.IntN(9) {
				s.change(t, delta.Replace(s.t.Len(), at, 0, string(letters[s.random.IntN(len(letters))])), by)
				at++
			}
		case 2: // backspace
			for range min(at, 1+s.random.IntN(9)) {
				at--
				s.change(t, delta.Replace(s.t.Len(), at, 1, ""), by)
			}
		case 3: // delete
			for range min(n-at, 1+s.random.IntN(5)) {
				s.change(t, delta.Replace(s.t.Len(), at, 1, ""), by)
			}
		case 4: // replace
			s.change(t, delta.Replace(n, at, min(n-at, s.random.IntN(9)), s.word()), by)
		default: // in several places at once
			var b delta.Builder
			for left := n; left > 0; {
				k := 1 + s.random.IntN(left)
				if left -= k; s.random.IntN(3) == 0 {
					b.Delete(k)
				} else {
					b.Keep(k)
				}
				if s.random.IntN(3) == 0 {
					b.Insert(s.word())
				}
			}
			s.change(t, b.Delta(), by)
		}
	}
}

func spans(t text.Text) []text.Span { return slices.Collect(t.Spans(0, t.Len())) }

// check reads the past back and forward and compares it with what was kept.
func (s *story) check(t *testing.T, past *archive.Past) {
	t.Helper()
	now, i := s.t, len(s.changes)
	err := past.Back(0, func(c archive.Change, steps []archive.Step) (err error) {
		if i--; c != s.changes[i] {
			t.Fatalf("going back, change %d: got %+v, want %+v", i, c, s.changes[i])
		}
		for _, step := range steps {
			if now, err = step.Back(now); err != nil {
				return err
			}
		}
		want := s.texts[0]
		if i > 0 {
			want = s.texts[s.numbers[i-1]]
		}
		if !slices.Equal(spans(now), spans(want)) {
			t.Fatalf("before change %d: got %v, want %v", c.Number, spans(now), spans(want))
		}
		return nil
	})
	if err != nil || i != 0 {
		t.Fatalf("going back stopped at change %d: %v", i, err)
	}
	err = past.Forward(1<<62, func(c archive.Change, steps []archive.Step) error {
		if c != s.changes[i] || len(steps) == 0 {
			t.Fatalf("going forward, change %d: got %+v, want %+v", i, c, s.changes[i])
		}
		i++
		return nil
	})
	if err != nil || i != len(s.changes) || past.Len() != i {
		t.Fatalf("going forward stopped at change %d of %d: %v", i, past.Len(), err)
	}
}

func TestEveryVersionComesBack(t *testing.T) {
	for seed := range uint64(40) {
		s := newStory(seed)
		s.sealEach = 1 + int(seed)*7
		s.live(t, 300)
		s.check(t, &s.past)
		if err := s.past.Seal(); err != nil {
			t.Fatal(err)
		}
		state, past, err := archive.Parse(archive.Append(nil, []byte("state"), &s.past))
		if err != nil || string(state) != "state" {
			t.Fatalf("seed %d: got state %q, %v", seed, state, err)
		}
		s.check(t, past)
	}
}

func TestAPartGoesItsOwnWay(t *testing.T) {
	s := newStory(7)
	s.live(t, 500)
	part := s.past.Part()
	s.live(t, 900)
	if err := part.Seal(); err != nil {
		t.Fatal(err)
	}
	if got := part.Len(); got < 500 || got >= 900 {
		t.Errorf("the part has %d changes", got)
	}
	s.past.Adopt(part)
	s.check(t, &s.past)
	s.past.Adopt(part) // again changes nothing
	s.past.Adopt(&archive.Past{})
	s.check(t, &s.past)
}

func TestAChangeThatDoesNotFitIsRefused(t *testing.T) {
	var p archive.Past
	before := text.New("abc", 0)
	if err := p.Add(archive.Change{Number: 4}, delta.Replace(2, 0, 0, "x"), before); err == nil {
		t.Error("a change of a text of another length was taken")
	}
	if err := p.Add(archive.Change{Number: 4}, delta.Replace(3, 0, 0, "x"), before); err != nil {
		t.Error(err)
	}
	if err := p.Add(archive.Change{Number: 4}, delta.Replace(3, 0, 0, "x"), before); err == nil {
		t.Error("a number came twice")
	}
	if err := p.Add(archive.Change{Number: 5}, delta.Delta{}, before); err != nil || p.Len() != 1 {
		t.Errorf("a change that does nothing: %v, %d changes", err, p.Len())
	}
}

func TestTypingTakesLittle(t *testing.T) {
	var p archive.Past
	now, at := text.Text{}, time.UnixMilli(1_800_000_000_000)
	line := strings.Repeat("that Member States shall facilitate affordable access; ", 200)
	for i, r := range line {
		if err := p.Add(archive.Change{Number: uint64(i + 1), At: at, By: 1}, delta.Replace(i, i, 0, string(r)), now); err != nil {
			t.Fatal(err)
		}
		now, at = now.Splice(i, 0, string(r), 1), at.Add(200*time.Millisecond)
	}
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	if got := len(archive.Append(nil, nil, &p)); got > 200 {
		t.Errorf("%d letters typed in one go take %d bytes, want at most 200", len(line), got)
	}
}

func FuzzParse(f *testing.F) {
	s := newStory(3)
	for len(s.numbers) < 60 {
		s.live(&testing.T{}, len(s.numbers)+20)
		if err := s.past.Seal(); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(archive.Append(nil, []byte("state"), &s.past))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, past, err := archive.Parse(b)
		if err != nil {
			if !errors.Is(err, archive.ErrMalformed) {
				t.Fatalf("refused without ErrMalformed: %v", err)
			}
			return
		}
		now := s.t
		err = past.Back(0, func(_ archive.Change, steps []archive.Step) (err error) {
			for _, step := range steps {
				if now, err = step.Back(now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, archive.ErrMalformed) {
			t.Fatalf("refused without ErrMalformed: %v", err)
		}
		past.Forward(1<<62, func(archive.Change, []archive.Step) error { return nil }) //nolint:errcheck // must not panic, may refuse
	})
}
