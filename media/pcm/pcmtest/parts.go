package pcmtest

import (
	"slices"

	"parley/media/pcm"
)

// Parts cuts said into n equal parts, finds each of them in heard, and returns
// how alike they are, most alike first. A playout that adapts its delay moves
// what it plays, by less than half a second; each part is still there. Parts of said
// that are silent, or nearly so, are left out.
func Parts(said, heard []int16, n int) []float64 {
	var all []float64
	size := len(said) / n
	start, _ := Find(said, heard)
	for i := range n {
		part := said[i*size : (i+1)*size]
		from := min(max(0, start+i*size-pcm.Rate/2), len(heard))
		to := min(max(0, start+(i+1)*size+pcm.Rate/2), len(heard))
		if pcm.Level(part) > -50 {
			all = append(all, mostAlike(part, heard[from:to]))
		}
	}
	slices.Sort(all)
	slices.Reverse(all)
	return all
}

// mostAlike is the highest likeness of a part with what was heard anywhere. It
// looks below 3 kHz first. Unlike the cross-correlation by which Find looks, it is
// not drawn to what is louder.
func mostAlike(part, heard []int16) float64 {
	const again = 2
	a, b := thinned(part), thinned(heard)
	a, b = pairs(a), pairs(b)
	about, best := 0, -1.0
	for i := 0; i <= len(b)-len(a); i++ {
		if l := Likeness(a, b, i); l > best {
			about, best = i, l
		}
	}
	best = -1
	for i := again * thin * (about - 1); i <= again*thin*(about+1); i++ {
		best = max(best, Likeness(part, heard, i))
	}
	return best
}

// pairs averages over two samples at a time.
func pairs(s []int16) []int16 {
	half := make([]int16, len(s)/2)
	for i := range half {
		half[i] = int16((int(s[2*i]) + int(s[2*i+1])) / 2)
	}
	return half
}
