package wire_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/wire"
)

func asked(number uint64, base meeting.Version, d delta.Delta) wire.CommandFrame {
	return wire.CommandFrame{Command: meeting.Command{Number: number, Base: base, Ask: meeting.Edit{Delta: d}}}
}

// upon is asked for an edit that stands on an earlier command.
func upon(prior, number uint64, base meeting.Version, d delta.Delta) wire.CommandFrame {
	f := asked(number, base, d)
	f.Command.Prior = prior
	return f
}

// travels sends frames over one connection and returns how many bytes each took.
func travels(t *testing.T, frames ...any) (sizes []int) {
	t.Helper()
	var from, to wire.Asking
	for _, want := range frames {
		whole, err := wire.Append(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		thin := from.Thin(whole)
		got, err := to.Parse(thin)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, %v, want %+v", got, err, want)
		}
		if len(thin) > len(whole) {
			t.Errorf("%+v became longer: %d bytes, and not %d", want, len(thin), len(whole))
		}
		sizes = append(sizes, len(thin))
	}
	return sizes
}

func TestATypedLetterIsSmall(t *testing.T) {
	const far = delta.MaxLen - 100
	up := travels(t,
		asked(300, 412, delta.Replace(100_000, 41_000, 0, "e")),
		asked(301, 413, delta.Replace(100_001, 41_001, 0, "f")),      // goes on
		asked(302, 414, delta.Replace(100_002, 41_001, 1, "")),       // backspace
		asked(303, 415, delta.Replace(100_001, 90_000, 0, "g")),      // elsewhere
		asked(304, 445, delta.Replace(100_602, 1, 0, "h")),           // elsewhere, after thirty edits by others
		asked(305, 446, delta.Replace(far, far-1, 0, "i")),           // in the longest text
		asked(306, 447, delta.Replace(far+1, far-1_000_000, 0, "я")), // a letter of two bytes
		asked(307, 448, delta.Replace(far+2, far-999_999, 0, "约")),   // of three
		asked(308, 449, delta.Replace(far+3, far-999_998, 0, "🤝")),   // of four
		asked(309, 450, delta.Replace(far+4, 40, 0, "é")),            // at the other end of the longest text
	)
	onward := travels(t,
		asked(300, 412, delta.Replace(100_000, 41_000, 0, "e")),
		upon(300, 301, 412, delta.Replace(100_001, 41_001, 0, "f")), // before the first is answered
		upon(301, 302, 413, delta.Replace(100_002, 41_002, 0, "g")), // and again
	)
	if onward[1] > 4 || onward[2] > 4 {
		t.Errorf("letters that stand on those before them take %d bytes up", onward[1:])
	}
	last := meeting.Event{Number: 412, At: noon}
	e := meeting.Event{Number: 413, At: noon.Add(180 * time.Millisecond), By: 5, Command: 300, Base: 412, What: meeting.Edited{Delta: typed}}
	entry, err := wire.EncodeEvent(e)
	if err != nil {
		t.Fatal(err)
	}
	down, err := wire.AppendNext(nil, last.At, e, entry)
	if err != nil {
		t.Fatal(err)
	}
	ack, err := wire.AppendNextAccepted(nil, last.At, meeting.Accepted{Command: 300, Number: 413, At: e.At})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("letters: %d bytes up, %d acknowledged, %d to each reader", up, len(ack), len(down))
	if up[1] > 4 {
		t.Errorf("a letter behind the last takes %d bytes up", up[1])
	}
	for i, n := range up {
		// The first says where everything is, the sixth that the text grew by millions.
		if n > 9 && i != 0 && i != 5 {
			t.Errorf("letter %d takes %d bytes up", i+1, n)
		}
	}
	if len(down) > 15 || len(ack) > 5 {
		t.Errorf("a letter takes %d bytes acknowledged, %d down", len(ack), len(down))
	}
}

