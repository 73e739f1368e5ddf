package wire

import (
	"errors"
	"strings"
	"testing"

	"parley/collab/delta"
)

func TestColumnsThatDoNotFitTheirTextAreRefused(t *testing.T) {
	for name, b := range map[string]textBody{
		"a text by nobody":            {Whole: "abc"},
		"less than the text":          {Whole: "abc", Lengths: []byte{2}, Authors: []byte{1}},
		"more than the text":          {Whole: "abc", Lengths: []byte{4}, Authors: []byte{1}},
		"more letters than its bytes": {Whole: "é", Lengths: []byte{2}, Authors: []byte{1}},
		"a piece of nothing":          {Whole: "a", Lengths: []byte{0, 1}, Authors: []byte{1, 1}},
		"a piece without an author":   {Whole: "ab", Lengths: []byte{1, 1}, Authors: []byte{1}},
		"an author without a piece":   {Whole: "a", Lengths: []byte{1}, Authors: []byte{1, 2}},
		"an author that is too great": {Whole: "a", Lengths: []byte{1}, Authors: []byte{0x80, 0x80, 0x80, 0x80, 0x10}},
		"a length that is cut":        {Whole: "a", Lengths: []byte{0x80}, Authors: []byte{1}},
		"an author that is cut":       {Whole: "a", Lengths: []byte{1}, Authors: []byte{0x80}},
		"what no terminal should see": {Whole: "a\x1b", Lengths: []byte{2}, Authors: []byte{1}},
		"a text past the limit":       {Whole: strings.Repeat("a", delta.MaxLen+1), Lengths: []byte{0x81, 0x80, 0x80, 0x04}, Authors: []byte{1}},
	} {
		if got, err := textIn(b); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %d pieces, %v", name, len(got), err)
		}
	}
}

func FuzzTextIn(f *testing.F) {
	f.Add("that é", []byte{1, 5}, []byte{3, 0})
	f.Add("abab", []byte{1, 1, 1, 1}, []byte{1, 2, 1, 2})
	f.Add("a", []byte{0x80, 0x01}, []byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, whole string, lengths, authors []byte) {
		pieces, err := textIn(textBody{Whole: whole, Lengths: lengths, Authors: authors})
		if err != nil {
			return
		}
		again, size := textOut(pieces), 0
		for _, p := range pieces {
			size += len(p.Text)
		}
		if again.Whole != whole || len(pieces) > len(whole) || size != len(whole) {
			t.Fatalf("%d pieces of %d bytes of %q", len(pieces), size, whole)
		}
	})
}
