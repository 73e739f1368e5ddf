//go:build race

package plane

// allocationsMore is what the race detector adds: it makes sync.Pool forget at
// random.
const allocationsMore = 2