// What is long enough to be compressed is an edit like others for those behind it.
func TestWhatIsTypedBehindALongPasteComesThrough(t *testing.T) {
	paste := strings.Repeat("that Member States shall act; ", 100)
	travels(t,
		asked(1, 1, delta.Replace(9, 9, 0, "a")),
		asked(2, 1, delta.Replace(10, 10, 0, paste)),
		asked(3, 1, delta.Replace(10+len(paste), 4, 0, "b")),
		asked(4, 1, delta.Replace(11+len(paste), 5, 0, "c")),
	)
}

func TestEverythingAClientSaysComesThroughThinned(t *testing.T) {
	frames := []any{wire.TalkFrame{On: true}}
	random := rand.New(rand.NewPCG(1, 2))
	number, base, length := uint64(0), meeting.Version(3), 10
	prior := uint64(0)
	for range 3000 {
		number += 1 + random.Uint64N(3)
		if random.IntN(3) == 0 {
			base += random.Uint64N(200)
			length = random.IntN(300_000)
		}
		at := random.IntN(length + 1)
		switch random.IntN(9) {
		case 0:
			frames = append(frames, wire.CommandFrame{Command: meeting.Command{Number: number, Base: base, Ask: meeting.Say{Text: "good"}}})
			continue
		case 1:
			prior = number
			frames = append(frames, wire.CommandFrame{Command: meeting.Command{Number: number, Base: base, Ask: meeting.Undo{Of: []uint64{number - 1}}}})
			continue
		case 2:
			base -= min(base, random.Uint64N(4)) // as no client should
		}
		d := delta.Replace(length, at, min(length-at, random.IntN(3)*random.IntN(4)), []string{"a", "\n", "", "é", "中文", "👩\u200d🚀", "a long word"}[random.IntN(7)])
		if random.IntN(8) == 0 {
			d = delta.New(delta.Op{Insert: "x"}, delta.Op{Keep: length}, delta.Op{Insert: "y"})
		}
		if !d.Changes() {
			continue
		}
		length = d.NewLen()
		frames = append(frames, upon([]uint64{0, prior, prior, number / 2}[random.IntN(4)], number, base, d))
		prior = number
	}
	travels(t, frames...)
}

func TestANumberThatWrapsIsRefused(t *testing.T) {
	var from, to wire.Asking
	last, err := wire.Append(nil, asked(math.MaxUint64, 412, delta.Replace(10, 4, 0, "e")))
	if err != nil {
		t.Fatal(err)
	}
	from.Thin(last)
	if _, err := to.Parse(last); err != nil {
		t.Fatal(err)
	}
	if got, err := to.Parse([]byte{31, 0, 0, 0, 0, 'x'}); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("got %+v, %v, want it refused as malformed", got, err)
	}
	early, err := wire.Append(nil, asked(1, 412, delta.Replace(11, 4, 0, "e")))
	if err != nil {
		t.Fatal(err)
	}
	if thin := from.Thin(early); thin[0]&^7 == 24 {
		t.Error("a number that went back was told as one that grew")
	}
}

func TestAThinEditThatMakesNoSenseIsRefused(t *testing.T) {
	begun := func() *wire.Asking {
		var a wire.Asking
		whole, err := wire.Append(nil, asked(7, 412, delta.Replace(10, 4, 0, "e")))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Parse(whole); err != nil {
			t.Fatal(err)
		}
		return &a
	}
	if _, err := begun().Parse([]byte{24, 0, 0, 'x'}); err != nil {
		t.Errorf("one that makes sense: %v", err)
	}
	for name, b := range map[string][]byte{
		"the first on a connection":    {31, 0, 0, 0, 0, 'x'},
		"nothing":                      {31},
		"no change":                    {31, 0, 0, 0, 0},
		"a change of nothing":          {31, 0, 0, 0, 0, 0x80, 0},
		"a deletion of nothing":        {31, 0, 0, 0, 0, 0x80, 0, 'x'},
		"a number that wraps":          {31, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 'x'},
		"a base that wraps":            {31, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 'x'},
		"before the text":              {31, 0, 0, 0, 99, 'x'},
		"behind the text":              {31, 0, 0, 0, 100, 'x'},
		"more deleted than there is":   {31, 0, 0, 0, 0, 0x80, 99},
		"a text of negative length":    {31, 0, 0, 99, 0, 'x'},
		"a control character":          {31, 0, 0, 0, 0, 7},
		"half a character":             {31, 0, 0, 0, 0, 0xc3},
		"half of what is put in place": {31, 0, 0, 0, 0, 0x80, 1, 0xc3},
		"a varint without an end":      {31, 0, 0, 0xff},
	} {
		a := begun()
		if name == "the first on a connection" {
			a = &wire.Asking{}
		}
		if got, err := a.Parse(b); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: got %+v, %v, want it refused as malformed", name, got, err)
		}
	}
}

