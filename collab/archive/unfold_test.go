package archive

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"testing"

	"parley/collab/text"
)

// short is a past of two changes: two letters put in, one taken out.
func short() (record, block) {
	r := record{
		changes: []change{{4, 1000, 1, 2}, {6, 2000, 2, 1}},
		steps:   []step{{at: 0, put: 1}, {at: 1, put: 1}, {at: 1, took: 1, bytes: 1}},
		gone:    []byte("b"),
		authors: []author{{text.Author(1), 1}},
	}
	return r, fold(r)
}

func TestABlockWhosePartsDoNotAddUpIsNone(t *testing.T) {
	if _, b := short(); b.last != 6 || b.changes != 2 {
		t.Fatalf("got a block of %d changes up to %d", b.changes, b.last)
	} else if _, err := b.unfold(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(r *record){
		"fewer steps than the changes have":  func(r *record) { r.changes[1].steps++ },
		"more steps than the changes have":   func(r *record) { r.changes[0].steps-- },
		"a change without steps":             func(r *record) { r.changes[0].steps, r.changes[1].steps = 3, 0 },
		"two changes of one number":          func(r *record) { r.changes[0].number = 6 },
		"an author of what was not taken":    func(r *record) { r.authors[0].runes++ },
		"nobody who wrote what was taken":    func(r *record) { r.authors = nil },
		"more taken out than the steps took": func(r *record) { r.gone = []byte("bc"); r.steps[2].bytes = 2 },
		"taken out what is no text":          func(r *record) { r.gone = []byte{0xff} },
		"less taken out than the steps took": func(r *record) { r.gone, r.steps[2].bytes = nil, 0 },
		"a step that does nothing":           func(r *record) { r.steps[1].put = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := short()
			spoil(&r)
			if _, err := fold(r).unfold(); !errors.Is(err, ErrMalformed) {
				t.Errorf("got %v, want ErrMalformed", err)
			}
		})
	}
	_, b := short()
	for name, spoiled := range map[string]block{
		"another last number": {b.first, b.last + 1, b.changes, b.bytes},
		"fewer changes":       {b.first, b.last, 1, b.bytes},
		"more changes":        {b.first, b.last, 3, b.bytes},
	} {
		if _, err := spoiled.unfold(); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %v, want ErrMalformed", name, err)
		}
	}
}

// typedAtOnce is the block of one change that puts so many letters in.
func typedAtOnce(steps int) block {
	r, _ := short()
	b := fold(record{changes: r.changes[:1], steps: r.steps[:2]})
	b.bytes = binary.AppendUvarint(nil, uint64(steps))
	for _, column := range [columns][]byte{
		columnNumbers: runs(1, func(int) int64 { return 0 }),
		columnTimes:   runs(1, func(int) int64 { return 0 }),
		columnAuthors: runs(1, func(int) int64 { return 1 }),
		columnSteps:   runs(1, func(int) int64 { return int64(steps) }),
		columnKinds:   binary.AppendUvarint(nil, uint64(steps*kinds+typed)),
		columnPlaces:  binary.AppendVarint(nil, 0),
	} {
		packed := deflate(column)
		b.bytes = append(binary.AppendUvarint(b.bytes, uint64(len(packed))), packed...)
	}
	return b
}

func TestWhatABlockUnfoldsToHasLimits(t *testing.T) {
	if _, err := typedAtOnce(3).unfold(); err != nil {
		t.Errorf("three steps: %v", err)
	}
	if _, err := typedAtOnce(maxSteps + 1).unfold(); !errors.Is(err, ErrMalformed) {
		t.Errorf("a step too many: got %v, want ErrMalformed", err)
	}
	var long bytes.Buffer
	w, _ := flate.NewWriter(&long, flate.BestSpeed)
	w.Write(make([]byte, maxColumn+1))
	w.Close()
	if _, err := inflate(long.Bytes()); !errors.Is(err, ErrMalformed) {
		t.Errorf("a byte too many in a column: got %v, want ErrMalformed", err)
	}
	for changes, want := range map[int]error{maxChanges: nil, maxChanges + 1: ErrMalformed} {
		_, _, err := Parse(Append(nil, nil, &Past{blocks: []block{{1, 2 * maxChanges, changes, nil}}}))
		if !errors.Is(err, want) {
			t.Errorf("%d changes: got %v, want %v", changes, err, want)
		}
	}
}

func TestBlocksOutOfTheirOrderAreNoArchive(t *testing.T) {
	_, b := short()
	later := b
	later.first, later.last = b.last+1, b.last+3
	for name, c := range map[string]struct {
		blocks []block
		fine   bool
	}{
		"in order":                  {[]block{b, later}, true},
		"the later first":           {[]block{later, b}, false},
		"one twice":                 {[]block{b, b}, false},
		"more changes than numbers": {[]block{{b.first, b.last, int(b.last-b.first) + 2, b.bytes}}, false},
		"no changes":                {[]block{{b.first, b.last, 0, b.bytes}}, false},
		"before it begins":          {[]block{{b.last, b.first, 1, b.bytes}}, false},
	} {
		_, _, err := Parse(Append(nil, nil, &Past{blocks: c.blocks}))
		if (err == nil) != c.fine || err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
