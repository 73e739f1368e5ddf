package pcmtest

import (
	"slices"

	"parley/media/pcm"
)

// Parts cuts said into n equal parts, finds each of them in heard, and returns
// how alike they are, most alike first. A playout that adapts its delay moves
// what it plays, by less than half a second; each part is still there. Parts of said
// that are silent are left out.
func Parts(said, heard []int16, n int) []float64 {
	var all []float64
	size := len(said) / n
	start, _ := Find(said, heard)
	for i := range n {
		part := said[i*size : (i+1)*size]
		from := min(max(0, start+i*size-pcm.Rate/2), len(heard))
		to := min(max(0, start+(i+1)*size+pcm.Rate/2), len(heard))
		if slices.ContainsFunc(part, func(s int16) bool { return s != 0 }) {
			_, likeness := Find(part, heard[from:to])
			all = append(all, likeness)
		}
	}
	slices.Sort(all)
	slices.Reverse(all)
	return all
}
