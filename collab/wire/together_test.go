package wire_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
)

// typing is what the server sends of one letter after the other, by a person in
// a long text, and what it says.
func typing(t testing.TB, letters int) (messages [][]byte, frames wire.Together) {
	random := rand.New(rand.NewPCG(1, 2))
	last := noon
	for i := range letters {
		number := meeting.Version(500 + i)
		e := meeting.Event{
			Number: number, At: last.Add(time.Duration(150+random.IntN(100)) * time.Millisecond), By: 5, Command: uint64(i + 1), Base: number - 1,
			What: meeting.Edited{Delta: delta.Replace(100_000+i, 41_000+i, 0, string("etaoin shrdlu"[random.IntN(13)]))},
		}
		entry, err := wire.EncodeEvent(e)
		if err != nil {
			t.Fatal(err)
		}
		m, err := wire.AppendNext(nil, last, e, entry)
		if err != nil {
			t.Fatal(err)
		}
		messages, frames, last = append(messages, m), append(frames, meeting.Happened{Event: e}), e.At
	}
	return messages, frames
}

// at499 is the hearing of somebody who has all up to event 499.
func at499(t testing.TB) *wire.Hearing {
	var h wire.Hearing
	b, err := wire.Append(nil, meeting.Welcome{You: amina, Head: 499, At: noon})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Parse(b, 499); err != nil {
		t.Fatal(err)
	}
	return &h
}

func TestAThousandLettersTogetherTakeAQuarter(t *testing.T) {
	messages, frames := typing(t, 1000)
	pong, _ := wire.Append(nil, wire.PongFrame{Stamp: 7, Present: 3})
	messages, frames = append(messages, pong), append(frames, wire.PongFrame{Stamp: 7, Present: 3})
	b, ok := wire.AppendTogether(nil, messages)
	if !ok {
		t.Fatal("they are not sent together")
	}
	alone := len(bytes.Join(messages, nil))
	t.Logf("%d bytes apart (%d with the heads of their frames), %d together", alone, alone+2*len(messages), len(b))
	if len(b) > alone/4 {
		t.Errorf("%d bytes together, %d apart: want a quarter", len(b), alone)
	}
	got, err := at499(t).Parse(b, 0)
	if err != nil || !reflect.DeepEqual(got, frames) {
		t.Errorf("they do not come back as they went: %v", err)
	}
}

func TestWhateverAServerSaysComesThroughTogether(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 9))
		var messages [][]byte
		var want wire.Together
		last := noon
		for number := meeting.Version(500); number < 560; number++ {
			e := meeting.Event{Number: number, By: 1 + text.Author(random.IntN(3)), At: last.Add(time.Duration(random.IntN(900)-100) * time.Millisecond), Command: random.Uint64N(1 << 40), Base: number - 1 - random.Uint64N(300)}
			length := random.IntN(300)
			at := random.IntN(length + 1)
			words := []string{"", "x", "中文", "👩‍👩‍👧", "e\u0301"}[random.IntN(5)]
			d := delta.Replace(length, at, random.IntN(length-at+1), words)
			switch random.IntN(6) {
			case 0:
				e.What = meeting.Said{Text: "good"}
			case 1:
				e.What = meeting.Undone{Of: []uint64{1, 2}}
			case 2:
				e.What = meeting.Edited{Delta: d, Sweeping: true}
			case 3:
				e.What = meeting.Edited{Delta: delta.New(delta.Op{Insert: "a"}, delta.Op{Keep: 3}, delta.Op{Insert: words + "b"})}
			default:
				e.What = meeting.Edited{Delta: d}
			}
			entry, err := wire.EncodeEvent(e)
			if err != nil {
				t.Fatal(err)
			}
			m, err := wire.AppendNext(nil, last, e, entry)
			if err != nil {
				t.Fatal(err)
			}
			messages, want, last = append(messages, m), append(want, meeting.Happened{Event: e}), e.At
		}
		b, ok := wire.AppendTogether(nil, messages)
		if !ok {
			t.Fatalf("seed %d: not sent together", seed)
		}
		got, err := at499(t).Parse(b, 0)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: got %v, %v, want %v", seed, got, err, want)
		}
	}
}

func TestWhatIsNotWorthItOrTooMuchIsNotSentTogether(t *testing.T) {
	few, _ := typing(t, 2)
	many, _ := typing(t, wire.MaxTogether/10)
	for name, messages := range map[string][][]byte{"two letters": few, "more than MaxTogether": many, "nothing": nil} {
		if b, ok := wire.AppendTogether([]byte("x"), messages); ok || string(b) != "x" {
			t.Errorf("%s: sent together in %d bytes", name, len(b))
		}
	}
}

func TestMessagesTogetherThatMakeNoSenseAreRefused(t *testing.T) {
	letters, _ := typing(t, 20)
	welcome, _ := wire.Append(nil, meeting.Welcome{You: amina, Head: 499, At: noon})
	inner, _ := wire.AppendTogether(nil, letters)
	long, _ := wire.Append(nil, meeting.Roster{People: make([]meeting.Present, 0)})
	together := func(more []byte) []byte {
		b, ok := wire.AppendTogether(nil, append(letters[:len(letters):len(letters)], more))
		if !ok {
			t.Fatal("they are not sent together")
		}
		return b
	}
	bomb, err := wire.EncodeEvent(meeting.Event{What: meeting.Opened{Text: strings.Repeat("a", 3*wire.MaxTogether)}})
	if err != nil {
		t.Fatal(err)
	}
	bomb[0] = inner[0]
	for name, b := range map[string][]byte{
		"a welcome":                together(welcome),
		"several in one":           together(inner),
		"an empty one":             together(nil),
		"rubbish":                  together([]byte{99, 1, 2}),
		"cut":                      together(long)[:40],
		"too much":                 bomb,
		"a length too great":       {60, 200, 1, 2},
		"not compressed, too much": append([]byte{60}, make([]byte, 3*wire.MaxTogether)...),
	} {
		if got, err := at499(t).Parse(b, 0); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: got %v, %v, want it refused as malformed", name, got, err)
		}
	}
}

func FuzzTogether(f *testing.F) {
	f.Add([]byte{60, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 5, 2, 0, 0, 8, 4, 0, 1, 'x'})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		b[0] = 60 // not compressed: what zstd takes in is not ours to try
		if _, err := at499(t).Parse(b, 0); err != nil && !errors.Is(err, wire.ErrMalformed) {
			t.Fatalf("refused without ErrMalformed: %v", err)
		}
	})
}

func BenchmarkAThousandLettersTogether(b *testing.B) {
	messages, _ := typing(b, 1000)
	size := 0
	for b.Loop() {
		m, _ := wire.AppendTogether(nil, messages)
		size = len(m)
	}
	b.ReportMetric(float64(size), "bytes")
}

func BenchmarkReadAThousandLettersTogether(b *testing.B) {
	messages, _ := typing(b, 1000)
	m, _ := wire.AppendTogether(nil, messages)
	for b.Loop() {
		if _, err := at499(b).Parse(m, 0); err != nil {
			b.Fatal(err)
		}
	}
}
