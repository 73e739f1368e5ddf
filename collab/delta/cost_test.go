package delta_test

import (
	"testing"
	"time"

	"parley/collab/delta"
)

// comb keeps a letter and puts one in, n times; other takes every third out.
func comb(n int) (d, other delta.Delta) {
	var a, b delta.Builder
	for i := range n {
		a.Keep(1)
		a.Insert("x")
		if b.Keep(1); i%3 == 0 {
			b.Delete(1)
		} else {
			b.Keep(1)
		}
	}
	return a.Delta(), b.Delta()
}

// TestTenTimesTheOperationsCostAboutTenTimes would take a hundred times as long
// where a walk begins anew for every operation. The shortest of several tries
// counts, as a machine may be busy.
func TestTenTimesTheOperationsCostAboutTenTimes(t *testing.T) {
	const few = 3000
	small, smallNext := comb(few)
	large, largeNext := comb(10 * few)
	text := func(d delta.Delta) string { return string(make([]byte, d.BaseLen())) }
	places := func(d delta.Delta) []int {
		all := make([]int, d.BaseLen())
		for i := range all {
			all[i] = i
		}
		return all
	}
	for name, do := range map[string]func(d, next delta.Delta) func(){
		"Apply": func(d, _ delta.Delta) func() {
			s := text(d)
			return func() {
				if _, err := d.Apply(s); err != nil {
					t.Fatal(err)
				}
			}
		},
		"Compose": func(d, next delta.Delta) func() {
			return func() {
				if _, err := d.Compose(next); err != nil {
					t.Fatal(err)
				}
			}
		},
		"Map":    func(d, _ delta.Delta) func() { return func() { d.Map(d.BaseLen(), delta.After) } },
		"MapAll": func(d, _ delta.Delta) func() { return func() { d.MapAll(places(d), delta.After) } },
		"Invert": func(d, _ delta.Delta) func() { return func() { d.Invert(func(int, int) string { return "" }) } },
		"writing and reading": func(d, _ delta.Delta) func() {
			return func() {
				if _, err := delta.Parse(d.AppendBinary(nil)); err != nil {
					t.Fatal(err)
				}
			}
		},
	} {
		one, ten := do(small, smallNext), do(large, largeNext)
		few, many, linear := time.Hour, time.Hour, false
		for try := 0; try < 40 && !linear; try++ { // side by side, so that a busy machine holds up both
			few, many = min(few, took(one)), min(many, took(ten))
			linear = many < 40*few
		}
		if !linear {
			t.Errorf("%s: ten times the operations took %v, and a tenth %v", name, many, few)
		}
	}
}

// took returns how long something takes.
func took(do func()) time.Duration {
	begin := time.Now()
	do()
	return time.Since(begin)
}
