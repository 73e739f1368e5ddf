package delta_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"parley/collab/delta"
)

func TestLinesAreComparedAsWholes(t *testing.T) {
	line := rapid.SampledFrom([]string{"", "shall", "should", "shall not"})
	rapid.Check(t, func(t *rapid.T) {
		older, newer := rapid.SliceOfN(line, 0, 12).Draw(t, "older"), rapid.SliceOfN(line, 0, 12).Draw(t, "newer")
		d, err := delta.DiffLines(older, newer)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		i, j := 0, 0
		for op := range d.Ops() {
			switch {
			case op.Keep > 0:
				got = append(got, older[i:i+op.Keep]...)
				i, j = i+op.Keep, j+op.Keep
			case op.Delete > 0:
				i += op.Delete
			default:
				n := utf8.RuneCountInString(op.Insert)
				got = append(got, newer[j:j+n]...)
				j += n
			}
		}
		if !slices.Equal(got, newer) || i != len(older) {
			t.Fatalf("%q to %q: got %q", older, newer, got)
		}
	})
}

func TestMoreLinesThanCanBeToldApartAreNotCompared(t *testing.T) {
	if _, err := delta.DiffLines(make([]string, 1<<20), []string{"one"}); err == nil || !strings.Contains(err.Error(), "lines") {
		t.Errorf("got %v, want an error about lines", err)
	}
}