func TestEverythingAServerSaysComesThroughThinned(t *testing.T) {
	var hearing wire.Hearing
	random := rand.New(rand.NewPCG(3, 4))
	hear := func(b []byte, want any) {
		t.Helper()
		got, err := hearing.Parse(b, 411)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, %v, want %+v", got, err, want)
		}
	}
	welcome := meeting.Welcome{You: amina, Title: "Res. 50", Head: 500, At: noon, Present: 1}
	b, err := wire.Append(nil, welcome)
	if err != nil {
		t.Fatal(err)
	}
	hear(b, welcome)
	last := noon
	for number := meeting.Version(412); number < 2000; number++ {
		e := meeting.Event{Number: number, By: 5, At: last.Add(time.Duration(random.IntN(900)-100) * time.Millisecond), Command: number, Base: number - 1 - random.Uint64N(300)}
		switch random.IntN(5) {
		case 0:
			e.What = meeting.Said{Text: "good"}
		case 1:
			a := meeting.Accepted{Command: number, Number: number, At: e.At}
			if b, err = wire.AppendNextAccepted(nil, last, a); err != nil {
				t.Fatal(err)
			}
			hear(b, a)
			last = e.At
			continue
		default:
			length := random.IntN(300_000)
			e.What = meeting.Edited{Delta: delta.Replace(length, random.IntN(length+1), 0, "中文")}
		}
		entry, err := wire.EncodeEvent(e)
		if err != nil {
			t.Fatal(err)
		}
		before := last
		if random.IntN(9) == 0 {
			before = time.Time{} // not known: told whole
		}
		if b, err = wire.AppendNext(nil, before, e, entry); err != nil {
			t.Fatal(err)
		}
		hear(b, meeting.Happened{Event: e})
		last = e.At
	}
}

func FuzzAsking(f *testing.F) {
	f.Add([]byte{24, 0, 0, 'x'})
	f.Add([]byte{31, 3, 4, 5, 6, 0x80, 1, 'x', 'y'})
	f.Fuzz(func(t *testing.T, b []byte) {
		var from, to wire.Asking
		whole, err := wire.Append(nil, asked(7, 412, delta.Replace(10, 4, 0, "e")))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Parse(from.Thin(whole)); err != nil {
			t.Fatal(err)
		}
		again := to
		frame, err := to.Parse(b)
		if err != nil {
			if !errors.Is(err, wire.ErrMalformed) {
				t.Fatalf("refused without ErrMalformed: %v", err)
			}
			return
		}
		several, ok := frame.(wire.Together)
		if !ok {
			several = wire.Together{frame}
		}
		for _, frame := range several {
			if whole, err = wire.Append(nil, frame); err != nil {
				t.Fatalf("what was read does not encode: %v", err)
			}
			if got, err := again.Parse(from.Thin(whole)); err != nil || !reflect.DeepEqual(got, frame) {
				t.Fatalf("got %+v, %v, want %+v", got, err, frame)
			}
		}
	})
}

func FuzzHearing(f *testing.F) {
	f.Add([]byte{56, 5, 10, 7, 0, 1, 'x', 2})
	f.Add([]byte{57, 7, 10})
	f.Fuzz(func(t *testing.T, b []byte) {
		var h wire.Hearing
		welcome, err := wire.Append(nil, meeting.Welcome{You: amina, Head: 500, At: noon})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Parse(welcome, 411); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Parse(b, 411); err != nil && !errors.Is(err, wire.ErrMalformed) {
			t.Fatalf("refused without ErrMalformed: %v", err)
		}
	})
}
