//go:build !race

package load_test

// crowd is how many listeners come in two seconds.
const crowd = 98
