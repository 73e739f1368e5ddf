//go:build race

package session_test

// usualSeeds is how many random meetings a test run holds; with the race
// detector each takes ten times as long.
const usualSeeds = 40
