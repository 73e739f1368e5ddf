package eventlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

func TestARowGoesInInItsOrder(t *testing.T) {
	j := open(t, t.TempDir())
	ctx := context.Background()
	if _, err := j.Append(ctx, "m", 0, []byte("first")); err != nil {
		t.Fatal(err)
	}
	row := func(from, n int) (all [][]byte) {
		for i := range n {
			all = append(all, fmt.Append(nil, "entry ", from+i))
		}
		return all
	}
	if kept, err := j.AppendRow(ctx, "m", 1, row(2, 100)); kept != 100 || err != nil {
		t.Fatalf("kept %d, %v, want all", kept, err)
	}
	for _, tt := range []struct {
		name  string
		after uint64
		row   [][]byte
		want  error
	}{
		{"behind the end", 100, row(101, 3), ErrStale},
		{"ahead of it", 105, row(106, 3), ErrStale},
		{"with one that is too long", 101, append(row(102, 2), make([]byte, MaxEntry+1)), ErrTooBig},
	} {
		if kept, err := j.AppendRow(ctx, "m", tt.after, tt.row); kept != 0 || !errors.Is(err, tt.want) {
			t.Errorf("%s: kept %d, %v, want none and %v", tt.name, kept, err, tt.want)
		}
	}
	var got []string
	if err := j.Read(ctx, "m", 1, func(number uint64, entry []byte) error {
		got = append(got, string(entry))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range row(2, 100) {
		want = append(want, string(e))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the log has %d entries, the last %q; want 100 in order", len(got), got[len(got)-1])
	}
	if mark, err := j.acknowledged("m"); mark != 101 || err != nil {
		t.Errorf("acknowledged up to %d, %v, want 101", mark, err)
	}
}

func BenchmarkARow(b *testing.B) {
	for _, n := range []int{1, 16} {
		b.Run(fmt.Sprint(n, " at once"), func(b *testing.B) {
			j, err := Open(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer j.Close()
			number, err := j.Append(b.Context(), "m", 0, []byte("first"))
			if err != nil {
				b.Fatal(err)
			}
			row := slices.Repeat([][]byte{[]byte("a letter was typed")}, n)
			for done := 0; done < b.N; done += n {
				if n == 1 {
					number, err = j.Append(b.Context(), "m", number, row[0])
				} else {
					_, err = j.AppendRow(b.Context(), "m", number, row)
					number += uint64(n)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
