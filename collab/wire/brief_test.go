package wire

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// plainly is the array as the CBOR encoder writes it.
func plainly(t *testing.T, kind byte, body any) []byte {
	t.Helper()
	b, err := seal(nil, kind, body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func raw(t *testing.T, d delta.Delta) cbor.RawMessage {
	t.Helper()
	b, err := encoding.Marshal(d.AppendBinary(nil))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// compare holds what is written by hand against the CBOR encoder, and reads it
// again both ways.
func compare(t *testing.T, by uint32, at int64, command, base uint64, d delta.Delta, sweeping bool) {
	t.Helper()
	e := meeting.Event{Number: 7, At: time.UnixMilli(at).UTC(), By: text.Author(by), Command: command, Base: base,
		What: meeting.Edited{Delta: d, Sweeping: sweeping}}
	kind := kindOf(e.What.(meeting.Edited))
	got, err := AppendEvent([]byte("before"), e)
	if err != nil {
		t.Fatal(err)
	}
	got = got[len("before"):]
	if want := plainly(t, kind, eventBody{By: by, At: at, Command: command, Base: base, What: raw(t, d)}); !bytes.Equal(got, want) {
		t.Fatalf("an entry is written as\n%x, and not as\n%x", got, want)
	}
	back, err := DecodeEvent(7, got)
	edit, ok := back.What.(meeting.Edited)
	if err != nil || !ok || !edit.Delta.Equal(d) || edit.Sweeping != sweeping || !back.At.Equal(e.At) || back.By != e.By || back.Command != command || back.Base != base {
		t.Fatalf("%+v comes back as %+v, %v", e, back, err)
	}
	c := meeting.Command{Number: command, Base: base, Prior: command / 2, Ask: meeting.Edit{Delta: d, Sweeping: sweeping}}
	got, err = Append(nil, CommandFrame{c})
	if err != nil {
		t.Fatal(err)
	}
	if want := plainly(t, kindCommand, commandBody{Number: command, Base: base, Prior: beforeOf(c), Kind: kind, What: raw(t, d)}); !bytes.Equal(got, want) {
		t.Fatalf("a command is written as\n%x, and not as\n%x", got, want)
	}
	if command == 0 { // no client's
		return
	}
	frame, err := ParseAsked(got)
	if f, ok := frame.(CommandFrame); err != nil || !ok || f.Command.Number != command || f.Command.Base != base || f.Command.Prior != c.Prior ||
		!f.Command.Ask.(meeting.Edit).Delta.Equal(d) || f.Command.Ask.(meeting.Edit).Sweeping != sweeping {
		t.Fatalf("%+v comes back as %+v, %v", c, frame, err)
	}
}

func TestAnEditIsWrittenByHandAsTheEncoderWritesIt(t *testing.T) {
	borders := []uint64{0, 1, 23, 24, 255, 256, 65535, 65536, 1<<32 - 1, 1 << 32, math.MaxUint64}
	deltas := []delta.Delta{
		{},
		delta.Replace(9, 4, 0, "é"),
		delta.Replace(1000, 4, 700, strings.Repeat("x", 20)),
		delta.Replace(1000, 4, 0, strings.Repeat("y", 270)),
		delta.Replace(1000, 4, 0, strings.Repeat("folds well ", 70_000/11)),
		delta.New(delta.Op{Keep: 3}, delta.Op{Delete: 2, Insert: "a"}, delta.Op{Keep: 1}, delta.Op{Insert: "互联"}),
	}
	for length := compressFrom - 40; length < compressFrom+10; length++ { // where folding begins
		deltas = append(deltas, delta.Replace(0, 0, 0, strings.Repeat("z", length)))
	}
	for i, n := range borders {
		for _, d := range deltas {
			compare(t, uint32(n), int64(n), n, borders[len(borders)-1-i], d, i%2 == 0)
			compare(t, uint32(n), -int64(n>>1), n, n, d, false)
		}
	}
}

func FuzzAnEditWrittenByHand(f *testing.F) {
	f.Add(uint32(1), int64(1_790_000_000_000), uint64(3), uint64(4), 100, 50, 1, "x", false)
	f.Add(uint32(1<<31), int64(-5), uint64(1<<40), uint64(256), 0, 0, 0, "दस्ता", true)
	f.Fuzz(func(t *testing.T, by uint32, at int64, command, base uint64, length, place, deleted int, insert string, sweeping bool) {
		if length < 0 || place < 0 || deleted < 0 || place > length || deleted > length-place || length > delta.MaxLen {
			return
		}
		d := delta.Replace(length, place, deleted, insert)
		if d.NewLen() > delta.MaxLen || !text.IsClean(insert) || time.UnixMilli(at).UnixMilli() != at {
			return
		}
		compare(t, by, at, command, base, d, sweeping)
	})
}

// Whatever is read by hand, the CBOR decoder reads as the same.
func FuzzAnEditReadByHand(f *testing.F) {
	e := meeting.Event{At: time.UnixMilli(300), By: 1, Command: 3, Base: 70_000, What: meeting.Edited{Delta: delta.Replace(9, 4, 2, "ab")}}
	b, err := EncodeEvent(e)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	c, err := Append(nil, CommandFrame{meeting.Command{Number: 3, Base: 500, Ask: meeting.Edit{Delta: delta.Replace(9, 4, 2, "ab")}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(c)
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		if e, ok := editedIn(7, b[0], b[1:]); ok {
			var body eventBody
			if err := decode(b[1:], &body); err != nil {
				t.Fatalf("%x is no event to the decoder: %v", b, err)
			}
			what, err := decodeWhat(b[0], body.What)
			edit, _ := what.(meeting.Edited)
			if err != nil || !edit.Delta.Equal(e.What.(meeting.Edited).Delta) || !time.UnixMilli(body.At).Equal(e.At) ||
				text.Author(body.By) != e.By || body.Command != e.Command || body.Base != e.Base {
				t.Fatalf("%x is read as %+v, and not as %+v %v, %v", b, e, body, what, err)
			}
			if again, err := EncodeEvent(e); err != nil || len(b) <= compressFrom && !bytes.Equal(again, b) {
				t.Fatalf("%x is written again as %x, %v", b, again, err)
			}
		}
		if c, kind, ok := editCommandIn(b[1:]); ok {
			var body commandBody
			if err := decode(b[1:], &body); err != nil {
				t.Fatalf("%x is no command to the decoder: %v", b, err)
			}
			what, err := decodeWhat(body.Kind, body.What)
			edit, _ := what.(meeting.Edited)
			if err != nil || body.Kind != kind || !edit.Delta.Equal(c.Ask.(meeting.Edit).Delta) || body.Number != c.Number || body.Base != c.Base || body.Prior != beforeOf(c) {
				t.Fatalf("%x is read as %+v, and not as %+v, %v", b, c, body, err)
			}
		}
	})
}
