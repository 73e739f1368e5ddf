package merge_test

import (
	"testing"

	"parley/collab/delta"
	"parley/collab/merge"
	"parley/collab/text"
)

// FuzzEntries feeds two documents, of which one keeps very little, whatever
// entries five bytes can say. They must agree on what they take and what it
// means, and never panic.
func FuzzEntries(f *testing.F) {
	f.Add([]byte("\x01\x00\x05\x00a\x02\x00\x05\x00b\x09\x00\x01\x00\x00"))
	f.Add([]byte("\x01\x00\x05\x11a\x02\x01\x05\x22b\x01\x02\x04\x13c\x0a\x02\x01\x00\x00\x03\x00\x05\x00z"))
	f.Fuzz(func(t *testing.T, b []byte) {
		usual := merge.New(text.New("Hello", 0), 3)
		tight := merge.NewTight(text.New("Hello", 0), 3, merge.UndoReach, 1, 1, 1)
		for number := uint64(1); len(b) >= 5 && number < 200; number++ {
			e := entryOf(b[:5], number, usual)
			b = b[5:]
			checked, tightly := usual.Check(e), tight.Check(e)
			did, err := usual.Append(usual.Head()+1, e)
			same, other := tight.Append(tight.Head()+1, e)
			if (checked == nil) != (err == nil) || (tightly == nil) != (err == nil) || (other == nil) != (err == nil) {
				t.Fatalf("%+v: %v, %v, %v, %v", e, checked, tightly, err, other)
			}
			if !did.Equal(same) || usual.Text().String() != tight.Text().String() {
				t.Fatalf("%+v: did %v to %q, and %v to %q", e, did, usual.Text(), same, tight.Text())
			}
		}
	})
}

// entryOf makes an entry of five bytes: author and kind, how far back the base
// is, the length of the text, what is deleted and where, what is inserted.
func entryOf(b []byte, number uint64, d *merge.Document) merge.Entry {
	e := merge.Entry{By: text.Author(b[0] & 7), Number: number, Base: d.Head() - uint64(b[1])}
	if b[0]&8 != 0 {
		e.Undo = []uint64{number - uint64(b[2]&31)}
		return e
	}
	length := int(b[2])
	if b[0]&16 != 0 {
		length = d.Text().Len()
	}
	at := min(int(b[3]>>3), length)
	e.Delta = delta.Replace(length, at, min(int(b[3]&7), length-at), string(rune(b[4])))
	return e
}
