//go:build !race

package hub_test

// megabyteRounds is how often a hub is filled with megabytes.
const megabyteRounds = 3
