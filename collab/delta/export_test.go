package delta

// Compare is Diff with other bounds, so that short texts take every way that
// long ones take.
func Compare(older, newer string, short, work int) Delta { return compare(older, newer, short, work) }
