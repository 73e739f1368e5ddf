//go:build race

package load_test

// crowd is how many listeners come in two seconds: under the race detector each
// takes ten times as much of the processor.
const crowd = 25
