package pcmtest

import (
	"math"
	"math/cmplx"
)

// thin is how many samples are taken together for a first look.
const thin = 4

// Find says where in heard the sound said begins, as a number of samples that
// may be negative, and how alike the two are there: the normalised
// cross-correlation of the whole of said with what was heard in its place, 1
// for the same sound at any loudness, near 0 for another. The place is looked for
// below 6 kHz.
func Find(said, heard []int16) (at int, likeness float64) {
	about := thin * peak(thinned(said), thinned(heard))
	likeness = -1
	for i := about - 2*thin; i <= about+2*thin; i++ {
		if l := Likeness(said, heard, i); l > likeness {
			at, likeness = i, l
		}
	}
	return at, likeness
}

// thinned averages over thin samples at a time.
func thinned(s []int16) []int16 {
	t := make([]int16, len(s)/thin)
	for i := range t {
		sum := 0
		for _, v := range s[thin*i : thin*i+thin] {
			sum += int(v)
		}
		t[i] = int16(sum / thin)
	}
	return t
}

// peak is where the cross-correlation is highest.
func peak(said, heard []int16) (at int) {
	size := 1
	for size < len(said)+len(heard) {
		size *= 2
	}
	a, b := spectrum(said, size), spectrum(heard, size)
	for i := range a {
		a[i] = cmplx.Conj(a[i]) * b[i]
	}
	fourier(a, true)
	best := math.Inf(-1)
	for i := range a {
		if v := real(a[i]); v > best {
			best, at = v, i
		}
	}
	if at >= len(heard) {
		at -= size
	}
	return at
}

// Likeness is the normalised cross-correlation of said with heard[at:]. What
// lies outside heard counts as silence.
func Likeness(said, heard []int16, at int) float64 {
	var product, power, echo float64
	for i, s := range said {
		power += float64(s) * float64(s)
		if j := at + i; j >= 0 && j < len(heard) {
			product += float64(s) * float64(heard[j])
			echo += float64(heard[j]) * float64(heard[j])
		}
	}
	if power == 0 || echo == 0 {
		return 0
	}
	return product / math.Sqrt(power*echo)
}

func spectrum(s []int16, size int) []complex128 {
	c := make([]complex128, size)
	for i, v := range s {
		c[i] = complex(float64(v), 0)
	}
	fourier(c, false)
	return c
}

// fourier transforms c, whose length is a power of two, in place (Cooley and
// Tukey). The inverse is not divided by the length.
func fourier(c []complex128, inverse bool) {
	for i, j := 1, 0; i < len(c); i++ {
		bit := len(c) >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		if j ^= bit; i < j {
			c[i], c[j] = c[j], c[i]
		}
	}
	for half := 1; half < len(c); half *= 2 {
		angle := -math.Pi / float64(half)
		if inverse {
			angle = -angle
		}
		turns := make([]complex128, half)
		for k := range turns {
			turns[k] = cmplx.Rect(1, angle*float64(k))
		}
		for i := 0; i < len(c); i += 2 * half {
			a, b := c[i:i+half], c[i+half:i+2*half]
			for k, turn := range turns {
				even, odd := a[k], turn*b[k]
				a[k], b[k] = even+odd, even-odd
			}
		}
	}
}
