package text

// Shape tells the tests how high the tree of t is and how many leaves it has.
func Shape(t Text) (height, leaves int) {
	for range t.root.leaves(0, t.Len()) {
		leaves++
	}
	return t.root.height, leaves
}
