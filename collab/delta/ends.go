package delta

import "unicode/utf8"

// commonEnds returns how many bytes a and b share at the start and, of the
// rest, at the end. It never stops inside a code point.
func commonEnds(a, b string) (head, tail int) {
	most := min(len(a), len(b))
	const stride = 128 // compared at once, because long texts differ little
	for head+stride <= most && a[head:head+stride] == b[head:head+stride] {
		head += stride
	}
	for head < most && a[head] == b[head] {
		head++
	}
	for head > 0 && (inside(a, head) || inside(b, head)) {
		head--
	}
	most -= head
	for tail+stride <= most && a[len(a)-tail-stride:len(a)-tail] == b[len(b)-tail-stride:len(b)-tail] {
		tail += stride
	}
	for tail < most && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	for tail > 0 && inside(a, len(a)-tail) {
		tail--
	}
	return head, tail
}

// inside reports whether byte i of s continues a code point.
func inside(s string, i int) bool { return i < len(s) && !utf8.RuneStart(s[i]) }
