//go:build !race

package plane

// allocationsMore is what the race detector adds: it is off.
const allocationsMore = 0
