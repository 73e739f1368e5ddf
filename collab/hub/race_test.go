//go:build race

package hub_test

// megabyteRounds is how often a hub is filled with megabytes; with the race detector,
// which looks at each byte, a round takes half a minute of the processor.
const megabyteRounds = 2
